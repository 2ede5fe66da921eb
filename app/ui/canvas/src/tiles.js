// The light layer over the canvas: one focusable group a visible tile, named by its prompt, in reading order. It is what
// the keyboard and assistive technology meet; on it stand the cards of tiles that have no picture and the overlay.
import { overlaps, readingOrder, touching } from './cull.js';
import { cardKind, makeCard, tickCard } from './card.js';
import { el } from './dom.js';

const AT_MOST = 200;
const REST_MS = 100; // after a pan or zoom rested this long, the groups follow what is visible
const LEAST = 10; // CSS px: smaller tiles are reached by zooming in
const RING = 3; // px that the ring of a selected tile reaches beyond it
const FOLLOW_AT_MOST = 60; // this many groups are placed anew in each frame of a zoom

export class TileLayer {
  #places = new Map(); // id -> {element, card, status}
  #shown = null; // {x, y, zoom, version, looks} that the groups were placed for
  #moved = false; // a gesture moved tiles in the last frame
  #timer = 0;
  #clock = 0;

  constructor(board) {
    this.board = board;
    this.element = el('div', { class: 'ig-places' });
    this.element.addEventListener('focusin', (event) => this.#focusIn(event));
    this.element.addEventListener('focusout', (event) => {
      if (!this.element.contains(event.relatedTarget)) this.board.focusChanged(null, false);
    });
    this.#clock = setInterval(() => this.#tick(), 1000);
  }

  #focusIn(event) {
    const id = event.target.closest('[data-id]')?.dataset.id ?? null;
    this.board.focusChanged(id, event.target.dataset.id === id && event.target.matches(':focus-visible'));
    this.board.overlay.frame(); // at once: the next Tab may come before the next frame
  }

  /** The group of a tile, or null while it has none. */
  of(id) {
    return this.#places.get(id)?.element ?? null;
  }

  /** Move the keyboard's focus to a tile. */
  focus(id) {
    this.sync([id]);
    const element = this.of(id);
    element?.focus();
    return element !== null;
  }

  /** One frame: follow the viewport cheaply, and arrange the groups anew once it rests. */
  frame() {
    const { viewport, scene, moving } = this.board;
    const shown = this.#shown;
    const let_go = this.#moved && !moving; // a drag that was given up leaves no other trace
    this.#moved = Boolean(moving);
    if (!shown || let_go || shown.looks !== scene.looks || (shown.version !== scene.version && !moving)) {
      this.sync();
      return;
    }
    if (shown.zoom === viewport.zoom && !moving) {
      const x = (shown.x - viewport.x) * viewport.zoom;
      const y = (shown.y - viewport.y) * viewport.zoom;
      this.element.style.transform = x || y ? `translate(${x}px, ${y}px)` : '';
      if (x || y) this.#syncAtRest();
    } else {
      this.#followZoom();
    }
  }

  #followZoom() {
    this.element.style.transform = '';
    const near = this.#places.size <= FOLLOW_AT_MOST;
    for (const [id, place] of this.#places) if (near || place.card || this.board.isActive(id)) this.#position(id, place);
    this.#uncover();
    this.#syncAtRest();
  }

  #syncAtRest() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.sync(), REST_MS);
  }

  /** Arrange the groups for what is visible now; `also` get one in any case. */
  sync(also = []) {
    clearTimeout(this.#timer);
    const { scene, viewport } = this.board;
    const wanted = this.#wanted(also);
    const keep = new Set(wanted.map((i) => scene.idOf(i)));
    for (const id of [...this.#places.keys()]) if (!keep.has(id)) this.#remove(id);
    this.element.style.transform = '';
    const some = new Set(wanted);
    scene.stack.forEach((i, rank) => some.has(i) && this.#update(i, rank));
    this.#order(wanted);
    this.#uncover();
    this.#shown = { x: viewport.x, y: viewport.y, zoom: viewport.zoom, version: scene.version, looks: scene.looks };
  }

  #wanted(also) {
    const { scene, viewport } = this.board;
    const area = viewport.worldRect();
    let visible = touching(scene, area).filter((i) => Math.max(scene.w[i], scene.h[i]) * viewport.zoom >= LEAST);
    if (visible.length > AT_MOST) visible = nearest(scene, visible, area).slice(0, AT_MOST);
    const wanted = new Set(visible);
    for (const id of [...also, ...this.board.activeIds()]) if (scene.has(id)) wanted.add(scene.indexOf(id));
    return readingOrder(scene, wanted);
  }

  #update(i, rank) {
    const { scene, selection } = this.board;
    const fields = scene.fields(i);
    const { id } = fields;
    const place = this.#places.get(id) ?? this.#create(id);
    const { element } = place;
    const name = fields.prompt || 'Picture without a prompt';
    if (element.getAttribute('aria-label') !== name) element.setAttribute('aria-label', name);
    const said = [selection.has(id) && 'Selected', statusWords(fields)].filter(Boolean).join('. ');
    if ((element.getAttribute('aria-description') ?? '') !== said) element.setAttribute('aria-description', said);
    element.classList.toggle('is-chosen', selection.has(id));
    element.classList.toggle('is-dim', this.board.isDim(i));
    element.style.zIndex = this.board.isActive(id) ? 100000 : rank;
    this.#updateCard(place, fields);
    this.#position(id, place);
  }

  #create(id) {
    const element = el('div', { class: 'ig-place', role: 'group', tabindex: '0', 'data-id': id });
    const place = { element, card: null, key: null };
    this.#places.set(id, place);
    return place;
  }

  #updateCard(place, fields) {
    const kind = cardKind(fields);
    const key = kind && `${kind} ${fields.prompt} ${JSON.stringify(fields.status)} ${Boolean(fields.picture || fields.frame)}`;
    if (place.key === key) return;
    place.key = key;
    place.card?.remove();
    place.card = kind && el('div', { class: 'ig-card' }, makeCard(kind, fields, (name) => this.board.command(name, { ids: [fields.id] })));
    place.status = fields.status;
    if (place.card) place.element.prepend(place.card);
  }

  #position(id, place) {
    const rect = this.board.screenRect(id);
    if (!rect) return;
    const { style } = place.element;
    // On whole device px, as the canvas draws the tile: rings and handles stay sharp and together.
    const [left, top, right, bottom] = [rect.x, rect.y, rect.x + rect.w, rect.y + rect.h].map(sharp);
    style.transform = `translate(${left}px, ${top}px)`;
    style.width = `${right - left}px`;
    style.height = `${bottom - top}px`;
  }

  /** Cards lie over the canvas: take from each what a higher tile covers, or one that is dragged over it. */
  #uncover() {
    for (const [id, { card }] of this.#places) {
      if (!card) continue;
      const hole = this.#coverOf(id);
      card.style.clipPath = hole ? `path(evenodd, "${outline({ x: -4, y: -4, w: 1e4, h: 1e4 })} ${outline(hole)}")` : '';
    }
  }

  /** The rectangle (px, from the tile's corner) around what covers a tile, or null. */
  #coverOf(id) {
    const { scene, viewport, moving } = this.board;
    const own = scene.indexOf(id);
    const rect = scene.rect(own);
    const lifted = moving && !moving.copy ? moving : null;
    if (lifted?.set.has(own)) return null;
    const around = touching(scene, rect);
    const covers = around.slice(around.indexOf(own) + 1).filter((i) => !lifted?.set.has(i)).map((i) => scene.rect(i));
    for (const i of moving?.set ?? []) covers.push({ ...scene.rect(i), x: scene.x[i] + moving.dx, y: scene.y[i] + moving.dy });
    const over = covers.filter((cover) => overlaps(cover, rect));
    if (!over.length) return null;
    const left = Math.min(...over.map(({ x }) => x));
    const top = Math.min(...over.map(({ y }) => y));
    const right = Math.max(...over.map(({ x, w }) => x + w));
    const bottom = Math.max(...over.map(({ y, h }) => y + h));
    const { zoom } = viewport;
    const [x, y] = [(left - rect.x) * zoom - RING, (top - rect.y) * zoom - RING];
    return { x, y, w: (right - left) * zoom + 2 * RING, h: (bottom - top) * zoom + 2 * RING };
  }

  #remove(id) {
    const { element } = this.#places.get(id);
    const hadFocus = element.contains(document.activeElement);
    this.board.overlay.release(element);
    element.remove();
    this.#places.delete(id);
    if (hadFocus) this.board.root.focus({ preventScroll: true }); // so that keys still reach the board
  }

  /** Reading order in the document, without moving the element that has the focus: a moved element loses it. */
  #order(wanted) {
    const elements = wanted.map((i) => this.of(this.board.scene.idOf(i)));
    const anchor = elements.findIndex((element) => element.contains(document.activeElement));
    let next = anchor < 0 ? null : elements[anchor];
    for (let n = anchor - 1; n >= 0; n -= 1) next = this.#before(elements[n], next);
    let last = anchor < 0 ? null : elements[anchor];
    for (let n = anchor + 1; n < elements.length; n += 1) last = this.#after(elements[n], last);
  }

  #before(element, next) {
    if (element.nextSibling !== next || !element.parentNode) this.element.insertBefore(element, next);
    return element;
  }

  #after(element, last) {
    const target = last ? last.nextSibling : this.element.firstChild;
    if (target !== element) this.element.insertBefore(element, target);
    return element;
  }

  #tick() {
    for (const { card, status } of this.#places.values()) if (card && status?.state === 'generating') tickCard(card, status);
  }

  close() {
    clearTimeout(this.#timer);
    clearInterval(this.#clock);
  }
}

function statusWords({ status, favorite }) {
  const words = { waiting: 'Waiting', generating: 'Drawing', arriving: 'On its way', failed: `Failed: ${status?.message ?? ''}` };
  return words[status?.state] ?? (favorite ? 'Favorite' : '');
}

const sharp = (px) => Math.round(px * devicePixelRatio) / devicePixelRatio;
const outline = ({ x, y, w, h }) => `M${x} ${y}h${w}v${h}h${-w}Z`;

function nearest(scene, indices, area) {
  const x = area.x + area.w / 2;
  const y = area.y + area.h / 2;
  const far = (i) => Math.hypot(scene.x[i] + scene.w[i] / 2 - x, scene.y[i] + scene.h[i] / 2 - y);
  return indices.map((i) => [far(i), i]).sort((a, b) => a[0] - b[0]).map(([, i]) => i);
}
