// Places that the person set and the server has not confirmed yet. An older confirmation that comes in between must not
// pull a tile back under the hand; what the server says in the end counts.

const PATIENCE_MS = 2000;
const NEAR = 0.01;

export class Holds {
  #held = new Map(); // id -> {place, until, said}

  constructor({ now = () => performance.now() } = {}) {
    this.now = now;
  }

  /** The person put tile `id` at `place` ({x, y} or {x, y, w, h}). */
  hold(id, place) {
    this.#held.set(id, { place, until: this.now() + PATIENCE_MS, said: null });
  }

  /** The fields of a patch that may be drawn now; a place that only confirms something older is kept back. */
  filter(id, fields) {
    const held = this.#held.get(id);
    if (!held || (fields.x === undefined && fields.w === undefined)) return fields;
    const confirmed = Object.entries(held.place).every(([key, v]) => fields[key] === undefined || Math.abs(fields[key] - v) < NEAR);
    if (confirmed || this.now() > held.until) {
      this.#held.delete(id);
      return fields;
    }
    const { x, y, w, h, ...rest } = fields;
    held.said = { ...held.said, ...definedOnly({ x, y, w, h }) };
    return rest;
  }

  /** A tile of a snapshot as it is drawn: where the person put it, as long as that may still be on its way. */
  over(tile) {
    const { x, y, w, h } = tile;
    const held = this.filter(tile.id, { x, y, w, h }).x === undefined;
    return held ? { ...tile, ...this.#held.get(tile.id).place } : tile;
  }

  /** Places [id, place] that the server insists on: the confirmation did not come in time. */
  overdue() {
    const late = [...this.#held].filter(([, held]) => this.now() > held.until);
    for (const [id] of late) this.#held.delete(id);
    return late.filter(([, held]) => held.said).map(([id, held]) => [id, held.said]);
  }

  get waiting() {
    return this.#held.size > 0;
  }
}

const definedOnly = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
