// The keyboard. Keys belong to the board unless a text field, a menu or a dialog has the focus.
import { Arrows, STEP } from './arrows.js';
import { neighbour } from './cull.js';
import { SHORTCUTS, actionFor, keyNames } from './shortcuts.js';

export const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="textbox"]';
export const ELSEWHERE = '[role="dialog"], [role="menu"], [role="listbox"], [role="slider"]';
const FAR = 10; // world units

export class Keys {
  #stops = [];

  constructor(board) {
    this.board = board;
    this.arrows = new Arrows(board);
    const on = (target, name, act) => {
      target.addEventListener(name, act);
      this.#stops.push(() => target.removeEventListener(name, act));
    };
    on(document, 'keydown', (event) => this.#down(event));
    on(document, 'keyup', (event) => this.#up(event));
    on(window, 'blur', () => this.#release());
  }

  #mine(event) {
    if (event.defaultPrevented || event.isComposing) return false;
    const target = event.target instanceof Element ? event.target : document.body;
    return !target.closest(TYPING) && !target.closest(ELSEWHERE);
  }

  #down(event) {
    if (!this.#mine(event)) return;
    const action = actionFor(event);
    if (!action || this.#activates(event)) return;
    if (this.#run(action, event)) event.preventDefault();
  }

  /** Space and Enter on a button press it. */
  #activates({ key, target }) {
    return [' ', 'Enter'].includes(key) && target instanceof Element && target.closest('button, a, [role="slider"]');
  }

  #run(action, event) {
    if (action === 'open') return this.#space(event);
    if (action === 'nudge' || action === 'nudge_far') return this.#arrow(event.key, action === 'nudge' ? 1 : FAR);
    if (action === 'resize') return this.#resize(event.key);
    if (action === 'move_focus') return this.#moveFocus(event.key);
    if (action === 'rate') return this.#rate(event);
    if (event.repeat && !['zoom_in', 'zoom_out', 'undo', 'redo'].includes(action)) return true;
    this.flush();
    if (['copy', 'cut'].includes(action) && String(getSelection())) return false; // text is chosen: the browser copies it
    if (action === 'choose' && event.shiftKey && this.board.focused) {
      this.board.selection.toggle(this.board.focused);
      return true;
    }
    return this.board.actions.perform(action);
  }

  /** The space bar is the hand while it is held, and opens the tile when nothing was dragged with it. */
  #space(event) {
    const { gestures } = this.board;
    if (!event.repeat) gestures.space_used = false;
    gestures.space = true;
    this.board.root.classList.add('is-hand');
    return true;
  }

  #up(event) {
    if (event.key === ' ' && this.board.gestures.space) {
      const used = this.board.gestures.space_used;
      this.#release();
      if (!used && this.#mine(event)) this.board.actions.perform('open');
    }
    if (event.key in STEP) this.arrows.rest();
  }

  #release() {
    this.board.gestures.space = false;
    this.board.root.classList.toggle('is-hand', this.board.gestures.tool === 'hand');
  }

  #arrow(key, distance) {
    const { board } = this;
    if (board.focused && !board.selection.has(board.focused)) return this.#moveFocus(key);
    if (!board.selection.size) return board.actions.focusFirst();
    this.arrows.nudge(key, distance);
    return true;
  }

  #resize(key) {
    const id = this.board.selection.only;
    if (!id || !this.board.scene.has(id)) return false;
    this.arrows.resize(id, key, FAR);
    return true;
  }

  /** Tell of what the arrow keys did so far: another act begins. */
  flush() {
    this.arrows.flush();
  }

  /** The place of the key in the table is the rating; the last one takes it away. */
  #rate(event) {
    const { keys } = SHORTCUTS.find(({ action }) => action === 'rate');
    const at = keys.findIndex((key) => keyNames(event).includes(key));
    return this.board.actions.perform('rate', this.board.subjects(), { n: (at + 1) % keys.length });
  }

  #moveFocus(key) {
    const { board } = this;
    const from = board.scene.indexOf(board.focused ?? board.selection.only ?? '');
    if (from < 0) return board.actions.focusFirst();
    const next = neighbour(board.scene, from, key, board.scene.stack);
    if (next >= 0) {
      board.reveal([board.scene.idOf(next)]);
      board.tiles.focus(board.scene.idOf(next));
    }
    return true;
  }

  close() {
    this.flush();
    for (const stop of this.#stops) stop();
  }
}
