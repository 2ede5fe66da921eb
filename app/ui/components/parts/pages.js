import { withQuery } from './format.js';

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

// Asks for further pages of `list` for as long as `end`, below it, is near what `root` shows. Returns {again, stop}:
// `again` after the list began anew, for an observer tells only of changes.
export function followScroll(list, root, end, margin = '600px') {
  const observer = new IntersectionObserver(([entry]) => entry.isIntersecting && further(), { root, rootMargin: margin });
  const again = () => {
    observer.unobserve(end);
    observer.observe(end);
  };
  async function further() {
    if (list.next === null || list.state === 'loading') return; // whoever loads it anew calls `again`
    await list.more();
    if (list.state !== 'failed') again();
  }
  again();
  return { again, stop: () => observer.disconnect() };
}

// What a component with one such list needs: `list`, read from `path` with the fields that `query(component)` tells, and
// `ask` to read it anew. Its template has the refs `scroll` and, below the list, `end`.
export const paged = (path, query = () => ({})) => ({
  data() {
    return { list: new Pages((cursor) => read(withQuery(path, { ...query(this), cursor }))) };
  },
  async mounted() {
    await this.list.first();
    this.pages = followScroll(this.list, this.$refs.scroll, this.$refs.end);
  },
  beforeUnmount() {
    this.pages?.stop();
  },
  methods: {
    async ask() {
      await this.list.first();
      this.pages?.again();
    },
  },
});

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}.`);
  return answer.json();
}
