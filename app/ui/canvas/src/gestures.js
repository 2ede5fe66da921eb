// Pointers and the wheel: decides which gesture begins, feeds it, and ends it. One gesture runs at a time.
import { hit } from './cull.js';
import { Marquee } from './gestures/marquee.js';
import { Pan, Pinch } from './gestures/pan.js';
import { Press } from './gestures/press.js';
import { Resize } from './gestures/resize.js';

const LONG_PRESS_MS = 500;
const WHEEL_LINE = 16; // px of a wheel that counts in lines
const TOUCH_SLACK = 6; // px around a tile that a finger still hits

export class Gestures {
  #pointers = new Map();
  #gesture = null;
  #long_press = 0;
  #stops = [];

  constructor(board) {
    this.board = board;
    this.space = false; // the space bar is held: the pointer is a hand
    this.tool = 'select';
    const on = (name, act, options) => {
      board.root.addEventListener(name, act, options);
      this.#stops.push(() => board.root.removeEventListener(name, act, options));
    };
    on('pointerdown', (event) => this.#down(event));
    on('pointermove', (event) => this.#move(event));
    on('pointerup', (event) => this.#up(event));
    on('pointercancel', () => this.cancel());
    on('pointerleave', () => this.board.hover(null));
    on('wheel', (event) => this.#wheel(event), { passive: false });
    on('dblclick', (event) => this.#doubleClick(event));
    on('contextmenu', (event) => this.#contextMenu(event));
  }

  get running() {
    return this.#gesture !== null;
  }

  #point(event) {
    const { left, top } = this.board.root.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #tileAt(point, touch = false) {
    const { viewport, scene } = this.board;
    const at = viewport.toWorld(point.x, point.y);
    const exact = hit(scene, at.x, at.y);
    const i = exact < 0 && touch ? hit(scene, at.x, at.y, TOUCH_SLACK / viewport.zoom) : exact;
    return i < 0 ? null : scene.idOf(i);
  }

  #down(event) {
    if (event.target.closest('[data-own-pointer]') || event.button > 1) return;
    const point = this.#point(event);
    this.board.handDown();
    this.#pointers.set(event.pointerId, point);
    this.board.root.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 2) {
      this.#cancelGesture();
      this.#gesture = new Pinch(this.board, this.#pointers);
    } else if (this.#pointers.size === 1) {
      this.#gesture = this.#begin(event, point);
    }
  }

  #begin(event, point) {
    const { board } = this;
    const touch = event.pointerType === 'touch';
    const hand = event.button === 1 || this.space || this.tool === 'hand';
    if (hand) {
      event.preventDefault(); // the middle button would scroll
      this.space_used = this.space;
      return new Pan(board, point);
    }
    const handle = event.target.dataset.handle;
    if (handle && board.selection.only) return new Resize(board, { point, id: board.selection.only, handle });
    const id = this.#tileAt(point, touch);
    if (touch) this.#watchLongPress(id);
    if (id) return new Press(board, { point, event, id });
    return touch ? new Pan(board, point, () => board.selection.clear()) : new Marquee(board, { point, event });
  }

  #watchLongPress(id) {
    clearTimeout(this.#long_press);
    if (!id) return;
    this.#long_press = setTimeout(() => {
      if (this.#gesture?.running) return;
      this.board.hover(id, { at_once: true });
    }, LONG_PRESS_MS);
  }

  #move(event) {
    const point = this.#point(event);
    if (!this.#gesture) {
      if (event.pointerType !== 'touch') this.#hover(event, point);
      return;
    }
    if (!this.#pointers.has(event.pointerId)) return;
    this.#pointers.set(event.pointerId, point);
    this.#gesture.move({ point, event, pointers: this.#pointers });
  }

  #hover(event, point) {
    const overlay = event.target.closest('[data-own-pointer]');
    if (overlay) this.board.hover(overlay.closest('[data-id]')?.dataset.id ?? null);
    else this.board.hover(this.#tileAt(point));
  }

  #up(event) {
    clearTimeout(this.#long_press);
    if (!this.#pointers.delete(event.pointerId)) return;
    const gesture = this.#gesture;
    this.#gesture = null;
    gesture?.end({ event });
    // A finger that stays after a pinch pans on.
    const [rest] = this.#pointers.values();
    if (rest) this.#gesture = new Pan(this.board, rest);
  }

  #cancelGesture() {
    clearTimeout(this.#long_press);
    const gesture = this.#gesture;
    this.#gesture = null;
    gesture?.cancel();
  }

  /** End whatever runs and put everything back; true if something ran. */
  cancel() {
    const ran = this.#gesture !== null;
    this.#cancelGesture();
    this.#pointers.clear();
    this.board.request();
    return ran;
  }

  #wheel(event) {
    event.preventDefault();
    const { board } = this;
    const { viewport } = board;
    const unit = event.deltaMode === 1 ? WHEEL_LINE : event.deltaMode === 2 ? viewport.height : 1;
    board.camera.stop();
    if (event.ctrlKey || event.metaKey) {
      const point = this.#point(event);
      const turn = Math.max(-20, Math.min(20, event.deltaY * unit));
      viewport.zoomAt(point.x, point.y, viewport.zoom * Math.exp(-turn / 100));
    } else {
      const sideways = event.shiftKey && !event.deltaX;
      viewport.panBy(-(sideways ? event.deltaY : event.deltaX) * unit, sideways ? 0 : -event.deltaY * unit);
    }
    board.viewportChanged();
  }

  #doubleClick(event) {
    if (event.target.closest('[data-own-pointer]')) return;
    const id = this.#tileAt(this.#point(event));
    if (id) this.board.command('open', { ids: [id] });
  }

  #contextMenu(event) {
    if (event.target.closest('input, textarea')) return;
    event.preventDefault();
    const id = this.#tileAt(this.#point(event));
    if (!id || event.pointerType === 'touch') return;
    if (!this.board.selection.has(id)) this.board.selection.set([id]);
    this.board.openMenu({ x: event.clientX, y: event.clientY });
  }

  close() {
    this.cancel();
    for (const stop of this.#stops) stop();
  }
}
