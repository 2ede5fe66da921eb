// What stands on a tile whose picture is not there: waiting, generating, failed. (Arriving is drawn by the canvas.)
import { el, iconButton } from './dom.js';
import { icon } from './icons.js';

// Where a cure is found: the word of the sentence that leads there, or the words that are added when it has none.
const CURES = {
  settings: { word: /\bsettings\b/i, words: 'Open settings', href: '/settings' },
  caps: { word: /\bsettings\b/i, words: 'Change the cap', href: '/settings' },
};

/** 'waiting', 'working', 'failed', or null when the picture speaks for itself. */
export function cardKind({ status, picture, frame }) {
  if (status?.state === 'failed') return 'failed';
  if (picture || frame) return null;
  return { waiting: 'waiting', generating: 'working' }[status?.state] ?? null;
}

/** How far a picture is: what the provider tells, else the elapsed of the usual time. `now_s` is epoch seconds. */
export function progressWords({ state, queued_before, fraction, started_at, usual_s }, now_s) {
  if (state === 'waiting') return queued_before ? `${queued_before} before it` : 'next';
  if (fraction != null) return `${Math.round(fraction * 100)} %`;
  const elapsed = started_at ? Math.max(0, Math.floor(now_s - started_at)) : null;
  if (elapsed !== null && usual_s > 1) return `${elapsed} of about ${Math.round(usual_s)} s`;
  if (elapsed !== null && elapsed > 0) return `${elapsed} s`;
  return usual_s ? `about ${usual_s < 1 ? '1' : Math.round(usual_s)} s` : '';
}

/** The card of a tile. `act(name)` does 'retry' or 'delete'. */
export function makeCard(kind, fields, act) {
  return kind === 'failed' ? failedCard(fields, act) : workCard(kind, fields);
}

function workCard(kind, { status, prompt }) {
  const { fraction } = status;
  const bar = fraction == null ? null : el('div', { class: 'ig-progress', 'aria-hidden': 'true' }, el('i'));
  if (bar) bar.firstChild.style.width = `${Math.round(fraction * 100)}%`;
  return el(
    'div',
    { class: `ig-tile is-${kind}` },
    el('span', { class: 'ig-said', title: prompt }, prompt),
    el(
      'div',
      { class: 'ig-status' },
      el(
        'div',
        { class: 'ig-row' },
        el('span', {}, kind === 'waiting' ? 'Waiting' : 'Drawing'),
        el('span', { class: 'ig-num ig-far' }, progressWords(status, Date.now() / 1000)),
      ),
      bar,
    ),
  );
}

/** The seconds went on: say so on a card made before. */
export function tickCard(card, status) {
  const far = card.querySelector('.ig-far');
  if (far && status) far.textContent = progressWords(status, Date.now() / 1000);
}

function failedCard({ status, picture, frame }, act) {
  const message = status.message || 'The picture could not be made.';
  const why = el('span', { title: message }, ...withLink(message, CURES[status.cure]));
  const retry = el('button', { class: 'ig-btn ig-btn-s ig-btn-soft', type: 'button', onclick: () => act('retry') });
  retry.append(icon('retry', 16), 'Retry');
  return el(
    'div',
    { class: `ig-tile is-failed${picture || frame ? ' has-picture' : ''}` },
    el('div', { class: 'ig-why' }, icon('failed', 16), why),
    el(
      'div',
      { class: 'ig-acts', 'data-own-pointer': true },
      retry,
      el('span', { class: 'ig-grow' }),
      iconButton('delete', 'Delete', { kind: 'ig-danger', onclick: () => act('delete') }),
    ),
  );
}

/** The sentence with a link to its cure, if it has one. */
function withLink(message, cure) {
  if (!cure) return [message];
  const link = (words) => el('a', { href: cure.href, 'data-own-pointer': true }, words);
  const found = cure.word.exec(message);
  if (!found) return [`${message} `, link(cure.words), '.'];
  return [message.slice(0, found.index), link(found[0]), message.slice(found.index + found[0].length)];
}
