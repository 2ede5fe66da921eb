// The atlas: pages of many small pictures in three sizes. The pages of the smallest size are fetched in any case: they
// are what is drawn of a picture before anything better is there.
import { ATLAS_WIDTH, SIDES, otherSides, slotPlace } from './levels.js';

const PAGE_BYTES = ATLAS_WIDTH ** 2 * 4;
const GROUND = SIDES.at(-1);
const ROUNDED = SIDES[0];
const CORNER = 1.25; // px that a corner of radius 2 lacks
const GROUND_PAGES = 4; // at most so many, 65,536 pictures

export class Atlas {
  #pages = new Map(SIDES.map((side) => [side, []])); // side -> [{key, url, image, used}]
  #drawing = 0;

  /** `dress(bitmap)` takes the corners off the slots of the largest size. */
  constructor({ dress = withoutCorners } = {}) {
    this.dress = dress;
  }

  /** Use these pages {side, url}, each side's in order; returns the keys of those that are no longer used. */
  set(pages) {
    const known = new Map(this.#all().map((page) => [page.key, page]));
    this.#pages = new Map(SIDES.map((side) => [side, []]));
    for (const { side, url } of pages) {
      this.#pages.get(side)?.push(known.get(url) ?? { key: url, url, image: null, used: -1 });
      known.delete(url);
    }
    return [...known.keys()];
  }

  #all() {
    return [...this.#pages.values()].flat();
  }

  beginDrawing() {
    this.#drawing += 1;
  }

  /** What to draw for a slot at `side` px, with the wish for its page where that is missing; null without such a page. */
  source(slot, side, use) {
    const at = slotPlace(slot, side);
    const page = this.#pages.get(side)[at.page];
    if (!page) return null;
    if (page.image) return this.#drawn(page, at, side, use);
    const wish = wishFor(page);
    return { ...(this.best(slot, side, use) ?? { image: null }), wish };
  }

  /** The best that is there for a slot instead of `side` px, or null. */
  best(slot, side, use) {
    for (const other of side === 64 ? SIDES : otherSides(side)) {
      const at = slotPlace(slot, other);
      const page = this.#pages.get(other)[at.page];
      if (page?.image) return this.#drawn(page, at, other, use);
    }
    return null;
  }

  #drawn(page, at, side, use) {
    if (page.used !== this.#drawing) {
      page.used = this.#drawing;
      use(page.key);
    }
    // Half a px inside, so that smoothing does not draw from the neighbour.
    return { image: page.image, x: at.x + 0.5, y: at.y + 0.5, w: side - 1, h: side - 1, rounded: true, wish: null };
  }

  /** Wishes for the pages of the smallest size. */
  ground() {
    return this.#pages.get(GROUND).slice(0, GROUND_PAGES).filter((page) => !page.image).map(wishFor);
  }

  /** A file as it is drawn: tiles of the largest size have round corners, which are made once for all. */
  dressed(key, bitmap) {
    return this.#pages.get(ROUNDED).some((page) => page.key === key) ? this.dress(bitmap) : bitmap;
  }

  arrived(key, image) {
    for (const page of this.#all()) if (page.key === key) page.image = image;
  }

  /** The budget let a page go. */
  lost(key) {
    this.arrived(key, null);
  }
}

/** The corners of slots are small squares, one wherever four slots meet. */
function withoutCorners(bitmap) {
  const page = new OffscreenCanvas(bitmap.width, bitmap.height);
  const g = page.getContext('2d');
  g.drawImage(bitmap, 0, 0);
  for (let x = 0; x <= page.width; x += ROUNDED) {
    for (let y = 0; y <= page.height; y += ROUNDED) g.clearRect(x - CORNER, y - CORNER, 2 * CORNER, 2 * CORNER);
  }
  bitmap.close();
  return page.transferToImageBitmap();
}

const wishFor = ({ key, url }) => ({ key, sha: null, url, bytes: PAGE_BYTES });
