// What a tile looks like now: the earlier picture one looks back at, over live frames, over the picture's best level, over
// nothing; with the fades between them.
import { calm } from './palette.js';

const SWAP_MS = 120;
export const swapMs = () => (calm() ? 0 : SWAP_MS);

export class Appearance {
  #replaced = new Map(); // id -> {picture, since}: the former picture, drawn until the new one is decoded

  constructor({ scene, pictures, frames, lookback, now = () => performance.now() }) {
    this.scene = scene;
    this.pictures = pictures;
    this.frames = frames;
    this.lookback = lookback;
    this.now = now;
  }

  /** Tile `id` had another picture until now. */
  pictureReplaced(id, former) {
    if (former) this.#replaced.set(id, { picture: former, since: null });
  }

  forget(id) {
    this.#replaced.delete(id);
    this.frames.forget(id);
  }

  /**
   * How to draw tile `i` whose longer side covers `side` device px:
   * {layers: [{image, x, y, w, h, alpha, rounded}] from the lowest, wish, moving, unavailable}.
   */
  of(i, side) {
    const fields = this.scene.fields(i);
    if (!fields.frame && !fields.picture) this.frames.leave(fields.id);
    const live = this.frames.layers(fields.id);
    const result = { layers: [], wish: null, moving: live.moving, unavailable: false };
    if (fields.picture && (!live.covers || !fields.frame)) this.#addPicture(fields, side, result);
    for (const { image, alpha } of live.layers) {
      result.layers.push({ image, x: 0, y: 0, w: image.width, h: image.height, alpha, rounded: false });
    }
    const earlier = this.lookback.of(fields.id);
    if (earlier) result.layers.push({ image: earlier, x: 0, y: 0, w: earlier.width, h: earlier.height, alpha: 1, rounded: false });
    result.unavailable = !result.layers.length && this.pictures.unavailable(result.wish);
    return result;
  }

  #addPicture(fields, side, result) {
    const source = this.pictures.source(fields.picture, side);
    result.wish = source.wish;
    const swap = this.#replaced.get(fields.id);
    if (swap) this.#addFormer(fields.id, swap, source, side, result);
    if (!source.image) return;
    if (!fields.frame && this.frames.seqOf(fields.id) >= 0) this.frames.leave(fields.id);
    result.layers.push({ ...source, alpha: swap?.since != null ? this.#progress(swap.since) : 1 });
  }

  #addFormer(id, swap, source, side, result) {
    if (source.image && swap.since === null) swap.since = this.now();
    if (swap.since !== null && this.#progress(swap.since) >= 1) {
      this.#replaced.delete(id);
      return;
    }
    const former = this.pictures.source(swap.picture, side);
    if (former.image) result.layers.push({ ...former, alpha: 1 });
    result.moving ||= swap.since !== null;
  }

  #progress(since) {
    return Math.min(1, (this.now() - since) / Math.max(1, swapMs()));
  }
}
