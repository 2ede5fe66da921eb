// The viewport's flights: fit, reveal, zoom steps. They end as soon as a hand moves the board itself.
import { easeMove } from './motion.js';
import { calm } from './palette.js';

const FLIGHT_MS = 320;

export class Camera {
  #flight = null;

  constructor(viewport, { now = () => performance.now(), reduced = calm } = {}) {
    this.viewport = viewport;
    this.now = now;
    this.reduced = reduced;
  }

  /** Go to {x, y, zoom}; the zoom changes evenly to the eye, around the middle of the screen. */
  fly(to, { animate = true } = {}) {
    if (!animate || this.reduced()) {
      this.#flight = null;
      this.viewport.set(to);
      return;
    }
    this.#flight = { from: this.#middle(this.viewport), to: this.#middle(to), start: this.now() };
  }

  #middle({ x, y, zoom }) {
    const { width, height } = this.viewport;
    return { x: x + width / 2 / zoom, y: y + height / 2 / zoom, zoom };
  }

  /** Move on; true while the flight lasts. */
  tick() {
    if (!this.#flight) return false;
    const { from, to, start } = this.#flight;
    const t = easeMove((this.now() - start) / FLIGHT_MS);
    const zoom = from.zoom * (to.zoom / from.zoom) ** t;
    // The middle travels in step with the zoom, so that the target does not swing out of view.
    const share = Math.abs(to.zoom - from.zoom) < 1e-6 ? t : (1 / from.zoom - 1 / zoom) / (1 / from.zoom - 1 / to.zoom);
    const x = from.x + (to.x - from.x) * share;
    const y = from.y + (to.y - from.y) * share;
    this.viewport.set({ x: x - this.viewport.width / 2 / zoom, y: y - this.viewport.height / 2 / zoom, zoom });
    if (t >= 1) this.#flight = null;
    return true;
  }

  stop() {
    this.#flight = null;
  }
}
