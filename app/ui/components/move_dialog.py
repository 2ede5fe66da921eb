"""The dialog that asks for the board to which tiles go."""

from typing import Protocol

from app.ui.components.element import Component
from app.ui.components.payload import text


class MoveDialogActs(Protocol):
    """What the dialog asks for: the id of a board, or `new` for one that is to be made."""

    async def board_chosen(self, board: str) -> None: ...


class MoveDialog(Component, component='move_dialog.js'):
    """Reads the boards from `GET /api/boards`."""

    def __init__(self, acts: MoveDialogActs) -> None:
        super().__init__()
        self.hears('chosen', lambda said: acts.board_chosen(text(said, 'board')))

    def show(self, count: int, *, here: str) -> None:
        """Ask where `count` tiles of the board `here` are to go."""
        self.tell('show', count=count, here=here)
