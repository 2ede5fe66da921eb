// `window.imagegen`: reads what the board shows, for tests and benchmarks. It changes nothing.

/** Give the window a read-only view of `board`; returns a function that takes it away. */
export function exposeBoard(board) {
  const handle = Object.freeze({
    size: () => board.scene.size,
    rev: () => (board.scene.rev < 0 ? null : board.scene.rev), // null before the first snapshot
    ids: () => board.scene.ids(),
    tile: (id) => {
      const tile = board.scene.tile(id);
      return tile && { ...tile, screen: board.screenRect(id) };
    },
    viewport: () => ({ x: board.viewport.x, y: board.viewport.y, zoom: board.viewport.zoom }),
    selection: () => board.selection.ids,
    shown: (id) => board.frames.last(id),
    stats: () => ({ ...board.renderer.stats(), ...board.pictures.stats() }),
    visibleRect: () => board.visibleRect(),
  });
  window.imagegen = handle;
  return () => {
    if (window.imagegen === handle) delete window.imagegen;
  };
}
