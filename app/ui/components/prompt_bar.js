// The prompt bar: text, what was drawn of it and what it costs, and the knobs. Contract in prompt_bar.py.
import { board, newId } from 'imagegen-chrome/board.js';
import { Drafts, Icon, Menu, Writing, aspect, dollars, estimate, marked, moment, screen } from 'imagegen-chrome';

const SEED_LIMIT = 2 ** 32;

export default {
  components: { Icon, Menu },
  props: { board: String, initial: Object },
  emits: ['typed', 'settle', 'leave', 'live', 'knob', 'reroll', 'history', 'use_history'],
  template: `
<section class="ig-bar ig-float" aria-label="Prompt bar" @keydown.esc="escape">
  <div class="ig-grab" v-if="screen.small" aria-hidden="true"></div>
  <div class="ig-say">
    <div class="ig-txt">
      <div class="ig-mirror" aria-hidden="true" ref="mirror"><template v-for="piece in pieces"><span
        :class="{ 'ig-unk': piece.hit }">{{ piece.text }}</span></template>&#8203;</div>
      <textarea ref="text" aria-label="Prompt" placeholder="Describe a picture" rows="1" spellcheck="false"
        autocomplete="off" enterkeyhint="go" :value="writing.text" @input="typed" @keydown="key" @scroll="follow"></textarea>
    </div>
    <button v-if="!screen.small" class="ig-ib" aria-label="History" title="History (arrow up in an empty prompt)" ref="history"
      aria-haspopup="listbox" :aria-expanded="menu === 'history'" @click="openHistory($event.currentTarget)"><Icon name="history"/></button>
    <button v-if="!screen.small" class="ig-live" role="switch" :aria-checked="String(live)" :title="liveTitle" @click="flipLive"><span class="ig-tr"></span>Live</button>
    <button v-if="screen.small" class="ig-btn ig-btn-44 ig-btn-ink ig-square" aria-label="Settle" :disabled="!ready" @click="settle"><Icon name="enter"/></button>
    <button v-else class="ig-btn ig-btn-s ig-btn-ink" title="Settle at full size and start a new tile (Enter)" :disabled="!ready" @click="settle">Settle <Icon name="enter" size="s"/></button>
  </div>
  <div class="ig-read">
    <span v-if="trouble" class="ig-says ig-grow" :class="trouble.kind === 'warn' ? 'ig-warn' : 'ig-bad'" role="alert">
      <Icon :name="trouble.icon || 'failed'" size="s"/><span class="ig-clip" :title="trouble.text">{{ trouble.text }}</span>
      <a v-if="trouble.link" :href="trouble.link.href">{{ trouble.link.label }}</a></span>
    <span v-else-if="read.drew" class="ig-grow ig-clip" :title="readTitle">Drew <b>{{ read.drew.join(', ') || 'nothing it knows' }}</b><template
      v-if="read.ignored.length"> · ignored <b>{{ read.ignored.join(', ') }}</b></template></span>
    <span v-else class="ig-grow ig-clip" :title="readTitle">{{ read.text }}</span>
    <span class="ig-money" v-if="money"><template v-if="!screen.small">Session <b class="ig-num">{{ dollars(money.session_usd) }}</b> · </template>today <b
      class="ig-num">{{ dollars(money.day_usd) }}</b><template v-if="money.day_cap_usd"> of {{ dollars(money.day_cap_usd) }}</template></span>
  </div>
  <div class="ig-knobs" role="group" aria-label="Knobs">
    <button v-if="screen.small" class="ig-live" role="switch" :aria-checked="String(live)" @click="flipLive"><span class="ig-tr"></span>Live</button>
    <button class="ig-chip" ref="model" :aria-label="'Model: ' + model.label + ' ' + price" :title="modelTitle" aria-haspopup="listbox" :aria-expanded="menu === 'model'"
      @click="toggle('model')">{{ model.label }} <span class="ig-sub ig-num">{{ price }}</span><Icon name="down" size="xs"/></button>
    <button class="ig-chip" ref="size" :aria-label="sizeLabel" :title="sizeLabel" aria-haspopup="listbox" :aria-expanded="menu === 'size'"
      @click="toggle('size')"><Icon name="aspect" size="s"/>{{ aspect(knobs.pixels) }}<Icon v-if="!screen.small" name="down" size="xs"/></button>
    <span class="ig-group" role="group" aria-label="Seed of the picture"><label class="ig-lab ig-num"><span>Seed</span><input class="ig-seed" aria-label="Seed" inputmode="numeric"
      :value="knobs.seed" :style="{ width: String(knobs.seed ?? '').length + 'ch' }" @input="sizeSeed" @change="setSeed" @keydown.enter.stop="$event.target.blur()"></label>
      <button class="ig-ib" aria-label="Pin seed" :title="knobs.pin ? 'The seed is pinned: new tiles get it too' : 'Typing keeps the seed; each new tile gets its own'" :aria-pressed="String(!!knobs.pin)"
        @click="knob('pin', !knobs.pin)"><Icon name="pin"/></button>
      <button class="ig-ib" aria-label="Re-roll" title="Re-roll" @click="$emit('reroll', { tile: writing.tile })"><Icon name="reroll"/></button></span>
 <span class="ig-seg" role="radiogroup" aria-label="Candidates" title="How many pictures a new prompt makes at once, each with its own seed" @keydown="turnCount"><button v-for="n in 4" :key="n" role="radio" :aria-checked="String(n === defaults.count)" :aria-label="n === 1 ? '1 picture' : n + ' pictures'" :tabindex="n === defaults.count ? 0 : -1" @click="setCount(n)">{{ n }}</button></span>
    <button v-for="style in chosen" :key="style.id" class="ig-chip" aria-pressed="true" :aria-label="'Remove style ' + style.label" @click="flipStyle(style.id)">{{ style.label }}<Icon name="close" size="xs"/></button>
    <button v-if="chosen.length" class="ig-ib" ref="style" aria-label="Add a style" title="Add a style" aria-haspopup="listbox" :aria-expanded="menu === 'style'" @click="toggle('style')"><Icon name="plus"/></button>
    <button v-else-if="styles.length" class="ig-chip" ref="style" aria-haspopup="listbox" :aria-expanded="menu === 'style'" @click="toggle('style')"><Icon name="plus" size="s"/>Style</button>
    <button v-if="screen.small" class="ig-chip" aria-label="History" ref="history" aria-haspopup="listbox" :aria-expanded="menu === 'history'" @click="openHistory($event.currentTarget)"><Icon name="history"/></button>
  </div>

  <Menu :open="menu === 'model'" :anchor="$refs.model" label="Model" kind="listbox" look="ig-models" up @close="menu = null">
    <button v-for="item in models" :key="item.id" role="option" :aria-selected="String(item.id === knobs.model)" :class="{ 'is-off': !item.available }" @click="chooseModel(item)">
      <span class="ig-tick"><Icon v-if="item.id === knobs.model" name="check" size="s"/></span>
      <span class="ig-grow"><b>{{ item.label }}</b><span class="ig-meta">{{ modelNote(item) }}</span></span>
      <span class="ig-num ig-meta ig-r"><span class="ig-cap1">{{ item.price_usd ? dollars(item.price_usd) : 'Free' }}</span><br>{{ estimate(item).split(' · ')[1] }}</span></button>
    <i class="ig-sep"></i>
    <button role="option" aria-selected="false" @click="go('/settings')"><span class="ig-tick"><Icon name="plus" size="s"/></span><span class="ig-grow">Add a provider</span></button>
  </Menu>
  <Menu :open="menu === 'size'" :anchor="$refs.size" label="Size" kind="listbox" look="ig-sizes" up @close="menu = null">
    <button v-for="pixels in sizes" :key="pixels.join()" role="option" :aria-selected="String(aspect(pixels) === aspect(knobs.pixels))" @click="choose('pixels', pixels, 'size')">
      <span class="ig-shape"><i :style="shape(pixels)"></i></span><span class="ig-grow">{{ aspect(pixels) }}</span><span class="ig-num ig-meta">{{ pixels[0] }} × {{ pixels[1] }}</span></button>
  </Menu>
  <Menu :open="menu === 'style'" :anchor="$refs.style" label="Styles" kind="listbox" up @close="menu = null">
    <button v-for="style in styles" :key="style.id" role="option" :aria-selected="String(isChosen(style.id))" @click="flipStyle(style.id); closeTo('style')">
      <span class="ig-tick"><Icon v-if="isChosen(style.id)" name="check" size="s"/></span><span class="ig-grow">{{ style.label }}</span></button>
  </Menu>
  <Menu :open="menu === 'history'" :anchor="anchor" label="History" kind="listbox" look="ig-hist" up end @close="menu = null">
    <div class="ig-histfind"><div class="ig-search"><Icon name="search" size="s"/><input aria-label="Search history" placeholder="Search history" v-model="query" @input="askHistory"></div></div>
    <div class="ig-histlist" @scroll.passive="scrollHistory">
      <button v-for="entry in entries" :key="entry.id" role="option" aria-selected="false" :title="entry.text" @click="useHistory(entry)"><span class="ig-grow ig-clip">{{ entry.text }}</span><span class="ig-meta ig-num">{{ moment(entry.at) }}</span></button>
      <p v-if="!entries.length" class="ig-none">{{ query ? 'No prompt holds these words.' : 'No prompts yet.' }}</p>
    </div>
  </Menu>
</section>`,
  data() {
    return {
      writing: new Writing({ newId, view: () => board.visibleRect() }),
      models: [], sizes: [], styles: [], live: true, reading: null, error: null, money: null,
      defaults: { model: null, pixels: [1024, 1024], seed: 0, pin: true, styles: [], count: 1 },
      own: null, // the chosen tile's knobs
      menu: null, anchor: null, query: '', entries: [], more: false, recalled: -1,
      screen,
      ...this.initial,
    };
  },
  computed: {
    knobs() {
      return { ...this.defaults, ...this.own };
    },
    model() {
      const known = this.models.find((model) => model.id === this.knobs.model);
      return known ?? { id: null, label: this.knobs.model ?? 'Choose a model', price_usd: 0, usual_s: null, ai: true };
    },
    modelTitle() {
      return this.model.ai === false ? `${this.model.label} is built in. It draws by rules and is not AI.` : this.model.label;
    },
    sizeLabel() {
      const [width, height] = this.knobs.pixels;
      return `Size: ${aspect(this.knobs.pixels)}, ${width} by ${height}`;
    },
    liveTitle() {
      return this.live ? 'Live: the picture follows the typing' : 'Not live: Enter draws the picture';
    },
    chosen() {
      return this.knobs.styles.map((id) => this.styles.find((style) => style.id === id) ?? { id, label: id });
    },
    ready() {
      return this.writing.text.trim() !== '';
    },
    trouble() {
      return this.fits(this.error) ? this.error : null;
    },
    read() {
      const idle = this.writing.tile === null || !this.fits(this.reading);
      if (idle && this.live) return { text: this.writing.text ? '' : 'Ready. The first key makes a tile.' };
      if (idle) return { text: 'Ready. Enter draws the picture.' };
      return { ignored: [], ...this.reading };
    },
    readTitle() {
      const said = this.read.drew ? `Drew ${this.read.drew.join(', ')}. Ignored ${this.read.ignored.join(', ') || 'nothing'}.` : this.read.text;
      return this.model.ai === false ? `${said} ${this.modelTitle}` : said;
    },
    // of all candidates that a new prompt makes
    price() {
      const count = this.writing.tile === null ? this.defaults.count : 1;
      const price = estimate({ ...this.model, price_usd: this.model.price_usd * count });
      return screen.small ? price.split(' · ')[0] : price;
    },
    pieces() {
      return marked(this.writing.text, this.read.ignored ?? []);
    },
  },
  mounted() {
    this.drafts = new Drafts(window.sessionStorage, this.board);
    const restored = this.writing.restore(this.drafts.read() ?? this.initial.draft);
    if (restored) {
      this.$emit('typed', restored);
      board.writing();
    }
    this.unbind = [board.on('selection', this.selected), board.on('focus-prompt', this.focus), board.on('propose', ({ text }) => this.put(text))];
    if (!screen.small) this.focus();
  },
  beforeUnmount() {
    this.unbind.forEach((stop) => stop?.());
  },
  methods: {
    aspect, dollars, estimate, moment,

    // --- from Python ---
    state(change) {
      Object.assign(this.$data, change);
      return { ok: true };
    },
    setText(change) {
      return this.writing.replace(change);
    },
    undoText(change) {
      const result = this.writing.undo(change);
      if (result.ok) {
        this.keepDraft();
        this.$emit('leave', {}); // the draft that Python keeps
      }
      return result;
    },
    showHistory({ query, entries, more, after }) {
      if (query !== this.query) return { ok: false, error: 'Another query is open.' };
      this.entries = after ? [...this.entries, ...entries] : entries;
      this.more = more;
      if (this.recalled >= 0 && this.menu === null) this.showRecalled();
      return { ok: true };
    },
    focus() {
      this.$refs.text?.focus({ preventScroll: true });
    },

    // --- typing ---
    typed(event) {
      this.recalled = -1;
      this.$emit('typed', this.writing.type(event.target.value));
      board.writing();
      this.keepDraft();
    },
    put(text) {
      this.$emit('typed', this.writing.type(text));
      board.writing();
      this.keepDraft();
      this.focus();
    },
    key(event) {
      if (event.isComposing) return;
      if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        this.settle();
      } else if (event.key === 'ArrowUp' && (!this.writing.text || this.recalled >= 0)) {
        event.preventDefault();
        this.recall(1);
      } else if (event.key === 'ArrowDown' && this.recalled >= 0) {
        event.preventDefault();
        this.recall(-1);
      }
    },
    settle() {
      const said = this.writing.settle();
      if (!said) return;
      this.$emit('settle', said);
      this.reset();
      this.focus();
    },
    escape(event) {
      if (event.isComposing || event.defaultPrevented) return;
      event.stopPropagation();
      this.$emit('leave', {});
      this.writing.leave();
      this.reset();
      this.$refs.text.blur();
    },
    reset() {
      this.own = null;
      this.recalled = -1;
      this.keepDraft();
      board.deselect();
      board.written();
    },
    selected({ tiles, by }) {
      const before = this.writing.tile;
      if (this.writing.select(tiles, by) === 'deselect') board.deselect();
      const tile = tiles.length === 1 && tiles[0].id === this.writing.tile ? tiles[0] : null;
      if (tile) this.own = { model: tile.model ?? this.defaults.model, pixels: tile.pixels, seed: tile.seed, styles: tile.styles ?? [] };
      else if (this.writing.tile === null) this.own = null;
      if (before !== this.writing.tile) this.keepDraft();
      if (this.writing.tile === null) board.written();
    },
    keepDraft() {
      this.drafts.write(this.writing.draft);
    },
    follow(event) {
      this.$refs.mirror.style.transform = `translateY(${-event.target.scrollTop}px)`;
    },
    fits(line) {
      return !!line && (line.tile === undefined || line.tile === null || line.tile === this.writing.tile);
    },

    // --- knobs ---
    knob(name, value) {
      const target = this.own && name !== 'pin' ? 'own' : 'defaults';
      this[target] = { ...this[target], [name]: value };
      this.$emit('knob', { name, value, tile: this.writing.tile });
    },
    // of new tiles: a chosen one is one picture
    setCount(count) {
      this.defaults = { ...this.defaults, count };
      this.$emit('knob', { name: 'count', value: count, tile: null });
    },
    turnCount({ key, currentTarget }) {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
      const count = this.defaults.count + (step ?? 0);
      if (!step || count < 1 || count > 4) return;
      this.setCount(count);
      currentTarget.children[count - 1].focus();
    },
    toggle(menu) {
      this.menu = this.menu === menu ? null : menu;
    },
    closeTo(name) {
      this.menu = null;
      this.$nextTick(() => this.$refs[name]?.focus());
    },
    choose(name, value, opener) {
      this.knob(name, value);
      this.closeTo(opener);
    },
    chooseModel(model) {
      if (model.available) this.choose('model', model.id, 'model');
      else this.go('/settings');
    },
    modelNote(model) {
      if (model.ai === false) return 'Built in, not AI';
      return model.available ? model.provider : `${model.provider} · no key yet`;
    },
    isChosen(id) {
      return this.knobs.styles.includes(id);
    },
    flipStyle(id) {
      const styles = this.knobs.styles;
      this.knob('styles', this.isChosen(id) ? styles.filter((style) => style !== id) : [...styles, id]);
    },
    flipLive() {
      this.live = !this.live;
      this.$emit('live', { on: this.live });
    },
    sizeSeed(event) {
      event.target.style.width = `${Math.max(event.target.value.length, 1)}ch`;
    },
    setSeed(event) {
      const seed = Number(event.target.value.trim());
      if (Number.isInteger(seed) && seed >= 0 && seed < SEED_LIMIT && event.target.value.trim()) this.knob('seed', seed);
      else event.target.value = this.knobs.seed;
      this.sizeSeed(event);
    },
    shape([width, height]) {
      const scale = 14 / Math.max(width, height);
      return { width: `${Math.round(width * scale)}px`, height: `${Math.round(height * scale)}px` };
    },
    go(path) {
      window.location.assign(path);
    },

    // --- history ---
    openHistory(anchor) {
      this.anchor = anchor;
      this.query = '';
      this.recalled = -1;
      this.toggle('history');
      if (this.menu) this.askHistory();
    },
    askHistory() {
      this.$emit('history', { query: this.query, before: null });
    },
    scrollHistory({ target }) {
      if (!this.more || target.scrollHeight - target.scrollTop - target.clientHeight > 200) return;
      this.more = false;
      this.$emit('history', { query: this.query, before: this.entries.at(-1)?.id ?? null });
    },
    useHistory(entry) {
      this.menu = null;
      this.$emit('use_history', { id: entry.id, text: entry.text });
      this.put(entry.text);
    },
    recall(step) {
      const first = this.recalled < 0;
      this.recalled += step;
      if (first) {
        this.query = '';
        this.askHistory();
      } else this.showRecalled();
    },
    showRecalled() {
      this.recalled = Math.min(this.recalled, this.entries.length - 1);
      this.writing.recall(this.recalled < 0 ? '' : this.entries[this.recalled].text);
    },
  },
};
