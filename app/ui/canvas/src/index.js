// The canvas for the rest of the page: `import { bus, newId, SHORTCUTS } from 'imagegen-canvas'`.
//
// Events on the bus (bus.on(name, listener), bus.emit(name, payload)):
//   selection {ids, tiles, by}   the selection, or a selected tile, changed; by 'person' or 'program'
//   created {id}             a tile came to the board        loaded {size}   a snapshot was taken in
//   frame {id, seq, count}   a live preview of a selected tile arrived
//   tool {tool}              'select' or 'hand'; whoever changes it emits it
//   changed {}               tiles came, went or changed; nothing of a drag or of a live preview
//   open {ids}               asks the viewer to show one picture, or to compare two
//   perform {action, ids}    asks the board to do an action of the shortcuts
//   focus-tile {id}          asks the board to give the keyboard's focus to a tile
//   deselect {}              asks the board to select nothing
//   board-file {file, alone} a board file was dropped or pasted: asks to take it in
//   focus-prompt {}, help {}, toast {text}, propose {text}   asked of other components
// Questions (bus.ask(name, …)): visibleRect() -> {x, y, w, h} in world units that no chrome covers,
//   tile(id) -> view tile or null, selection() -> {ids, tiles}, pictures() -> what is finished (finished.js). Null before there is a board.
import { Board } from './board.js';
import { bus } from './bus.js';
import { exposeBoard } from './debug.js';
import { newId } from './ids.js';
import { SHORTCUTS, keyWords } from './shortcuts.js';
import { Feed } from './snapshot.js';

export { SHORTCUTS, bus, keyWords, newId };

/** A board in `root`, fed from `boardUrl`. Returns {board, feed, close}; `feed.start()` fetches the snapshot. */
export function createBoard({ root, emit, prefix, boardUrl, picturesUrl }) {
  const board = new Board({ root, emit, bus, prefix, boardUrl, picturesUrl });
  const feed = new Feed({ url: board.address(boardUrl), board, onGap: () => emit('gap', {}) });
  const conceal = exposeBoard(board);
  return {
    board,
    feed,
    close() {
      conceal();
      board.close();
    },
  };
}
