// What hands do to the viewer's picture: pan, pinch, swipe, wheel, double click. Points are window px.

const SWIPE = 56; // px sideways that turn to the next picture
const TURN = 400; // px of a wheel that zoom by e
const PINCH_TURN = 100; // the same for a pinch on a trackpad, which arrives as ctrl+wheel
const LINE = 16; // px of a wheel that counts in lines

export class Grip {
  #pointers = new Map();
  #swipe = null; // px sideways so far, while one finger swipes
  #stops = [];

  /** `hand` has canPan(), pan(dx, dy), zoomBy(times, point), toggle(point), drag(dx) and swipe(-1 | 1 | 0) at its end. */
  constructor(element, hand) {
    this.hand = hand;
    const on = (name, act) => {
      element.addEventListener(name, act, { passive: false });
      this.#stops.push(() => element.removeEventListener(name, act));
    };
    on('pointerdown', (event) => this.#down(event, element));
    on('pointermove', (event) => this.#move(event));
    on('pointerup', (event) => this.#up(event));
    on('pointercancel', (event) => this.#up(event, true));
    on('wheel', (event) => this.#wheel(event));
    on('dblclick', (event) => hand.toggle(point(event)));
  }

  #down(event, element) {
    if (event.button > 0 || this.#pointers.size === 2) return;
    element.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, point(event));
    this.#endSwipe(0);
    if (this.#pointers.size === 1 && event.pointerType === 'touch' && !this.hand.canPan()) this.#swipe = 0;
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = point(event);
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (other) this.#pinch(before, now, other);
    else if (this.#swipe !== null) this.hand.drag((this.#swipe += dx));
    else if (this.hand.canPan()) this.hand.pan(dx, dy);
  }

  #pinch(before, now, other) {
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    this.hand.zoomBy(apart(now, other) / Math.max(1, apart(before, other)), middle);
    this.hand.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  }

  #up(event, cancelled = false) {
    if (!this.#pointers.delete(event.pointerId) || this.#swipe === null) return;
    this.#endSwipe(cancelled || Math.abs(this.#swipe) < SWIPE ? 0 : -Math.sign(this.#swipe));
  }

  #endSwipe(step) {
    if (this.#swipe === null) return;
    this.#swipe = null;
    this.hand.swipe(step);
  }

  #wheel(event) {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? LINE : 1;
    const pinched = event.ctrlKey || event.metaKey;
    const turn = pinched ? Math.max(-20, Math.min(20, event.deltaY * unit)) / PINCH_TURN : (event.deltaY * unit) / TURN;
    this.hand.zoomBy(Math.exp(-turn), point(event));
  }

  close() {
    for (const stop of this.#stops) stop();
  }
}

const point = ({ clientX, clientY }) => ({ x: clientX, y: clientY });
const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
