"""Moving tiles to another board: asked by the menu of a tile, chosen in a dialog."""

from app.services.errors import ServiceError
from app.services.moves import Move, move_tiles
from app.ui.board.session import Session
from app.ui.canvas.events import Command
from app.ui.components.toast import Action

NEW = 'new'


class MoveActs:
    """Implements `MoveDialogActs` for one page."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids: tuple[str, ...] = ()

    async def asked(self, command: Command) -> None:
        self._ids = command.ids
        self._session.parts.move.show(len(self._ids), here=self._session.board.id)

    async def board_chosen(self, board: str) -> None:
        """Move the tiles there; one whose picture is not finished stays."""
        session, boards = self._session, self._session.studio.boards
        chosen = frozenset(self._ids)
        session.leave(chosen)
        here = [session.as_typed(tile) for tile in session.board.stacked() if tile.id in chosen]
        moving = [tile for tile in here if not session.is_being_made(tile.id)]
        if board == session.board.id or not here:
            return
        if not moving:
            session.toast('These pictures are not finished. Move them when they are.')
            return
        try:
            target = await (boards.create_board() if board == NEW else boards.open(board))
            moved = await move_tiles(session.open_board, target, moving)
        except ServiceError as error:
            session.toast(str(error))
            return
        if moved is not None:
            self._tell(moved, len(here) - len(moving))

    def _tell(self, moved: Move, left: int) -> None:
        count, name = len(moved.tiles), moved.target.board.name
        what = f'{"1 tile" if count == 1 else f"{count:,} tiles"} moved to “{name}”'
        rest = f'; {left:,} not finished stayed' if left else ''
        undo = Action('Undo', f'Undo moving to {name}', lambda: self._undo(moved))
        self._session.parts.toast.show(what + rest, undo)

    async def _undo(self, moved: Move) -> None:
        try:
            undone = await moved.undo()
        except ServiceError as error:
            self._session.toast(str(error))
            return
        if not undone:
            self._session.toast('Something else was done since. Undo step by step on both boards.')
