// A list that arrives in pages, each with a cursor to the next. A newer question makes late answers void.

export class Pages {
  items = [];
  total = null;
  next = null;
  state = 'idle'; // idle | loading | failed
  asked = 0; // how many questions were asked

  // ask(cursor) -> Promise<{items, next, total}>
  constructor(ask) {
    this.ask = ask;
  }

  get done() {
    return this.state === 'idle' && this.total !== null && this.next === null;
  }

  async first() {
    this.state = 'idle';
    this.asked += 1;
    await this._load(null);
  }

  async more() {
    if (this.state === 'loading' || this.next === null) return;
    await this._load(this.next);
  }

  async _load(cursor) {
    const asked = this.asked;
    this.state = 'loading';
    try {
      const page = await this.ask(cursor);
      if (asked !== this.asked) return;
      this.items = cursor === null ? page.items : [...this.items, ...page.items];
      Object.assign(this, { total: page.total, next: page.next, state: 'idle' });
    } catch (error) {
      if (asked !== this.asked) return;
      this.state = 'failed';
      this.error = error;
    }
  }
}
