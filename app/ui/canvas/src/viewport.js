// The viewport: which part of the world is seen, and how large. (x, y) is the world point at the screen's top left.

export const MIN_ZOOM = 0.02;
export const MAX_ZOOM = 8;
const STEPS = [0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4, 8];

export const clampZoom = (zoom) => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));

/** The next zoom step above (direction 1) or below (direction -1) `zoom`. */
export function nextZoom(zoom, direction) {
  const slack = 1.001;
  if (direction > 0) return STEPS.find((step) => step > zoom * slack) ?? MAX_ZOOM;
  return STEPS.findLast((step) => step < zoom / slack) ?? MIN_ZOOM;
}

export class Viewport {
  x = 0;
  y = 0;
  zoom = 1;
  width = 1; // CSS px
  height = 1;

  resize(width, height) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
  }

  toWorld(x_screen, y_screen) {
    return { x: this.x + x_screen / this.zoom, y: this.y + y_screen / this.zoom };
  }

  toScreen(x_world, y_world) {
    return { x: (x_world - this.x) * this.zoom, y: (y_world - this.y) * this.zoom };
  }

  /** The screen rectangle of a world rectangle. */
  rectToScreen({ x, y, w, h }) {
    return { x: (x - this.x) * this.zoom, y: (y - this.y) * this.zoom, w: w * this.zoom, h: h * this.zoom };
  }

  /** What is seen in world units, widened by `margin` screen px on each side. */
  worldRect(margin = 0) {
    const m = margin / this.zoom;
    return { x: this.x - m, y: this.y - m, w: this.width / this.zoom + 2 * m, h: this.height / this.zoom + 2 * m };
  }

  /** Move the world by screen px, as a hand that drags it. */
  panBy(dx_screen, dy_screen) {
    this.x -= dx_screen / this.zoom;
    this.y -= dy_screen / this.zoom;
  }

  /** Set the zoom so that the world point under (x_screen, y_screen) stays there. */
  zoomAt(x_screen, y_screen, zoom) {
    const target = clampZoom(zoom);
    this.x += x_screen / this.zoom - x_screen / target;
    this.y += y_screen / this.zoom - y_screen / target;
    this.zoom = target;
  }

  set({ x, y, zoom }) {
    this.x = x;
    this.y = y;
    this.zoom = clampZoom(zoom);
  }

  /** The viewport {x, y, zoom} that shows `rect` whole inside the screen area `free`, enlarged at most to `max_zoom`. */
  fitted(rect, free = { x: 0, y: 0, w: this.width, h: this.height }, max_zoom = 1) {
    const zoom = clampZoom(Math.min(free.w / Math.max(rect.w, 1), free.h / Math.max(rect.h, 1), max_zoom));
    return {
      x: rect.x + rect.w / 2 - (free.x + free.w / 2) / zoom,
      y: rect.y + rect.h / 2 - (free.y + free.h / 2) / zoom,
      zoom,
    };
  }
}
