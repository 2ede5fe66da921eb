// One message at a time: what happened and, where there is one, the way back. Contract in toast.py.
import { shown } from 'imagegen-chrome';

const WITH_ACTION_MS = 6000;
const WITHOUT_MS = 3000;
const LONG = 60; // characters: what takes longer to read stays as long as an action does

export default {
  emits: ['act'],
  template: `
<div role="status" aria-label="Message" class="ig-toasts" @mouseenter="hold" @mouseleave="run" @focusin="hold" @focusout="run">
  <Transition name="ig-toast"><div v-if="toast" :key="toast.id" class="ig-toast"><span>{{ toast.text }}</span><button v-if="toast.action" :aria-label="toast.action.name" @click="act">{{ toast.action.label }}</button><span v-else></span></div></Transition>
</div>`,
  data: () => ({ toast: null }),
  mounted() {
    shown.say = (text) => this.show({ id: null, text, action: null });
  },
  beforeUnmount() {
    shown.say = null;
    clearTimeout(this.timer);
  },
  methods: {
    show(toast) {
      this.toast = toast;
      this.run();
      return { ok: true };
    },
    hold() {
      clearTimeout(this.timer);
    },
    run() {
      clearTimeout(this.timer);
      if (!this.toast) return;
      const long = this.toast.action || this.toast.text.length > LONG;
      this.timer = setTimeout(this.close, long ? WITH_ACTION_MS : WITHOUT_MS);
    },
    close() {
      this.toast = null;
    },
    act() {
      this.$emit('act', { id: this.toast.id });
      this.close();
    },
  },
};
