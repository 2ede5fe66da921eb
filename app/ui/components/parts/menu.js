// A menu that opens from its button: placed in the window, closed by Escape, Tab or a press elsewhere.
// Choices are any elements in the slot with a menu role; arrows, Home and End go through them.
import { Teleport, h, nextTick } from 'vue';

const GAP = 8;
const EDGE = 8;
const CHOICES = '[role^="menuitem"]:not(:disabled), [role="option"]:not(:disabled)';

export const Menu = {
  props: { open: Boolean, anchor: Object, label: String, kind: { default: 'menu' }, look: String, up: Boolean, end: Boolean },
  emits: ['close'],
  data: () => ({ place: { visibility: 'hidden' } }),
  watch: {
    open: { immediate: true, handler(open) { if (open) this.arrive(); else this.detach?.(); } },
  },
  beforeUnmount() {
    this.detach?.();
  },
  methods: {
    async arrive() {
      const byKeyboard = this.anchor?.matches(':focus-visible');
      this.attach();
      await nextTick();
      this.settle();
      await nextTick(); // what is not visible yet takes no focus
      const field = this.$refs.box?.querySelector('input');
      if (field) field.focus({ preventScroll: true });
      else if (byKeyboard) this.choices()[0]?.focus();
      else this.$refs.box?.focus({ preventScroll: true });
    },
    attach() {
      this.detach?.();
      const press = (event) => {
        if (!this.$refs.box?.contains(event.target) && !this.anchor?.contains(event.target)) this.$emit('close');
      };
      const resize = () => this.settle();
      window.addEventListener('pointerdown', press, true);
      window.addEventListener('resize', resize);
      this.detach = () => {
        window.removeEventListener('pointerdown', press, true);
        window.removeEventListener('resize', resize);
        this.detach = null;
      };
    },
    settle() {
      const box = this.$refs.box;
      if (!box || !this.anchor) return;
      const from = this.anchor.getBoundingClientRect();
      const left = this.end ? from.right - box.offsetWidth : from.left;
      this.place = { left: `${Math.max(EDGE, Math.min(left, innerWidth - box.offsetWidth - EDGE))}px` };
      const room = (this.up ? from.top : innerHeight - from.bottom) - GAP - EDGE;
      Object.assign(this.place, this.up ? { bottom: `${innerHeight - from.top + GAP}px` } : { top: `${from.bottom + GAP}px` });
      this.place.maxHeight = `${room}px`;
    },
    choices() {
      return [...(this.$refs.box?.querySelectorAll(CHOICES) ?? [])];
    },
    leave() {
      this.$emit('close');
      this.anchor?.focus();
    },
    key(event) {
      const choices = this.choices();
      const at = choices.indexOf(document.activeElement);
      const inField = event.target.tagName === 'INPUT';
      const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? choices.length - 1 : at - 1 };
      if (!inField) Object.assign(to, { Home: 0, End: choices.length - 1 });
      if (event.key === 'Escape') this.leave();
      else if (event.key === 'Tab') this.$emit('close');
      else if (event.key in to) choices.at(to[event.key] % choices.length)?.focus();
      else return;
      if (event.key !== 'Tab') event.preventDefault();
      event.stopPropagation();
    },
  },
  render() {
    if (!this.open) return null;
    const box = h('div', {
      ref: 'box', class: ['ig-menu', 'ig-float', this.look, this.up && 'ig-up'], style: this.place, tabindex: -1,
      role: this.kind, 'aria-label': this.label, onKeydown: this.key,
    }, this.$slots.default?.());
    return h(Teleport, { to: 'body' }, [box]);
  },
};
