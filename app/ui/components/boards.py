"""All boards as a page, with the pictures of each."""

from typing import Protocol

from app.ui.components.element import Component
from app.ui.components.payload import text


class BoardsActs(Protocol):
    """What the page asks for. A board is opened, exported and imported by the browser itself."""

    async def board_made(self) -> None: ...
    async def board_renamed(self, board: str, name: str) -> None: ...
    async def board_duplicated(self, board: str) -> None: ...
    async def board_deleted(self, board: str) -> None: ...
    async def deletion_undone(self) -> None: ...


class BoardList(Component, component='boards.js'):
    """Reads `GET /api/boards?query=&cursor=` page by page while one scrolls.

    The answer is `{items: [{id, name, tiles, pictures: [sha256]}], next, total}`, newest first, `next` null at the end.
    """

    def __init__(self, acts: BoardsActs) -> None:
        super().__init__()
        self.hears('make', lambda _said: acts.board_made())
        self.hears('rename', lambda said: acts.board_renamed(text(said, 'id'), text(said, 'name')))
        self.hears('duplicate', lambda said: acts.board_duplicated(text(said, 'id')))
        self.hears('remove', lambda said: acts.board_deleted(text(said, 'id')))
        self.hears('undo', lambda _said: acts.deletion_undone())

    def refresh(self) -> None:
        """The boards have changed: read the first page again."""
        self.tell('refresh')

    def gone(self, id: str) -> None:
        """This board was deleted."""
        self.tell('gone', id=id)
