// The dot grid: a dot every 24 world px at 64–150 %; outside that the step doubles or halves, and the finer dots fade.

const STEP = 24;
const LOWEST = 0.64;
const HIGHEST = 1.5;
const FADE = 0.82; // below 64 %, the finer dots are gone at this share of the zoom at which they began to fade

/** The dots to draw at `zoom`: [{step (world), alpha}], coarse first. */
export function gridLevels(zoom) {
  if (zoom >= LOWEST && zoom <= HIGHEST) return [{ step: STEP, alpha: 1 }];
  if (zoom < LOWEST) {
    const k = Math.ceil(Math.log2(LOWEST / zoom));
    const finer = zoom * 2 ** (k - 1); // between half of LOWEST and LOWEST
    const alpha = Math.max(0, (finer / LOWEST - FADE) / (1 - FADE));
    return [{ step: STEP * 2 ** k, alpha: 1 }, { step: STEP * 2 ** (k - 1), alpha }].filter((level) => level.alpha > 0);
  }
  const k = Math.ceil(Math.log2(zoom / HIGHEST));
  const passed = zoom / 2 ** (k - 1) / HIGHEST; // between 1 and 2
  const alpha = Math.min(1, (passed - 1) / (1 / FADE - 1));
  return [{ step: STEP / 2 ** (k - 1), alpha: 1 }, { step: STEP / 2 ** k, alpha }].filter((level) => level.alpha > 0);
}

/**
 * Fill a context of `width` × `height` device px with the board colour and the dots. (x, y) is the world point at its
 * top left, `scale` device px per world unit. One row is drawn dot by dot and then copied.
 */
export function drawGrid(g, { width, height, x, y, zoom, dpr, colors }) {
  g.setTransform(1, 0, 0, 1, 0, 0);
  g.globalAlpha = 1;
  g.fillStyle = colors.board;
  g.fillRect(0, 0, width, height);
  const scale = zoom * dpr;
  for (const { step, alpha } of gridLevels(zoom)) {
    const row = dotRow(width, step * scale, -positive(x, step) * scale, dpr, colors.dot);
    g.globalAlpha = alpha;
    for (let at = -positive(y, step) * scale; at < height + row.height; at += step * scale) {
      g.drawImage(row, 0, Math.round(at - row.height / 2));
    }
  }
  g.globalAlpha = 1;
}

const positive = (value, step) => ((value % step) + step) % step;

function dotRow(width, step, first, dpr, color) {
  const height = Math.ceil(2 * dpr) + 2;
  const row = new OffscreenCanvas(width, height);
  const g = row.getContext('2d');
  g.fillStyle = color;
  g.beginPath();
  for (let at = first; at < width + step; at += step) {
    const x = Math.round(at - height / 2) + height / 2;
    g.moveTo(x + dpr, height / 2);
    g.arc(x, height / 2, dpr, 0, 2 * Math.PI);
  }
  g.fill();
  return row;
}
