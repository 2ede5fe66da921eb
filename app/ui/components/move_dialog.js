// The dialog that asks for the board to which tiles go. Contract in move_dialog.py.
import { Dialog, Icon, Pages, shown, withQuery } from 'imagegen-chrome';

export default {
  components: { Dialog, Icon },
  emits: ['chosen'],
  template: `
<div><Dialog v-if="shown.dialog === 'move'" :label="title" look="ig-palette" @close="close">
  <div class="ig-q"><Icon name="boards"/><input data-first class="ig-grow" role="combobox" :aria-label="title" aria-expanded="true" aria-controls="ig-targets" :aria-activedescendant="'ig-target-' + at"
    :placeholder="title" autocomplete="off" spellcheck="false" v-model="query" @input="ask" @keydown="key"><kbd>Esc</kbd></div>
  <div class="ig-res" id="ig-targets" role="listbox" aria-label="Boards">
    <div v-for="(row, place) in rows" :key="row.id" :id="'ig-target-' + place" class="ig-opt" role="option" :aria-selected="String(place === at)" @mousemove="at = place" @click="choose(row)">
      <span v-if="row.pictures?.length" class="ig-th"><img :src="'/pictures/' + row.pictures[0] + '/256'" alt=""></span><Icon v-else :name="row.icon ?? 'boards'"/>
      <span class="ig-grow ig-clip" :title="row.name">{{ row.name }}</span><span class="ig-meta ig-num">{{ row.hint }}</span></div>
    <p v-if="list.state === 'failed'" class="ig-none">The boards could not be read. Try again in a moment.</p>
  </div>
</Dialog></div>`,
  data() {
    const list = new Pages((cursor) => this.read(cursor));
    return { list, query: '', at: 0, count: 0, here: null, shown };
  },
  computed: {
    title() {
      return this.count === 1 ? 'Move this tile to' : `Move ${this.count} tiles to`;
    },
    rows() {
      const others = this.list.items.filter(({ id }) => id !== this.here);
      const found = others.map((board) => ({ ...board, hint: board.tiles === 1 ? '1 tile' : `${board.tiles} tiles` }));
      return [...found, { id: 'new', name: 'A new board', icon: 'plus', hint: '' }];
    },
  },
  methods: {
    // --- from Python ---
    show({ count, here }) {
      Object.assign(this, { count, here, query: '' });
      shown.dialog = 'move';
      this.ask();
      return { ok: true };
    },

    async read(cursor) {
      const answer = await fetch(withQuery('/api/boards', { query: this.query.trim(), cursor }));
      if (!answer.ok) throw new Error(`The boards were answered with ${answer.status}.`);
      return answer.json();
    },
    ask() {
      this.at = 0;
      return this.list.first();
    },
    key(event) {
      const count = this.rows.length;
      if (event.key === 'ArrowDown') this.at = (this.at + 1) % count;
      else if (event.key === 'ArrowUp') this.at = (this.at + count - 1) % count;
      else if (event.key === 'Enter') this.choose(this.rows[this.at]);
      else return;
      event.preventDefault();
      this.$nextTick(() => document.getElementById(`ig-target-${this.at}`)?.scrollIntoView({ block: 'nearest' }));
    },
    choose(row) {
      this.close();
      this.$emit('chosen', { board: row.id });
    },
    close() {
      shown.dialog = null;
    },
  },
};
