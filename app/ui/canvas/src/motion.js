// Tiles that fly to their places: tidy, the undo of a move, variations.
import { calm } from './palette.js';

const MOVE_MS = 320;
const STAGGER_MS = 12;
const ALL_MS = 600;

/** --ease-move, cubic-bezier(.3, 0, .1, 1), solved for the time `t` in 0…1. */
export function easeMove(t) {
  if (t <= 0) return 0;
  if (t >= 1) return 1;
  let s = t;
  for (let n = 0; n < 8; n += 1) {
    const x = 0.9 * s * (1 - s) ** 2 + 0.3 * s * s * (1 - s) + s ** 3;
    const slope = 0.9 * (1 - s) ** 2 - 1.2 * s * (1 - s) + 2.7 * s * s;
    s -= (x - t) / Math.max(slope, 1e-3);
    s = Math.min(1, Math.max(0, s));
  }
  return 3 * s * s * (1 - s) + s ** 3;
}

export class Motion {
  #flights = new Map(); // index -> {from, to, start}

  constructor(scene, { reduced = calm, now = () => performance.now() } = {}) {
    this.scene = scene;
    this.reduced = reduced;
    this.now = now;
  }

  get active() {
    return this.#flights.size > 0;
  }

  has(i) {
    return this.#flights.has(i);
  }

  /** Let tiles [{i, from: {x, y}, to: {x, y}}] fly; they stand at `from` until their turn comes. */
  start(moves) {
    if (this.reduced() || !moves.length) return;
    const stagger = Math.min(STAGGER_MS, (ALL_MS - MOVE_MS) / moves.length);
    const now = this.now();
    moves.forEach(({ i, from, to }, n) => {
      this.#flights.set(i, { from, to, start: now + n * stagger });
      this.scene.place(i, from);
    });
  }

  /** Move everything on; true while something still flies. */
  tick() {
    const now = this.now();
    for (const [i, { from, to, start }] of this.#flights) {
      const t = easeMove((now - start) / MOVE_MS);
      this.scene.place(i, { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t });
      if (t >= 1) this.#flights.delete(i);
    }
    return this.active;
  }

  /** A tile got another place, or went: its flight ends where it is. */
  drop(i) {
    this.#flights.delete(i);
  }

  /** Everything stands at its place at once (a pointer went down). */
  finish() {
    for (const [i, { to }] of this.#flights) this.scene.place(i, to);
    this.#flights.clear();
  }
}
