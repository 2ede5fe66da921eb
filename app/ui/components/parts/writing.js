// What the person writes and into which tile, without DOM: the prompt bar draws it.
// `n` counts every change of the text; the server may replace the text only if it has seen the newest n.

const LATE_MS = 3000;

export class Writing {
  text = '';
  n = 0;
  tile = null; // the tile that the text belongs to
  isNew = false; // made here, not yet selected on the board
  rect = null; // what was visible of the board when the tile was made
  touched = false; // changed by the person since the tile was chosen
  held = false; // brought back by a reload, and not yet selected on the board again
  awaited = null; // a tile that was left before the board selected it

  constructor({ newId, view, now = Date.now }) {
    Object.assign(this, { newId, view, now });
  }

  // The person changed the text: what to tell the server.
  type(text) {
    this.text = text;
    this.n += 1;
    this.touched = true;
    this._needTile();
    return this._payload();
  }

  // Text that is only shown, such as a recalled prompt: the next key or Enter makes it count.
  recall(text) {
    this.text = text;
    this.n += 1;
  }

  // The text is done: what to tell the server, or null where there is nothing to settle.
  settle() {
    if (!this.text.trim()) return null;
    this._needTile();
    const payload = this._payload();
    this.leave();
    return payload;
  }

  leave() {
    if (this.isNew || this.held) this.awaited = { id: this.tile, until: this.now() + LATE_MS };
    this._take({ id: null, prompt: '' });
  }

  // The board's selection changed. Says 'deselect' where the board chose a tile that was already left.
  select(tiles, by = 'program') {
    if (tiles.length === 1) return this._choose(tiles[0], by);
    if (!this.isNew && !this.held && this.tile !== null) this._take({ id: null, prompt: '' });
    return null;
  }

  // The server replaces the text. Refused where the person has typed since (`n` is the last change it saw).
  replace({ text, tile = this.tile, n = 0, force = false }) {
    if (!force && (tile !== this.tile || n < this.n)) return { ok: false, error: 'The text is newer on the page.' };
    if (tile !== this.tile) this._take({ id: tile, prompt: text });
    this.text = text;
    return { ok: true };
  }

  // What was typed into a tile was undone: the tile's own prompt stands again, and no draft is left.
  undo({ tile, text }) {
    if (tile !== this.tile) return { ok: false, error: 'The text belongs to another tile.' };
    this._take({ id: tile, prompt: text });
    return { ok: true };
  }

  // A draft of before a reload: what to tell the server, or null where there was none.
  restore(draft) {
    if (!draft?.text || !draft.tile) return null;
    this.rect = this.view();
    Object.assign(this, { text: draft.text, tile: draft.tile, isNew: draft.isNew, n: draft.n + 1, touched: true, held: true });
    return { ...this._payload(), restored: true };
  }

  get draft() {
    return this.touched ? { text: this.text, tile: this.tile, isNew: this.isNew, n: this.n } : null;
  }

  _choose(tile, by) {
    if (by === 'person') this.awaited = null; // chosen on purpose: nothing late about it
    if (by === 'program' && tile.id === this.awaited?.id && this.now() < this.awaited.until) {
      this.awaited = null;
      return 'deselect';
    }
    if (tile.id !== this.tile) this._take(tile);
    else if (!this.touched) this.text = tile.prompt;
    this.isNew = this.held = false;
    return null;
  }

  _take({ id, prompt }) {
    Object.assign(this, { text: prompt, tile: id, isNew: false, touched: false, held: false });
  }

  _needTile() {
    if (this.tile !== null) return;
    this.tile = this.newId();
    this.rect = this.view();
    this.isNew = true;
    this.touched = true;
  }

  _payload() {
    const view = this.isNew ? this.rect : null;
    return { text: this.text, n: this.n, tile: this.tile, new: this.isNew, view, restored: false };
  }
}

// The draft of one board in the tab's own storage, so that a reload or a restarted server brings the text back.
export class Drafts {
  constructor(storage, board) {
    this.storage = storage;
    this.key = `imagegen.draft.${board}`;
  }

  read() {
    try {
      return JSON.parse(this.storage.getItem(this.key));
    } catch {
      return null;
    }
  }

  write(draft) {
    if (draft) this.storage.setItem(this.key, JSON.stringify(draft));
    else this.storage.removeItem(this.key);
  }
}
