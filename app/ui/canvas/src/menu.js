// The More menu of a tile: everything that can be done with it, with its shortcut.
import { el } from './dom.js';
import { icon } from './icons.js';
import { keyWords } from './shortcuts.js';

const WIDTH = 232;
const EDGE = 8;
const ITEMS = [
  { name: 'open', words: 'Open', count: 1 },
  { name: 'compare', words: 'Compare', count: 2 },
  { name: 'download', words: 'Download' },
  { name: 'download', words: 'Download without metadata', fields: { metadata: false } },
  { name: 'copy', words: 'Copy', icon: 'duplicate' },
  { name: 'cut', words: 'Cut' },
  { name: 'move', words: 'Move to a board' },
  { name: 'copy_picture', words: 'Copy picture', icon: 'image', count: 1 },
  { name: 'copy_prompt', words: 'Copy prompt', icon: 'duplicate', count: 1 },
  null,
  { name: 'reroll', words: 'Re-roll' },
  { name: 'seeds', words: 'Four other seeds', icon: 'variations', count: 1 },
  { name: 'family', words: 'Show its family', count: 1 },
  null,
  { name: 'to_front', words: 'To the front' },
  { name: 'forward', words: 'One forward' },
  { name: 'backward', words: 'One back' },
  { name: 'to_back', words: 'To the back' },
  null,
  { name: 'details', words: 'Details', icon: 'info', count: 1 },
];

export class TileMenu {
  #element = null;
  #anchor = null;
  #outside = null;

  constructor(board) {
    this.board = board;
  }

  /** Open at a button, or at a point {x, y} of the screen, for the tiles `ids`. Open at the same button: close. */
  open(anchor, ids) {
    const again = this.#element && anchor === this.#anchor;
    this.close();
    if (again || !ids.length) return;
    this.#anchor = anchor;
    this.#element = this.#build(ids);
    document.body.append(this.#element);
    this.#place();
    anchor.setAttribute?.('aria-expanded', 'true');
    this.#outside = (event) => !this.#element?.contains(event.target) && !anchor.contains?.(event.target) && this.close();
    document.addEventListener('pointerdown', this.#outside, true);
    const byKeyboard = anchor.matches?.(':focus-visible') ?? false;
    (byKeyboard ? this.#buttons()[0] : this.#element).focus();
  }

  #build(ids) {
    const menu = el('div', { class: 'ig-menu ig-float', role: 'menu', 'aria-label': 'More', tabindex: '-1' });
    for (const item of ITEMS) menu.append(item ? this.#item(item, ids) : el('i', { class: 'ig-sep', role: 'separator' }));
    menu.addEventListener('keydown', (event) => this.#key(event));
    menu.addEventListener('focusout', (event) => event.relatedTarget && !menu.contains(event.relatedTarget) && this.close());
    return menu;
  }

  #item({ name, words, icon: sign = name, count, fields }, ids) {
    const keys = fields ? '' : keyWords(name);
    const act = () => {
      this.close({ refocus: true });
      this.board.actions.perform(name, ids, fields);
    };
    const button = el('button', { role: 'menuitem', type: 'button', tabindex: '-1', onclick: act, disabled: count && ids.length !== count });
    button.append(icon(sign, 16), el('span', { class: 'ig-grow' }, words), keys ? el('kbd', {}, keys) : '');
    return button;
  }

  #place() {
    this.#element.style.maxHeight = `${innerHeight - 2 * EDGE}px`;
    const { offsetHeight } = this.#element;
    const box = this.#anchor.getBoundingClientRect?.() ?? { left: this.#anchor.x, bottom: this.#anchor.y, top: this.#anchor.y };
    const left = Math.min(Math.max(EDGE, box.left), innerWidth - WIDTH - EDGE);
    const below = box.bottom + 8;
    const top = below + offsetHeight + EDGE <= innerHeight ? below : Math.max(EDGE, box.top - 8 - offsetHeight);
    Object.assign(this.#element.style, { left: `${left}px`, top: `${Math.max(EDGE, Math.min(top, innerHeight - offsetHeight - EDGE))}px` });
  }

  #buttons() {
    return [...this.#element.querySelectorAll('button:not(:disabled)')];
  }

  #key(event) {
    const buttons = this.#buttons();
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      buttons.at(to % buttons.length).focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      this.close({ refocus: true });
    } else {
      this.#jump(event.key, buttons, at);
    }
    event.stopPropagation();
  }

  /** A letter goes to the next item that begins with it. */
  #jump(key, buttons, at) {
    if (key.length !== 1 || key === ' ') return;
    const rest = [...buttons.slice(at + 1), ...buttons.slice(0, at + 1)];
    rest.find((button) => button.textContent.toLowerCase().startsWith(key.toLowerCase()))?.focus();
  }

  /** Is it open at this button (or at anything, without one)? */
  isOpen(anchor = this.#anchor) {
    return this.#element !== null && anchor === this.#anchor;
  }

  /** Close; true if it was open. */
  close({ refocus = false } = {}) {
    if (!this.#element) return false;
    document.removeEventListener('pointerdown', this.#outside, true);
    const element = this.#element;
    this.#element = null; // first: removing the focused item closes once more
    element.remove();
    this.#anchor.setAttribute?.('aria-expanded', 'false');
    if (refocus && this.#anchor.isConnected) this.#anchor.focus();
    this.board.request(); // the toolbar stood still while the menu was open
    return true;
  }
}
