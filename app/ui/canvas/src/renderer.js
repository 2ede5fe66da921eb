// The 2D renderer. What another one (WebGL, WebGPU) must offer: resize, theme, invalidate, refresh, touched, arrived, render, stats, close.
//
// Few visible tiles are drawn directly. Many are drawn once into a bitmap that is wider than the screen; a pan shows
// another part of it, a zoom scales it until it rests, a drag draws only the moving tiles over it, and a picture that
// arrives is painted into it alone.
import { overlaps, touching } from './cull.js';
import { drawGrid } from './grid.js';
import { paintGuides } from './guides.js';
import { paintFocus, paintKin, paintMarquee, paintSelected, paintTile, tileRect } from './paint.js';

const DIRECT_BELOW = 150; // visible tiles: as many take as long as showing the bitmap
const MARGIN = 256; // CSS px that the bitmap is wider on each side
const REST_MS = 120; // a zoom that paused this long is drawn sharp
const PATCHES_A_FRAME = 64; // more changed tiles than this in one frame: draw the bitmap anew
const SCALED = [0.6, 2.2]; // how far the bitmap may be scaled while zooming

export class CanvasRenderer {
  #cache = null; // {x, y, zoom, moving, bare} of what the bitmap holds; bare: nothing in its margin
  #bitmap = null;
  #touched = new Set();
  #worn = false; // better pictures are there for much of the bitmap
  #zoomed_at = -Infinity;
  #last_zoom = 0;
  #wishes = [];
  #fading = false;
  #counts = { frames: 0, full: 0, shifted: 0, direct: 0, patched: 0, visible: 0, blank: 0 };

  /** `look(i, side)` tells how a tile looks, `related(a, b)` whether their line is drawn; `begin()` is told before tiles are looked up anew; `request()` asks for a frame. */
  constructor({ canvas, scene, look, related = () => true, request, begin = () => {}, now = () => performance.now() }) {
    this.canvas = canvas;
    this.g = canvas.getContext('2d', { alpha: false });
    this.scene = scene;
    this.look = look;
    this.related = related;
    this.request = request;
    this.begin = begin;
    this.now = now;
  }

  resize(width, height, dpr) {
    this.dpr = dpr;
    this.canvas.width = Math.max(1, Math.round(width * dpr));
    this.canvas.height = Math.max(1, Math.round(height * dpr));
    this.margin = Math.round(MARGIN * dpr);
    this.#bitmap = null;
    this.#cache = null;
  }

  theme(palette) {
    this.palette = palette;
    this.#cache = null;
  }

  /** Everything must be drawn anew. */
  invalidate() {
    this.#cache = null;
  }

  /** Many tiles can be drawn better now: all are drawn anew, though not in the middle of a zoom. */
  refresh() {
    this.#worn = true;
  }

  /** Tile `i` looks different (a picture arrived, a badge); its place did not change. */
  touched(i) {
    this.#touched.add(i);
  }

  /** Picture `sha` can be drawn now, or cannot be had: the tiles that waited for it look different. */
  arrived(sha) {
    for (const wish of this.#wishes) if (wish.sha === sha) this.#touched.add(wish.i);
  }

  /**
   * Draw one frame of {viewport, moving: {set, dx, dy, copy} | null, rings: [i], focus: i | -1,
   * marquee (screen) | null, guides: {lines, gaps} (world) | null}.
   * Returns {wishes, moving}: the pictures that are missing, nearest first, and whether a fade still runs.
   */
  render(view) {
    this.#counts.frames += 1;
    this.#fading = false;
    const { viewport } = view;
    if (viewport.zoom !== this.#last_zoom) this.#zoomed_at = this.#last_zoom ? this.now() : -Infinity;
    this.#last_zoom = viewport.zoom;
    const visible = touching(this.scene, viewport.worldRect(8));
    this.#counts.visible = visible.length;
    if (visible.length < DIRECT_BELOW) this.#drawDirect(view, visible);
    else this.#drawCached(view);
    this.#drawMarks(view);
    return { wishes: this.#wishes, moving: this.#fading };
  }

  #at(viewport, margin = 0) {
    const scale = viewport.zoom * this.dpr;
    return { x: viewport.x - margin / scale, y: viewport.y - margin / scale, scale };
  }

  #drawDirect(view, visible) {
    const { viewport, moving } = view;
    const { width, height } = this.canvas;
    this.#counts.direct += 1;
    this.#cache = null;
    this.#wishes = [];
    this.#touched.clear();
    this.begin();
    this.scene.takeChanges();
    const at = this.#at(viewport);
    drawGrid(this.g, { width, height, ...viewportOf(viewport), dpr: this.dpr, colors: this.palette });
    this.#drawKin(this.g, at, view, (a, b) => overlapsView(a, b, width, height));
    const still = moving && !moving.copy ? visible.filter((i) => !moving.set.has(i)) : visible;
    this.#drawTiles(this.g, still, at);
    this.#drawMoving(view, at);
    this.#sortWishes(viewport);
  }

  #drawTiles(g, indices, at, { dx = 0, dy = 0, lifted = false } = {}) {
    const { scene, palette, dpr } = this;
    for (const i of indices) {
      const rect = tileRect(scene, i, at, dx, dy);
      const look = this.look(i, Math.max(rect.w, rect.h));
      if (look.wish) this.#wishes.push({ ...look.wish, i });
      if (look.wish && !look.layers.length) this.#counts.blank += 1;
      if (look.moving) {
        this.#fading = true;
        this.#touched.add(i);
      }
      paintTile(g, { rect, fields: scene.fields(i), look, palette, dpr, lifted });
    }
  }

  #drawMoving({ moving }, at) {
    if (!moving) return;
    const order = this.scene.stack.filter((i) => moving.set.has(i));
    this.#drawTiles(this.g, order, at, { dx: moving.dx, dy: moving.dy, lifted: moving.lifted && order.length <= 24 });
  }

  #drawKin(g, at, { moving }, wanted, part = 'all') {
    const pairs = [];
    for (const [parent, child] of this.scene.kin) {
      if (!this.related(parent, child)) continue;
      const moves_a = moving && !moving.copy && moving.set.has(parent);
      const moves_b = moving && !moving.copy && moving.set.has(child);
      if (part !== 'all' && (part === 'moving') !== Boolean(moves_a || moves_b)) continue;
      const a = tileRect(this.scene, parent, at, moves_a ? moving.dx : 0, moves_a ? moving.dy : 0);
      const b = tileRect(this.scene, child, at, moves_b ? moving.dx : 0, moves_b ? moving.dy : 0);
      if (wanted(a, b)) pairs.push([a, b]);
    }
    paintKin(g, pairs, this.palette, this.dpr);
  }

  #drawCached(view) {
    const { viewport, moving } = view;
    const changes = this.scene.takeChanges();
    if (!this.#keepBitmap(view, changes)) this.#drawBitmap(view);
    if (this.#cache.zoom !== viewport.zoom || this.#cache.bare) this.request();
    this.#showBitmap(viewport);
    if (moving) {
      const at = this.#at(viewport);
      const { width, height } = this.canvas;
      this.#drawKin(this.g, at, view, (a, b) => overlapsView(a, b, width, height), 'moving');
      this.#drawMoving(view, at);
    }
  }

  /** Bring the bitmap up to date by parts of it; false when it must be drawn anew. */
  #keepBitmap({ viewport, moving }, changes) {
    if (!this.#cache || !this.#bitmap || changes.all) return false;
    if ((this.#worn || this.#cache.bare) && viewport.zoom === this.#cache.zoom) return false;
    const held = moving && !moving.copy ? moving.set : null;
    const stale = this.#staleTiles(held, changes);
    if (stale === null) return false;
    const ratio = viewport.zoom / this.#cache.zoom;
    if (ratio !== 1) {
      const resting = this.now() - this.#zoomed_at >= REST_MS;
      return !resting && stale.size === 0 && this.#cache.moving === held && ratio > SCALED[0] && ratio < SCALED[1];
    }
    this.#cache.moving = held;
    if (!this.#covers(viewport) && !this.#shiftBitmap(viewport, moving)) return false;
    this.#patchBitmap(stale, changes.places, moving);
    return true;
  }

  /** The tiles whose part of the bitmap is out of date, or null when they are too many or carry lines of lineage. */
  #staleTiles(held, { places }) {
    const stale = new Set(places.map(({ i }) => i));
    if (held !== this.#cache.moving) for (const i of [...(held ?? []), ...(this.#cache.moving ?? [])]) stale.add(i);
    for (const i of stale) if (stale.size > PATCHES_A_FRAME || this.scene.inKin(i)) return null;
    for (const i of this.#touched) stale.add(i);
    return stale.size > PATCHES_A_FRAME ? null : stale;
  }

  #covers(viewport) {
    const { dx, dy } = this.#distance(viewport);
    return Math.abs(dx) <= this.margin && Math.abs(dy) <= this.margin;
  }

  /** How far the view went from where the bitmap was drawn for, in device px. */
  #distance(viewport) {
    const scale = viewport.zoom * this.dpr;
    return { dx: Math.round((viewport.x - this.#cache.x) * scale), dy: Math.round((viewport.y - this.#cache.y) * scale) };
  }

  /** Shift the bitmap to the view and draw the strips that came into it; false when nothing of it is of use. */
  #shiftBitmap(viewport, moving) {
    const { dx, dy } = this.#distance(viewport);
    const { width, height } = this.#bitmap;
    if (Math.abs(dx) >= width / 2 || Math.abs(dy) >= height / 2) return false;
    const { b } = this;
    b.globalCompositeOperation = 'copy';
    b.drawImage(this.#bitmap, -dx, -dy);
    b.globalCompositeOperation = 'source-over';
    const scale = viewport.zoom * this.dpr;
    // Whole px only, so that what is drawn next meets what was drawn before.
    this.#cache.x += dx / scale;
    this.#cache.y += dy / scale;
    this.#counts.shifted += 1;
    this.begin();
    if (dx) this.#drawPart({ x: dx > 0 ? width - dx : 0, y: 0, w: Math.abs(dx), h: height }, moving);
    if (dy) this.#drawPart({ x: 0, y: dy > 0 ? height - dy : 0, w: width, h: Math.abs(dy) }, moving);
    return true;
  }

  #drawBitmap({ viewport, moving }) {
    const width = this.canvas.width + 2 * this.margin;
    const height = this.canvas.height + 2 * this.margin;
    if (!this.#bitmap) {
      this.#bitmap = new OffscreenCanvas(width, height);
      this.b = this.#bitmap.getContext('2d', { alpha: false });
    }
    this.#counts.full += 1;
    this.#worn = false;
    this.#wishes = [];
    this.#touched.clear();
    this.begin();
    // On the way in, what lies beside the screen is not seen before the zoom rests and all is drawn anew.
    const bare = this.now() - this.#zoomed_at < REST_MS && viewport.zoom > (this.#cache?.zoom ?? Infinity);
    this.#cache = { ...viewportOf(viewport), moving: moving && !moving.copy ? moving.set : null, bare };
    this.#drawGridOf(this.b, width, height, this.#at(this.#cache, this.margin));
    const m = bare ? this.margin : 0;
    this.#drawTilesOf({ x: m, y: m, w: width - 2 * m, h: height - 2 * m }, moving);
    this.#sortWishes(viewport);
  }

  /** Draw a part (device px) of the bitmap anew. */
  #drawPart(region, moving) {
    const { b } = this;
    const at = this.#at(this.#cache, this.margin);
    const ground = new OffscreenCanvas(region.w, region.h);
    const origin = { x: at.x + region.x / at.scale, y: at.y + region.y / at.scale };
    this.#drawGridOf(ground.getContext('2d'), region.w, region.h, origin);
    b.save();
    b.beginPath();
    b.rect(region.x, region.y, region.w, region.h);
    b.clip();
    b.drawImage(ground, region.x, region.y);
    this.#drawTilesOf(region, moving);
    b.restore();
  }

  #drawGridOf(g, width, height, at) {
    drawGrid(g, { width, height, x: at.x, y: at.y, zoom: this.#cache.zoom, dpr: this.dpr, colors: this.palette });
  }

  /** Draw the lines and the still tiles of a part of the bitmap. */
  #drawTilesOf(region, moving) {
    const at = this.#at(this.#cache, this.margin);
    const edge = 3 * this.dpr; // shadows reach a little beyond their tile
    const world = {
      x: at.x + (region.x - edge) / at.scale,
      y: at.y + (region.y - edge) / at.scale,
      w: (region.w + 2 * edge) / at.scale,
      h: (region.h + 2 * edge) / at.scale,
    };
    const inside = (p, q) => overlapsView(p, q, region.w, region.h, region.x, region.y);
    this.#drawKin(this.b, at, { moving }, inside, moving ? 'still' : 'all');
    const held = this.#cache.moving;
    this.#drawTiles(this.b, touching(this.scene, world).filter((i) => !held?.has(i)), at);
  }

  #patchBitmap(stale, places, moving) {
    this.#touched.clear();
    if (!stale.size) return;
    this.#wishes = this.#wishes.filter((wish) => !stale.has(wish.i));
    const at = this.#at(this.#cache, this.margin);
    const all = { x: 0, y: 0, w: this.#bitmap.width, h: this.#bitmap.height };
    const rects = [...stale].filter((i) => this.scene.fields(i)).map((i) => tileRect(this.scene, i, at));
    for (const { before } of places) rects.push(screenRect(before, at));
    for (const rect of rects) {
      const edge = Math.ceil(3 * this.dpr);
      const region = { x: rect.x - edge, y: rect.y - edge, w: rect.w + 2 * edge, h: rect.h + 2 * edge };
      if (!overlaps(region, all)) continue;
      this.#counts.patched += 1;
      this.#drawPart(region, moving);
    }
  }

  #showBitmap(viewport) {
    const { g, canvas, margin } = this;
    const cache = this.#cache;
    const scale = viewport.zoom * this.dpr;
    const ratio = viewport.zoom / cache.zoom;
    const x = (cache.x - viewport.x) * scale - margin * ratio;
    const y = (cache.y - viewport.y) * scale - margin * ratio;
    g.setTransform(1, 0, 0, 1, 0, 0);
    if (ratio === 1) {
      g.drawImage(this.#bitmap, Math.round(x), Math.round(y));
      return;
    }
    g.fillStyle = this.palette.board;
    g.fillRect(0, 0, canvas.width, canvas.height);
    g.imageSmoothingQuality = 'low';
    g.drawImage(this.#bitmap, x, y, this.#bitmap.width * ratio, this.#bitmap.height * ratio);
  }

  #drawMarks({ viewport, moving, rings, focus, marquee, guides }) {
    const at = this.#at(viewport);
    const { g, scene, palette, dpr } = this;
    const seen = { x: -8 * dpr, y: -8 * dpr, w: this.canvas.width + 16 * dpr, h: this.canvas.height + 16 * dpr };
    const rectOf = (i) => {
      const moves = moving?.set.has(i);
      return tileRect(scene, i, at, moves ? moving.dx : 0, moves ? moving.dy : 0);
    };
    const chosen = rings.map(rectOf).filter((rect) => overlaps(rect, seen));
    if (chosen.length) paintSelected(g, chosen, palette, dpr);
    if (focus >= 0) paintFocus(g, rectOf(focus), palette, dpr);
    if (guides) paintGuides(g, guides, at, palette, dpr);
    if (marquee) {
      const { x, y, w, h } = marquee;
      paintMarquee(g, { x: Math.round(x * dpr), y: Math.round(y * dpr), w: Math.round(w * dpr), h: Math.round(h * dpr) }, palette, dpr);
    }
  }

  #sortWishes(viewport) {
    const { x, y, w, h } = viewport.worldRect();
    const { scene } = this;
    const distance = ({ i }) => Math.hypot(scene.x[i] + scene.w[i] / 2 - x - w / 2, scene.y[i] + scene.h[i] / 2 - y - h / 2);
    this.#wishes = this.#wishes
      .map((wish) => ({ wish, far: distance(wish) }))
      .sort((a, b) => a.far - b.far)
      .map(({ wish }) => wish);
  }

  /** What was drawn so far; `sharp`: whether every tile on the screen is drawn for this very view, none waiting for better. */
  stats() {
    const cache = this.#cache;
    const exact = !cache || (cache.zoom === this.#last_zoom && !cache.bare && !this.#worn);
    return { ...this.#counts, sharp: exact && this.#wishes.length === 0 };
  }

  close() {
    this.#bitmap = null;
    this.#cache = null;
  }
}

const screenRect = ({ x, y, w, h }, at) => ({
  x: Math.floor((x - at.x) * at.scale),
  y: Math.floor((y - at.y) * at.scale),
  w: Math.ceil(w * at.scale) + 1,
  h: Math.ceil(h * at.scale) + 1,
});
const viewportOf = ({ x, y, zoom }) => ({ x, y, zoom });

function overlapsView(a, b, width, height, left = 0, top = 0) {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const box = { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y };
  return overlaps(box, { x: left, y: top, w: width, h: height });
}
