// What the page's chrome leaves free of the board.

export const CHROME = '[data-chrome], .ig-bar, .ig-rail, .ig-corner, .ig-sync, .ig-mtop, .ig-panel';
const GAP = 12;

/** The part of `area` ({x, y, w, h}) that none of `obstacles` covers, taking each off at the edge where it costs least. */
export function freeArea(area, obstacles) {
  const sides = { left: area.x, top: area.y, right: area.x + area.w, bottom: area.y + area.h };
  for (const { x, y, w, h } of obstacles) {
    if (w <= 0 || h <= 0) continue;
    const costs = [
      ['left', (x + w - sides.left) * area.h, x + w + GAP],
      ['right', (sides.right - x) * area.h, x - GAP],
      ['top', (y + h - sides.top) * area.w, y + h + GAP],
      ['bottom', (sides.bottom - y) * area.w, y - GAP],
    ];
    const [side, , at] = costs.reduce((least, cost) => (cost[1] < least[1] ? cost : least));
    sides[side] = side === 'left' || side === 'top' ? Math.max(sides[side], at) : Math.min(sides[side], at);
  }
  const w = sides.right - sides.left;
  const h = sides.bottom - sides.top;
  // Chrome that covers nearly everything (a sheet on a phone) leaves nothing to place: then the whole area counts.
  return w < 80 || h < 80 ? area : { x: sides.left, y: sides.top, w, h };
}

/** The free part of the screen in CSS px, measured now. */
export function freeScreen(viewport) {
  const obstacles = [...document.querySelectorAll(CHROME)].map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left, y: top, w: width, h: height };
  });
  return freeArea({ x: 0, y: 0, w: viewport.width, h: viewport.height }, obstacles);
}
