// The search palette: commands, and prompts over boards, favorites and history. Contract in search.py.
import { Dialog, Icon, marked, shown, withQuery } from 'imagegen-chrome';
import { board } from 'imagegen-chrome/board.js';

const ICONS = { history: 'history', board: 'boards', favorite: 'favorite', tile: 'image', command: 'keyboard' };

export default {
  components: { Dialog, Icon },
  emits: ['chosen'],
  template: `
<div><Dialog v-if="open" label="Search" look="ig-palette" @close="close">
  <div class="ig-q"><Icon name="search"/><input data-first class="ig-grow" role="combobox" aria-label="Search" aria-expanded="true" aria-controls="ig-results" :aria-activedescendant="rows.length ? 'ig-result-' + at : null"
    placeholder="Search commands, boards, favorites and history" autocomplete="off" spellcheck="false" v-model="query" @input="ask" @keydown="key"><kbd>Esc</kbd></div>
  <div class="ig-res" id="ig-results" role="listbox" aria-label="Results">
    <template v-for="group in numbered" :key="group.title"><h3 role="presentation">{{ group.title }}</h3>
      <div v-for="row in group.items" :key="row.kind + row.id" :id="'ig-result-' + row.place" class="ig-opt" role="option" :aria-selected="String(row.place === at)" @mousemove="at = row.place" @click="choose(row, $event.ctrlKey)">
        <span v-if="row.thumb" class="ig-th"><img :src="row.thumb" alt=""></span><Icon v-else :name="row.icon || icons[row.kind] || 'search'"/>
        <span class="ig-grow ig-clip" :title="row.label"><template v-for="piece in pieces(row.label)"><mark v-if="piece.hit">{{ piece.text }}</mark><template v-else>{{ piece.text }}</template></template></span>
        <span class="ig-meta">{{ row.hint }}</span></div></template>
    <p v-if="!rows.length" class="ig-none">{{ failed ? 'The search could not be done. Try again in a moment.' : 'Nothing holds these words.' }}</p>
  </div>
  <footer><span><kbd>&uarr;</kbd><kbd>&darr;</kbd> choose</span><span><kbd>Enter</kbd> go there</span><span><kbd>Ctrl</kbd><kbd>Enter</kbd> put on this board</span><span class="ig-grow"></span><span class="ig-num" role="status">{{ rows.length }} found</span></footer>
</Dialog></div>`,
  data: () => ({ query: '', groups: [], at: 0, failed: false, asked: 0, icons: ICONS, shown }),
  computed: {
    open() {
      return shown.dialog === 'search';
    },
    words() {
      return this.query.trim().split(/\s+/);
    },
    commands() {
      const wanted = this.query.trim().toLowerCase();
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
      Object.assign(this, { query: '', groups: [], at: 0, failed: false });
      this.ask();
    },
  },
  methods: {
    async ask() {
      const asked = ++this.asked;
      this.at = 0;
      try {
        const answer = await fetch(withQuery('/api/search', { q: this.query.trim() }));
        const { groups } = answer.ok ? await answer.json() : { groups: [] };
        if (asked === this.asked) Object.assign(this, { groups, failed: !answer.ok });
      } catch {
        if (asked === this.asked) Object.assign(this, { groups: [], failed: true });
      }
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
      else if (row.kind === 'history') board.propose(row.label);
      else this.$emit('chosen', { kind: row.kind, id: row.id, put });
    },
    close() {
      shown.dialog = null;
    },
  },
};
