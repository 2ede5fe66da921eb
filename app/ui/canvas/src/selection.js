// Which tiles are chosen.

export class Selection {
  #ids = new Set();
  #told = '';

  /** `onChange(ids, {by})` follows each real change; `by` is 'person' or 'program'. */
  constructor(onChange) {
    this.onChange = onChange;
  }

  get ids() {
    return [...this.#ids];
  }

  get size() {
    return this.#ids.size;
  }

  has(id) {
    return this.#ids.has(id);
  }

  /** The one chosen tile, or null when there are none or several. */
  get only() {
    return this.#ids.size === 1 ? this.#ids.values().next().value : null;
  }

  /** Choose exactly these. With `tell: false` (a marquee still moving) nobody is told before `tell()`. */
  set(ids, { by = 'person', tell = true } = {}) {
    this.#ids = new Set(ids);
    if (tell) this.tell(by);
  }

  tell(by = 'person') {
    const now = this.ids.join();
    if (now === this.#told) return;
    this.#told = now;
    this.onChange(this.ids, { by });
  }

  toggle(id) {
    this.set(this.has(id) ? this.ids.filter((other) => other !== id) : [...this.ids, id]);
  }

  clear() {
    this.set([]);
  }

  /** Tiles went: they are chosen no longer. */
  drop(ids, by = 'person') {
    const gone = new Set(ids);
    if (this.ids.some((id) => gone.has(id))) this.set(this.ids.filter((id) => !gone.has(id)), { by });
  }
}
