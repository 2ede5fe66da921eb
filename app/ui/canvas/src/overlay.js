// What stands at the tile one works with: its toolbar, handles, hover badge, size, and the scrub strip.
import { freeScreen } from './chrome.js';
import { bounds } from './cull.js';
import { coarse, el, iconButton } from './dom.js';
import { ScrubStrip } from './scrub.js';
import { keyWords } from './shortcuts.js';

const GAP = 10; // px between toolbar and tile
const EDGE = 8; // px that the toolbar keeps from the window's edge
const FREE_MS = 500; // how long a measurement of the free part holds: it is asked for in each frame
const HANDLES_FROM = 28; // px: a smaller tile would be all handles
const HANDLES = ['nw', 'ne', 'sw', 'se'];
const TOOLS = [
  ['duplicate', 'Duplicate'],
  ['variations', 'Variations'],
  ['favorite', 'Favorite'],
  ['delete', 'Delete'],
  ['more', 'More'],
];

export class Overlay {
  #host = null; // the element the toolbar stands in
  #free = null; // {at, rows}

  constructor(board) {
    this.board = board;
    this.tools = this.#makeTools();
    this.handles = HANDLES.map((corner) => el('i', { class: `ig-handle ig-${corner}`, 'data-handle': corner }));
    this.badge = el('span', { class: 'ig-hint', 'aria-hidden': 'true' });
    this.size = el('span', { class: 'ig-hint ig-size ig-num', 'aria-hidden': 'true', hidden: true });
    this.several = el('div', { class: 'ig-place ig-several', role: 'group' });
    this.scrub = new ScrubStrip(board);
  }

  #makeTools() {
    const tools = el('div', { class: 'ig-tile-tools ig-float', 'data-own-pointer': true });
    for (const [name, label] of TOOLS) {
      const keys = keyWords(name);
      const kind = { delete: 'ig-danger', favorite: 'ig-star-button' }[name] ?? '';
      tools.append(iconButton(name, label, { kind, title: keys ? `${label} (${keys})` : label, onclick: () => this.#act(name) }));
    }
    tools.children[4].setAttribute('aria-haspopup', 'menu');
    return tools;
  }

  #act(name) {
    const ids = this.#subjects();
    if (name === 'more') this.board.openMenu(this.tools.lastChild, ids);
    else this.board.actions.perform(name, ids);
  }

  /** The tiles that the toolbar acts on. */
  #subjects() {
    const { selection } = this.board;
    const id = this.#host?.dataset.id;
    return id && !selection.has(id) ? [id] : selection.ids;
  }

  /** Before a group goes away: what stands in it must not go with it. */
  release(element) {
    if (!element.contains(this.tools)) return;
    this.tools.remove();
    this.#host = null;
  }

  /** Put everything where it belongs now; called in each frame that changed something. */
  frame() {
    const { board } = this;
    const chosen = board.selection.only;
    const rect = chosen && board.screenRect(chosen);
    this.#placeHandles(rect && Math.min(rect.w, rect.h) >= HANDLES_FROM ? board.tiles.of(chosen) : null);
    this.#placeSeveral();
    this.#placeBadge();
    this.scrub.frame(chosen);
    this.#placeTools();
  }

  #placeHandles(element) {
    for (const handle of this.handles) {
      if (!element) handle.remove();
      else if (handle.parentNode !== element) element.append(handle);
    }
  }

  #placeSeveral() {
    const { board } = this;
    const { selection, scene } = board;
    if (selection.size < 2) {
      this.release(this.several);
      this.several.remove();
      return;
    }
    const around = bounds(scene, selection.ids.map((id) => scene.indexOf(id)).filter((i) => i >= 0));
    if (!around) return;
    const { dx, dy } = board.moving && !board.moving.copy ? board.moving : { dx: 0, dy: 0 };
    const rect = board.viewport.rectToScreen({ ...around, x: around.x + dx, y: around.y + dy });
    this.several.setAttribute('aria-label', `${selection.size} tiles selected`);
    Object.assign(this.several.style, {
      transform: `translate(${rect.x}px, ${rect.y}px)`,
      width: `${rect.w}px`,
      height: `${rect.h}px`,
    });
    if (!this.several.parentNode) board.root.append(this.several);
  }

  #placeBadge() {
    const { board } = this;
    const { hovered } = board;
    const host = hovered && !board.selection.has(hovered) && !board.busy ? board.tiles.of(hovered) : null;
    const prompt = host && board.scene.tile(hovered)?.prompt;
    const rect = host && board.screenRect(hovered);
    if (!prompt || rect.w < 64 || host.querySelector('.ig-card')) {
      this.badge.remove();
      return;
    }
    if (this.badge.textContent !== prompt) this.badge.textContent = prompt;
    if (this.badge.parentNode !== host) host.append(this.badge);
  }

  /** Which element carries the toolbar: where its focus is, the hovered tile, the selection, the focused tile. */
  #hostOfTools() {
    const { board } = this;
    if (board.busy) return null;
    const inUse = this.tools.contains(document.activeElement) || board.menu.isOpen(this.tools.lastChild);
    if (inUse && this.#host?.isConnected && this.#stillApt()) return this.#host;
    const { hovered, selection, focused } = board;
    if (hovered && !this.#isBare(hovered) && !(selection.size > 1 && selection.has(hovered))) return board.tiles.of(hovered);
    if (focused && !selection.has(focused)) return board.tiles.of(focused);
    if (selection.size > 1) return this.several;
    return selection.only ? board.tiles.of(selection.only) : focused && board.tiles.of(focused);
  }

  /** A failed tile without a picture: its card offers what can be done until one selects it. */
  #isBare(id) {
    const tile = this.board.scene.tile(id);
    return tile?.status?.state === 'failed' && !tile.picture && !tile.frame && !this.board.selection.has(id);
  }

  #stillApt() {
    return this.#host === this.several ? this.board.selection.size > 1 : true;
  }

  #placeTools() {
    const host = this.#hostOfTools();
    if (host !== this.#host) {
      this.#host = host;
      if (host) host.append(this.tools);
      else this.tools.remove();
    }
    if (!host) return;
    this.#updateFavorite();
    const rect = host === this.several ? host.getBoundingClientRect() : this.board.screenRect(host.dataset.id);
    if (rect) this.#positionTools({ x: rect.x, y: rect.y, w: rect.w ?? rect.width, h: rect.h ?? rect.height });
  }

  #updateFavorite() {
    const { scene } = this.board;
    const ids = this.#subjects();
    const all = ids.length > 0 && ids.every((id) => scene.tile(id)?.favorite);
    const button = this.tools.children[2];
    if (button.getAttribute('aria-pressed') !== String(all)) button.setAttribute('aria-pressed', String(all));
  }

  #positionTools(rect) {
    const { viewport } = this.board;
    const small = coarse();
    const [width, height] = small ? [228, 48] : [176, 40];
    const [top, bottom] = small ? this.#freeRows() : [EDGE, viewport.height - EDGE];
    const x = Math.min(Math.max(rect.x + rect.w / 2 - width / 2, EDGE), viewport.width - width - EDGE);
    const above = rect.y - GAP - height;
    const strip = this.scrub.isIn(this.#host) ? this.scrub.height + 16 : 0;
    const below = rect.y + rect.h + GAP + strip;
    let y = above;
    if (above < top) y = below + height <= bottom ? below : Math.max(top, rect.y + GAP);
    this.tools.style.transform = `translate(${Math.round(x - rect.x)}px, ${Math.round(y - rect.y)}px)`;
  }

  /** Top and bottom of what the chrome of a small screen leaves free: it reaches from edge to edge. */
  #freeRows() {
    const now = performance.now();
    if (!this.#free || now - this.#free.at > FREE_MS) {
      const { y, h } = freeScreen(this.board.viewport);
      this.#free = { at: now, rows: [y, y + h] };
    }
    return this.#free.rows;
  }

  /** Show the size of the tile whose handle is dragged, or nothing. */
  showSize(id, rect) {
    this.size.hidden = !rect;
    if (!rect) return;
    this.size.textContent = `${Math.round(rect.w)} × ${Math.round(rect.h)}`;
    const host = this.board.tiles.of(id);
    if (host && this.size.parentNode !== host) host.append(this.size);
  }
}
