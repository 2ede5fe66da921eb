"""What was deleted in the last 30 days, to be restored."""

from typing import Protocol

from app.ui.components.element import Component
from app.ui.components.payload import text


class TrashActs(Protocol):
    """What the page asks for."""

    async def tile_restored(self, board: str, tile: str) -> None: ...
    async def board_restored(self, board: str) -> None: ...


class TrashList(Component, component='trash.js'):
    """Reads `GET /api/trash?cursor=` page by page while one scrolls.

    The answer is `{items: [{id, kind, board, board_name, deleted_at, …}], next, total}`, the latest first; a tile has
    prompt, sha, width and height too.
    """

    def __init__(self, acts: TrashActs) -> None:
        super().__init__()
        self.hears('restore_tile', lambda said: acts.tile_restored(text(said, 'board'), text(said, 'id')))
        self.hears('restore_board', lambda said: acts.board_restored(text(said, 'id')))

    def gone(self, id: str) -> None:
        """This was restored, or is not there any more."""
        self.tell('gone', id=id)
