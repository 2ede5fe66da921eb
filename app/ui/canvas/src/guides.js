// Drawing what a gesture snaps to: lines through what aligns, and equal gaps with their size. Lengths in device px.
import { overlaps } from './cull.js';

const BEYOND = 8; // CSS px that a line goes on past what it joins
const PILL = { height: 18, padding: 6, above: 17 }; // CSS px

/** Draw {lines, gaps} of snap.js; `at` = {x, y (world), scale}. */
export function paintGuides(g, { lines, gaps }, at, palette, dpr) {
  const px = Math.max(1, Math.round(dpr));
  const beyond = BEYOND * px;
  g.fillStyle = palette.accent;
  for (const { axis, from, to, at: across } of lines) {
    const bar = barOf(axis === 'x' ? 'y' : 'x', { from, to, across }, at, px);
    g.fillRect(...(axis === 'x' ? [bar.x, bar.y - beyond, bar.w, bar.h + 2 * beyond] : [bar.x - beyond, bar.y, bar.w + 2 * beyond, bar.h]));
  }
  const pills = [];
  for (const { axis, from, to, at: across, size } of gaps) {
    const bar = barOf(axis, { from, to, across }, at, px);
    g.fillStyle = palette.accent;
    g.fillRect(bar.x, bar.y, bar.w, bar.h);
    paintPill(g, bar, { words: String(Math.round(size)), upright: axis === 'y', pills }, palette, dpr);
  }
}

/** The rectangle of a bar along `axis`, in whole px and on the edge as tiles are drawn. */
function barOf(axis, { from, to, across }, at, px) {
  const [along, aside] = axis === 'x' ? [at.x, at.y] : [at.y, at.x];
  const start = Math.round((from - along) * at.scale);
  const length = Math.max(1, Math.round((to - along) * at.scale) - start);
  const beside = Math.round((across - aside) * at.scale) - Math.floor(px / 2);
  return axis === 'x' ? { x: start, y: beside, w: length, h: px } : { x: beside, y: start, w: px, h: length };
}

/** The size of a gap, above its bar or to the right of an upright one; not where another pill is. */
function paintPill(g, bar, { words, upright, pills }, palette, dpr) {
  g.font = `500 ${11 * dpr}px ${palette.font}`;
  const w = Math.ceil(g.measureText(words).width + 2 * PILL.padding * dpr);
  const h = Math.round(PILL.height * dpr);
  const x = Math.round(upright ? bar.x + bar.w + (PILL.above - PILL.height / 2) * dpr : bar.x + (bar.w - w) / 2);
  const y = Math.round(upright ? bar.y + (bar.h - h) / 2 : bar.y - PILL.above * dpr - h / 2);
  const pill = { x, y, w, h };
  if (pills.some((other) => overlaps(other, pill))) return;
  pills.push(pill);
  g.beginPath();
  g.roundRect(x, y, w, h, h / 2);
  g.fill();
  g.fillStyle = palette.on_accent;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  g.fillText(words, x + w / 2, y + h / 2 + dpr / 2);
}
