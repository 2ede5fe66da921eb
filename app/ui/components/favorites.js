// Favorites in columns, as a panel beside the board or as a page of their own. Contract in favorites.py.
import { DATES, Icon, Menu, Pages, daysAgo, followScroll, leaveSurface, month, screen, shown, withQuery } from 'imagegen-chrome';

const GAP = 8;
const LEAST_COLUMN = 220;
const SKELETONS = [3 / 4, 1, 16 / 9, 4 / 3, 1, 4 / 3];

export default {
  components: { Icon, Menu },
  props: { page: Boolean, models: Array },
  emits: ['put', 'unfavorite', 'drop', 'back'],
  template: `
<component v-if="open" :is="page ? 'section' : 'aside'" :class="page ? 'ig-page ig-favpage' : 'ig-panel ig-float'" role="region" aria-label="Favorites" @keydown.esc="escape">
  <div v-if="page" class="ig-top"><a class="ig-ib ig-ib-36" href="/" aria-label="Back to the board" title="Back to the board"><Icon name="back"/></a>
    <h1>Favorites</h1><span class="ig-meta ig-num ig-count">{{ list.total }}</span></div>
  <header v-else><h2>Favorites</h2><span class="ig-meta ig-num ig-grow">{{ list.total }}</span>
    <a class="ig-ib" href="/favorites" aria-label="Open as a page" title="Open as a page"><Icon name="open"/></a>
    <button class="ig-ib" aria-label="Close favorites" title="Close favorites" @click="close"><Icon name="close"/></button></header>
  <div :class="page ? 'ig-filters' : 'ig-tools'">
    <div class="ig-search"><Icon name="search" size="s"/><input ref="search" aria-label="Search by words" placeholder="Search by words" v-model="query" @input="ask"></div>
    <div :class="page ? 'ig-inline' : 'ig-rowf'">
      <button class="ig-chip" ref="models" aria-haspopup="listbox" :aria-expanded="String(menu === 'models')" :aria-pressed="String(!!model)" @click="toggle('models')">{{ modelWord }}<Icon name="down" size="xs"/></button>
      <button class="ig-chip" ref="dates" aria-haspopup="listbox" :aria-expanded="String(menu === 'dates')" :aria-pressed="String(!!days)" @click="toggle('dates')"><Icon v-if="page" name="calendar" size="s"/>{{ dateWord }}<Icon name="down" size="xs"/></button>
    </div></div>
  <div class="ig-scroll" ref="scroll">
    <template v-for="group in groups" :key="group.title">
      <h2 v-if="page" class="ig-when">{{ group.title }}</h2>
      <div :class="page ? 'ig-cols' : 'ig-masonry'" :style="page ? { gridTemplateColumns: 'repeat(' + columns + ', 1fr)' } : null">
        <div class="ig-col" v-for="(column, index) in group.columns" :key="index">
          <template v-for="item in column" :key="item.id"><div v-if="item.skeleton" class="ig-skel" :style="{ aspectRatio: item.ratio }"></div>
          <div v-else class="ig-fav" tabindex="0" role="group" :aria-label="item.prompt" :style="{ aspectRatio: item.width + '/' + item.height }" :draggable="!page"
            @dragstart="drag($event, item)" @dragend="dropped" @keydown.enter.self="put(item)">
            <img :src="'/pictures/' + item.sha + '/256'" alt="" loading="lazy" draggable="false">
            <button class="ig-un" aria-label="Remove from favorites" title="Remove from favorites" @click="remove(item)"><Icon name="favorite" size="s" fill/></button>
            <div class="ig-over"><span class="ig-clamp" :title="item.prompt">{{ item.prompt }}</span><button class="ig-btn-over" @click="put(item)">Put on board</button></div>
          </div></template></div></div></template>
    <p v-if="list.state === 'failed'" class="ig-void">The favorites could not be read. <button class="ig-btn ig-btn-s ig-btn-soft" @click="ask">Try again</button></p>
    <p v-else-if="list.done && !list.items.length && filtered" class="ig-void">No favorite fits. <button class="ig-btn ig-btn-s ig-btn-soft" @click="clear">Clear filters</button></p>
    <p v-else-if="list.done && !list.items.length" class="ig-void">Nothing here yet. A star on a tile keeps its picture here, whatever becomes of the board.</p>
    <div ref="end" class="ig-end"></div>
  </div>
  <Menu :open="menu === 'models'" :anchor="$refs.models" label="Model" kind="listbox" @close="menu = null">
    <button v-for="choice in [{ id: '', label: 'Any model' }, ...models]" :key="choice.id" role="option" :aria-selected="String(choice.id === model)" @click="filter('model', choice.id, 'models')"><span class="ig-tick"><Icon v-if="choice.id === model" name="check" size="s"/></span>{{ choice.label }}</button></Menu>
  <Menu :open="menu === 'dates'" :anchor="$refs.dates" label="Date" kind="listbox" @close="menu = null">
    <button v-for="[value, label] in dates" :key="label" role="option" :aria-selected="String(value === days)" @click="filter('days', value, 'dates')"><span class="ig-tick"><Icon v-if="value === days" name="check" size="s"/></span>{{ label }}</button></Menu>
</component>
<div v-else hidden></div>`,
  data() {
    return { query: '', model: '', days: '', menu: null, list: new Pages(this.fetch), columns: 2, dates: DATES, screen, shown };
  },
  computed: {
    open() {
      return this.page || shown.panel === 'favorites';
    },
    filtered() {
      return !!(this.query || this.model || this.days);
    },
    modelWord() {
      return this.models.find((choice) => choice.id === this.model)?.label ?? 'Any model';
    },
    dateWord() {
      return DATES.find(([value]) => value === this.days)[1];
    },
    groups() {
      const waiting = this.list.state === 'loading' ? SKELETONS.map((ratio, id) => ({ id: `skeleton-${id}`, skeleton: true, ratio })) : [];
      const all = [...this.list.items, ...waiting];
      if (!this.page) return all.length ? [{ title: '', columns: inColumns(all, 2) }] : [];
      const months = new Map();
      let title = '';
      for (const item of all) {
        title = item.skeleton ? title || 'Loading' : month(item.made_at);
        months.set(title, [...(months.get(title) ?? []), item]);
      }
      return [...months].map(([name, items]) => ({ title: name, columns: inColumns(items, this.columns) }));
    },
  },
  watch: {
    open: { immediate: true, handler(open) { if (open) this.arrive(); } },
  },
  beforeUnmount() {
    this.stop?.();
  },
  methods: {
    async arrive() {
      this.back = document.activeElement;
      await this.$nextTick();
      this.stop?.();
      const width = new ResizeObserver(this.measure);
      width.observe(this.$refs.scroll);
      this.stop = () => width.disconnect();
      await this.list.first();
      if (!this.$refs.end) return;
      this.pages = followScroll(this.list, this.$refs.scroll, this.$refs.end);
      this.stop = () => [width.disconnect(), this.pages.stop()];
    },
    measure() {
      const { clientWidth = 0 } = this.$refs.scroll ?? {};
      const margin = screen.small ? 32 : 128;
      this.columns = Math.max(2, Math.floor((clientWidth - margin + 12) / (LEAST_COLUMN + 12)));
    },
    async fetch(cursor) {
      const since = this.days ? daysAgo(this.days) : '';
      const answer = await fetch(withQuery('/api/favorites', { query: this.query.trim(), model: this.model, since, cursor }));
      if (!answer.ok) throw new Error(`The favorites answered ${answer.status}.`);
      return answer.json();
    },
    async ask() {
      await this.list.first();
      this.pages?.again();
    },
    refresh() {
      if (this.open) this.ask();
      return { ok: true };
    },
    toggle(menu) {
      this.menu = this.menu === menu ? null : menu;
    },
    filter(name, value, opener) {
      this[name] = value;
      this.menu = null;
      this.$refs[opener].focus();
      this.ask();
    },
    clear() {
      Object.assign(this, { query: '', model: '', days: '' });
      this.$refs.search.focus();
      this.ask();
    },
    put(item) {
      this.$emit('put', { id: item.id });
    },
    remove(item) {
      this.list.items = this.list.items.filter((other) => other.id !== item.id);
      this.list.total -= 1;
      this.$emit('unfavorite', { id: item.id });
      this.$refs.search.focus({ preventScroll: true });
    },
    drag(event, item) {
      event.dataTransfer.setData('text/plain', item.prompt);
      event.dataTransfer.effectAllowed = 'copy';
      this.carried = item;
      window.addEventListener('dragover', this.over);
      window.addEventListener('drop', this.land);
    },
    over(event) {
      if (!this.$el.contains(event.target)) event.preventDefault();
    },
    land(event) {
      if (this.$el.contains(event.target)) return;
      event.preventDefault();
      this.$emit('drop', { id: this.carried.id, clientX: event.clientX, clientY: event.clientY });
    },
    dropped() {
      this.carried = null;
      window.removeEventListener('dragover', this.over);
      window.removeEventListener('drop', this.land);
    },
    escape(event) {
      if (this.page || event.defaultPrevented) return;
      event.stopPropagation();
      this.close();
    },
    close() {
      this.stop?.();
      leaveSurface('panel', this.back);
    },
  },
};

// Each item goes to the shortest column so far; heights as parts of the column's width.
function inColumns(items, count) {
  const columns = Array.from({ length: count }, () => []);
  const heights = columns.map(() => 0);
  for (const item of items) {
    const shortest = heights.indexOf(Math.min(...heights));
    columns[shortest].push(item);
    heights[shortest] += (item.skeleton ? 1 / item.ratio : item.height / item.width) + GAP / 150;
  }
  return columns;
}
