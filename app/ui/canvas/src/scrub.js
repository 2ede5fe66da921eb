// The scrub strip: the pictures that a live tile went through. One slider; "Keep" makes a tile of the shown one.
import { el } from './dom.js';

const LEAST_WIDTH = 256; // px
const GAP = 16; // px under the tile
const THUMB = 40; // px: the least width of a thumbnail with its gap
const PADDING = 12;

/** The thumbnails to show of `count` pictures when `room` have place: {from, to}, with `at` near the middle. */
export function scrubWindow(count, room, at) {
  const shown = Math.min(count, Math.max(1, room));
  const from = Math.min(Math.max(0, at - Math.floor(shown / 2)), count - shown);
  return { from, to: from + shown };
}

export class ScrubStrip {
  #host = null;
  #data = null; // {id, frames: [{n, url, shows, prompt}]}
  #at = 0; // index into frames
  #room = 1; // thumbnails that have place
  #from = 0; // index of the first thumbnail
  #built = ''; // what the thumbnails were made for

  constructor(board) {
    this.board = board;
    this.list = el('ol', { 'aria-hidden': 'true' });
    this.caption = el('span', { class: 'ig-grow ig-clip' });
    this.count = el('span', { class: 'ig-num ig-meta' });
    this.slider = el('div', { class: 'ig-scrubber', role: 'slider', tabindex: '0', 'aria-label': 'Earlier pictures' }, this.list);
    const keep = el('button', { class: 'ig-btn ig-btn-s ig-btn-soft', type: 'button', onclick: () => this.#keep() }, 'Keep');
    this.element = el(
      'div',
      { class: 'ig-scrub ig-float', role: 'group', 'aria-label': 'Pictures this tile passed through', 'data-own-pointer': true },
      this.slider,
      el('div', { class: 'ig-cap' }, this.caption, this.count, keep),
    );
    this.slider.addEventListener('keydown', (event) => this.#key(event));
    this.slider.addEventListener('pointerdown', (event) => this.#drag(event));
    this.slider.addEventListener('pointermove', (event) => event.buttons && this.#drag(event));
  }

  /** The pictures of a tile; `frames` empty: it has none to go through. Whoever looks back stays where they are. */
  set({ id, frames }) {
    const at_n = this.#looksBackAt(id) ? this.#data.frames[this.#at].n : null;
    this.#data = { id, frames };
    const kept = frames.findIndex((frame) => frame.n === at_n);
    this.#at = kept >= 0 ? kept : frames.length - 1;
    if (kept < 0) this.board.lookback.leave();
  }

  /** The tile gets a newer picture: it is what counts now. */
  toNewest(id) {
    if (this.#looksBackAt(id)) this.#go(this.#data.frames.length - 1);
  }

  #looksBackAt(id) {
    return this.#data?.id === id && this.#at < this.#data.frames.length - 1;
  }

  get height() {
    return this.element.offsetHeight;
  }

  isIn(host) {
    return host !== null && this.#host === host;
  }

  /** Stand under the chosen tile if it has pictures to go through. */
  frame(chosen) {
    const { board } = this;
    if (this.#data && this.#data.id !== chosen) this.toNewest(this.#data.id);
    const apt = chosen && this.#data?.id === chosen && this.#data.frames.length > 1 && !board.busy;
    const host = apt ? board.tiles.of(chosen) : null;
    if (host !== this.#host) {
      this.#host = host;
      if (host) host.append(this.element);
      else this.element.remove();
    }
    if (!host) return;
    const rect = board.screenRect(chosen);
    const width = Math.max(LEAST_WIDTH, Math.min(rect.w, board.viewport.width - 16));
    this.#room = Math.floor((width - PADDING) / THUMB);
    this.#show();
    const x = Math.min(Math.max(rect.w / 2 - width / 2, 8 - rect.x), board.viewport.width - 8 - rect.x - width);
    this.element.style.width = `${width}px`;
    this.element.style.transform = `translate(${Math.round(x)}px, ${Math.round(rect.h + GAP)}px)`;
  }

  #build() {
    const { frames } = this.#data;
    const { from, to } = scrubWindow(frames.length, this.#room, this.#at);
    const thumbs = frames.slice(from, to);
    const key = thumbs.map(({ url }) => url).join();
    this.#from = from;
    if (key === this.#built) return;
    this.#built = key;
    this.list.replaceChildren(
      ...thumbs.map(({ url }) => {
        return el('li', {}, el('img', { src: this.board.address(url), alt: '', draggable: 'false', decoding: 'async' }));
      }),
    );
  }

  #show() {
    this.#build();
    const { frames } = this.#data;
    const { prompt } = frames[this.#at];
    const place = `${this.#at + 1} of ${frames.length}`;
    [...this.list.children].forEach((item, n) => item.classList.toggle('is-now', this.#from + n === this.#at));
    if (this.count.textContent === place && this.caption.title === prompt) return;
    this.caption.textContent = prompt;
    this.caption.title = prompt;
    this.count.textContent = place;
    const values = { valuemin: 1, valuemax: frames.length, valuenow: this.#at + 1, valuetext: `${place}: ${prompt}` };
    for (const [name, value] of Object.entries(values)) this.slider.setAttribute(`aria-${name}`, value);
  }

  #go(at) {
    const { frames, id } = this.#data;
    const next = Math.min(frames.length - 1, Math.max(0, at));
    if (next === this.#at) return;
    this.#at = next;
    this.#show();
    if (next === frames.length - 1) this.board.lookback.leave();
    else this.board.lookback.show(id, this.board.address(frames[next].shows));
  }

  #key(event) {
    const last = this.#data.frames.length - 1;
    const to = { ArrowLeft: this.#at - 1, ArrowDown: this.#at - 1, ArrowRight: this.#at + 1, ArrowUp: this.#at + 1, Home: 0, End: last };
    if (!(event.key in to)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#go(to[event.key]);
  }

  #drag(event) {
    const { left, width } = this.slider.getBoundingClientRect();
    const share = (event.clientX - left) / Math.max(1, width);
    this.slider.setPointerCapture(event.pointerId);
    this.#go(this.#from + Math.floor(share * this.list.children.length));
  }

  #keep() {
    const { id, frames } = this.#data;
    this.board.command('keep', { ids: [id], id, n: frames[this.#at].n });
  }
}
