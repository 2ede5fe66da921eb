// All that is known of one tile, beside the board. Contract in details.py.
import { Icon, aspect, dollars, leaveSurface, shown, since } from 'imagegen-chrome';
import { board } from 'imagegen-chrome/board.js';

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

export default {
  components: { Icon },
  emits: ['download', 'reroll', 'open_tile'],
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
    <div v-if="tile.parent"><h3>Parent</h3><button class="ig-thumbs" :title="tile.parent.prompt" @click="$emit('open_tile', { id: tile.parent.id })">
      <span class="ig-th"><img :src="'/pictures/' + tile.parent.sha + '/256'" alt=""></span><span class="ig-grow ig-meta">{{ tile.parent.prompt }}</span></button></div>
  </div>
</aside>
<div v-else hidden></div>`,
  data: () => ({ tile: null, copied: false, shown }),
  computed: {
    open() {
      return this.tile !== null && shown.panel === 'details';
    },
    facts() {
      const { pixels, seconds, cost_usd: cost, made_at: made, stored } = this.tile;
      return [
        ['Size', pixels && `${pixels[0]} × ${pixels[1]} (${aspect(pixels)})`],
        ['Took', seconds !== null && since(seconds)],
        ['Cost', cost !== null && (cost === 0 ? 'Free' : dollars(cost))],
        ['Made', made && moment.format(new Date(made))],
        ['Stored', stored],
      ].filter(([, value]) => value);
    },
  },
  methods: {
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
    use() {
      board.deselect();
      board.propose(this.tile.prompt);
    },
    async copy() {
      await navigator.clipboard.writeText(String(this.tile.seed));
      this.copied = true;
    },
    close() {
      leaveSurface('panel', this.back);
    },
  },
};
