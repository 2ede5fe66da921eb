// What a gesture on the board snaps to: the tiles in view that it does not move itself.
import { touching } from '../cull.js';
import { surroundings } from '../snap.js';

const WITHIN = 6; // px
const SHARE = 1 / 4; // of the shorter side: a tile that looks small could not be put anywhere else

export class Snapping {
  #prepared = null; // {seen, except, around, near}

  constructor(board) {
    this.board = board;
  }

  /** Does the person want it now? */
  static wanted = ({ ctrlKey, metaKey }) => !ctrlKey && !metaKey;

  /** How far a box may be pulled, in world units. */
  threshold({ w, h }) {
    return Math.min(WITHIN / this.board.viewport.zoom, Math.min(w, h) * SHARE);
  }

  /** The surroundings of `box` for snap.js, without the tiles `except` (indices); prepared anew only when the view, the
   * board or the neighbourhood is another one. */
  around(box, except) {
    const { viewport, scene } = this.board;
    const { x, y, zoom } = viewport;
    const seen = [x, y, zoom, scene.rev].join();
    const had = this.#prepared;
    if (had?.seen === seen && had.except === except && Math.hypot(box.x - had.around.x, box.y - had.around.y) <= had.near.reach) return had.near;
    const boxes = touching(scene, viewport.worldRect()).filter((i) => !except.has(i)).map((i) => scene.rect(i));
    this.#prepared = { seen, except, around: box, near: surroundings(box, boxes) };
    return this.#prepared.near;
  }
}
