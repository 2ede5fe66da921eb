// The board: joins scene, viewport, renderer, gestures and the layers over the canvas, and speaks with Python.
//
// The scene is what is drawn. A drag changes the scene at once and is told once, on release; what Python sends is
// applied when its revision follows, and a jump in the revision fetches the snapshot again.
import { Actions } from './actions.js';
import { Appearance, swapMs } from './appearance.js';
import { Camera } from './camera.js';
import { freeScreen } from './chrome.js';
import { bounds, leastShift, overlaps } from './cull.js';
import { onDensityChange } from './density.js';
import { el } from './dom.js';
import { Drops } from './drops.js';
import { finishedPictures } from './finished.js';
import { Frames } from './frames.js';
import { Gestures } from './gestures.js';
import { Holds } from './holds.js';
import { Intake } from './intake.js';
import { Keys } from './keys.js';
import { LookBack } from './lookback.js';
import { TileMenu } from './menu.js';
import { Motion } from './motion.js';
import { Nav } from './nav.js';
import { Overlay } from './overlay.js';
import { onThemeChange, readPalette } from './palette.js';
import { Pastes } from './pastes.js';
import { Pictures } from './pictures.js';
import { CanvasRenderer } from './renderer.js';
import { Scene } from './scene.js';
import { Selection } from './selection.js';
import { TileLayer } from './tiles.js';
import { Viewport } from './viewport.js';

const HOVER_MS = 120;
const LEAVE_MS = 220; // on the way from a tile to its toolbar the pointer crosses a gap
const VIEW_REST_MS = 300;
const RECEDE_MS = 200;
const MOST_TEXT = 10_000; // characters of a prompt
const REVEAL_GAP = 16; // px between a revealed tile and the edge of the free part

export class Board {
  #raf = 0;
  #closed = false;
  #timers = {};
  #stops = [];
  #fitted = false;

  /** `root` is the element of the board; `emit(name, payload)` reaches Python; `prefix` stands before every path. */
  constructor({ root, emit, bus, prefix = '', boardUrl = '', picturesUrl = '/pictures' }) {
    Object.assign(this, { root, emit, bus, prefix });
    this.scene = new Scene();
    this.viewport = new Viewport();
    this.camera = new Camera(this.viewport);
    this.motion = new Motion(this.scene);
    this.holds = new Holds();
    this.moving = null; // {set of indices, dx, dy, copy, lifted} while a gesture moves tiles
    this.marquee = null;
    this.guides = null; // {lines, gaps} of snap.js while a gesture snaps
    this.family = null; // {id, version, set of indices}: all others are drawn dim
    this.hovered = null;
    this.focused = null;
    this.focus_ring = false;
    this.busy = false;
    this.frames = new Frames({ onShown: (id) => this.#looksChanged(id), swap_ms: swapMs });
    this.lookback = new LookBack({ onChange: (id) => this.#looksChanged(id) });
    this.pictures = new Pictures({ base: this.address(picturesUrl), onArrive: (sha) => this.#pictureArrived(sha) });
    this.appearance = new Appearance(this);
    this.selection = new Selection((ids, how) => this.#selectionChanged(ids, how));
    this.intake = new Intake(this, { url: `${this.address(boardUrl)}/pictures` });
    this.#build();
  }

  #build() {
    this.canvas = el('canvas', { class: 'ig-canvas', 'aria-hidden': 'true' });
    this.renderer = new CanvasRenderer({
      canvas: this.canvas,
      scene: this.scene,
      look: (i, side) => Object.assign(this.appearance.of(i, side), { dim: this.isDim(i) }),
      related: (a, b) => !this.isDim(a) && !this.isDim(b),
      request: () => this.request(),
      begin: () => this.pictures.beginDrawing(),
    });
    this.actions = new Actions(this);
    this.menu = new TileMenu(this);
    this.overlay = new Overlay(this);
    this.tiles = new TileLayer(this);
    this.nav = new Nav(this);
    this.count = el('span', { class: 'ig-gap ig-num', hidden: true });
    this.live = el('div', { class: 'ig-vh', role: 'status', 'aria-live': 'polite', 'aria-label': 'Board news' });
    this.root.append(this.canvas, this.tiles.element, this.count, this.nav.element, this.nav.back, this.live);
    this.gestures = new Gestures(this);
    this.keys = new Keys(this);
    this.drops = new Drops(this);
    this.pastes = new Pastes(this);
    this.#watch();
  }

  #watch() {
    const size = new ResizeObserver(() => this.#resize());
    size.observe(this.root);
    const { bus } = this;
    this.#stops.push(
      () => size.disconnect(),
      onDensityChange(() => this.#resize()),
      onThemeChange(() => this.#theme()),
      bus.provide('visibleRect', () => this.visibleRect()),
      bus.provide('tile', (id) => this.scene.tile(id)),
      bus.provide('selection', () => this.#selected()),
      bus.provide('pictures', () => finishedPictures(this.scene)),
      bus.on('perform', ({ action, ids }) => this.actions.perform(action, ids)),
      bus.on('focus-tile', ({ id }) => this.scene.has(id) && this.tiles.focus(id)),
      bus.on('deselect', () => this.selection.clear()),
      bus.on('tool', ({ tool }) => this.#useTool(tool)),
    );
    this.#theme();
    this.#resize();
    document.fonts?.ready.then(() => this.#redraw()); // badges are drawn with the page's font
  }

  // ---- what Python says -------------------------------------------------------------------------------------------

  /** Take a snapshot in. The first one also brings the viewport. */
  load(snapshot) {
    const kept = new Set(snapshot.tiles.map(({ id }) => id));
    for (const id of this.scene.ids()) if (!kept.has(id)) this.appearance.forget(id);
    this.motion.finish();
    this.#setAtlas(snapshot.atlas ?? []);
    this.scene.load({ ...snapshot, tiles: snapshot.tiles.map((tile) => this.holds.over(tile)) });
    this.gestures.reloaded();
    this.selection.drop(this.selection.ids.filter((id) => !this.scene.has(id)), 'program');
    for (const { id, frame } of snapshot.tiles) if (frame) this.frames.offer(id, { ...frame, url: this.address(frame.url) });
    if (!this.#fitted) this.#firstView(snapshot.viewport);
    this.bus.emit('loaded', { size: this.scene.size });
    this.bus.emit('changed');
    this.#redraw();
  }

  #firstView(viewport) {
    this.#fitted = true;
    const all = this.scene.ids();
    if (viewport) this.viewport.set(viewport);
    if (viewport && (all.length === 0 || this.#seesAnyOf(all))) return;
    if (all.length) this.fit(all, { animate: false });
    else this.viewport.set({ x: -this.viewport.width / 2, y: -this.viewport.height / 2, zoom: 1 });
  }

  /** A viewport of a larger window may show nothing in this one. */
  #seesAnyOf(ids) {
    const seen = this.visibleRect();
    return ids.some((id) => overlaps(this.scene.tile(id), seen));
  }

  /** Apply operations; returns {applied, gap}. `atlas` replaces the addresses of the atlas pages. */
  apply({ rev, ops, animate = false, atlas = null }) {
    if (rev <= this.scene.rev) return { applied: false, gap: false };
    const places = this.#placesBefore(ops);
    const free = ops.map((op) => this.#prepare(op, atlas !== null));
    const result = this.scene.apply({ rev, ops: free });
    if (result.gap) return result;
    if (atlas) this.#setAtlas(atlas);
    for (const [id, fields, before] of result.patched) this.#patched(id, fields, before);
    for (const id of result.created) this.#created(id);
    this.#deleted(result.deleted, places);
    this.#settle(result.patched, places, animate);
    this.bus.emit('changed');
    this.request();
    return result;
  }

  #setAtlas(pages) {
    this.pictures.setAtlas(pages.map(({ side, url }) => ({ side, url: this.address(url) })));
  }

  #placesBefore(ops) {
    const places = new Map();
    for (const [kind, id] of ops) {
      const i = kind === 'create' ? -1 : this.scene.indexOf(id);
      if (i >= 0) places.set(id, { i, ...this.scene.rect(i) });
    }
    return places;
  }

  /** A slot that came without new atlas pages may lie on a page that is older than it: the thumbnail is drawn. */
  #prepare([kind, subject, fields], fresh_atlas) {
    const held = kind === 'patch' ? this.holds.filter(subject, fields) : fields;
    const bearer = kind === 'create' ? subject : held;
    if (fresh_atlas || bearer?.picture?.slot == null) return [kind, subject, held];
    const slotless = { ...bearer, picture: { ...bearer.picture, slot: null } };
    return kind === 'create' ? [kind, slotless] : [kind, subject, slotless];
  }

  #created(id) {
    const { frame } = this.scene.tile(id);
    if (frame) this.frames.offer(id, { ...frame, url: this.address(frame.url) });
    this.bus.emit('created', { id });
  }

  #patched(id, fields, before) {
    if (fields.picture !== undefined && fields.picture?.sha !== before.picture?.sha) this.appearance.pictureReplaced(id, before.picture);
    if (fields.frame) this.frames.offer(id, { ...fields.frame, url: this.address(fields.frame.url) });
    this.#looksChanged(id);
    if (this.selection.has(id)) this.#tellSelection();
  }

  #deleted(ids, places) {
    for (const id of ids) {
      const { i } = places.get(id);
      this.motion.drop(i);
      this.moving?.set.delete(i);
      this.appearance.forget(id);
      if (this.hovered === id) this.hovered = null;
      if (this.focused === id) this.focusChanged(null, false);
    }
    if (ids.length) this.selection.drop(ids);
  }

  #settle(patched, places, animate) {
    const moves = [];
    for (const [id, fields] of patched) {
      if (fields.x === undefined && fields.y === undefined) continue;
      const { i, ...from } = places.get(id);
      const to = { x: this.scene.x[i], y: this.scene.y[i] };
      this.motion.drop(i);
      if (animate && (from.x !== to.x || from.y !== to.y)) moves.push({ i, from: { x: from.x, y: from.y }, to });
    }
    if (!this.moving) this.motion.start(moves);
  }

  /** Statuses by tile; null takes one away. */
  status(statuses) {
    for (const [id, status] of Object.entries(statuses)) {
      if (this.scene.patch(id, { status })) this.#looksChanged(id);
    }
    this.request();
  }

  /** A live preview; shown when decoded, if it is newer than what is shown. `content` (base64) spares fetching it. */
  frame({ id, seq, url, width, height, prompt, count, content = null }) {
    const tile = this.scene.tile(id);
    if (!tile) return false;
    if (seq <= this.frames.seqOf(id)) return false;
    if (seq > (tile.frame?.seq ?? -1)) this.scene.patch(id, { frame: { url, width, height, seq }, ...(prompt == null ? {} : { prompt }) });
    this.frames.offer(id, { seq, url: this.address(url), content });
    this.overlay.scrub.toNewest(id);
    if (this.selection.has(id)) this.bus.emit('frame', { id, seq, count });
    return true;
  }

  /** A tile's live preview goes: its text was erased or undone. */
  withdraw({ id }) {
    if (this.scene.patch(id, { frame: null })) this.#looksChanged(id);
  }

  select({ ids, reveal = false }) {
    this.selection.set(ids.filter((id) => this.scene.has(id)), { by: 'program' });
    if (reveal) this.reveal(ids);
    this.request();
  }

  announce({ text }) {
    // The same words twice are read twice only if the region was empty in between.
    this.live.textContent = '';
    setTimeout(() => (this.live.textContent = text), 50);
  }

  view({ x, y, zoom, animate = true }) {
    this.camera.fly({ x, y, zoom }, { animate });
    this.viewportChanged();
  }

  scrub(strip) {
    this.overlay.scrub.set(strip);
    this.request();
  }

  // ---- what the person does ---------------------------------------------------------------------------------------

  command(name, fields) {
    this.keys.flush();
    this.emit('command', { name, ...fields });
  }

  /** Something came by drop or paste ({copy, files, address, text}), to stand around a point. False if it was nothing. */
  receive({ copy, files, address, text }, place) {
    if (copy) this.emit('pasted', { copy, ...place });
    else if (files.length) this.intake.add(files, place);
    else if (address) this.intake.addFrom(address, place);
    else if (text) this.#propose(text);
    else return false;
    return true;
  }

  /** A text from outside begins a tile of its own: it must not take the place of what is written. */
  #propose(text) {
    this.selection.clear();
    this.bus.emit('propose', { text: text.slice(0, MOST_TEXT) });
  }

  tellCopied(copy, ids) {
    this.keys.flush();
    this.emit('copied', { copy, ids });
  }

  /** The tiles that a key acts on: the selection, else the focused tile, else the hovered one. */
  subjects() {
    if (this.selection.size) return this.selection.ids;
    return [this.focused ?? this.hovered].filter(Boolean);
  }

  /** A pointer went down: whatever flies stands still. */
  handDown() {
    this.keys.flush();
    this.motion.finish();
    this.camera.stop();
    this.menu.close();
  }

  /** A gesture that works on the board begins: its chrome recedes when it lasts. */
  beginWork() {
    this.busy = true;
    this.root.classList.add('is-busy');
    this.#after('recede', RECEDE_MS, () => document.body.classList.add('ig-receded'));
  }

  endWork() {
    this.busy = false;
    clearTimeout(this.#timers.recede);
    this.root.classList.remove('is-busy');
    document.body.classList.remove('ig-receded');
    this.request();
  }

  /** Move tiles in the scene only. */
  shift(ids, dx, dy) {
    for (const id of ids) {
      const i = this.scene.indexOf(id);
      if (i < 0) continue;
      const place = { x: this.scene.x[i] + dx, y: this.scene.y[i] + dy };
      this.scene.place(i, place);
      this.holds.hold(id, place);
    }
    this.request();
  }

  /** The person moved tiles: in the scene at once, and told. */
  moveTiles(ids, dx, dy) {
    this.shift(ids, dx, dy);
    this.tellMoved(ids, dx, dy);
  }

  tellMoved(ids, dx, dy) {
    this.emit('moved', { ids, dx, dy });
  }

  /** Give a tile another rectangle in the scene only. */
  reshape(id, rect) {
    this.scene.place(this.scene.indexOf(id), rect);
    this.request();
  }

  /** The person resized a tile: in the scene at once, and told. */
  resizeTile(id, rect) {
    this.reshape(id, rect);
    this.holds.hold(id, rect);
    this.emit('resized', { id, ...rect });
  }

  showSize(rect) {
    this.overlay.showSize(this.selection.only, rect);
  }

  /** The marquee in world units and the pointer on the screen, or null. */
  showMarquee(rect, point) {
    this.marquee = rect && this.viewport.rectToScreen(rect);
    this.count.hidden = !rect || this.selection.size === 0;
    if (point) {
      this.count.textContent = `${this.selection.size} selected`;
      this.count.style.transform = `translate(${point.x + 8}px, ${point.y + 4}px)`;
    }
    this.request();
  }

  /** The pointer is over a tile (or none); what it shows comes after a moment. */
  hover(id, { at_once = false } = {}) {
    if (id === this.hovered) {
      clearTimeout(this.#timers.hover);
      this.#timers.next = undefined;
      return;
    }
    if (!at_once && this.#timers.next === id) return;
    this.#timers.next = id;
    const wait = at_once ? 0 : id ? HOVER_MS : LEAVE_MS;
    this.#after('hover', wait, () => {
      this.#timers.next = undefined;
      this.hovered = id;
      this.tiles.sync();
      this.request();
    });
  }

  openMenu(anchor, ids = this.selection.ids) {
    this.gestures.hush();
    this.menu.open(anchor, ids);
  }

  focusChanged(id, visibly) {
    this.focused = id;
    this.focus_ring = visibly;
    this.request();
  }

  #useTool(tool) {
    this.gestures.tool = tool;
    this.root.classList.toggle('is-hand', tool === 'hand');
  }

  #selectionChanged(ids, { by }) {
    if (by === 'person') this.emit('selected', { ids });
    this.#tellSelection(by);
    if (this.family) this.renderer.invalidate(); // what is selected is never dim
    this.tiles.sync();
    this.request();
  }

  #selected() {
    const { ids } = this.selection;
    return { ids, tiles: ids.map((id) => this.scene.tile(id)).filter(Boolean) };
  }

  #tellSelection(by = 'program') {
    this.bus.emit('selection', { ...this.#selected(), by });
  }

  // ---- the view ---------------------------------------------------------------------------------------------------

  /** Show all of the given tiles in the part that the chrome leaves free. */
  fit(ids, { animate = true } = {}) {
    const around = bounds(this.scene, ids.map((id) => this.scene.indexOf(id)).filter((i) => i >= 0));
    if (!around) return false;
    const free = freeScreen(this.viewport);
    const room = { x: free.x + 24, y: free.y + 24, w: free.w - 48, h: free.h - 48 };
    this.camera.fly(this.viewport.fitted(around, room), { animate });
    this.viewportChanged();
    return true;
  }

  /** Bring tiles wholly into view, by the least way; those that have no room at this zoom are fitted. */
  reveal(ids) {
    const around = bounds(this.scene, ids.map((id) => this.scene.indexOf(id)).filter((i) => i >= 0));
    if (!around) return;
    const { x, y, zoom } = this.viewport;
    const seen = this.visibleRect();
    if (around.w > seen.w || around.h > seen.h) {
      if (!overlaps(around, seen)) this.fit(ids);
      return;
    }
    const dx = leastShift(around.x, around.w, seen.x, seen.w, REVEAL_GAP / zoom);
    const dy = leastShift(around.y, around.h, seen.y, seen.h, REVEAL_GAP / zoom);
    if (!dx && !dy) return;
    this.camera.fly({ x: x + dx, y: y + dy, zoom });
    this.viewportChanged();
  }

  /** The world rectangle that no chrome covers. */
  visibleRect() {
    const { x, y, w, h } = freeScreen(this.viewport);
    const { zoom } = this.viewport;
    return { ...this.viewport.toWorld(x, y), w: w / zoom, h: h / zoom };
  }

  viewportChanged() {
    this.#after('view', VIEW_REST_MS, () => {
      const { x, y, zoom } = this.viewport;
      this.emit('viewport', { x, y, zoom });
    });
    this.request();
  }

  /** Dim all but the family of a tile; null lets go. True where there is a family to show, or one was shown. */
  showFamily(id) {
    const before = this.family;
    this.family = id === null ? null : { id, version: -1, set: new Set() };
    this.#followFamily();
    if (!before && !this.family) return false;
    this.renderer.invalidate();
    this.tiles.sync();
    this.request();
    return true;
  }

  /** The family as it is now: tiles may have come and gone. */
  #followFamily() {
    const { family, scene } = this;
    if (!family || family.version === scene.version) return;
    const i = scene.indexOf(family.id);
    const set = i < 0 ? new Set() : scene.family(i);
    if (set.size !== family.set.size) this.renderer.invalidate();
    this.family = set.size > 1 ? { id: family.id, version: scene.version, set } : null;
  }

  /** Is tile `i` dim, because another family is shown? */
  isDim(i) {
    return this.family !== null && !this.family.set.has(i) && !this.selection.has(this.scene.idOf(i));
  }

  /** Where a tile stands on the screen (CSS px), with the drag that is going on; null without the tile. */
  screenRect(id) {
    const i = this.scene.indexOf(id);
    if (i < 0) return null;
    const rect = this.scene.rect(i);
    const moves = this.moving && !this.moving.copy && this.moving.set.has(i);
    if (moves) Object.assign(rect, { x: rect.x + this.moving.dx, y: rect.y + this.moving.dy });
    return this.viewport.rectToScreen(rect);
  }

  /** Tiles that carry something of the overlay. */
  activeIds() {
    return [this.hovered, this.focused, this.selection.only].filter(Boolean);
  }

  isActive(id) {
    return id === this.hovered || id === this.focused || id === this.selection.only;
  }

  address(path) {
    return path.startsWith('/') ? this.prefix + path : path;
  }

  // ---- drawing ----------------------------------------------------------------------------------------------------

  #after(name, ms, act) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(act, ms);
  }

  #theme() {
    this.palette = readPalette(this.root);
    this.renderer.theme(this.palette);
    this.request();
  }

  #resize() {
    const { width, height } = this.root.getBoundingClientRect();
    this.viewport.resize(width, height);
    this.renderer.resize(width, height, devicePixelRatio);
    this.request();
  }

  #redraw() {
    this.renderer.invalidate();
    this.request();
  }

  #looksChanged(id) {
    const i = this.scene.indexOf(id);
    if (i >= 0) this.renderer.touched(i);
    this.request();
  }

  #pictureArrived(sha) {
    if (sha === null) this.renderer.refresh();
    else this.renderer.arrived(sha);
    this.request();
  }

  request() {
    if (!this.#closed && !this.#raf) this.#raf = requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#raf = 0;
    if (devicePixelRatio !== this.renderer.dpr) this.#resize();
    const flying = this.motion.tick();
    const travelling = this.camera.tick();
    for (const [id, place] of this.holds.overdue()) this.scene.patch(id, place);
    this.#followFamily();
    const { viewport, moving, marquee, guides } = this;
    const rings = this.selection.ids.map((id) => this.scene.indexOf(id)).filter((i) => i >= 0);
    const focus = this.focus_ring && this.focused && !this.selection.has(this.focused) ? this.scene.indexOf(this.focused) : -1;
    const { wishes, moving: fading } = this.renderer.render({ viewport, moving, marquee, guides, rings, focus });
    this.pictures.want(wishes);
    this.tiles.frame();
    this.overlay.frame();
    this.nav.frame();
    if (travelling) this.viewportChanged();
    if (flying || fading || travelling) this.request();
    else if (this.holds.waiting) this.#after('holds', 500, () => this.request());
  }

  close() {
    this.#closed = true; // what still arrives asks for drawings of pictures that are gone
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    for (const stop of this.#stops) stop();
    this.endWork();
    cancelAnimationFrame(this.#raf);
    for (const part of [this.gestures, this.keys, this.drops, this.pastes, this.menu, this.tiles, this.nav, this.frames, this.pictures, this.renderer]) part.close();
  }
}
