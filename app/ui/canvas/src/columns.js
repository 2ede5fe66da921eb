// A snapshot's tiles come as columns (app/ui/columns.py), which are smaller on the way; the scene takes them as tiles.
// Thousands of them are kept, so that texts are made flat and what is alike is one object for all.

const REPEATED = ['model', 'pixels', 'styles'];
const ID_GROUPS = [8, 4, 4, 4, 12];

/** View tiles from `{count, columns: {field: values}, picture: {sha, width, height, slot}}`. */
export function tilesOf({ count, columns, picture }) {
  const shown = indices(count).filter((i) => picture.width[i] !== null);
  const ids = typeof columns.id === 'string' ? unpacked(columns.id, count, ID_GROUPS) : columns.id;
  const shas = typeof picture.sha === 'string' ? spread(unpacked(picture.sha, shown.length), shown) : picture.sha;
  const names = Object.keys(columns);
  const alike = new Map();
  return indices(count).map((i) => {
    const tile = {};
    for (const name of names) tile[name] = REPEATED.includes(name) ? shared(alike, columns[name][i]) : columns[name][i];
    tile.id = ids[i];
    const [width, height, slot] = [picture.width[i], picture.height[i], picture.slot[i]];
    tile.picture = width === null ? null : { sha: shas[i], width, height, slot };
    return tile;
  });
}

const indices = (count) => Array.from({ length: count }, (_, i) => i);

/** So many texts of hexadecimal digits, all of one length, from the base64 of their bytes in a row; dashes between groups. */
function unpacked(text, count, groups = []) {
  const bytes = atob(text);
  const length = bytes.length / Math.max(count, 1);
  const ends = new Set(groups.slice(0, -1).map((_, n) => groups.slice(0, n + 1).reduce((sum, group) => sum + group)));
  const codes = new Uint8Array(2 * length + ends.size);
  return indices(count).map((n) => {
    let to = 0;
    for (let at = 0; at < length; at += 1) {
      const byte = bytes.charCodeAt(n * length + at);
      codes[to++] = digit(byte >> 4);
      codes[to++] = digit(byte & 15);
      if (ends.has(2 * at + 2)) codes[to++] = 45;
    }
    return String.fromCharCode.apply(null, codes); // one flat text: joined by `+` it would be a tree four times its size
  });
}

const digit = (value) => (value < 10 ? 48 : 87) + value;

/** The same for most tiles; nobody changes it in place. */
function shared(alike, value) {
  const key = JSON.stringify(value);
  if (!alike.has(key)) alike.set(key, Object.freeze(value));
  return alike.get(key);
}

function spread(values, places) {
  const made = [];
  places.forEach((place, n) => (made[place] = values[n]));
  return made;
}
