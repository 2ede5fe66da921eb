// Corner, tool rail and sync state; on small screens one row at the top. Contract in toolbar.py.
import { board as canvas } from 'imagegen-chrome/board.js';
import { Icon, Menu, chooseBoard, fileOf, screen, sendBoard, shown } from 'imagegen-chrome';

const GROUPS = [
  [['select', 'Select', ''], ['hand', 'Hand', 'H']],
  [['undo', 'Undo', 'Ctrl+Z'], ['redo', 'Redo', 'Ctrl+Shift+Z']],
  [['tidy', 'Tidy', ''], ['clear', 'Clear', '']],
  [['boards', 'Boards', ''], ['favorites', 'Favorites', ''], ['search', 'Search', 'Ctrl+K']],
  [['theme', 'Theme', ''], ['settings', 'Settings', ''], ['help', 'Help', '?']],
].map((group) => group.map(([name, label, keys]) => ({ name, label, keys, icon: name === 'favorites' ? 'favorite' : name })));
const FIRST_ON_SMALL = ['boards', 'undo', 'favorites'];
const THEMES = ['light', 'dark', 'system'];
const LAYOUTS = [['tidy', 'Tidy in rows'], ['tidy_time', 'Tidy by time'], ['tidy_family', 'Tidy by family'], ['tidy_packed', 'Tidy packed']].map(
  ([name, label]) => ({ name, label }),
);

export default {
  components: { Icon, Menu },
  props: { initial: Object },
  emits: ['command', 'theme', 'rename', 'open_board', 'new_board'],
  template: `
<div class="ig-chrome">
  <div :class="screen.small ? 'ig-mtop' : null">
    <div class="ig-corner ig-float">
      <button v-if="screen.small" class="ig-ib ig-ib-44" ref="boards" aria-label="Boards" title="Boards" :aria-expanded="String(boardsOpen)" @click="openBoards($event.currentTarget)"><Icon name="boards"/></button>
      <span v-else class="ig-mark"><svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><rect x="1" y="1" width="11" height="11" rx="2.5" fill="currentColor"/><rect x="14.5" y="1.75" width="3.75" height="9.5" rx="1.6" fill="none" stroke="currentColor" stroke-width="1.5"/><rect x="1.75" y="14.5" width="9.5" height="3.75" rx="1.6" fill="none" stroke="currentColor" stroke-width="1.5"/><circle cx="16.4" cy="16.4" r="2.4" fill="var(--accent)"/></svg></span>
      <input v-if="renaming" class="ig-name ig-rename" ref="rename" aria-label="Board name" maxlength="200" v-model="draft"
        @keydown.enter="$event.target.blur()" @keydown.esc.stop="stopRenaming" @blur="renamed">
      <button v-else class="ig-name" ref="name" :title="board.name" aria-haspopup="menu" :aria-expanded="String(boardsOpen)" @click="openBoards($event.currentTarget)"><span class="ig-clip">{{ board.name }}</span><Icon v-if="!screen.small" name="down" size="s"/></button>
    </div>
    <div v-if="!screen.small" class="ig-sync ig-float" :class="syncClass" role="status" aria-label="Sync"><Icon :name="syncNow.icon"/><span>{{ syncNow.text }}</span></div>
    <div v-else class="ig-float">
      <span class="ig-ib ig-ib-44 ig-syncdot" :class="syncClass" role="status" aria-label="Sync" :title="syncNow.text"><Icon :name="syncNow.icon"/><span class="ig-vh">{{ syncNow.text }}</span></span>
      <button class="ig-ib ig-ib-44" aria-label="Undo" title="Undo" :disabled="off('undo')" @click="press('undo')"><Icon name="undo"/></button>
      <button class="ig-ib ig-ib-44" aria-label="Favorites" title="Favorites" :aria-expanded="String(shown.panel === 'favorites')" @click="press('favorites')"><Icon name="favorite"/></button>
      <button class="ig-ib ig-ib-44" ref="more" aria-label="More tools" title="More tools" aria-haspopup="menu" :aria-expanded="String(moreOpen)" @click="moreOpen = !moreOpen"><Icon name="more"/></button>
    </div>
  </div>
  <nav v-if="!screen.small" class="ig-rail ig-float" aria-label="Tools">
    <template v-for="(group, index) in groups" :key="index"><i v-if="index" class="ig-sep"></i>
      <button v-for="tool in group" :key="tool.name" class="ig-ib ig-ib-36" :class="{ 'ig-acc': index === 0 }" :ref="tool.name"
        :aria-label="tool.label" :title="title(tool)" :disabled="off(tool.name)" :aria-pressed="index === 0 ? String(tool.name === this.tool) : undefined"
        :aria-expanded="expanded(tool.name)" :aria-haspopup="tool.name === 'tidy' ? 'menu' : null" @click="press(tool.name, $event.currentTarget)" @contextmenu="ways($event, tool)" @keydown.down="ways($event, tool)"><Icon :name="tool.icon"/></button></template>
  </nav>
  <Menu :open="boardsOpen" :anchor="anchor" label="Boards" @close="boardsOpen = false">
    <button role="menuitem" @click="startRenaming"><Icon name="edit" size="s"/><span class="ig-grow">Rename this board</span></button>
    <a role="menuitem" :href="fileOf(board.id)" download @click="closeAfter"><Icon name="download" size="s"/><span class="ig-grow">Export this board</span></a>
    <i class="ig-sep"></i>
    <div class="ig-boardlist"><button v-for="item in boards" :key="item.id" role="menuitemradio" :aria-checked="String(item.id === board.id)" :title="item.name" @click="goBoard(item)">
      <span class="ig-tick"><Icon v-if="item.id === board.id" name="check" size="s"/></span><span class="ig-grow ig-clip">{{ item.name }}</span></button></div>
    <i class="ig-sep"></i>
    <button role="menuitem" @click="boardsOpen = false; $emit('new_board', {})"><Icon name="plus" size="s"/><span class="ig-grow">New board</span></button>
    <button role="menuitem" @click="boardsOpen = false; bringIn()"><Icon name="import" size="s"/><span class="ig-grow">Import a board</span></button>
    <a role="menuitem" href="/boards"><Icon name="boards" size="s"/><span class="ig-grow">All boards</span></a>
  </Menu>
  <Menu :open="waysOpen" :anchor="anchor" label="Ways to tidy" @close="waysOpen = false">
    <button v-for="way in layouts" :key="way.name" role="menuitem" @click="waysOpen = false; $emit('command', { name: way.name })"><Icon name="tidy" size="s"/><span class="ig-grow">{{ way.label }}</span></button>
  </Menu>
  <Menu :open="moreOpen" :anchor="$refs.more" label="More tools" end @close="moreOpen = false">
    <button v-for="tool in rest" :key="tool.name" role="menuitem" :disabled="off(tool.name)" :title="title(tool)" @click="moreOpen = tool.name === 'theme'; press(tool.name)"><Icon :name="tool.icon" size="s"/><span class="ig-grow">{{ tool.name === 'theme' ? themeWord : tool.label }}</span></button>
  </Menu>
</div>`,
  data: (own) => ({
    board: { id: '', name: '' }, boards: [], can: { undo: false, redo: false, tidy: true, clear: true },
    sync: { text: 'Saved here', icon: 'storage', kind: 'good' }, theme: 'system', tool: 'select',
    lost: false, boardsOpen: false, moreOpen: false, waysOpen: false, layouts: LAYOUTS, renaming: false, draft: '', anchor: null, groups: GROUPS, screen, shown,
    ...own.initial,
  }),
  computed: {
    rest() {
      const tools = GROUPS.flat().filter((tool) => !FIRST_ON_SMALL.includes(tool.name));
      const layouts = LAYOUTS.slice(1).map((way) => ({ ...way, keys: '', icon: 'tidy' }));
      return tools.flatMap((tool) => (tool.name === 'tidy' ? [tool, ...layouts] : [tool]));
    },
    syncClass() {
      return { 'is-warn': this.syncNow.kind === 'warn', 'is-bad': this.syncNow.kind === 'bad' };
    },
    // only the browser can say that the server is not there
    syncNow() {
      return this.lost ? { text: 'Reconnecting', icon: 'offline', kind: 'warn' } : this.sync;
    },
    themeWord() {
      return `Theme: ${this.theme}`;
    },
  },
  async mounted() {
    this.unbind = [
      canvas.on('tool', ({ tool }) => (this.tool = tool)),
      canvas.on('help', () => (shown.dialog = 'help')),
      canvas.on('toast', ({ text }) => shown.say?.(text)),
      canvas.on('board-file', ({ file, alone }) => this.takeIn(file, alone)),
    ];
    window.addEventListener('keydown', this.key);
    this.offer();
    await this.$nextTick(); // the page opens its socket after its elements are there
    window.socket?.on('disconnect', this.lose);
    window.socket?.on('connect', this.find);
  },
  beforeUnmount() {
    this.unbind.forEach((stop) => stop?.());
    window.removeEventListener('keydown', this.key);
    window.socket?.off('disconnect', this.lose);
    window.socket?.off('connect', this.find);
  },
  methods: {
    state(change) {
      Object.assign(this.$data, change);
      return { ok: true };
    },
    lose() {
      this.lost = true;
    },
    find() {
      this.lost = false;
    },
    off(name) {
      const tool = name.startsWith('tidy') ? 'tidy' : name;
      return tool in this.can && !this.can[tool];
    },
    title({ name, label, keys }) {
      if (name === 'theme') return `${this.themeWord}. Goes light, dark, system`;
      if (name === 'tidy') return 'Tidy in rows; right click for other ways';
      return keys ? `${label} (${keys})` : label;
    },
    expanded(name) {
      if (name === 'favorites') return String(shown.panel === 'favorites');
      if (name === 'boards') return String(this.boardsOpen);
      return undefined;
    },
    key(event) {
      const search = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
      if (event.defaultPrevented || !search) return;
      event.preventDefault();
      this.press('search');
    },
    press(name, button) {
      const here = { boards: this.openBoards, favorites: this.flipFavorites, theme: this.nextTheme, select: this.choose, hand: this.choose };
      if (name in here) here[name](name === 'boards' ? button ?? this.$refs.boards : name);
      else if (name === 'search' || name === 'help') shown.dialog = shown.dialog === name ? null : name;
      else if (name === 'settings') window.location.assign('/settings');
      else this.$emit('command', { name });
    },
    // a right click, a long press or arrow down on Tidy offers the other ways
    ways(event, { name }) {
      if (name !== 'tidy' || this.off('tidy')) return;
      event.preventDefault();
      this.anchor = event.currentTarget;
      this.waysOpen = true;
    },
    offer() {
      const tools = GROUPS.flat().filter(({ name }) => !['boards', 'search', 'theme'].includes(name));
      const themes = THEMES.map((mode) => ({ id: `theme-${mode}`, label: `Theme: ${mode}`, icon: 'theme', keys: '', run: () => this.setTheme(mode) }));
      const board = { id: 'new-board', label: 'New board', icon: 'plus', keys: '', run: () => this.$emit('new_board', {}) };
      const tidying = LAYOUTS.slice(1).map(({ name, label }) => ({ id: name, label, icon: 'tidy', keys: '', run: () => this.off('tidy') || this.$emit('command', { name }) }));
      const pages = [['all-boards', 'All boards', 'boards', '/boards'], ['trash', 'Trash', 'delete', '/trash']];
      const places = pages.map(([id, label, icon, to]) => ({ id, label, icon, keys: '', run: () => window.location.assign(to) }));
      const incoming = { id: 'import-board', label: 'Import a board', icon: 'import', keys: '', run: () => this.bringIn() };
      shown.commands = [...tools.map((tool) => ({ ...tool, id: tool.name, run: () => this.off(tool.name) || this.press(tool.name) })), ...tidying, board, incoming, ...places, ...themes];
    },
    choose(tool) {
      this.tool = tool;
      canvas.chooseTool(tool);
    },
    flipFavorites() {
      shown.panel = shown.panel === 'favorites' ? null : 'favorites';
    },
    nextTheme() {
      this.setTheme(THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length]);
    },
    setTheme(mode) {
      this.theme = mode;
      window.imagegenTheme?.set(this.theme);
      this.$emit('theme', { mode: this.theme });
    },
    openBoards(anchor) {
      this.anchor = anchor;
      this.boardsOpen = !this.boardsOpen;
    },
    fileOf,
    // not at once: a link that is gone is not followed
    closeAfter() {
      setTimeout(() => (this.boardsOpen = false));
    },
    async bringIn() {
      const file = await chooseBoard();
      if (file) await this.takeIn(file);
    },
    // One after another; the page is left only for a file that came alone.
    takeIn(file, alone = true) {
      this.importing = (this.importing ?? Promise.resolve()).then(async () => {
        shown.say?.(`Importing “${file.name}”`);
        try {
          const { id, name } = await sendBoard(file);
          if (alone) this.$emit('open_board', { id });
          else shown.say?.(`“${name}” was imported`);
        } catch (error) {
          shown.say?.(error.message);
        }
      });
      return this.importing;
    },
    goBoard(item) {
      this.boardsOpen = false;
      if (item.id !== this.board.id) this.$emit('open_board', { id: item.id });
    },
    async startRenaming() {
      this.boardsOpen = false;
      this.renaming = true;
      this.draft = this.board.name;
      await this.$nextTick();
      this.$refs.rename.select();
    },
    stopRenaming() {
      this.renaming = false;
    },
    renamed() {
      const name = this.draft.trim();
      if (!this.renaming) return;
      this.renaming = false;
      if (!name || name === this.board.name) return;
      this.board = { ...this.board, name };
      this.boards = this.boards.map((item) => (item.id === this.board.id ? { ...item, name } : item));
      this.$emit('rename', { id: this.board.id, name });
    },
  },
};
