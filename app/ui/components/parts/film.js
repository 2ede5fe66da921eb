// The strip of small pictures under the large one. Only those near the visible part exist.
import { pictureAddress } from './layers.js';
import { cellsNear, scrollTo } from './strip.js';

const PITCH = 64; // px from one picture to the next
const OVER = 6; // pictures that are loaded beyond either edge
const GAP = 8; // px between two, and around all

export const Film = {
  props: { pictures: Array, cursor: Number, first: Number, second: Number },
  emits: ['choose'],
  template: `
<div class="ig-film ig-float" role="listbox" aria-label="Pictures" aria-orientation="horizontal" :aria-multiselectable="second >= 0 ? 'true' : null"
  @scroll.passive="scroll = $event.target.scrollLeft" @wheel.stop.prevent="$el.scrollLeft += $event.deltaY + $event.deltaX">
  <div class="ig-reel" role="presentation" :style="{ width: pictures.length * pitch - gap + 'px' }">
    <div v-for="place in cells" :key="pictures[place].id" role="option" class="ig-th" :class="{ 'ig-on': place === first || place === second }" :style="{ left: place * pitch + 'px' }"
      :tabindex="place === cursor ? 0 : -1" :aria-label="pictures[place].prompt || 'Picture without a prompt'" :aria-selected="String(place === first || place === second)"
      :aria-posinset="place + 1" :aria-setsize="pictures.length" :data-place="place" :title="pictures[place].prompt" @click="$emit('choose', place)" @keydown.enter.prevent.stop="$emit('choose', place)" @keydown.space.prevent.stop="$emit('choose', place)">
      <img :src="address(pictures[place].sha, '256')" alt="" draggable="false"><em v-if="second >= 0 && place === first" aria-hidden="true">A</em><em v-if="place === second" aria-hidden="true">B</em></div></div>
</div>`,
  data: () => ({ scroll: 0, length: 0, pitch: PITCH, gap: GAP }),
  computed: {
    strip() {
      return { scroll: this.scroll - GAP, length: this.length, pitch: PITCH, count: this.pictures.length, over: OVER };
    },
    cells() {
      const [start, end] = cellsNear(this.strip);
      const cells = Array.from({ length: end - start }, (_, n) => start + n);
      const far = this.cursor < start || this.cursor >= end; // the Tab key always finds it
      return far && this.cursor >= 0 ? [...cells, this.cursor] : cells;
    },
  },
  watch: {
    async cursor(now) {
      const inUse = this.$el.contains(document.activeElement);
      this.bringIntoView();
      if (!inUse) return;
      await this.$nextTick();
      this.$el.querySelector(`[data-place="${now}"]`)?.focus({ preventScroll: true });
    },
  },
  mounted() {
    this.observer = new ResizeObserver(() => {
      this.length = this.$el.clientWidth;
      this.bringIntoView();
    });
    this.observer.observe(this.$el);
    this.length = this.$el.clientWidth;
    this.bringIntoView();
  },
  beforeUnmount() {
    this.observer.disconnect();
  },
  methods: {
    address: pictureAddress,
    bringIntoView() {
      this.$el.scrollLeft = scrollTo(this.cursor, { ...this.strip, length: this.length - 2 * GAP });
      this.scroll = this.$el.scrollLeft;
    },
    focus() {
      this.$el.querySelector(`[data-place="${this.cursor}"]`)?.focus({ preventScroll: true });
    },
  },
};
