// Picture levels: which size of a picture to draw, and how many decoded bytes to keep.

export const THUMB = '256';
export const LARGE = '1024';
export const FULL = 'full';
export const SIDES = [64, 32, 16]; // px of the slots of atlas pages, the largest first
export const ATLAS_WIDTH = 2048; // px of a page
const UPSCALE = 1.25; // a level may be drawn a little larger than it is before the next is fetched
const SMALL_TO = 24; // device px: up to here 32 px are enough, and a quarter of the memory of 64
const ORDER = [THUMB, LARGE, FULL];

/**
 * The level for a picture whose longer side covers `side` device px: a number is the slots' size in an atlas. A picture
 * has no larger level than its pixels.
 */
export function chooseLevel(side, picture) {
  if (side <= 64 && picture.slot != null) return side <= 16 ? 16 : side <= SMALL_TO ? 32 : 64;
  const pixels = Math.max(picture.width ?? 0, picture.height ?? 0);
  if (side <= 256 * UPSCALE || (pixels > 0 && pixels <= 256)) return THUMB;
  if (side <= 1024 * UPSCALE || (pixels > 0 && pixels <= 1024)) return LARGE;
  return FULL;
}

/** Levels to draw instead while `level` loads: better ones first, then worse ones. */
export function substitutes(level) {
  const at = ORDER.indexOf(level);
  return [...ORDER.slice(at + 1), ...ORDER.slice(0, Math.max(at, 0)).reverse()];
}

/** Sizes of an atlas to draw instead of `side` while it loads: better ones first, then worse ones. */
export function otherSides(side) {
  return [...SIDES.filter((other) => other > side).reverse(), ...SIDES.filter((other) => other < side)];
}

/** Where slot `slot` lies in an atlas of slots of `side` px: {page, x, y} with px inside the page. */
export function slotPlace(slot, side) {
  const columns = ATLAS_WIDTH / side;
  const in_page = slot % columns ** 2;
  return {
    page: Math.floor(slot / columns ** 2),
    x: (in_page % columns) * side,
    y: Math.floor(in_page / columns) * side,
  };
}

/** Things with a weight, the least recently used of which go when their sum passes `limit`. */
export class Budget {
  bytes = 0;
  #entries = new Map(); // from the least to the most recently used

  constructor(limit, onEvict = () => {}) {
    this.limit = limit;
    this.onEvict = onEvict;
  }

  get size() {
    return this.#entries.size;
  }

  has(key) {
    return this.#entries.has(key);
  }

  /** The value of `key`, which becomes the most recently used, or null. */
  get(key) {
    const entry = this.#entries.get(key);
    if (!entry) return null;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** What `key` weighs, 0 without it. */
  bytesOf(key) {
    return this.#entries.get(key)?.bytes ?? 0;
  }

  /** Take a value in; others go until the limit holds, except those in `keep`. */
  add(key, value, bytes, keep = new Set()) {
    this.remove(key);
    this.#entries.set(key, { value, bytes });
    this.bytes += bytes;
    if (this.bytes <= this.limit) return;
    for (const old of [...this.#entries.keys()]) {
      if (this.bytes <= this.limit) return;
      if (old !== key && !keep.has(old)) this.remove(old);
    }
  }

  remove(key) {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.bytes -= entry.bytes;
    this.onEvict(key, entry.value);
  }

  clear() {
    for (const key of [...this.#entries.keys()]) this.remove(key);
  }
}
