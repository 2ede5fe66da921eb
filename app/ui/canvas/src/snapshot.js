// Fetching the snapshot of the board, and keeping what arrives meanwhile.

import { tilesOf } from './columns.js';

const PAUSES_MS = [250, 1000, 3000, 8000];

export class Feed {
  #waiting = null; // messages that came while a snapshot is on its way

  /** `board` gets the snapshot; `onGap()` is told when the revision jumped. */
  constructor({ url, board, onGap, fetcher = (address) => fetch(address), pause = sleep }) {
    Object.assign(this, { url, board, onGap, fetcher, pause });
  }

  /** Fetch the snapshot and apply what came meanwhile. Tries until it has one, unless the board is gone (404). */
  async start() {
    this.#waiting ??= [];
    let snapshot;
    try {
      snapshot = await this.#snapshot();
    } catch (error) {
      this.#waiting = null; // the next message is a gap, and asks again
      throw error;
    }
    const later = this.#waiting;
    this.#waiting = null;
    this.board.load(snapshot);
    for (const [method, message] of later) {
      try {
        this.tell(method, message);
      } catch (error) {
        console.error(error); // of one message; the others count
      }
    }
  }

  async #snapshot() {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const response = await this.fetcher(this.url);
        if (response.ok) return unfolded(await response.json());
        if (response.status === 404) throw Object.assign(new Error('This board is not there.'), { final: true });
      } catch (error) {
        if (error.final) throw error;
        console.warn('The board could not be fetched yet; trying again.', error);
      }
      await this.pause(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]);
    }
  }

  /**
   * Tell the board by one of its methods, now or once the snapshot is there: a message may be of tiles that come with it.
   * Returns what the method does; undefined while it waits.
   */
  tell(method, message) {
    if (this.#waiting) this.#waiting.push([method, message]);
    else return method === 'apply' ? this.#apply(message) : this.board[method](message);
  }

  #apply(message) {
    const result = this.board.apply(message);
    if (result.gap) {
      this.#waiting = []; // the snapshot is younger than this message, and holds what it says
      this.onGap();
      this.start().catch((error) => console.error(error));
    }
    return result;
  }
}

const unfolded = (snapshot) => ({ ...snapshot, tiles: tilesOf(snapshot.tiles) });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
