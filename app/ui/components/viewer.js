// One picture in the whole window, and the way to its neighbours. Contract in viewer.py.
import { Icon, leaveSurface, shown } from 'imagegen-chrome';

export default {
  components: { Icon },
  emits: ['download'],
  template: `
<div v-if="open" class="ig-page ig-viewer" role="dialog" aria-modal="true" aria-label="Viewer" tabindex="-1" ref="root" @keydown="key">
  <img class="ig-whole" :key="picture.id" :src="'/pictures/' + picture.sha + '/full'" :alt="picture.prompt">
  <div class="ig-vtop"><div class="ig-float"><button class="ig-ib" ref="close" aria-label="Close" title="Close (Esc)" @click="close"><Icon name="close"/></button>
    <span class="ig-ttl ig-clip" :title="picture.prompt">{{ picture.prompt }}</span></div><span class="ig-grow"></span>
    <div class="ig-float"><span v-if="pictures.length > 1" class="ig-meta ig-num ig-of">{{ at + 1 }} of {{ pictures.length }}</span><button class="ig-ib" aria-label="Download" title="Download" @click="$emit('download', { id: picture.id })"><Icon name="download"/></button></div></div>
  <button v-if="at > 0" class="ig-ib ig-ib-44 ig-float ig-step ig-p" aria-label="Earlier" title="Earlier (left)" @click="go(-1)"><Icon name="left"/></button>
  <button v-if="at < pictures.length - 1" class="ig-ib ig-ib-44 ig-float ig-step ig-n" aria-label="Later" title="Later (right)" @click="go(1)"><Icon name="right"/></button>
</div>
<div v-else hidden></div>`,
  data: () => ({ pictures: [], at: 0, shown }),
  computed: {
    open() {
      return shown.dialog === 'viewer' && this.pictures.length > 0;
    },
    picture() {
      return this.pictures[this.at];
    },
  },
  methods: {
    async show({ pictures, at }) {
      this.back = document.activeElement;
      Object.assign(this, { pictures, at });
      shown.dialog = 'viewer';
      await this.$nextTick();
      this.$refs.root?.focus();
      return { ok: true };
    },
    go(step) {
      this.at = Math.max(0, Math.min(this.pictures.length - 1, this.at + step));
    },
    key(event) {
      const acts = { Escape: this.close, ArrowLeft: () => this.go(-1), ArrowRight: () => this.go(1), Tab: () => this.tab(event) };
      if (!(event.key in acts)) return;
      event.stopPropagation();
      if (event.key !== 'Tab') event.preventDefault();
      acts[event.key]();
    },
    tab(event) {
      const buttons = [...this.$refs.root.querySelectorAll('button')];
      const edge = event.shiftKey ? buttons[0] : buttons.at(-1);
      if (document.activeElement !== edge && document.activeElement !== this.$refs.root) return;
      event.preventDefault();
      (event.shiftKey ? buttons.at(-1) : buttons[0]).focus();
    },
    close() {
      leaveSurface('dialog', this.back);
    },
  },
};
