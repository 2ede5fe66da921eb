// What a drop or a paste brings: tiles of ours, picture files, the address of a picture, or text. No DOM in here.
//
// Copied tiles stand in the clipboard as HTML that other programs show as pictures. An attribute names the program and
// the copy, so that whatever is copied elsewhere later takes its place by itself.

const MARK = /data-imagegen="([^"/]{1,260})\/([0-9a-f-]{36})"/;
const PICTURE = /<img(?=\s)/i;
const ATTRIBUTE = /\s+([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/y;
const PICTURE_NAME = /\.(?:png|jpe?g|webp|gif|avif)(?:[?#]|$)/i;
const DATA = /^data:(image\/[a-z0-9.+-]{1,40})((?:;[a-z0-9=-]{1,40}){0,4}),/i;
const MOST_PICTURES = 100; // of one copy, for other programs
const ENTITIES = { '&amp;': '&', '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>' };

/** Read a DataTransfer: {copy, files, address, text}; `host` is this program's own. `copy` is the id of tiles. */
export function readTransfer(transfer, host) {
  const html = transfer.getData('text/html');
  const text = transfer.getData('text/plain');
  const link = transfer.getData('text/uri-list').split(/\r?\n/).find((line) => line && !line.startsWith('#')) ?? '';
  return { copy: markIn(html, host), files: [...transfer.files], address: pictureAddress({ html, link, text }), text: text.trim() };
}

/** The id of copied tiles in HTML that this program wrote, else null. */
export function markIn(html, host) {
  const [, by, copy] = MARK.exec(html) ?? [];
  return by === host ? copy : null;
}

/** The address of the picture that is dragged or was copied; of a text that holds pictures, null: the text is meant. */
export function pictureAddress({ html, link, text }) {
  const source = pictureSource(html);
  if (source && (link || !text.trim())) return source;
  return PICTURE_NAME.test(link) || DATA.test(link) ? link : null;
}

/** The address of the first picture in HTML, or null. Goes on from one attribute to the next: any text is read once. */
function pictureSource(html) {
  const at = html.search(PICTURE);
  ATTRIBUTE.lastIndex = at + '<img'.length;
  for (let found; at >= 0 && (found = ATTRIBUTE.exec(html)); ) {
    const [, name, ...values] = found;
    if (name.toLowerCase() === 'src') return unescaped(values.find((value) => value !== undefined) ?? '');
  }
  return null;
}

/** HTML for the clipboard: {host, copy, pictures: [{src, alt}]}. */
export function copyMarkup({ host, copy, pictures }) {
  const mark = `data-imagegen="${escaped(`${host}/${copy}`)}"`;
  const [first, ...rest] = pictures.slice(0, MOST_PICTURES).map(({ src, alt }) => (src ? `<img src="${escaped(src)}" alt="${escaped(alt)}"` : `<p>${escaped(alt)}`));
  const closed = (start) => (start.startsWith('<p>') ? `${start}</p>` : `${start}>`);
  return `${closed(first.replace(/^<(img|p)/, `<$1 ${mark}`))}${rest.map(closed).join('')}`;
}

/** The bytes of a data: address as {bytes, mime}, or null when it is none of a picture or cannot be read. */
export function dataOf(address) {
  const [head, mime, options] = DATA.exec(address) ?? [];
  if (!head) return null;
  try {
    const body = decodeURIComponent(address.slice(head.length));
    const letters = /;base64$/i.test(options) ? atob(body) : body;
    return { bytes: Uint8Array.from(letters, (letter) => letter.charCodeAt(0)), mime };
  } catch {
    return null;
  }
}

const unescaped = (text) => text.replace(/&(?:amp|quot|#39|lt|gt);/g, (entity) => ENTITIES[entity]);
const escaped = (text) => text.replace(/[&<>"]/g, (letter) => Object.keys(ENTITIES).find((entity) => ENTITIES[entity] === letter));
