// Lower right: the map of the board and the zoom. And the way back when nothing of the board is in view.
import { bounds, touching } from './cull.js';
import { el, iconButton } from './dom.js';

const WIDTH = 168;
const HEIGHT = 108;
const INSET = 10;
const MAP_PAUSE_MS = 80;

export class Nav {
  #timer = 0;
  #transform = null; // {scale, x, y}: world to map
  #ground = null; // {key, image}: all tiles, drawn once for as long as none moves

  constructor(board) {
    this.board = board;
    this.map = el('canvas', { role: 'img', 'aria-label': 'Map of the board' });
    this.g = this.map.getContext('2d');
    this.value = el('button', { class: 'ig-val ig-num', type: 'button', title: 'Zoom to 100 % (Ctrl 0)', onclick: () => this.#do('zoom_100') });
    this.element = el(
      'div',
      { class: 'ig-nav', 'data-own-pointer': true },
      el('div', { class: 'ig-minimap ig-float' }, this.map),
      el(
        'div',
        { class: 'ig-zoom ig-float', role: 'group', 'aria-label': 'Zoom' },
        iconButton('minus', 'Zoom out', { title: 'Zoom out (−)', onclick: () => this.#do('zoom_out') }),
        this.value,
        iconButton('plus', 'Zoom in', { title: 'Zoom in (+)', onclick: () => this.#do('zoom_in') }),
        iconButton('fit', 'Fit all', { title: 'Fit all (Shift 1)', onclick: () => this.#do('fit_all') }),
      ),
    );
    this.back = el('button', { class: 'ig-btn ig-float ig-back', type: 'button', 'data-own-pointer': true, hidden: true }, 'Back to content');
    this.back.addEventListener('click', () => this.#do('fit_all'));
    this.map.addEventListener('pointerdown', (event) => this.#drag(event));
    this.map.addEventListener('pointermove', (event) => event.buttons && this.#drag(event));
  }

  #do(action) {
    this.board.actions.perform(action);
  }

  #drag(event) {
    if (!this.#transform) return;
    this.map.setPointerCapture(event.pointerId);
    const { left, top } = this.map.getBoundingClientRect();
    const { scale, x, y } = this.#transform;
    const { viewport } = this.board;
    viewport.x = (event.clientX - left - x) / scale - viewport.width / viewport.zoom / 2;
    viewport.y = (event.clientY - top - y) / scale - viewport.height / viewport.zoom / 2;
    this.board.camera.stop();
    this.board.viewportChanged();
  }

  /** After a frame: the zoom at once, the map a few times a second and in nobody's way. */
  frame() {
    const percent = `${Math.round(this.board.viewport.zoom * 100)} %`;
    if (this.value.textContent !== percent) this.value.textContent = percent;
    this.#timer ||= setTimeout(() => this.#draw(), MAP_PAUSE_MS);
  }

  #draw() {
    this.#timer = 0;
    const { scene, viewport } = this.board;
    const seen = viewport.worldRect();
    this.back.hidden = scene.size === 0 || touching(scene, seen).length > 0;
    if (!this.element.offsetParent && getComputedStyle(this.map).display === 'none') return;
    const dpr = devicePixelRatio;
    this.map.width = WIDTH * dpr;
    this.map.height = HEIGHT * dpr;
    const all = bounds(scene, scene.stack) ?? seen;
    const right = Math.max(all.x + all.w, seen.x + seen.w);
    const bottom = Math.max(all.y + all.h, seen.y + seen.h);
    const area = { x: Math.min(all.x, seen.x), y: Math.min(all.y, seen.y) };
    const scale = Math.min((WIDTH - 2 * INSET) / (right - area.x), (HEIGHT - 2 * INSET) / (bottom - area.y));
    this.#transform = {
      scale,
      x: WIDTH / 2 - ((area.x + right) / 2) * scale,
      y: HEIGHT / 2 - ((area.y + bottom) / 2) * scale,
    };
    this.#paint(seen, dpr);
  }

  #paint(seen, dpr) {
    const { g } = this;
    const { scale, x, y } = this.#transform;
    const { scene, selection, palette } = this.board;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(this.#tiles(dpr), 0, 0);
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    g.fillStyle = palette.accent;
    for (const id of selection.ids) if (scene.has(id)) fillTile(g, scene, scene.indexOf(id), this.#transform);
    g.beginPath();
    g.roundRect(seen.x * scale + x, seen.y * scale + y, seen.w * scale, seen.h * scale, 2);
    g.globalAlpha = 0.04;
    g.fillStyle = palette.text;
    g.fill();
    g.globalAlpha = 1;
    g.strokeStyle = palette.text_2;
    g.lineWidth = 1.25;
    g.stroke();
  }

  #tiles(dpr) {
    const { scene, palette } = this.board;
    const { scale, x, y } = this.#transform;
    const key = [scene.version, scale, x, y, dpr, palette.text_3].join();
    if (this.#ground?.key === key) return this.#ground.image;
    const image = this.#ground?.image ?? new OffscreenCanvas(1, 1);
    image.width = this.map.width;
    image.height = this.map.height;
    const g = image.getContext('2d');
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    g.fillStyle = palette.text_3;
    g.globalAlpha = 0.42;
    for (const i of scene.stack) fillTile(g, scene, i, this.#transform);
    this.#ground = { key, image };
    return image;
  }

  close() {
    clearTimeout(this.#timer);
  }
}

function fillTile(g, scene, i, { scale, x, y }) {
  g.fillRect(scene.x[i] * scale + x, scene.y[i] * scale + y, Math.max(1, scene.w[i] * scale), Math.max(1, scene.h[i] * scale));
}
