// The wheel and the trackpad: what a turn means, and when it still belongs to what one did before.

const LINE = 16; // px of a wheel that counts in lines
const MOST = 20; // of one turn that zooms: a notch of a mouse's wheel is 100, a trackpad sends a few at a time
const REST_MS = 150; // a pause this long ends the rolling on of a trackpad

export class Wheel {
  #at = -Infinity;
  #size = 0;
  #hushed = false;

  /** A gesture begins or a menu opens: what still rolls on from a swipe before means nothing any more. */
  hush(now) {
    this.#hushed = now - this.#at < REST_MS;
  }

  /** What a wheel event means: {pan: {x, y}} in px, {zoom} as a factor, or null. `page` is the height of a page. */
  read(event, page) {
    const unit = event.deltaMode === 1 ? LINE : event.deltaMode === 2 ? page : 1;
    const x = event.deltaX * unit;
    const y = event.deltaY * unit;
    if (this.#rollsOn(event.timeStamp, Math.hypot(x, y))) return null;
    if (event.ctrlKey || event.metaKey) return { zoom: Math.exp(-Math.max(-MOST, Math.min(MOST, y)) / 100) };
    const sideways = event.shiftKey && !x;
    return { pan: { x: -(sideways ? y : x), y: sideways ? 0 : -y } };
  }

  /** What rolls on gets slower; a turn that grows is one that the person makes. */
  #rollsOn(now, size) {
    const fresh = now - this.#at >= REST_MS || size > this.#size * 1.2 + 1;
    this.#at = now;
    this.#size = size;
    if (fresh) this.#hushed = false;
    return this.#hushed;
  }
}
