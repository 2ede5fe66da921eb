// The marquee: a rectangle from empty board; what it touches is selected.
import { rectBetween, touching } from '../cull.js';

const STARTS_AT = 4; // px

export class Marquee {
  constructor(board, { point, event }) {
    this.board = board;
    this.start = board.viewport.toWorld(point.x, point.y);
    this.from = point;
    this.before = board.selection.ids;
    this.base = event.shiftKey ? this.before : [];
    this.running = false;
  }

  move({ point }) {
    const { board } = this;
    if (!this.running && Math.hypot(point.x - this.from.x, point.y - this.from.y) < STARTS_AT) return;
    if (!this.running) board.beginWork();
    this.running = true;
    const rect = rectBetween(this.start, board.viewport.toWorld(point.x, point.y));
    const ids = touching(board.scene, rect).map((i) => board.scene.idOf(i));
    board.selection.set(new Set([...this.#present(this.base), ...ids]), { tell: false });
    board.showMarquee(rect, point);
  }

  end() {
    if (this.running) this.board.selection.tell();
    else if (!this.base.length) this.board.selection.clear();
    this.#stop();
  }

  cancel() {
    this.board.selection.set(this.#present(this.before));
    this.#stop();
  }

  #present(ids) {
    return ids.filter((id) => this.board.scene.has(id));
  }

  #stop() {
    this.board.showMarquee(null);
    this.board.endWork();
  }
}
