// A snapshot's tiles come as columns (app/ui/columns.py), which are smaller on the way; the scene takes them as tiles.

/** View tiles from `{count, columns: {field: values}, picture: {sha, width, height, slot}}`. */
export function tilesOf({ count, columns, picture }) {
  const shown = indices(count).filter((i) => picture.width[i] !== null);
  const ids = typeof columns.id === 'string' ? unpacked(columns.id, count).map(dashed) : columns.id;
  const shas = typeof picture.sha === 'string' ? spread(unpacked(picture.sha, shown.length), shown) : picture.sha;
  const names = Object.keys(columns);
  return indices(count).map((i) => {
    const tile = {};
    for (const name of names) tile[name] = columns[name][i];
    tile.id = ids[i];
    const [width, height, slot] = [picture.width[i], picture.height[i], picture.slot[i]];
    tile.picture = width === null ? null : { sha: shas[i], width, height, slot };
    return tile;
  });
}

const indices = (count) => Array.from({ length: count }, (_, i) => i);
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** So many texts of hexadecimal digits, all of one length, from the base64 of their bytes in a row. */
function unpacked(text, count) {
  const bytes = atob(text);
  const length = bytes.length / Math.max(count, 1);
  return indices(count).map((n) => {
    let digits = '';
    for (let at = n * length; at < (n + 1) * length; at += 1) digits += HEX[bytes.charCodeAt(at)];
    return digits;
  });
}

const dashed = (id) => `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;

function spread(values, places) {
  const made = [];
  places.forEach((place, n) => (made[place] = values[n]));
  return made;
}
