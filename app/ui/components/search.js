// The search palette: commands, and what stands on boards, in favorites, history and trash. Contract in search.py.
import { DATES, Dialog, Icon, daysAgo, marked, shown, withQuery } from 'imagegen-chrome';
import { board } from 'imagegen-chrome/board.js';

const ICONS = { prompt: 'history', board: 'boards', favorite: 'favorite', tile: 'image', trash: 'delete', command: 'keyboard' };
const NONE = { model: '', board: '', tag: '', rating: '', days: '', favorite: false };
const OPERATOR = /^(model|tag|board|rating|is|before|after):/i;

export default {
  components: { Dialog, Icon },
  emits: ['chosen'],
  template: `
<div><Dialog v-if="open" label="Search" look="ig-palette" @close="close">
  <div class="ig-q"><Icon name="search"/><input data-first class="ig-grow" role="combobox" aria-label="Search" aria-expanded="true" aria-controls="ig-results" :aria-activedescendant="rows.length ? 'ig-result-' + at : null"
    placeholder="Search commands and pictures" autocomplete="off" spellcheck="false" maxlength="500" v-model="query" @input="ask" @keydown="key"><kbd>Esc</kbd></div>
  <div class="ig-sift" role="group" aria-label="Filters">
    <label v-for="choice in choices" :key="choice.name" class="ig-chip" :class="{ 'is-on': filters[choice.name] !== '' }"><select :aria-label="choice.title" v-model="filters[choice.name]" @change="ask">
      <option value="">{{ choice.any }}</option><option v-for="[value, label] in choice.options" :key="value" :value="value">{{ label }}</option></select><Icon name="down" size="xs"/></label>
    <button class="ig-chip" :aria-pressed="String(filters.favorite)" @click="filters.favorite = !filters.favorite; ask()"><Icon name="favorite" size="s"/>Favorites</button></div>
  <div class="ig-res" id="ig-results" role="listbox" aria-label="Results">
    <p v-if="instead" class="ig-none" role="status">Nothing holds these words. Shown is “{{ instead }}”.</p>
    <template v-for="group in numbered" :key="group.title"><h3 role="presentation">{{ group.title }}</h3>
      <div v-for="row in group.items" :key="row.kind + row.id" :id="'ig-result-' + row.place" class="ig-opt" role="option" :aria-selected="String(row.place === at)" @mousemove="at = row.place" @click="choose(row, $event.ctrlKey)">
        <span v-if="row.thumb" class="ig-th"><img :src="row.thumb" alt=""></span><Icon v-else :name="row.icon || icons[row.kind] || 'search'"/>
        <span class="ig-grow ig-clip" :title="row.label"><template v-for="piece in pieces(row.label)"><mark v-if="piece.hit">{{ piece.text }}</mark><template v-else>{{ piece.text }}</template></template></span>
        <span v-if="row.rating" class="ig-meta ig-num" :aria-label="row.rating + ' of 5'">{{ '★'.repeat(row.rating) }}</span><span class="ig-meta ig-clip ig-from">{{ row.hint }}</span></div></template>
    <p v-if="!rows.length" class="ig-none">{{ failed ? 'The search could not be done. Try again in a moment.' : 'Nothing holds these words.' }}
      <button v-if="filtered" class="ig-btn ig-btn-s ig-btn-soft" @click="clear">Clear filters</button></p>
  </div>
  <footer><span><kbd>&uarr;</kbd><kbd>&darr;</kbd> choose</span><span><kbd>Enter</kbd> go there</span><span><kbd>Ctrl</kbd><kbd>Enter</kbd> put on this board</span><span class="ig-grow"></span><span class="ig-num" role="status">{{ rows.length }} found</span></footer>
</Dialog></div>`,
  data: () => ({
    query: '', groups: [], instead: null, at: 0, failed: false, asked: 0, icons: ICONS, shown,
    filters: { ...NONE }, offered: { models: [], boards: [], tags: [] },
  }),
  computed: {
    open() {
      return shown.dialog === 'search';
    },
    filtered() {
      return Object.entries(NONE).some(([name, none]) => this.filters[name] !== none);
    },
    choices() {
      const { models, boards, tags } = this.offered;
      return [
        { name: 'model', title: 'Model', any: 'Any model', options: models.map((id) => [id, id]) },
        { name: 'days', title: 'Date', any: 'Any date', options: DATES.slice(1) },
        { name: 'board', title: 'Board', any: 'Any board', options: boards.map(({ id, name }) => [id, name]) },
        { name: 'tag', title: 'Tag', any: 'Any tag', options: tags.map((tag) => [tag, tag]) },
        { name: 'rating', title: 'Rating', any: 'Any rating', options: [5, 4, 3, 2, 1].map((n) => [n, n < 5 ? `${n} ★ or more` : '5 ★']) },
      ];
    },
    words() {
      const looked = this.instead ?? this.query;
      return looked.trim().split(/\s+/).filter((word) => !OPERATOR.test(word));
    },
    commands() {
      const wanted = this.query.trim().toLowerCase();
      if (this.filtered) return [];
      const fitting = shown.commands.filter((command) => command.label.toLowerCase().includes(wanted));
      return fitting.slice(0, wanted ? 8 : 5).map((command) => ({ kind: 'command', hint: command.keys, ...command }));
    },
    numbered() {
      const groups = [{ title: 'Commands', items: this.commands }, ...this.groups].filter((group) => group.items.length);
      let place = 0;
      return groups.map((group) => ({ title: group.title, items: group.items.map((item) => ({ ...item, place: place++ })) }));
    },
    rows() {
      return this.numbered.flatMap((group) => group.items);
    },
  },
  watch: {
    open(open) {
      if (!open) return;
      Object.assign(this, { query: '', groups: [], instead: null, at: 0, failed: false, filters: { ...NONE } });
      this.ask();
      this.offer();
    },
  },
  methods: {
    async ask() {
      const asked = ++this.asked;
      const { days, favorite, ...filters } = this.filters;
      this.at = 0;
      try {
        const since = days ? daysAgo(days) : '';
        const answer = await fetch(withQuery('/api/search', { q: this.query.trim(), ...filters, since, favorite: favorite || '' }));
        const { groups, instead } = answer.ok ? await answer.json() : { groups: [], instead: null };
        if (asked === this.asked) Object.assign(this, { groups, instead, failed: !answer.ok });
      } catch {
        if (asked === this.asked) Object.assign(this, { groups: [], instead: null, failed: true });
      }
    },
    async offer() {
      const answer = await fetch('/api/search/filters').catch(() => null);
      if (answer?.ok) this.offered = await answer.json();
    },
    clear() {
      this.filters = { ...NONE };
      this.ask();
    },
    pieces(label) {
      return marked(label, this.words, true);
    },
    key(event) {
      const last = this.rows.length - 1;
      if (event.key === 'ArrowDown') this.at = this.at >= last ? 0 : this.at + 1;
      else if (event.key === 'ArrowUp') this.at = this.at <= 0 ? last : this.at - 1;
      else if (event.key === 'Enter' && this.rows[this.at]) this.choose(this.rows[this.at], event.ctrlKey);
      else return;
      event.preventDefault();
      this.$nextTick(() => document.getElementById(`ig-result-${this.at}`)?.scrollIntoView({ block: 'nearest' }));
    },
    async choose(row, put) {
      this.close();
      await this.$nextTick();
      if (row.run) row.run();
      else if (row.kind === 'prompt') board.propose(row.label);
      else this.$emit('chosen', { kind: row.kind, id: row.id, board: row.board, put });
    },
    close() {
      shown.dialog = null;
    },
  },
};
