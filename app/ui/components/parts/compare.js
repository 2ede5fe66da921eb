// The slider over two pictures that lie on each other: a line, a knob and what tells the two apart.
import { differences } from './difference.js';

const STEP = 2; // per cent of the seen part
const STRIDE = 10;

export const CompareSlider = {
  props: { seen: Object, first: Object, second: Object, split: Number },
  emits: ['split'],
  template: `
<div class="ig-cmp" :style="{ left: seen.x + 'px', top: seen.y + 'px', width: seen.w + 'px', height: seen.h + 'px' }">
  <span v-show="split > 8" class="ig-lbl ig-clip" :style="{ left: '12px', maxWidth: 'calc(' + split + '% - 40px)' }" :title="first.prompt"><b>A</b> {{ labels[0] }}</span>
  <span v-show="split < 92" class="ig-lbl ig-clip" :style="{ right: '12px', maxWidth: 'calc(' + (100 - split) + '% - 40px)' }" :title="second.prompt"><b>B</b> {{ labels[1] }}</span>
  <div class="ig-cut" role="slider" tabindex="0" ref="slider" aria-label="Compare" aria-orientation="horizontal" aria-valuemin="0" aria-valuemax="100" :aria-valuenow="Math.round(split)" :aria-valuetext="Math.round(split) + ' % of A'"
    :style="{ left: split + '%' }" @keydown="key" @pointerdown="grab" @pointermove="pull" @pointerup="held = null" @pointercancel="held = null">
    <i class="ig-knob"><svg class="ig-i" aria-hidden="true" viewBox="0 0 24 24"><path vector-effect="non-scaling-stroke" d="M9 7l-5 5 5 5M15 7l5 5-5 5"/></svg></i></div>
</div>`,
  data: () => ({ held: null }), // px from the line to the pointer that holds it
  computed: {
    labels() {
      return differences(this.first, this.second);
    },
  },
  mounted() {
    this.$refs.slider.focus({ preventScroll: true });
  },
  methods: {
    key(event) {
      const step = event.shiftKey ? STRIDE : STEP;
      const to = { ArrowLeft: this.split - step, ArrowDown: this.split - step, ArrowRight: this.split + step, ArrowUp: this.split + step };
      Object.assign(to, { Home: 0, End: 100, PageDown: this.split - STRIDE, PageUp: this.split + STRIDE });
      if (!(event.key in to)) return;
      event.preventDefault();
      this.tell(to[event.key]);
    },
    tell(split) {
      this.$emit('split', Math.min(100, Math.max(0, split)));
    },
    grab(event) {
      if (event.button > 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      this.held = event.clientX - this.seen.x - (this.seen.w * this.split) / 100;
    },
    pull(event) {
      if (this.held !== null) this.tell(((event.clientX - this.held - this.seen.x) / this.seen.w) * 100);
    },
  },
};
