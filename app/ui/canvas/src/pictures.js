// The pictures of the board in their levels: fetched nearest first, decoded off the main thread, kept in a budget.
import { ATLAS, ATLAS_SLOT, Budget, chooseLevel, slotPlace, substitutes } from './levels.js';
import { loadBitmap } from './load.js';

const BUDGET_BYTES = 256 * 1024 * 1024;
const AT_ONCE = 8;
const RETRY_AFTER_MS = 15000; // a picture that could not be had is asked for again after this, if it is still in view
const keyOf = (picture, level) => `${picture.sha}/${level}`;

export class Pictures {
  #queue = [];
  #loading = new Set();
  #failed = new Map(); // key -> time it failed
  #wanted = new Set();
  #pages = [];

  /** `onArrive(sha)` after a picture (null: an atlas page) can be drawn; `base` is the path of the pictures. */
  constructor({ base, onArrive, load = loadBitmap, budget = BUDGET_BYTES, now = () => performance.now() }) {
    this.base = base;
    this.onArrive = onArrive;
    this.load = load;
    this.now = now;
    this.kept = new Budget(budget, (_, bitmap) => bitmap.close());
  }

  /** Use these atlas pages from now on; those whose address did not change stay. */
  setAtlas(urls) {
    const known = new Map(this.#pages.map((page) => [page.url, page]));
    this.#pages = urls.map((url) => known.get(url) ?? { url, image: null, asked: false });
  }

  /**
   * What to draw for `picture` when its longer side covers `side` device px, and which file is missing for that:
   * {image, x, y, w, h, rounded, wish}; `image` is null when nothing is there yet.
   */
  source(picture, side) {
    const level = chooseLevel(side, picture);
    if (level === ATLAS) {
      const found = this.#fromAtlas(picture.slot);
      if (found) return found;
    }
    const wanted = level === ATLAS ? '256' : level;
    const exact = this.kept.get(keyOf(picture, wanted));
    if (exact) return whole(exact);
    const wish = { key: keyOf(picture, wanted), sha: picture.sha, url: `${this.base}/${keyOf(picture, wanted)}` };
    for (const other of substitutes(wanted)) {
      const bitmap = this.kept.get(keyOf(picture, other));
      if (bitmap) return { ...whole(bitmap), wish };
    }
    return { ...(this.#slotIfLoaded(picture.slot) ?? { image: null }), wish };
  }

  #fromAtlas(slot) {
    const page = this.#pages[slotPlace(slot).page];
    if (!page) return null;
    if (!page.asked) this.#loadPage(page);
    return page.failed ? null : (this.#slotIfLoaded(slot) ?? { image: null, wish: null });
  }

  #slotIfLoaded(slot) {
    if (slot == null) return null;
    const at = slotPlace(slot);
    const image = this.#pages[at.page]?.image;
    // Half a px inside, so that smoothing does not draw from the neighbour.
    const side = ATLAS_SLOT - 1;
    return image ? { image, x: at.x + 0.5, y: at.y + 0.5, w: side, h: side, rounded: true, wish: null } : null;
  }

  async #loadPage(page) {
    page.asked = true;
    try {
      const bitmap = await this.load(page.url);
      page.image = roundSlots(bitmap);
    } catch (error) {
      page.failed = true;
      console.warn('An atlas page could not be loaded; the thumbnails take its place.', error);
    }
    this.onArrive(null);
  }

  /** Is this picture known not to be available (every try failed, and nothing else of it is there)? */
  unavailable(wish) {
    return wish != null && this.#failed.has(wish.key);
  }

  /** What this frame misses, nearest first. Older wishes that have not begun are dropped. */
  want(wishes) {
    const retry_before = this.now() - RETRY_AFTER_MS;
    this.#wanted = new Set(wishes.map((wish) => wish.key));
    this.#queue = wishes.filter(({ key }) => {
      return !this.kept.has(key) && !this.#loading.has(key) && !(this.#failed.get(key) > retry_before);
    });
    this.#pump();
  }

  #pump() {
    while (this.#loading.size < AT_ONCE && this.#queue.length) this.#fetch(this.#queue.shift());
  }

  async #fetch({ key, sha, url }) {
    if (this.#loading.has(key)) return;
    this.#loading.add(key);
    try {
      const bitmap = await this.load(url);
      this.#failed.delete(key);
      this.kept.add(key, bitmap, bitmap.width * bitmap.height * 4, this.#wanted);
    } catch {
      this.#failed.set(key, this.now());
    } finally {
      this.#loading.delete(key);
    }
    this.onArrive(sha);
    this.#pump();
  }

  stats() {
    return { kept: this.kept.size, bytes: this.kept.bytes, loading: this.#loading.size, queued: this.#queue.length };
  }

  close() {
    this.#queue = [];
    this.kept.clear();
  }
}

const whole = (image) => ({ image, x: 0, y: 0, w: image.width, h: image.height, rounded: false, wish: null });

/** A page with the corners of every slot taken off once, so that small tiles need no clipping when they are drawn. */
function roundSlots(bitmap) {
  const page = new OffscreenCanvas(bitmap.width, bitmap.height);
  const g = page.getContext('2d');
  const cell = new OffscreenCanvas(ATLAS_SLOT, ATLAS_SLOT);
  const mask = cell.getContext('2d');
  mask.beginPath();
  mask.roundRect(0, 0, ATLAS_SLOT, ATLAS_SLOT, 2);
  mask.fill();
  g.fillStyle = g.createPattern(cell, 'repeat');
  g.fillRect(0, 0, page.width, page.height);
  g.globalCompositeOperation = 'source-in';
  g.drawImage(bitmap, 0, 0);
  bitmap.close();
  return page;
}
