// A dialog over everything: keeps the focus inside, gives it back when it goes, closes by Escape or a press beside it.
import { h, nextTick } from 'vue';

const FOCUSABLE = 'button:not(:disabled), a[href], input, select, [tabindex="0"]';

export const Dialog = {
  props: { label: String, look: String },
  emits: ['close'],
  async mounted() {
    this.back = document.activeElement;
    await nextTick();
    (this.$refs.box.querySelector('[data-first]') ?? this.$refs.box).focus();
  },
  beforeUnmount() {
    if (this.back?.isConnected) this.back.focus();
  },
  methods: {
    focus() {
      this.$refs.box.focus();
    },
    key(event) {
      if (event.key === 'Escape') this.$emit('close');
      else if (event.key === 'Tab') this.tab(event);
      else return;
      event.stopPropagation();
    },
    tab(event) {
      const stops = [...this.$refs.box.querySelectorAll(FOCUSABLE)].filter(({ tabIndex }) => tabIndex >= 0);
      const edges = event.shiftKey ? [stops[0], this.$refs.box] : [stops.at(-1)];
      if (!edges.includes(document.activeElement)) return;
      event.preventDefault();
      (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
    },
  },
  render() {
    const attributes = { ref: 'box', class: this.look, role: 'dialog', 'aria-modal': 'true', 'aria-label': this.label, tabindex: -1 };
    return h('div', { onKeydown: this.key }, [
      h('div', { class: 'ig-veil', onPointerdown: () => this.$emit('close') }),
      h('div', attributes, this.$slots.default?.()),
    ]);
  },
};
