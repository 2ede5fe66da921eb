// Where a picture stands in the viewer, without DOM. Lengths are CSS px; a stage is the part of the window {x, y, w, h}
// that the picture is fitted into. A lens is {zoom, x, y}: px on screen to a pixel of the picture, and the way from the
// middle of the stage to the middle of the picture.

const MOST = 8;
const STEP = 1.25;
const SAME = 1e-3;

/** The zoom at which the whole picture {w, h} just fits. */
export const fitZoom = (picture, stage) => Math.max(1e-6, Math.min(stage.w / picture.w, stage.h / picture.h));

export const fitted = (picture, stage) => ({ zoom: fitZoom(picture, stage), x: 0, y: 0 });

export const isFitted = (lens, picture, stage) => Math.abs(lens.zoom / fitZoom(picture, stage) - 1) < SAME;

/** The lens at another zoom, with the point of the picture under `point` (window px) staying there. */
export function zoomedAt(lens, zoom, point, picture, stage) {
  const fit = fitZoom(picture, stage);
  const next = Math.min(Math.max(MOST, fit), Math.max(Math.min(1, fit), zoom));
  const times = next / lens.zoom;
  const [px, py] = [point.x - stage.x - stage.w / 2, point.y - stage.y - stage.h / 2];
  return held({ zoom: next, x: px - (px - lens.x) * times, y: py - (py - lens.y) * times }, picture, stage);
}

export const panned = (lens, dx, dy, picture, stage) => held({ ...lens, x: lens.x + dx, y: lens.y + dy }, picture, stage);

/** One step of zoom in (direction 1) or out (-1). */
export const stepped = (zoom, direction) => zoom * STEP ** direction;

/** What a double click asks for: from the fitted picture to its pixels, or twice as large where that is less; else back. */
export function toggledZoom(lens, picture, stage) {
  const fit = fitZoom(picture, stage);
  return isFitted(lens, picture, stage) ? Math.max(1, 2 * fit) : fit;
}

/** A side that fits stands in the middle, a longer one always fills the stage. */
export function held({ zoom, x, y }, picture, stage) {
  const slack = (side, room) => Math.max(0, (side * zoom - room) / 2);
  const within = (value, most) => Math.min(most, Math.max(-most, value)) || 0; // no -0
  return { zoom, x: within(x, slack(picture.w, stage.w)), y: within(y, slack(picture.h, stage.h)) };
}

/** The rectangle of the picture in window px. */
export function placed({ zoom, x, y }, picture, stage) {
  const [w, h] = [picture.w * zoom, picture.h * zoom];
  return { x: stage.x + (stage.w - w) / 2 + x, y: stage.y + (stage.h - h) / 2 + y, w, h };
}

/** The part of a rectangle that the window shows. */
export function seenPart(rect, window) {
  const [x, y] = [Math.max(rect.x, window.x), Math.max(rect.y, window.y)];
  const right = Math.min(rect.x + rect.w, window.x + window.w);
  const bottom = Math.min(rect.y + rect.h, window.y + window.h);
  return { x, y, w: Math.max(0, right - x), h: Math.max(0, bottom - y) };
}

/** The frame that two pictures share when they are compared: as large as the first, their longer sides equal. */
export function sharedFrame(first, second) {
  const scale = Math.max(first.w, first.h) / Math.max(second.w, second.h);
  return { w: Math.max(first.w, second.w * scale), h: Math.max(first.h, second.h * scale) };
}
