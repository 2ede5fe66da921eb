// Pasting on the board, by the browser's own paste event: it brings the clipboard without asking for a permission.
import { ELSEWHERE, TYPING } from './keys.js';
import { readTransfer } from './transfer.js';

export class Pastes {
  #pointer = null; // on the screen, while it is over the board
  #stops = [];

  constructor(board) {
    this.board = board;
    const on = (target, name, act) => {
      target.addEventListener(name, act);
      this.#stops.push(() => target.removeEventListener(name, act));
    };
    on(board.root, 'pointermove', ({ clientX, clientY }) => (this.#pointer = { x: clientX, y: clientY }));
    on(board.root, 'pointerleave', () => (this.#pointer = null));
    on(document, 'paste', (event) => this.#paste(event));
  }

  #paste(event) {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.defaultPrevented || !event.clipboardData || target.closest(ELSEWHERE)) return;
    const brought = readTransfer(event.clipboardData, location.host);
    if (target.closest(TYPING) && (brought.text || !target.closest('textarea'))) return;
    if (this.board.receive(brought, this.#place())) event.preventDefault();
  }

  /** Where to: at the pointer, or in the middle of what is seen. */
  #place() {
    const { root, viewport } = this.board;
    if (!this.#pointer) {
      const { x, y, w, h } = this.board.visibleRect();
      return { x: x + w / 2, y: y + h / 2 };
    }
    const { left, top } = root.getBoundingClientRect();
    return viewport.toWorld(this.#pointer.x - left, this.#pointer.y - top);
  }

  close() {
    for (const stop of this.#stops) stop();
  }
}
