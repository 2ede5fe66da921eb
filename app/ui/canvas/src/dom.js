// Making elements. Texts are always set as text: prompts and messages come from outside.
import { icon } from './icons.js';

/** A new element: `el('button', {class: 'ig-ib', title: 'More', onclick}, child, 'text')`. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button with an icon only; its label is its accessible name. */
export function iconButton(name, label, { onclick, title = label, kind = '' } = {}) {
  return el('button', { class: `ig-ib ${kind}`.trim(), type: 'button', 'aria-label': label, title, onclick }, icon(name));
}

export const coarse = () => matchMedia('(pointer: coarse)').matches || document.documentElement.hasAttribute('data-small');
