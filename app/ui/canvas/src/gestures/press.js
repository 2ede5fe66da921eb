// A pointer on a tile: a click selects, a drag moves the selection, with Alt a copy of it.

const STARTS_AT = { mouse: 3, pen: 5, touch: 8 }; // px
const LIFTED_AT_MOST = 24; // more moving tiles carry no shadow each

export class Press {
  constructor(board, { point, event, id }) {
    Object.assign(this, { board, id, from: point, shift: event.shiftKey, pointer: event.pointerType });
    this.start = board.viewport.toWorld(point.x, point.y);
    this.wasSelected = board.selection.has(id);
    if (!this.wasSelected) board.selection.set(this.shift ? [...board.selection.ids, id] : [id]);
  }

  get running() {
    return this.moving !== undefined;
  }

  move({ point, event }) {
    const far = Math.hypot(point.x - this.from.x, point.y - this.from.y) >= (STARTS_AT[this.pointer] ?? 3);
    if (!this.running && !far) return;
    if (!this.running) this.#begin();
    const here = this.board.viewport.toWorld(point.x, point.y);
    Object.assign(this.moving, { dx: here.x - this.start.x, dy: here.y - this.start.y, copy: event.altKey });
    this.board.request();
  }

  #begin() {
    const { board } = this;
    const set = new Set(board.selection.ids.map((id) => board.scene.indexOf(id)).filter((i) => i >= 0));
    this.moving = { set, dx: 0, dy: 0, copy: false, lifted: set.size <= LIFTED_AT_MOST };
    board.moving = this.moving;
    board.beginWork();
  }

  end() {
    const { board } = this;
    if (!this.running) {
      this.#click();
      return;
    }
    const { set, dx, dy, copy } = this.moving;
    this.cancel();
    const ids = [...set].map((i) => board.scene.idOf(i));
    if (!ids.length || (!dx && !dy)) return;
    if (copy) board.command('duplicate', { ids, dx: rounded(dx), dy: rounded(dy) });
    else board.moveTiles(ids, rounded(dx), rounded(dy));
  }

  #click() {
    const { selection } = this.board;
    if (this.shift && this.wasSelected) selection.toggle(this.id);
    else if (!this.shift && selection.size > 1) selection.set([this.id]);
  }

  cancel() {
    if (!this.running) return;
    this.board.moving = null;
    this.board.endWork();
  }
}

const rounded = (value) => Math.round(value * 100) / 100;
