// A handle of the selected tile: its size changes with its ratio kept, around the opposite corner.
import { guidesOf, scaledFrom, snapResize } from '../snap.js';
import { Snapping } from './snapping.js';

const LEAST = 32; // world units of the shorter side

const anchorOf = ({ x, y, w, h }, handle) => ({ x: handle.includes('w') ? x + w : x, y: handle.includes('n') ? y + h : y });

/** The rectangle of `before` after its corner `handle` ('nw' …) went to (x, y), ratio kept. */
export function resized(before, handle, x, y) {
  const west = handle.includes('w');
  const north = handle.includes('n');
  const anchor = anchorOf(before, handle);
  const wide = (west ? anchor.x - x : x - anchor.x) / before.w;
  const high = (north ? anchor.y - y : y - anchor.y) / before.h;
  const scale = Math.max(wide, high, LEAST / Math.min(before.w, before.h));
  const w = Math.round(before.w * scale * 100) / 100;
  const h = Math.round(before.h * scale * 100) / 100;
  return { x: west ? anchor.x - w : anchor.x, y: north ? anchor.y - h : anchor.y, w, h };
}

export class Resize {
  constructor(board, { point, id, handle }) {
    Object.assign(this, { board, id, handle });
    this.before = board.scene.rect(board.scene.indexOf(id));
    const at = board.viewport.toWorld(point.x, point.y);
    // The pointer rarely hits the corner exactly: the distance stays during the gesture.
    this.slip = {
      x: at.x - (handle.includes('w') ? this.before.x : this.before.x + this.before.w),
      y: at.y - (handle.includes('n') ? this.before.y : this.before.y + this.before.h),
    };
    this.snapping = new Snapping(board);
    this.#hold();
    board.root.classList.add(`is-resizing-${handle}`);
    board.beginWork();
  }

  get running() {
    return this.rect !== undefined;
  }

  #hold() {
    this.set = new Set([this.board.scene.indexOf(this.id)]);
    this.board.moving = { set: this.set, dx: 0, dy: 0, copy: false, lifted: false };
  }

  move({ point, event }) {
    const { board } = this;
    if (!board.scene.has(this.id)) return;
    const at = board.viewport.toWorld(point.x, point.y);
    const free = resized(this.before, this.handle, at.x - this.slip.x, at.y - this.slip.y);
    this.rect = Snapping.wanted(event) ? this.#snapped(free) : this.#free(free);
    board.reshape(this.id, this.rect);
    board.showSize(this.rect);
  }

  #free(rect) {
    this.board.guides = null;
    return rect;
  }

  #snapped(rect) {
    const { board, snapping } = this;
    const near = snapping.around(rect, this.set);
    const anchor = anchorOf(this.before, this.handle);
    const snap = snapResize(rect, anchor, near, snapping.threshold(rect));
    const small = Math.min(rect.w, rect.h) * snap.scale < LEAST - 0.01; // what is rounded may be a little under it
    board.guides = small ? guidesOf(rect, near) : snap;
    return small || snap.scale === 1 ? rect : scaledFrom(rect, anchor, snap.scale);
  }

  /** The board was loaded anew: the tile may have another index, and another size. False when it is gone. */
  reloaded() {
    const { scene } = this.board;
    if (!scene.has(this.id)) return false;
    this.before = scene.rect(scene.indexOf(this.id));
    this.#hold();
    if (this.rect) this.board.reshape(this.id, this.rect);
    return true;
  }

  end() {
    this.#stop();
    if (this.rect && this.board.scene.has(this.id)) this.board.resizeTile(this.id, this.rect);
  }

  cancel() {
    this.#stop();
    if (this.rect && this.board.scene.has(this.id)) this.board.scene.place(this.board.scene.indexOf(this.id), this.before);
  }

  #stop() {
    const { board } = this;
    board.moving = null;
    board.guides = null;
    board.root.classList.remove(`is-resizing-${this.handle}`);
    board.showSize(null);
    board.endWork();
  }
}
