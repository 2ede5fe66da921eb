// Dropping on the board: files of the system, pictures of other pages, text. A drag that began on this page is not ours.
import { CHROME } from './chrome.js';
import { el } from './dom.js';
import { counted } from './intake.js';
import { TYPING } from './keys.js';
import { readTransfer } from './transfer.js';

const ELSEWHERE = `${CHROME}, [role="dialog"], [role="menu"]`;

export class Drops {
  #own = false;
  #stops = [];

  constructor(board) {
    this.board = board;
    this.label = el('span', { class: 'ig-gap ig-drop', hidden: true, 'aria-hidden': 'true' });
    document.body.append(this.label); // what stands on an empty board lies over the board
    const on = (name, act) => {
      window.addEventListener(name, act);
      this.#stops.push(() => window.removeEventListener(name, act));
    };
    on('dragstart', () => (this.#own = true));
    on('dragend', () => (this.#own = false));
    on('pointermove', () => (this.#own = false)); // an element that went away while it was dragged ends nothing
    on('dragover', (event) => this.#over(event));
    on('dragleave', (event) => event.relatedTarget === null && this.#rest());
    on('drop', (event) => this.#drop(event));
  }

  /** Would the page take what is carried? Anything else is left to the browser, files never: it would open them. */
  #takes(event) {
    const { types } = event.dataTransfer;
    if (this.#own) return false;
    if (types.includes('Files')) return true;
    return ['text/uri-list', 'text/plain'].some((type) => types.includes(type)) && !event.target.closest?.(TYPING);
  }

  #over(event) {
    const takes = this.#takes(event);
    const here = takes && !event.target.closest?.(ELSEWHERE);
    if (takes) {
      event.preventDefault();
      event.dataTransfer.dropEffect = here ? 'copy' : 'none';
    }
    if (here) this.#promise(event);
    else this.#rest();
  }

  #promise(event) {
    const { clientX: x, clientY: y } = event;
    this.board.root.classList.add('is-receiving');
    this.label.hidden = false;
    this.label.textContent = promise(event.dataTransfer);
    this.label.style.transform = `translate(${Math.min(x + 16, innerWidth - 180)}px, ${y + 20}px)`;
  }

  #rest() {
    this.board.root.classList.remove('is-receiving');
    this.label.hidden = true;
  }

  #drop(event) {
    this.#rest();
    if (!this.#takes(event)) return;
    event.preventDefault();
    if (event.target.closest?.(ELSEWHERE)) return;
    const { x, y } = this.#point(event);
    this.board.receive(readTransfer(event.dataTransfer, location.host), this.board.viewport.toWorld(x, y));
  }

  #point(event) {
    const { left, top } = this.board.root.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  close() {
    this.label.remove();
    this.board.root.classList.remove('is-receiving');
    for (const stop of this.#stops) stop();
  }
}

/** What will come of the drop; before it the browser tells kinds only. */
function promise({ types, items }) {
  const files = [...items].filter(({ kind }) => kind === 'file').length;
  if (types.includes('Files')) return `Add ${counted(files || 1)}`;
  return types.includes('text/uri-list') ? 'Add a picture' : 'Put text into the prompt';
}
