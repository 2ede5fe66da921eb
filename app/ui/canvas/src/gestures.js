// Pointers and the wheel: decides which gesture begins, feeds it, and ends it. One gesture runs at a time.
import { hit } from './cull.js';
import { Marquee } from './gestures/marquee.js';
import { Pan, Pinch } from './gestures/pan.js';
import { Press } from './gestures/press.js';
import { Resize } from './gestures/resize.js';
import { Wheel } from './wheel.js';

const MODIFIERS = ['Control', 'Meta', 'Alt', 'Shift'];
const TOUCH_SLACK = 6; // px around a tile that a finger still hits

export class Gestures {
  #pointers = new Map();
  #gesture = null;
  #last = null; // where the pointer of the gesture was last
  #wheel = new Wheel();
  #stops = [];

  constructor(board) {
    this.board = board;
    this.space = false; // the space bar is held: the pointer is a hand
    this.tool = 'select';
    const on = (target, name, act, options) => {
      target.addEventListener(name, act, options);
      this.#stops.push(() => target.removeEventListener(name, act, options));
    };
    const { root } = board;
    on(root, 'pointerdown', (event) => this.#down(event));
    on(root, 'pointermove', (event) => this.#move(event));
    on(root, 'pointerup', (event) => this.#up(event));
    on(root, 'pointercancel', () => this.cancel());
    on(root, 'pointerleave', () => this.board.hover(null));
    on(root, 'wheel', (event) => this.#turn(event), { passive: false });
    on(root, 'dblclick', (event) => this.#doubleClick(event));
    on(root, 'contextmenu', (event) => this.#contextMenu(event));
    // A pinch over the chrome would enlarge the page; the browser's own keys still do.
    on(document, 'wheel', (event) => event.ctrlKey && event.preventDefault(), { passive: false });
    on(document, 'keydown', (event) => this.#modifier(event));
    on(document, 'keyup', (event) => this.#modifier(event));
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

  /** What still rolls on from a swipe before means nothing to what begins now. */
  hush() {
    this.#wheel.hush(performance.now());
  }

  #down(event) {
    this.hush();
    if (event.target.closest('[data-own-pointer]') || event.button > 1) return;
    const point = this.#point(event);
    this.board.handDown();
    this.#pointers.set(event.pointerId, point);
    this.#last = point;
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
    if (id) return new Press(board, { point, event, id });
    return touch ? new Pan(board, point, () => board.selection.clear()) : new Marquee(board, { point, event });
  }

  #move(event) {
    const point = this.#point(event);
    if (!this.#gesture) {
      if (event.pointerType !== 'touch') this.#hover(event, point);
      return;
    }
    if (!this.#pointers.has(event.pointerId)) return;
    this.#pointers.set(event.pointerId, point);
    this.#last = point;
    this.#feed(event);
  }

  #feed(event) {
    this.#gesture?.move({ point: this.#last, event, pointers: this.#pointers });
  }

  /** A key that changes what a drag does counts at once, not with the next move of the pointer. */
  #modifier(event) {
    if (!MODIFIERS.includes(event.key)) return;
    // What rolls on must not become a zoom.
    if (event.type === 'keydown' && !event.repeat) this.hush();
    if (this.#gesture?.running) this.#feed(event);
  }

  #hover(event, point) {
    const overlay = event.target.closest('[data-own-pointer]');
    if (overlay) this.board.hover(overlay.closest('[data-id]')?.dataset.id ?? null);
    else this.board.hover(this.#tileAt(point));
  }

  #up(event) {
    if (!this.#pointers.delete(event.pointerId)) return;
    const gesture = this.#gesture;
    this.#gesture = null;
    gesture?.end({ event });
    // Fingers that stay after a pinch go on: one pans, two pinch.
    const [rest] = this.#pointers.values();
    if (this.#pointers.size > 1) this.#gesture = new Pinch(this.board, this.#pointers);
    else if (rest) this.#gesture = new Pan(this.board, rest);
  }

  #cancelGesture() {
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

  /** The board was loaded anew in the middle of a gesture: it goes on with what is still there. */
  reloaded() {
    if (this.#gesture?.reloaded?.() === false) this.cancel();
  }

  #turn(event) {
    event.preventDefault();
    const { board } = this;
    const { viewport } = board;
    const turn = this.#wheel.read(event, viewport.height);
    if (!turn) return;
    board.camera.stop();
    board.menu.close(); // it stands at a tile that goes away
    const { x, y } = this.#point(event);
    if (turn.zoom) viewport.zoomAt(x, y, viewport.zoom * turn.zoom);
    else viewport.panBy(turn.pan.x, turn.pan.y);
    board.viewportChanged();
    if (this.#gesture?.running) this.#feed(event);
  }

  #doubleClick(event) {
    if (event.target.closest('[data-own-pointer]')) return;
    const id = this.#tileAt(this.#point(event));
    if (id) this.board.actions.perform('open', [id]);
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
