// The pictures of the board in their levels: fetched nearest first, decoded off the main thread, kept in a budget.
//
// A "file" is one thing that is fetched and decoded: a level of a picture, or an atlas page with many pictures.
import { Atlas } from './atlas.js';
import { Budget, chooseLevel, substitutes } from './levels.js';
import { loadBitmap } from './load.js';

const BUDGET_BYTES = 256 * 1024 * 1024;
const AT_ONCE = 8;
const RETRY_AFTER_MS = 15000; // a picture that could not be had is asked for again after this, if it is still in view
const BYTES_GUESSED = { 256: 256 * 256 * 4, 1024: 1024 * 1024 * 4, full: 2048 * 2048 * 4 };
const keyOf = (picture, level) => `${picture.sha}/${level}`;

export class Pictures {
  #queue = [];
  #loading = new Set();
  #failed = new Map(); // key -> time it failed
  #used = new Set(); // keys of what the drawing that stands on the screen is made of

  /** `onArrive(sha)` after a picture (null: an atlas page) can be drawn; `base` is the path of the pictures. */
  constructor({ base, onArrive, load = loadBitmap, atlas = new Atlas(), budget = BUDGET_BYTES, now = () => performance.now() }) {
    this.base = base;
    this.onArrive = onArrive;
    this.load = load;
    this.now = now;
    this.kept = new Budget(budget, (key, bitmap) => {
      this.atlas.lost(key);
      bitmap.close();
    });
    this.atlas = atlas;
  }

  /** Use these atlas pages {side, url} from now on; those whose address did not change stay. */
  setAtlas(pages) {
    for (const key of this.atlas.set(pages)) this.kept.remove(key);
  }

  /** Everything in view is drawn anew: what is not asked for again is no longer in use. */
  beginDrawing() {
    this.#used.clear();
    this.atlas.beginDrawing();
  }

  /**
   * What to draw for `picture` when its longer side covers `side` device px, and which file is missing for that:
   * {image, x, y, w, h, rounded, wish}; `image` is null when nothing is there yet.
   */
  source(picture, side) {
    const level = chooseLevel(side, picture);
    const small = typeof level === 'number';
    if (small) {
      const found = this.atlas.source(picture.slot, level, (key) => this.#use(key));
      if (found && !this.#failed.has(found.wish?.key)) return found;
    }
    return this.#alone(picture, small ? '256' : level);
  }

  #alone(picture, level) {
    const exact = this.#kept(keyOf(picture, level));
    if (exact) return whole(exact);
    const bytes = BYTES_GUESSED[level];
    const wish = { key: keyOf(picture, level), sha: picture.sha, url: `${this.base}/${keyOf(picture, level)}`, bytes };
    for (const other of substitutes(level)) {
      const bitmap = this.#kept(keyOf(picture, other));
      if (bitmap) return { ...whole(bitmap), wish };
    }
    const small = picture.slot == null ? null : this.atlas.best(picture.slot, 64, (key) => this.#use(key));
    return { ...(small ?? { image: null }), wish };
  }

  #kept(key) {
    const bitmap = this.kept.get(key);
    if (bitmap) this.#used.add(key);
    return bitmap;
  }

  #use(key) {
    this.kept.get(key);
    this.#used.add(key);
  }

  /** Is this picture known not to be available (every try failed, and nothing else of it is there)? */
  unavailable(wish) {
    return wish != null && this.#failed.has(wish.key);
  }

  /**
   * What this frame misses, nearest first. Older wishes that have not begun are dropped, and so are those for which the
   * budget has no room beside what is on the screen: they would take it away again.
   */
  want(wishes) {
    const retry_before = this.now() - RETRY_AFTER_MS;
    let room = this.kept.limit;
    for (const key of this.#used) room -= this.kept.bytesOf(key);
    const asked = new Set();
    const ground = wishes.length || this.#loading.size ? [] : this.atlas.ground(); // not before what is looked at
    this.#queue = [...wishes, ...ground].filter(({ key, bytes = 0 }) => {
      if (asked.has(key) || this.kept.has(key) || this.#loading.has(key) || this.#failed.get(key) > retry_before) return false;
      asked.add(key);
      room -= bytes;
      return room >= 0;
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
      const bitmap = this.atlas.dressed(key, await this.load(url));
      this.#failed.delete(key);
      this.kept.add(key, bitmap, bitmap.width * bitmap.height * 4, this.#used);
      this.atlas.arrived(key, bitmap);
    } catch (error) {
      this.#failed.set(key, this.now());
      if (sha === null) console.warn('An atlas page could not be loaded; the thumbnails take its place.', error);
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
