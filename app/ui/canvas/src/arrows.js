// Arrow keys that move the selection, or resize its one tile. A burst of them is told once: when the keys rest, or when
// something else begins.
import { resized } from './gestures/resize.js';

export const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const REST_MS = 300;

export class Arrows {
  #burst = null; // {subject, tell, …} not told yet
  #timer = 0;

  constructor(board) {
    this.board = board;
  }

  /** The burst that `subject` names; one of something else is told first. */
  #continue(subject, begin) {
    clearTimeout(this.#timer); // no rest while the key is held: it repeats only after half a second
    if (this.#burst && this.#burst.subject !== subject) this.flush();
    this.#burst ??= { subject, ...begin() };
    return this.#burst;
  }

  nudge(key, distance) {
    const { board } = this;
    const { ids } = board.selection;
    const [dx, dy] = STEP[key].map((unit) => unit * distance);
    const tell = (sum) => (sum.dx || sum.dy) && board.tellMoved(ids, sum.dx, sum.dy);
    const burst = this.#continue(`move ${ids.join()}`, () => ({ dx: 0, dy: 0, tell }));
    burst.dx += dx;
    burst.dy += dy;
    board.shift(ids, dx, dy);
  }

  /** Right and down make the tile larger, left and up smaller, its top left and its ratio kept. */
  resize(id, key, distance) {
    const { board } = this;
    const { scene, holds } = board;
    const place = () => scene.rect(scene.indexOf(id));
    const tell = ({ rect }) => scene.has(id) && board.resizeTile(id, rect);
    const burst = this.#continue(`resize ${id}`, () => ({ before: place(), rect: place(), tell }));
    const { before, rect } = burst;
    const [right, down] = STEP[key].map((unit) => unit * distance);
    const wide = rect.w + right + (down * before.w) / before.h;
    burst.rect = resized(before, 'se', before.x + wide, before.y); // from the first size, so that the ratio stays
    holds.hold(id, burst.rect);
    board.reshape(id, burst.rect);
    board.showSize(burst.rect);
  }

  /** The keys are up: after a moment nothing more is expected. */
  rest() {
    clearTimeout(this.#timer);
    if (this.#burst) this.#timer = setTimeout(() => this.flush(), REST_MS);
  }

  /** Tell of what was done so far. */
  flush() {
    clearTimeout(this.#timer);
    const burst = this.#burst;
    this.#burst = null;
    if (!burst) return;
    this.board.showSize(null);
    burst.tell(burst);
  }
}
