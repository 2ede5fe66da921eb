// A strip of equal cells of which only those near the visible part exist. No DOM; lengths in px.

/** The cells [first, end) that a strip scrolled by `scroll` and `length` long shows, and `over` more on each side. */
export function cellsNear({ scroll, length, pitch, count, over }) {
  const first = Math.floor(scroll / pitch) - over;
  const end = Math.ceil((scroll + length) / pitch) + over;
  return [Math.max(0, Math.min(first, count)), Math.max(0, Math.min(end, count))];
}

/** How far to scroll so that a cell stands in the middle, as far as the strip goes. */
export function scrollTo(cell, { length, pitch, count }) {
  return Math.max(0, Math.min(count * pitch - length, (cell + 0.5) * pitch - length / 2));
}
