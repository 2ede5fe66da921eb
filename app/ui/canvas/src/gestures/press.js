// A pointer on a tile: a click selects, a drag moves the selection, with Alt a copy of it. A finger that rests adds the
// tile to the selection.
import { bounds } from '../cull.js';
import { snapMove } from '../snap.js';
import { Snapping } from './snapping.js';

const STARTS_AT = { mouse: 3, pen: 5, touch: 8 }; // px
const LIFTED_AT_MOST = 24; // more moving tiles carry no shadow each
const LONG_PRESS_MS = 500;
const NOTHING = new Set();

export class Press {
  #rest = 0;

  constructor(board, { point, event, id }) {
    Object.assign(this, { board, id, from: point, shift: event.shiftKey, pointer: event.pointerType });
    this.start = board.viewport.toWorld(point.x, point.y);
    this.snapping = new Snapping(board);
    this.wasSelected = board.selection.has(id);
    this.held = false;
    // A finger may be the first of two that pinch: it selects only when it taps, rests or drags.
    if (this.pointer === 'touch') this.#rest = setTimeout(() => this.#hold(), LONG_PRESS_MS);
    else this.#choose();
  }

  get running() {
    return this.moving !== undefined;
  }

  #choose() {
    const { selection } = this.board;
    if (!selection.has(this.id)) selection.set(this.shift ? [...selection.ids, this.id] : [this.id]);
  }

  #hold() {
    const { scene, selection } = this.board;
    if (!scene.has(this.id)) return;
    this.held = true;
    if (!selection.has(this.id)) selection.set([...selection.ids, this.id]);
  }

  move({ point, event }) {
    const far = Math.hypot(point.x - this.from.x, point.y - this.from.y) >= (STARTS_AT[this.pointer] ?? 3);
    if (!this.running && !far) return;
    if (!this.running) this.#begin();
    const here = this.board.viewport.toWorld(point.x, point.y);
    this.moving.copy = event.altKey;
    this.#place(rounded(here.x - this.start.x), rounded(here.y - this.start.y), Snapping.wanted(event));
    this.board.request();
  }

  #begin() {
    const { board } = this;
    clearTimeout(this.#rest);
    this.#choose();
    const set = this.#setOf(board.selection.ids);
    this.moving = { set, dx: 0, dy: 0, copy: false, lifted: set.size <= LIFTED_AT_MOST };
    board.moving = this.moving;
    board.beginWork();
  }

  #setOf(ids) {
    const { scene } = this.board;
    return new Set(ids.map((id) => scene.indexOf(id)).filter((i) => i >= 0));
  }

  #place(dx, dy, snaps) {
    const { board, moving, snapping } = this;
    const from = bounds(board.scene, moving.set);
    const box = from && { ...from, x: from.x + dx, y: from.y + dy };
    const near = snaps && box && snapping.around(box, moving.copy ? NOTHING : moving.set);
    const snap = near ? snapMove(box, near, snapping.threshold(box)) : { dx: 0, dy: 0 };
    board.guides = near ? snap : null;
    Object.assign(moving, { dx: exact(dx + snap.dx), dy: exact(dy + snap.dy) });
  }

  /** The board was loaded anew: the same tiles may have other indices. False when none of them is left. */
  reloaded() {
    const { board } = this;
    if (!this.running) return board.scene.has(this.id);
    this.moving.set = this.#setOf(board.selection.ids);
    return this.moving.set.size > 0;
  }

  end() {
    const { board } = this;
    if (!this.running) {
      this.cancel();
      this.#click();
      return;
    }
    const { set, dx, dy, copy } = this.moving;
    this.cancel();
    const ids = [...set].map((i) => board.scene.idOf(i));
    if (!ids.length || (!dx && !dy)) return;
    if (copy) board.command('duplicate', { ids, dx, dy });
    else board.moveTiles(ids, dx, dy);
  }

  #click() {
    const { selection } = this.board;
    if (this.held || !this.board.scene.has(this.id)) return;
    if (this.shift && this.wasSelected) selection.toggle(this.id);
    else if (this.shift) this.#choose();
    else selection.set([this.id]);
  }

  cancel() {
    clearTimeout(this.#rest);
    if (!this.running) return;
    this.board.moving = null;
    this.board.guides = null;
    this.board.endWork();
  }
}

const rounded = (value) => Math.round(value * 100) / 100;
const exact = (value) => Math.round(value * 1e6) / 1e6; // sums of hundredths come out as such
