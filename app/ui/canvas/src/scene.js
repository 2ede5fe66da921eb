// The scene: every tile of the board as the browser draws it. Places and sizes stand in typed arrays, for culling.
//
// A tile has an index (its place in the arrays) for as long as it lives; `stack` holds the indices from the lowest to
// the highest. `apply` follows the board's revision: old messages change nothing, a jump in the revision is a gap.

const PLACE = ['x', 'y', 'w', 'h'];
const MOVES_KEPT = 128; // more moves than this between two frames are drawn as a whole
const byOrder = (a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1);

/** A view tile without its place. Written out, so that all of them have one shape and no table beside it. */
const fieldsOf = ({ id, order, prompt, seed, model, pixels, styles, axis, parent, favorite, picture, frame, status }) => ({
  id, order, prompt, seed, model, pixels, styles, axis, parent, favorite, picture, frame, status,
});

export class Scene {
  rev = -1;
  name = '';
  size = 0;
  version = 0; // raised by every change of tiles, places, stacking or lineage
  looks = 0; // raised by every other change of a tile
  #index = new Map();
  #fields = [];
  #free = [];
  #stack = null;
  #kin = null;
  #related = null;
  #changes = { all: true, places: [] }; // since takeChanges

  constructor(capacity = 256) {
    for (const key of PLACE) this[key] = new Float64Array(capacity);
  }

  /** Replace everything by a snapshot `{rev, name, tiles}`. */
  load({ rev, name = '', tiles }) {
    this.#index.clear();
    this.#fields = [];
    this.#free = [];
    this.size = 0;
    this.#touch(); // first: the former stack knows nothing of what comes now
    for (const tile of tiles) this.#create(tile);
    this.rev = rev;
    this.name = name;
  }

  /**
   * Apply `{rev, ops}`. Returns {applied, gap, created, patched, deleted}: `patched` holds [id, fields, before] with the
   * fields as they were. With a gap nothing is changed.
   */
  apply({ rev, ops }) {
    const result = { applied: false, gap: false, created: [], patched: [], deleted: [] };
    if (rev <= this.rev) return result;
    if (rev !== this.rev + 1) return { ...result, gap: true };
    for (const op of ops) this.#operate(op, result);
    this.rev = rev;
    return { ...result, applied: true };
  }

  #operate([kind, subject, fields], result) {
    if (kind === 'create') {
      this.#create(subject);
      result.created.push(subject.id);
    } else if (kind === 'patch') {
      const before = this.patch(subject, fields);
      if (before) result.patched.push([subject, fields, before]);
    } else if (kind === 'delete' && this.#delete(subject)) {
      result.deleted.push(subject);
    }
  }

  #create(tile) {
    let i = this.#index.get(tile.id);
    if (i === undefined) {
      i = this.#free.pop() ?? this.#fields.length;
      if (i >= this.x.length) this.#grow();
      this.#index.set(tile.id, i);
      this.size += 1;
    }
    const fresh = this.#fields[i] == null && this.#stack !== null;
    this.#fields[i] = fieldsOf(tile);
    for (const key of PLACE) this[key][i] = tile[key];
    if (fresh) this.#insert(i);
    else this.#touch();
  }

  /** A tile came to a scene that is drawn: its stacking place is found without sorting all, and its place alone changed. */
  #insert(i) {
    const stack = this.#stack;
    let low = 0;
    let high = stack.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (byOrder(this.#fields[stack[middle]], this.#fields[i]) < 0) low = middle + 1;
      else high = middle;
    }
    this.#stack = new Int32Array(stack.length + 1);
    this.#stack.set(stack.subarray(0, low));
    this.#stack[low] = i;
    this.#stack.set(stack.subarray(low), low + 1);
    this.#kin = null;
    this.#related = null;
    this.#noteMove(i);
  }

  #grow() {
    for (const key of PLACE) {
      const wider = new Float64Array(this.x.length * 2);
      wider.set(this[key]);
      this[`_${key}`] = wider;
    }
    for (const key of PLACE) {
      this[key] = this[`_${key}`];
      delete this[`_${key}`];
    }
  }

  /** Change fields of one tile without a revision (status, a drag); returns the old values, or null without the tile. */
  patch(id, fields) {
    const i = this.#index.get(id);
    if (i === undefined) return null;
    const before = {};
    if (PLACE.some((key) => key in fields)) this.#noteMove(i);
    else this.looks += 1;
    for (const [key, value] of Object.entries(fields)) {
      if (PLACE.includes(key)) {
        before[key] = this[key][i];
        this[key][i] = value;
      } else {
        before[key] = this.#fields[i][key];
        this.#fields[i][key] = value;
      }
    }
    if ('order' in fields || 'parent' in fields) this.#touch();
    return before;
  }

  #delete(id) {
    const i = this.#index.get(id);
    if (i === undefined) return false;
    this.#index.delete(id);
    this.#fields[i] = null;
    this.#free.push(i);
    this.size -= 1;
    this.#touch();
    return true;
  }

  #touch() {
    this.version += 1;
    this.#stack = null;
    this.#kin = null;
    this.#related = null;
    this.#changes = { all: true, places: [] };
  }

  /** Put tile `i` somewhere; stacking and kin stay as they are, so that a drag stays cheap. */
  place(i, place) {
    this.#noteMove(i);
    for (const key of PLACE) if (place[key] !== undefined) this[key][i] = place[key];
  }

  #noteMove(i) {
    this.version += 1;
    const changes = this.#changes;
    if (changes.all) return;
    if (changes.places.length < MOVES_KEPT) changes.places.push({ i, before: this.rect(i) });
    else this.#changes = { all: true, places: [] };
  }

  /** What moved since the last call: {all} when everything may have changed, else {places: [{i, before}]}. */
  takeChanges() {
    const taken = this.#changes;
    this.#changes = { all: false, places: [] };
    return taken;
  }

  indexOf(id) {
    return this.#index.get(id) ?? -1;
  }

  has(id) {
    return this.#index.has(id);
  }

  /** The fields of tile `i` apart from its place; null when there is none. */
  fields(i) {
    return this.#fields[i] ?? null;
  }

  idOf(i) {
    return this.#fields[i].id;
  }

  rect(i) {
    return { x: this.x[i], y: this.y[i], w: this.w[i], h: this.h[i] };
  }

  /** A whole view tile, or null. */
  tile(id) {
    const i = this.indexOf(id);
    return i < 0 ? null : { ...this.#fields[i], ...this.rect(i) };
  }

  ids() {
    return [...this.#index.keys()];
  }

  /** Indices from the lowest to the highest tile. */
  get stack() {
    if (!this.#stack) {
      const living = this.#fields.filter(Boolean).sort(byOrder);
      this.#stack = Int32Array.from(living, (fields) => this.#index.get(fields.id));
    }
    return this.#stack;
  }

  /** [parent, child] indices of each line of lineage. */
  get kin() {
    if (!this.#kin) {
      this.#kin = [];
      for (const [id, child] of this.#index) {
        const parent = this.#index.get(this.#fields[child].parent);
        if (parent !== undefined && this.#fields[child].parent !== id) this.#kin.push([parent, child]);
      }
    }
    return this.#kin;
  }

  /** Indices of the family of tile `i`: what it came from, what came from it, and theirs in turn. */
  family(i) {
    const near = new Map();
    for (const [parent, child] of this.kin) {
      for (const [one, other] of [[parent, child], [child, parent]]) {
        if (near.has(one)) near.get(one).push(other);
        else near.set(one, [other]);
      }
    }
    const found = new Set([i]);
    for (const one of found) for (const other of near.get(one) ?? []) found.add(other); // a set goes on over what is added
    return found;
  }

  /** Does a line of lineage begin or end at tile `i`? */
  inKin(i) {
    this.#related ??= new Set(this.kin.flat());
    return this.#related.has(i);
  }
}
