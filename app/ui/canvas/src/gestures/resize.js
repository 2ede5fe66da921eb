// A handle of the selected tile: its size changes with its ratio kept, around the opposite corner.

const LEAST = 32; // world units of the shorter side

/** The rectangle of `before` after its corner `handle` ('nw' …) went to (x, y), ratio kept. */
export function resized(before, handle, x, y) {
  const west = handle.includes('w');
  const north = handle.includes('n');
  const anchor_x = west ? before.x + before.w : before.x;
  const anchor_y = north ? before.y + before.h : before.y;
  const wide = (west ? anchor_x - x : x - anchor_x) / before.w;
  const high = (north ? anchor_y - y : y - anchor_y) / before.h;
  const scale = Math.max(wide, high, LEAST / Math.min(before.w, before.h));
  const w = Math.round(before.w * scale * 100) / 100;
  const h = Math.round(before.h * scale * 100) / 100;
  return { x: west ? anchor_x - w : anchor_x, y: north ? anchor_y - h : anchor_y, w, h };
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
    board.moving = { set: new Set([board.scene.indexOf(id)]), dx: 0, dy: 0, copy: false, lifted: false };
    board.beginWork();
  }

  move({ point }) {
    const { board } = this;
    const at = board.viewport.toWorld(point.x, point.y);
    this.rect = resized(this.before, this.handle, at.x - this.slip.x, at.y - this.slip.y);
    if (board.scene.has(this.id)) board.scene.place(board.scene.indexOf(this.id), this.rect);
    board.showSize(this.rect);
    board.request();
  }

  end() {
    this.#stop();
    if (this.rect && this.board.scene.has(this.id)) this.board.resizeTile(this.id, this.rect);
  }

  cancel() {
    this.#stop();
    if (this.board.scene.has(this.id)) this.board.scene.place(this.board.scene.indexOf(this.id), this.before);
  }

  #stop() {
    this.board.moving = null;
    this.board.showSize(null);
    this.board.endWork();
  }
}
