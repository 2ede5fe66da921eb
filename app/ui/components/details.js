// All that is known of one tile, beside the board. Contract in details.py.
import { Icon, aspect, dollars, leaveSurface, shown, since } from 'imagegen-chrome';
import { board } from 'imagegen-chrome/board.js';

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

export default {
  components: { Icon },
  emits: ['download', 'reroll', 'open_tile', 'rate', 'tag'],
  template: `
<aside v-if="open" class="ig-panel ig-details ig-float" role="region" aria-label="Details" @keydown.esc.stop="close">
  <header><h2 class="ig-grow">Details</h2><button class="ig-ib" ref="close" aria-label="Close details" title="Close details" @click="close"><Icon name="close"/></button></header>
  <div class="ig-body">
    <div class="ig-pic" v-if="tile.sha"><img :src="'/pictures/' + tile.sha + '/1024'" :alt="tile.prompt"></div>
    <p class="ig-prompt">{{ tile.prompt }}</p>
    <div class="ig-acts"><button class="ig-btn ig-btn-s ig-btn-ink ig-grow" @click="use"><Icon name="edit" size="s"/>Use prompt</button>
      <button class="ig-btn ig-btn-s ig-btn-soft" :disabled="!tile.sha" @click="$emit('download', { id: tile.id })"><Icon name="download" size="s"/>Download</button></div>
    <dl class="ig-facts ig-flush"><dt>Model</dt><dd>{{ tile.model }}</dd>
      <template v-if="tile.seed !== null"><dt>Seed</dt><dd class="ig-num"><span class="ig-grow">{{ tile.seed }}</span>
        <button class="ig-ib" aria-label="Copy seed" :title="copied ? 'Copied' : 'Copy seed'" @click="copy"><Icon :name="copied ? 'check' : 'duplicate'"/></button>
        <button class="ig-ib" aria-label="Re-roll" title="Re-roll" @click="$emit('reroll', { id: tile.id })"><Icon name="reroll"/></button></dd></template>
      <template v-for="[name, value] in facts" :key="name"><dt>{{ name }}</dt><dd class="ig-num">{{ value }}</dd></template></dl>
    <div v-if="tile.sha"><h3>Rating</h3><div class="ig-stars" role="radiogroup" aria-label="Rating" @keydown="turn">
      <button v-for="n in 5" :key="n" class="ig-ib" role="radio" :aria-checked="String(n === tile.rating)" :aria-label="n + ' of 5'" :title="n === tile.rating ? 'Remove the rating' : n + ' of 5'" :tabindex="n === (tile.rating || 1) ? 0 : -1" @click="rate(n)"><Icon name="favorite" :fill="n <= tile.rating"/></button></div></div>
    <div v-if="tile.sha"><h3>Tags</h3><div class="ig-tags">
      <span v-for="tag in tile.tags" :key="tag" class="ig-chip"><span class="ig-clip" :title="tag">{{ tag }}</span><button class="ig-x" :aria-label="'Remove tag ' + tag" @click="$emit('tag', { id: tile.id, tag, remove: true })"><Icon name="close" size="xs"/></button></span>
      <input class="ig-chip" aria-label="Add a tag" placeholder="Add a tag" maxlength="40" list="ig-known-tags" autocomplete="off" v-model="draft" @focus="offer" @keydown.enter.stop="add" @keydown.esc.stop="draft = ''; $event.target.blur()">
      <datalist id="ig-known-tags"><option v-for="tag in known" :key="tag" :value="tag"></option></datalist></div></div>
    <template v-for="[title, relatives] in kin" :key="title"><div v-if="relatives.length"><h3>{{ title }}</h3>
      <button v-for="(one, place) in relatives" :key="place" class="ig-thumbs" :disabled="!one.id" :title="one.id ? one.prompt : one.prompt + ' (no longer on the board)'" @click="$emit('open_tile', { id: one.id })">
        <span class="ig-th"><img :src="'/pictures/' + one.sha + '/256'" alt="" loading="lazy"></span><span class="ig-grow ig-relative"><span class="ig-clip">{{ one.prompt }}</span><span class="ig-meta">{{ one.how }}{{ one.id ? '' : ' · no longer here' }}</span></span></button></div></template>
  </div>
</aside>
<div v-else hidden></div>`,
  data: () => ({ tile: null, copied: false, draft: '', known: [], shown }),
  computed: {
    open() {
      return this.tile !== null && shown.panel === 'details';
    },
    kin() {
      return [['Came from', this.tile.ancestors], ['Became', this.tile.children]];
    },
    facts() {
      const { how, pixels, seconds, cost_usd: cost, made_at: made, stored } = this.tile;
      return [
        ['Origin', how],
        ['Size', pixels && `${pixels[0]} × ${pixels[1]} (${aspect(pixels)})`],
        ['Took', seconds !== null && since(seconds)],
        ['Cost', cost !== null && (cost === 0 ? 'Free' : dollars(cost))],
        ['Made', made && moment.format(new Date(made))],
        ['Stored', stored],
      ].filter(([, value]) => value);
    },
  },
  methods: {
    // --- from Python ---
    show({ tile }) {
      if (!this.open) this.back = document.activeElement;
      this.tile = tile;
      this.copied = false;
      shown.panel = 'details';
      return { ok: true };
    },
    refresh({ tile }) {
      if (this.open && this.tile.id === tile.id) this.tile = tile;
      return { ok: true };
    },
    // --- by hand ---
    use() {
      board.deselect();
      board.propose(this.tile.prompt);
    },
    async copy() {
      await navigator.clipboard.writeText(String(this.tile.seed));
      this.copied = true;
    },
    // the same star again takes the rating away
    rate(rating) {
      this.$emit('rate', { id: this.tile.id, rating: rating === this.tile.rating ? 0 : rating });
    },
    async turn({ key, currentTarget }) {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
      if (!step) return;
      const rating = Math.min(5, Math.max(1, (this.tile.rating || 1 - Math.max(step, 0)) + step));
      if (rating !== this.tile.rating) this.rate(rating);
      currentTarget.children[rating - 1].focus();
    },
    async offer() {
      const answer = await fetch('/api/search/filters').catch(() => null);
      if (answer?.ok) this.known = (await answer.json()).tags;
    },
    add() {
      const tag = this.draft.trim();
      if (tag) this.$emit('tag', { id: this.tile.id, tag, remove: false });
      this.draft = '';
    },
    close() {
      leaveSurface('panel', this.back);
    },
  },
};
