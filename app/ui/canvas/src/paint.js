// Drawing one tile, its marks, the lines of lineage, rings and the marquee. All lengths here are device px.
import { ICON_PATHS } from './icons.js';

const BADGE_FROM = 64; // CSS px: smaller tiles carry no badge
const PLAIN_BELOW = 48; // device px
const TINTED_BELOW = 12; // CSS px
const TINT = 0.5;
const VEIL = 0.78; // 22 % are left of what is dim
const BLUR = 9; // CSS px: a picture that is still on its way

/** The rectangle of tile `i` in device px, on whole px so that edges are sharp. `at` = {x, y (world), scale}. */
export function tileRect(scene, i, at, dx = 0, dy = 0) {
  const left = Math.round((scene.x[i] + dx - at.x) * at.scale);
  const top = Math.round((scene.y[i] + dy - at.y) * at.scale);
  const right = Math.round((scene.x[i] + dx + scene.w[i] - at.x) * at.scale);
  const bottom = Math.round((scene.y[i] + dy + scene.h[i] - at.y) * at.scale);
  return { x: left, y: top, w: Math.max(1, right - left), h: Math.max(1, bottom - top) };
}

/** Draw a tile into `rect`. `look` is what Appearance.of gives, `fields` are those of the tile. */
export function paintTile(g, { rect, fields, look, palette, dpr, lifted = false }) {
  const side = Math.min(rect.w, rect.h) / dpr;
  const radius = (side < 64 ? 2 : 4) * dpr;
  if (lifted) paintLift(g, rect, radius, palette, dpr);
  else if (side >= 24) paintHairline(g, rect, radius, palette, dpr);
  const arriving = fields.status?.state === 'arriving';
  if (!look.layers.length) paintMat(g, rect, radius, palette, dpr, look.unavailable);
  else if (look.layers.every((layer) => layer.rounded) && !arriving) paintLayers(g, rect, look.layers);
  else paintClipped(g, rect, radius, look.layers, arriving ? BLUR * dpr : 0, palette);
  if (side >= BADGE_FROM) paintMarks(g, rect, fields, arriving, palette, dpr);
  else if (fields.status?.state === 'failed') paintFailedDot(g, rect, palette, dpr);
  if (look.dim) paintVeil(g, rect, radius, palette, dpr);
}

/** The board's own colour over a tile that is not meant: no dot of the board shines through. */
function paintVeil(g, rect, radius, palette, dpr) {
  g.globalAlpha = VEIL;
  fillRound(g, rect.x - dpr, rect.y - dpr, rect.w + 2 * dpr, rect.h + 2.5 * dpr, radius + dpr, palette.board);
  g.globalAlpha = 1;
}

function paintLayers(g, rect, layers) {
  for (const { image, x, y, w, h, alpha } of layers) {
    g.globalAlpha = alpha;
    g.drawImage(image, x, y, w, h, rect.x, rect.y, rect.w, rect.h);
  }
  g.globalAlpha = 1;
}

function paintClipped(g, rect, radius, layers, blur, palette) {
  g.save();
  g.beginPath();
  g.roundRect(rect.x, rect.y, rect.w, rect.h, radius);
  g.clip();
  if (blur) {
    g.fillStyle = palette.mat;
    g.fillRect(rect.x, rect.y, rect.w, rect.h);
    g.filter = `blur(${blur}px)`;
    g.globalAlpha = 0.75;
    const wider = { x: rect.x - blur, y: rect.y - blur, w: rect.w + 2 * blur, h: rect.h + 2 * blur };
    paintLayers(g, wider, layers.map((layer) => ({ ...layer, alpha: layer.alpha * 0.75 })));
  } else {
    paintLayers(g, rect, layers);
  }
  g.restore();
}

function fillRound(g, x, y, w, h, radius, color) {
  g.fillStyle = color;
  g.beginPath();
  g.roundRect(x, y, w, h, radius);
  g.fill();
}

function paintHairline(g, rect, radius, palette, dpr) {
  if (palette.shadow) fillRound(g, rect.x - dpr / 2, rect.y, rect.w + dpr, rect.h + 1.5 * dpr, radius + dpr, palette.shadow);
  fillRound(g, rect.x - dpr, rect.y - dpr, rect.w + 2 * dpr, rect.h + 2 * dpr, radius + dpr, palette.hairline);
}

function paintLift(g, rect, radius, palette, dpr) {
  g.save();
  g.shadowColor = 'rgb(20 20 19 / 26%)'; // --shadow-lift has two; a canvas draws one, between them
  g.shadowBlur = 28 * dpr;
  g.shadowOffsetY = 12 * dpr;
  fillRound(g, rect.x, rect.y, rect.w, rect.h, radius, palette.mat);
  g.restore();
}

function paintMat(g, rect, radius, palette, dpr, unavailable) {
  fillRound(g, rect.x, rect.y, rect.w, rect.h, radius, palette.mat);
  if (!unavailable || rect.w < 130 * dpr || rect.h < 32 * dpr) return;
  g.fillStyle = palette.text_3;
  g.font = `450 ${12 * dpr}px ${palette.font}`;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  g.fillText('Picture not available', rect.x + rect.w / 2, rect.y + rect.h / 2);
}

function paintFailedDot(g, rect, palette, dpr) {
  g.fillStyle = palette.danger;
  g.beginPath();
  g.arc(rect.x + rect.w / 2, rect.y + rect.h / 2, Math.min(4 * dpr, rect.w / 4), 0, 2 * Math.PI);
  g.fill();
}

function paintMarks(g, rect, fields, arriving, palette, dpr) {
  if (fields.favorite) paintStar(g, rect.x + rect.w - 16 * dpr, rect.y + 16 * dpr, palette, dpr);
  const word = arriving ? 'On its way' : fields.axis && capital(fields.axis);
  if (word) paintBadge(g, rect.x + 6 * dpr, rect.y + rect.h - 26 * dpr, word, palette, dpr, rect.w - 12 * dpr);
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);
const star = globalThis.Path2D ? new Path2D(ICON_PATHS.favorite) : null;

function paintStar(g, x, y, palette, dpr) {
  g.fillStyle = palette.scrim;
  g.beginPath();
  g.arc(x, y, 10 * dpr, 0, 2 * Math.PI);
  g.fill();
  g.save();
  g.translate(x - 6 * dpr, y - 6 * dpr);
  g.scale(dpr / 2, dpr / 2);
  g.fillStyle = palette.on_scrim;
  g.fill(star);
  g.restore();
}

function paintBadge(g, x, y, word, palette, dpr, room) {
  g.font = `500 ${11 * dpr}px ${palette.font}`;
  const width = g.measureText(word).width + 14 * dpr;
  if (width > room) return;
  fillRound(g, x, y, width, 20 * dpr, 10 * dpr, palette.scrim);
  g.fillStyle = palette.on_scrim;
  g.textAlign = 'left';
  g.textBaseline = 'middle';
  g.fillText(word, x + 7 * dpr, y + 10.5 * dpr);
}

/** Around small tiles rings are plain rectangles, drawn one by one: a path of thousands takes many times longer. */
function strokeRings(g, rects, distance, width, radius, color) {
  g.strokeStyle = color;
  g.lineWidth = width;
  g.beginPath();
  for (const { x, y, w, h } of rects) {
    if (Math.min(w, h) < PLAIN_BELOW) g.strokeRect(x - distance, y - distance, w + 2 * distance, h + 2 * distance);
    else g.roundRect(x - distance, y - distance, w + 2 * distance, h + 2 * distance, radius);
  }
  g.stroke();
}

/**
 * The rings of selected tiles: 2 px accent outside, and a 1 px halo between it and the picture. Tiles that are hardly
 * wider than two rings are tinted instead.
 */
export function paintSelected(g, rects, palette, dpr) {
  const px = whole(dpr);
  const tiny = ({ w, h }) => Math.max(w, h) < TINTED_BELOW * dpr;
  const ringed = rects.filter((rect) => !tiny(rect));
  strokeRings(g, ringed, 0.5 * px, px, 4.5 * px, palette.halo);
  strokeRings(g, ringed, 2 * px, 2 * px, 5 * px, palette.accent);
  if (ringed.length === rects.length) return;
  g.fillStyle = palette.accent;
  g.globalAlpha = TINT;
  for (const rect of rects) if (tiny(rect)) g.fillRect(rect.x - px, rect.y - px, rect.w + 2 * px, rect.h + 2 * px);
  g.globalAlpha = 1;
}

/** The ring of a tile that has the keyboard's focus and is not selected. */
export function paintFocus(g, rect, palette, dpr) {
  const px = whole(dpr);
  strokeRings(g, [rect], 4 * px, 2 * px, 6 * px, palette.focus);
}

/** A CSS px in device px, rounded: half a device px is a blur. */
const whole = (dpr) => Math.max(1, Math.round(dpr));

/** The marquee, in device px. */
export function paintMarquee(g, { x, y, w, h }, palette, dpr) {
  const px = whole(dpr);
  g.globalAlpha = 0.09;
  g.fillStyle = palette.accent;
  g.fillRect(x, y, w, h);
  g.globalAlpha = 1;
  g.strokeStyle = palette.accent;
  g.lineWidth = px;
  g.strokeRect(x + px / 2, y + px / 2, Math.max(0, w - px), Math.max(0, h - px));
}

/** The points of a line of lineage between two rectangles: {from, to, straight, axis}; null when they overlap. */
export function kinLine(a, b) {
  const ax = a.x + a.w / 2;
  const ay = a.y + a.h / 2;
  const bx = b.x + b.w / 2;
  const by = b.y + b.h / 2;
  const gap_x = Math.max(b.x - a.x - a.w, a.x - b.x - b.w);
  const gap_y = Math.max(b.y - a.y - a.h, a.y - b.y - b.h);
  if (gap_x <= 0 && gap_y <= 0) return null;
  const across = gap_x >= gap_y; // leave through a side edge, else through top or bottom
  if (across) {
    const [x0, x1] = bx > ax ? [a.x + a.w, b.x] : [a.x, b.x + b.w];
    const straight = by > a.y && by < a.y + a.h;
    return { from: [x0, straight ? by : ay], to: [x1, by], straight, across };
  }
  const [y0, y1] = by > ay ? [a.y + a.h, b.y] : [a.y, b.y + b.h];
  const straight = bx > a.x && bx < a.x + a.w;
  return { from: [straight ? bx : ax, y0], to: [bx, y1], straight, across };
}

/** Draw lines of lineage between pairs of rectangles. */
export function paintKin(g, pairs, palette, dpr) {
  if (!pairs.length) return;
  g.strokeStyle = palette.kin;
  g.lineWidth = 1.25 * dpr;
  g.beginPath();
  for (const [a, b] of pairs) {
    const line = kinLine(a, b);
    if (!line) continue;
    const [[x0, y0], [x1, y1]] = [line.from, line.to];
    g.moveTo(x0, y0);
    if (line.straight) g.lineTo(x1, y1);
    else if (line.across) g.bezierCurveTo((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1);
    else g.bezierCurveTo(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2, x1, y1);
  }
  g.stroke();
}
