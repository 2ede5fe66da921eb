// Pictures from outside on their way to the board: sent one after another, so that they stand in the order they came
// in and are one step of undo. The server checks each; what it refuses does not keep the others.
import { newId } from './ids.js';
import { dataOf } from './transfer.js';

const BOARD_SUFFIX = '.imagegen';
const MOST_BYTES = 25 * 1024 * 1024;
const TELL_AFTER_MS = 400;
const TELL_EVERY_MS = 2500;
const ARRIVES_WITHIN_MS = 5000;
const SHOWN_NAME = 40; // characters

export class Intake {
  #queue = Promise.resolve();

  constructor(board, { url, fetcher = (...request) => fetch(...request) }) {
    Object.assign(this, { board, url, fetcher });
  }

  /** Add picture files around a point of the world; a board file is for somebody else to take. */
  add(given, place) {
    const isBoard = ({ name }) => name.toLowerCase().endsWith(BOARD_SUFFIX);
    const files = [...given].filter((file) => !isBoard(file));
    for (const file of [...given].filter(isBoard)) this.board.bus.emit('board-file', { file, alone: given.length === 1 });
    if (!files.length) return this.#queue;
    this.#queue = this.#queue.then(() => this.#addAll(files, place)).catch((error) => console.error(error));
    return this.#queue;
  }

  /** Add the picture behind an address, as far as the browser may read it. */
  async addFrom(address, place) {
    const file = await this.#fetched(address);
    if (file) return this.add([file], place);
    const said = `The browser may not read pictures of ${siteOf(address)}: save the picture and drop the file here.`;
    return this.#say(said);
  }

  async #fetched(address) {
    const data = dataOf(address);
    if (data) return new File([data.bytes], 'The picture', { type: data.mime });
    try {
      const answer = await this.fetcher(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
      return answer.ok ? new File([await answer.blob()], 'The picture') : null;
    } catch {
      return null; // the other site, or this page's own policy, does not allow it
    }
  }

  async #addAll(files, place) {
    const before = this.board.selection.ids.join();
    const { x: left, y: top, w: width, h: height } = this.board.visibleRect();
    const step = { ...place, group: newId(), of: files.length, left, top, width, height };
    const progress = new Progress(files.length, (text) => this.#say(text));
    const [tiles, refused] = [[], []];
    for (const file of files) {
      const { tile, ...why } = await this.#send(file, step);
      if (tile) tiles.push(tile);
      else refused.push({ name: file.name, ...why });
      progress.next();
    }
    progress.end();
    if (refused.length) this.#say(refusalWords(refused));
    await this.#show(tiles, before);
  }

  async #send(file, step) {
    if (file.size > MOST_BYTES) return { fault: 'is larger than 25 MB', advice: 'save a smaller copy and add that' };
    try {
      await file.slice(0, 1).arrayBuffer();
    } catch {
      return { fault: 'cannot be read', advice: 'choose files, not folders' };
    }
    try {
      const answer = await this.fetcher(`${this.url}?${new URLSearchParams(step)}`, { method: 'POST', body: file });
      const said = await answer.json();
      if (answer.ok || said.fault) return said;
      return { fault: 'was not added', advice: typeof said.detail === 'string' ? said.detail.replace(/\.$/, '') : 'try again' };
    } catch {
      return { fault: 'could not be sent to ImageGen', advice: 'try again when it is there' };
    }
  }

  /** Select what arrived, unless the person has turned to something else meanwhile. */
  async #show(tiles, before) {
    const { board } = this;
    await Promise.all(tiles.map((id) => arrival(board, id)));
    const there = tiles.filter((id) => board.scene.has(id));
    if (!there.length || board.selection.ids.join() !== before) return;
    board.selection.set(there);
    board.reveal(there);
  }

  #say(text) {
    this.board.bus.emit('toast', { text });
  }
}

/** Says that pictures are on their way, once that takes a moment. */
class Progress {
  #done = 0;
  #told = performance.now() + TELL_AFTER_MS - TELL_EVERY_MS;

  constructor(total, say) {
    Object.assign(this, { total, say });
    this.timer = setTimeout(() => this.#tell(), TELL_AFTER_MS);
  }

  next() {
    this.#done += 1;
    if (performance.now() - this.#told > TELL_EVERY_MS) this.#tell();
  }

  #tell() {
    if (this.#done === this.total) return;
    this.#told = performance.now();
    this.say(this.#done ? `Adding pictures: ${this.#done} of ${this.total}` : `Adding ${counted(this.total)}`);
  }

  end() {
    clearTimeout(this.timer);
  }
}

/** The answer and the board's own news come by two ways: wait until the tile stands in the scene. */
function arrival(board, id) {
  if (board.scene.has(id)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const stop = board.bus.on('created', (created) => created.id === id && done());
    const timer = setTimeout(done, ARRIVES_WITHIN_MS);
  });
}

/** One sentence about the files [{name, fault, advice}] that were not added: which, why, what to do. */
export function refusalWords(refused) {
  const [first, ...others] = refused;
  const named = ({ name, fault }) => `“${shortened(name)}” ${fault}`;
  if (!others.length) return `${named(first)}: ${first.advice}.`;
  const list = refused.length > 2 ? `${named(first)}, ${named(others[0])}, and ${refused.length - 2} more` : `${named(first)}, and ${named(others[0])}`;
  const advice = others.every((other) => other.advice === first.advice) ? `; ${first.advice}` : '';
  return `${refused.length} files were not added: ${list}${advice}.`;
}

/** "a picture", "3 pictures". */
export const counted = (count) => (count === 1 ? 'a picture' : `${count} pictures`);

const shortened = (name) => (name.length <= SHOWN_NAME ? name : `${name.slice(0, SHOWN_NAME - 10)}…${name.slice(-9)}`);

function siteOf(address) {
  try {
    return new URL(address).hostname || 'that page';
  } catch {
    return 'that page';
  }
}
