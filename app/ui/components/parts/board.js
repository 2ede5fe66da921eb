// What the chrome asks and tells the canvas, in one place. Import as 'imagegen-chrome/board.js', on pages with a canvas.
import * as canvas from 'imagegen-canvas';

const { bus } = canvas;

export const newId = canvas.newId;

// What each key does on the board, as the canvas lays them out: [{keys, words, group}].
export const shortcuts = canvas.SHORTCUTS ?? [];

export const board = {
  on: (name, ear) => bus.on(name, ear),
  visibleRect: () => bus.ask('visibleRect'),
  deselect: () => bus.emit('deselect'),
  chooseTool: (tool) => bus.emit('tool', { tool }),
  // the first key: whoever stands on the empty board can go
  writing: () => bus.emit('writing'),
  // the text was settled or left
  written: () => bus.emit('written'),
  // text for the prompt bar, as if it had been typed
  propose: (text) => bus.emit('propose', { text }),
  // the finished pictures in reading order: [{id, sha, width, height, prompt, seed, axis, parent, favorite}]
  pictures: () => bus.ask('pictures') ?? [],
  // an action of the canvas's table of shortcuts on these tiles
  perform: (action, ids) => bus.emit('perform', { action, ids }),
  focusTile: (id) => bus.emit('focus-tile', { id }),
};
