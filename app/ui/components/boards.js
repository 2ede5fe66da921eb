// All boards, each with its pictures. Contract in boards.py.
import { Icon, Menu, chooseBoard, fileOf, paged, sendBoard, shown } from 'imagegen-chrome';

export default {
  components: { Icon, Menu },
  mixins: [paged('/api/boards', ({ query }) => ({ query: query.trim() }))],
  emits: ['make', 'rename', 'duplicate', 'remove', 'undo'],
  template: `
<section class="ig-page ig-boardpage" role="region" aria-label="Boards" @dragover.prevent @drop.prevent="dropped">
  <div class="ig-top"><a class="ig-ib ig-ib-36" href="/" aria-label="Back to the board" title="Back to the board"><Icon name="back"/></a>
    <h1>Boards</h1><span class="ig-meta ig-num ig-count">{{ list.total }}</span><span class="ig-grow"></span>
    <a class="ig-btn ig-btn-soft" href="/trash" aria-label="Trash"><Icon name="delete" size="s"/><span class="ig-word">Trash</span></a>
    <button class="ig-btn ig-btn-soft" :disabled="importing" aria-label="Import a board" @click="bringIn"><Icon name="import" size="s"/><span class="ig-word">{{ importing ? 'Importing' : 'Import' }}</span></button>
    <button class="ig-btn ig-btn-ink" @click="$emit('make', {})"><Icon name="plus" size="s"/>New board</button></div>
  <div class="ig-filters"><div class="ig-search"><Icon name="search" size="s"/><input ref="search" aria-label="Search boards by name" placeholder="Search boards by name" v-model="query" @input="ask"></div></div>
  <div class="ig-scroll" ref="scroll">
    <div class="ig-boards" role="list">
      <div v-for="item in list.items" :key="item.id" class="ig-boardcard" role="listitem">
        <a :href="'/boards/' + item.id" :aria-label="item.name + ', ' + count(item)" class="ig-cover" :class="'is-' + item.pictures.length">
          <img v-for="sha in item.pictures" :key="sha" :src="'/pictures/' + sha + '/256'" alt="" loading="lazy" draggable="false"></a>
        <div class="ig-boardline">
          <input v-if="renaming === item.id" class="ig-name ig-rename" aria-label="Board name" maxlength="200" v-model="draft" @keydown.enter="$event.target.blur()" @keydown.esc="renaming = null; back()" @blur="renamed(item)">
          <a v-else class="ig-clip ig-grow" :href="'/boards/' + item.id" tabindex="-1" :title="item.name">{{ item.name }}</a>
          <span class="ig-meta ig-num">{{ item.tiles }}</span>
          <button class="ig-ib" :aria-label="'More for ' + item.name" title="More" aria-haspopup="menu" :aria-expanded="String(chosen === item)" @click="open($event, item)"><Icon name="more" size="s"/></button></div>
      </div></div>
    <p v-if="list.state === 'failed'" class="ig-void">The boards could not be read. <button class="ig-btn ig-btn-s ig-btn-soft" @click="ask">Try again</button></p>
    <p v-else-if="list.done && !list.items.length && query" class="ig-void">No board has that name. <button class="ig-btn ig-btn-s ig-btn-soft" @click="query = ''; ask()">Clear search</button></p>
    <p v-else-if="list.done && !list.items.length" class="ig-void">No board is here. Make one, or bring one back from the trash.</p>
    <div ref="end" class="ig-end"></div>
  </div>
  <Menu :open="!!chosen" :anchor="anchor" label="Board" end @close="chosen = null">
    <button role="menuitem" @click="rename"><Icon name="edit" size="s"/><span class="ig-grow">Rename</span></button>
    <button role="menuitem" @click="act('duplicate')"><Icon name="duplicate" size="s"/><span class="ig-grow">Duplicate</span></button>
    <a role="menuitem" :href="chosen && fileOf(chosen.id)" download @click="closeAfter"><Icon name="download" size="s"/><span class="ig-grow">Export</span></a>
    <i class="ig-sep"></i>
    <button role="menuitem" @click="act('remove')"><Icon name="delete" size="s"/><span class="ig-grow">Move to trash</span></button></Menu>
</section>`,
  data() {
    return { query: '', chosen: null, anchor: null, renaming: null, draft: '', importing: false };
  },
  mounted() {
    window.addEventListener('keydown', this.key);
  },
  beforeUnmount() {
    window.removeEventListener('keydown', this.key);
  },
  methods: {
    fileOf,
    // in a field Ctrl+Z is the field's own, unless there is nothing in it
    key(event) {
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
      if (!isUndo || event.defaultPrevented || event.target.value) return;
      event.preventDefault();
      this.$emit('undo', {});
    },
    refresh() {
      this.ask();
      return { ok: true };
    },
    // a board went: the others stay where they are
    gone({ id }) {
      this.list.items = this.list.items.filter((item) => item.id !== id);
      this.list.total -= 1;
      this.$refs.search.focus({ preventScroll: true });
      return { ok: true };
    },
    async back() {
      await this.$nextTick();
      this.anchor?.focus({ preventScroll: true });
    },
    count: ({ tiles }) => (tiles === 1 ? '1 tile' : `${tiles} tiles`),
    open(event, item) {
      this.anchor = event.currentTarget;
      this.chosen = this.chosen === item ? null : item;
    },
    // not at once: a link that is gone is not followed
    closeAfter() {
      setTimeout(() => {
        this.chosen = null;
        this.back();
      });
    },
    act(name) {
      this.$emit(name, { id: this.chosen.id });
      this.chosen = null;
      this.back();
    },
    async rename() {
      this.renaming = this.chosen.id;
      this.draft = this.chosen.name;
      this.chosen = null;
      await this.$nextTick();
      this.$el.querySelector('.ig-rename')?.select();
    },
    renamed(item) {
      const name = this.draft.trim();
      if (this.renaming !== item.id) return;
      this.renaming = null;
      this.back();
      if (!name || name === item.name) return;
      item.name = name;
      this.$emit('rename', { id: item.id, name });
    },
    async dropped({ dataTransfer }) {
      for (const file of [...dataTransfer.files]) await this.takeIn(file);
    },
    async bringIn() {
      const file = await chooseBoard();
      if (file) await this.takeIn(file);
    },
    async takeIn(file) {
      this.importing = true;
      try {
        const { name } = await sendBoard(file);
        shown.say?.(`“${name}” was imported`);
        this.ask();
      } catch (error) {
        shown.say?.(error.message);
      } finally {
        this.importing = false;
      }
    },
  },
};
