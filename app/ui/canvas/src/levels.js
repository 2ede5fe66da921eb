// Picture levels: which size of a picture to draw, and how many decoded bytes to keep.

export const ATLAS = 'atlas';
export const THUMB = '256';
export const LARGE = '1024';
export const FULL = 'full';
export const ATLAS_SLOT = 64; // px
export const ATLAS_COLUMNS = 32;
export const ATLAS_SLOTS = ATLAS_COLUMNS * ATLAS_COLUMNS;
const UPSCALE = 1.25; // a level may be drawn a little larger than it is before the next is fetched
const ORDER = [THUMB, LARGE, FULL];

/** The level for a picture whose longer side covers `side` device px. A picture has no larger level than its pixels. */
export function chooseLevel(side, picture) {
  if (side <= ATLAS_SLOT && picture.slot != null) return ATLAS;
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

/** Where slot `slot` lies: {page, x, y} with px inside the page. */
export function slotPlace(slot) {
  const inPage = slot % ATLAS_SLOTS;
  return {
    page: Math.floor(slot / ATLAS_SLOTS),
    x: (inPage % ATLAS_COLUMNS) * ATLAS_SLOT,
    y: Math.floor(inPage / ATLAS_COLUMNS) * ATLAS_SLOT,
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

  /** Take a value in; others go until the limit holds, except those in `keep`. */
  add(key, value, bytes, keep = new Set()) {
    this.remove(key);
    this.#entries.set(key, { value, bytes });
    this.bytes += bytes;
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
