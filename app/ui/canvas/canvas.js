// The canvas as a component: a thin shell. Everything else is in src/, which the page imports as 'imagegen-canvas'.
import { createBoard } from 'imagegen-canvas';

const METHODS = ['status', 'frame', 'withdraw', 'select', 'announce', 'view', 'scrub'];

/** Answer Python in any case: a method that throws would reach it only as a timeout. */
function answered(act) {
  return function method(payload) {
    if (!this.parts) return { ok: false, error: 'The board is not mounted yet.' };
    try {
      return { ok: true, ...act.call(this, payload) };
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
  methods: {
    apply: answered(function apply(message) {
      const { applied, gap } = this.parts.feed.apply(message);
      return { applied, gap, rev: this.parts.board.scene.rev };
    }),
    ...Object.fromEntries(
      METHODS.map((name) => [name, answered(function call(payload) { return { done: this.parts.board[name](payload) ?? true }; })]),
    ),
  },
};
