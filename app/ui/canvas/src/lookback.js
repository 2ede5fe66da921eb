// The earlier picture that a tile shows while one goes back through its strip. One tile at a time.
import { loadBitmap } from './load.js';

export class LookBack {
  #id = null;
  #url = null;
  #bitmap = null;

  /** `onChange(id)` asks for a new drawing of a tile. */
  constructor({ onChange, load = loadBitmap }) {
    this.onChange = onChange;
    this.load = load;
  }

  /** The picture to draw over tile `id`, or null. */
  of(id) {
    return id === this.#id ? this.#bitmap : null;
  }

  /** Show the picture behind `url` on tile `id` once it is decoded; until then the tile stays as it is. */
  async show(id, url) {
    if (id !== this.#id) this.leave();
    this.#id = id;
    this.#url = url;
    let bitmap;
    try {
      bitmap = await this.load(url);
    } catch (error) {
      console.warn('An earlier picture could not be loaded; the tile stays as it is.', error);
      return;
    }
    if (id !== this.#id || url !== this.#url) {
      bitmap.close();
      return;
    }
    this.#bitmap?.close();
    this.#bitmap = bitmap;
    this.onChange(id);
  }

  /** The tile shows its own picture again. */
  leave() {
    const id = this.#id;
    if (id === null) return;
    this.#bitmap?.close();
    this.#id = this.#url = this.#bitmap = null;
    this.onChange(id);
  }
}
