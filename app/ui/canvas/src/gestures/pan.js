// The hand on the board: pan with one pointer, pinch with two.

export class Pan {
  /** `onTap` runs when the pointer hardly moved. */
  constructor(board, point, onTap = null) {
    Object.assign(this, { board, last: point, onTap, travelled: 0 });
    board.root.classList.add('is-panning');
  }

  move({ point }) {
    const dx = point.x - this.last.x;
    const dy = point.y - this.last.y;
    this.travelled += Math.abs(dx) + Math.abs(dy);
    this.last = point;
    this.board.viewport.panBy(dx, dy);
    this.board.viewportChanged();
  }

  end() {
    this.cancel();
    if (this.travelled < 6) this.onTap?.();
  }

  cancel() {
    this.board.root.classList.remove('is-panning');
  }
}

export class Pinch {
  constructor(board, pointers) {
    this.board = board;
    this.last = spread(pointers);
  }

  move({ pointers }) {
    if (pointers.size < 2) return;
    const now = spread(pointers);
    const { viewport } = this.board;
    viewport.panBy(now.x - this.last.x, now.y - this.last.y);
    viewport.zoomAt(now.x, now.y, viewport.zoom * (now.distance / this.last.distance));
    this.last = now;
    this.board.viewportChanged();
  }

  end() {}

  cancel() {}
}

function spread(pointers) {
  const [a, b] = [...pointers.values()];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, distance: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
}
