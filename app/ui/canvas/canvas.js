// The canvas as a component: a thin shell. Everything else is in src/, which the page imports as 'imagegen-canvas'.
import { createBoard } from 'imagegen-canvas';

const METHODS = ['apply', 'status', 'frame', 'withdraw', 'select', 'announce', 'view', 'scrub'];

/** Answer Python in any case: a method that throws would reach it only as a timeout. */
function answered(method) {
  return function tell(message) {
    if (!this.parts) return { ok: false, error: 'The board is not mounted yet.' };
    try {
      const { applied, gap } = this.parts.feed.tell(method, message) ?? {}; // of apply alone
      return { ok: true, applied, gap, rev: this.parts.board.scene.rev };
    } catch (error) {
      console.error(error);
      return { ok: false, error: String(error) };
    }
  };
}

export default {
  template: '<div class="ig-board" role="region" aria-label="Board" tabindex="-1"></div>',
  props: { boardUrl: String, picturesUrl: String },
  emits: ['moved', 'resized', 'selected', 'command', 'copied', 'pasted', 'viewport', 'gap'],
  async mounted() {
    await this.$nextTick(); // NiceGUI sets the path prefix only then
    this.parts = createBoard({
      root: this.$el,
      emit: (name, payload) => this.$emit(name, payload),
      prefix: window.path_prefix ?? '',
      boardUrl: this.boardUrl,
      picturesUrl: this.picturesUrl,
    });
    await this.parts.feed.start();
  },
  beforeUnmount() {
    this.parts?.close();
  },
  methods: Object.fromEntries(METHODS.map((method) => [method, answered(method)])),
};
