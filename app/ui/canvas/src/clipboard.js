// Copying from the board. The browser does it itself, since a copy needs the person's own key or click.

/** Put the picture of tile `id` on the clipboard as PNG. True when there is one to copy. */
export function copyPicture(board, id) {
  const tile = board.scene.tile(id);
  const url = tile?.frame ? board.address(tile.frame.url) : tile?.picture && `${board.pictures.base}/${tile.picture.sha}/full`;
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

async function put(board, write, what) {
  try {
    await write();
    board.bus.emit('toast', { text: 'Copied' });
  } catch (error) {
    console.warn(`The ${what} could not be copied.`, error);
    board.bus.emit('toast', { text: `The browser did not let the ${what} be copied. Download it instead.` });
  }
}

async function png(url) {
  const bitmap = await createImageBitmap(await (await fetch(url)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}
