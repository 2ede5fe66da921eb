// Live frames: the previews that typing brings. A frame is shown only once decoded, and never over a newer one.
import { decodeBase64, loadBitmap } from './load.js';

const NOTHING = Object.freeze({ layers: [], moving: false, covers: false }); // of most tiles in each drawing

export class Frames {
  #shown = new Map(); // id -> {seq, url, at, bitmap, before, since, leaving}

  /** `onShown(id)` asks for a new drawing; `swap_ms()` is the length of the cross-fade. */
  constructor({ onShown, swap_ms, load = loadBitmap, decode = decodeBase64, now = () => performance.now() }) {
    this.onShown = onShown;
    this.swap_ms = swap_ms;
    this.load = load;
    this.decode = decode;
    this.now = now;
  }

  /** Show a frame {seq, url, content} of tile `id` when it is decoded, unless a newer one is there by then. */
  async offer(id, { seq, url, content = null }) {
    if (seq <= this.seqOf(id)) return false;
    let bitmap;
    try {
      bitmap = await (content ? this.decode(content) : this.load(url));
    } catch {
      return false; // the old picture stays; the server says on the tile what went wrong
    }
    const old = this.#shown.get(id);
    if (seq <= this.seqOf(id)) {
      bitmap.close();
      return false;
    }
    old?.before?.close();
    const now = this.now();
    this.#shown.set(id, { seq, url, at: now, bitmap, before: old?.bitmap ?? null, since: now, leaving: false });
    this.onShown(id);
    return true;
  }

  /** The sequence number of what is shown on a tile, -1 for nothing. */
  seqOf(id) {
    return this.#shown.get(id)?.seq ?? -1;
  }

  /** Every drawing of a tile now, from the lowest: [{image, alpha}]. `moving` tells whether a fade still runs. */
  layers(id) {
    const entry = this.#shown.get(id);
    if (!entry?.bitmap) return NOTHING;
    const t = Math.min(1, (this.now() - entry.since) / Math.max(1, this.swap_ms()));
    if (entry.leaving) return this.#leavingLayers(entry, t);
    if (t >= 1) this.#dropBefore(entry);
    const layers = entry.before ? [{ image: entry.before, alpha: 1 }] : [];
    layers.push({ image: entry.bitmap, alpha: t });
    return { layers, moving: t < 1, covers: t >= 1 || entry.before !== null };
  }

  #leavingLayers(entry, t) {
    this.#dropBefore(entry); // not sooner: the layers of the drawing that said `leave` still hold it
    if (t < 1) return { layers: [{ image: entry.bitmap, alpha: 1 - t }], moving: true, covers: false };
    entry.bitmap.close();
    entry.bitmap = null; // its number stays, so that a late reply is still known to be old
    return { layers: [], moving: false, covers: false };
  }

  #dropBefore(entry) {
    entry.before?.close();
    entry.before = null;
  }

  /** The finished picture can be drawn: let the frame fade away over it. */
  leave(id) {
    const entry = this.#shown.get(id);
    if (!entry?.bitmap || entry.leaving) return;
    Object.assign(entry, { leaving: true, since: this.now() });
  }

  /** {seq, url, at} of the last frame shown on a tile, or null. */
  last(id) {
    const entry = this.#shown.get(id);
    return entry ? { seq: entry.seq, url: entry.url, at: entry.at } : null;
  }

  forget(id) {
    const entry = this.#shown.get(id);
    entry?.before?.close();
    entry?.bitmap?.close();
    this.#shown.delete(id);
  }

  close() {
    for (const id of [...this.#shown.keys()]) this.forget(id);
  }
}
