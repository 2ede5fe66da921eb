// What the actions of the shortcut table do. Anything that changes the board is a command to Python.
import { readingOrder, touching } from './cull.js';
import { copyPicture, copyPrompt, copyTiles } from './clipboard.js';
import { nextZoom } from './viewport.js';

const COMMANDS = [
  'duplicate', 'variations', 'seeds', 'favorite', 'delete', 'reroll', 'download', 'details', 'retry', 'move', 'rate',
  'forward', 'backward', 'to_front', 'to_back',
];
const ONE_AT_A_TIME = ['details'];

export class Actions {
  #board;

  constructor(board) {
    this.#board = board;
  }

  /** Do `action` on `ids` (default: the selection, else the focused tile). True when there was something to do. */
  perform(action, ids = this.#board.subjects(), fields = {}) {
    if (COMMANDS.includes(action)) return this.#command(action, ids, fields);
    return this[action]?.(ids) ?? false;
  }

  #command(name, ids, fields) {
    if (!ids.length) return false;
    this.#board.command(name, { ids: ONE_AT_A_TIME.includes(name) ? ids.slice(0, 1) : ids, ...fields });
    return true;
  }

  undo() {
    this.#board.command('undo', { ids: [] });
    return true;
  }

  redo() {
    this.#board.command('redo', { ids: [] });
    return true;
  }

  copy(ids) {
    if (!ids.length) return false;
    copyTiles(this.#board, ids);
    return true;
  }

  /** Gone from the board only once they are on the clipboard. */
  cut(ids) {
    if (!ids.length) return false;
    copyTiles(this.#board, ids).then((copied) => copied && this.perform('delete', ids));
    return true;
  }

  /** The browser follows the key with its paste event, which brings the clipboard. */
  paste() {
    return false;
  }

  open(ids) {
    if (!ids.length) return false;
    this.#board.bus.emit('open', { ids: ids.slice(0, 1) });
    return true;
  }

  /** Two tiles under one slider. */
  compare(ids) {
    if (ids.length !== 2) return false;
    this.#board.bus.emit('open', { ids });
    return true;
  }

  /** Dim all that is not of the tile's family, or let go. */
  family(ids) {
    const board = this.#board;
    const [id] = ids;
    if (board.family && (ids.length !== 1 || board.family.set.has(board.scene.indexOf(id)))) return this.#letGo();
    if (ids.length !== 1) return false;
    if (board.showFamily(id)) board.announce({ text: `The family of this tile has ${board.family.set.size} tiles.` });
    else board.bus.emit('toast', { text: 'This tile has no family yet. V makes four variations of it.' });
    return true;
  }

  #letGo() {
    this.#board.announce({ text: 'All tiles are shown alike.' });
    return this.#board.showFamily(null);
  }

  copy_picture(ids) {
    return copyPicture(this.#board, ids[0]);
  }

  copy_prompt(ids) {
    return copyPrompt(this.#board, ids[0]);
  }

  select_all() {
    this.#board.selection.set(this.#board.scene.ids());
    return true;
  }

  escape() {
    const board = this.#board;
    if (board.gestures.cancel()) return true;
    if (board.menu.close()) return true;
    if (board.family) return this.#letGo();
    if (!board.selection.size) return false;
    board.selection.clear();
    return true;
  }

  prompt() {
    this.#board.bus.emit('focus-prompt', {});
    return true;
  }

  help() {
    this.#board.bus.emit('help', {});
    return true;
  }

  fit_all() {
    return this.#board.fit(this.#board.scene.ids());
  }

  fit_selection() {
    return this.#board.fit(this.#board.selection.ids);
  }

  zoom_100() {
    return this.#zoomTo(1);
  }

  zoom_in() {
    return this.#zoomTo(nextZoom(this.#board.viewport.zoom, 1));
  }

  zoom_out() {
    return this.#zoomTo(nextZoom(this.#board.viewport.zoom, -1));
  }

  #zoomTo(zoom) {
    const { viewport, camera } = this.#board;
    const middle = viewport.toWorld(viewport.width / 2, viewport.height / 2);
    camera.fly({ x: middle.x - viewport.width / 2 / zoom, y: middle.y - viewport.height / 2 / zoom, zoom });
    this.#board.viewportChanged();
    return true;
  }

  hand() {
    this.#board.bus.emit('tool', { tool: this.#board.gestures.tool === 'hand' ? 'select' : 'hand' });
    return true;
  }

  choose() {
    const board = this.#board;
    if (!board.focused) return false;
    if (board.selection.has(board.focused)) return this.perform('open', [board.focused]);
    board.selection.set([board.focused]);
    return true;
  }

  /** Give the keyboard's focus to the first tile in view, in reading order. */
  focusFirst() {
    const { scene, viewport, tiles } = this.#board;
    const [first] = readingOrder(scene, touching(scene, viewport.worldRect()));
    return first === undefined ? false : tiles.focus(scene.idOf(first));
  }
}
