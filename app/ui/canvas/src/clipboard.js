// Copying from the board. The browser does it itself, since a copy needs the person's own key or click.
import { newId } from './ids.js';
import { copyMarkup } from './transfer.js';

/** Put tiles on the clipboard, to be pasted on any board; a single one as a picture for other programs too. */
export function copyTiles(board, ids) {
  const tiles = ids.map((id) => board.scene.tile(id)).filter(Boolean);
  const copy = newId();
  board.tellCopied(copy, tiles.map(({ id }) => id));
  const pictures = tiles.map((tile) => {
    const url = pictureUrl(board, tile);
    return { src: url && new URL(url, location.href).href, alt: tile.prompt };
  });
  const html = new Blob([copyMarkup({ host: location.host, copy, pictures })], { type: 'text/html' });
  const shown = tiles.length === 1 && pictures[0].src ? { 'image/png': png(pictures[0].src) } : {};
  return put(board, () => navigator.clipboard.write([new ClipboardItem({ 'text/html': html, ...shown })]), counted(tiles));
}

/** Put the picture of tile `id` on the clipboard as PNG. True when there is one to copy. */
export function copyPicture(board, id) {
  const url = pictureUrl(board, board.scene.tile(id));
  if (!url) return false;
  put(board, () => navigator.clipboard.write([new ClipboardItem({ 'image/png': png(url) })]), 'picture');
  return true;
}

/** Put the prompt of tile `id` on the clipboard; where the browser forbids that, Python is asked to. */
export function copyPrompt(board, id) {
  const tile = board.scene.tile(id);
  if (!tile) return false;
  if (navigator.clipboard) put(board, () => navigator.clipboard.writeText(tile.prompt), 'prompt');
  else board.command('copy_prompt', { ids: [id] });
  return true;
}

/** Where the tile's picture is, as it is drawn now; null without one. */
function pictureUrl(board, tile) {
  if (tile?.frame) return board.address(tile.frame.url);
  return tile?.picture ? `${board.pictures.base}/${tile.picture.sha}/full` : null;
}

/** True once it is on the clipboard. */
async function put(board, write, what) {
  try {
    await write();
    board.bus.emit('toast', { text: 'Copied' });
    return true;
  } catch (error) {
    console.warn(`The ${what} could not be copied.`, error);
    board.bus.emit('toast', { text: `The browser did not let the ${what} be copied. Download it instead.` });
    return false;
  }
}

async function png(url) {
  const bitmap = await createImageBitmap(await (await fetch(url)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}

const counted = ({ length }) => (length === 1 ? 'tile' : 'tiles');
