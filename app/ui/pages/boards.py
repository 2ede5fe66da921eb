"""The page of all boards, and the page of what was deleted."""

from nicegui import ui

from app.domain.ids import is_id
from app.services.errors import BoardMissing, ServiceError
from app.services.studio import Studio
from app.ui import modules, theme
from app.ui.components.boards import BoardList
from app.ui.components.toast import Action, Toast
from app.ui.components.trash import TrashList
from app.ui.pages.device import theme_of

NOT_THERE = 'It was not in the trash any more'


def register(studio: Studio) -> None:
    """Add the pages at `/boards` and `/trash`."""

    @ui.page('/boards', title='Boards · ImageGen', favicon=theme.FAVICON, viewport=theme.VIEWPORT)
    async def boards_page() -> None:
        theme.dress(await theme_of(studio))
        modules.preload('imagegen-chrome')
        acts = _BoardsActs(studio)
        acts.list, acts.toast = BoardList(acts), Toast()

    @ui.page('/trash', title='Trash · ImageGen', favicon=theme.FAVICON, viewport=theme.VIEWPORT)
    async def trash_page() -> None:
        theme.dress(await theme_of(studio))
        modules.preload('imagegen-chrome')
        acts = _TrashActs(studio)
        acts.list, acts.toast = TrashList(acts), Toast()


class _BoardsActs:
    list: BoardList
    toast: Toast

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    async def board_made(self) -> None:
        try:
            made = await self._studio.boards.create_board()
        except ServiceError as error:
            self.toast.show(str(error))
            return
        ui.navigate.to(f'/boards/{made.id}')

    async def board_renamed(self, board: str, name: str) -> None:
        try:
            if name.strip() and is_id(board):
                await self._studio.boards.rename_board(board, name[:200])
        except ServiceError as error:
            self.toast.show(str(error))
            self.list.refresh()

    async def board_duplicated(self, board: str) -> None:
        try:
            made = await self._studio.boards.duplicate_board(board)
        except ServiceError as error:
            self.toast.show(str(error))
            return
        self.list.refresh()
        self.toast.show(f'“{made.board.name}” is a new board')

    async def board_deleted(self, board: str) -> None:
        async def put_back() -> None:
            try:
                await self._studio.trash.restore_board(board)
            except ServiceError as error:
                self.toast.show(str(error))
            self.list.refresh()

        try:
            await self._studio.boards.delete_board(board)
        except ServiceError as error:
            self.toast.show(str(error))
            return
        self.list.gone(board)
        self.toast.show('Board moved to trash', Action('Undo', 'Undo deleting the board', put_back))

    async def deletion_undone(self) -> None:
        """Bring back the board that was deleted last, after a restart too."""
        try:
            latest = await self._studio.trash.latest_board()
            if latest is None:
                self.toast.show('No board is in the trash')
                return
            await self._studio.trash.restore_board(latest.id)
        except ServiceError as error:
            self.toast.show(str(error))
            return
        self.list.refresh()
        self.toast.show(f'“{latest.board_name}” is back')


class _TrashActs:
    list: TrashList
    toast: Toast

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    async def tile_restored(self, board: str, tile: str) -> None:
        try:
            change = await self._studio.trash.restore_tile(board, tile)
        except BoardMissing:
            self.toast.show('The board of this tile is in the trash too. Restore the board first.')
            return
        except ServiceError as error:
            self.toast.show(str(error))
            return
        self.list.gone(tile)
        self.toast.show('Tile restored to its place' if change is not None else NOT_THERE)

    async def board_restored(self, board: str) -> None:
        try:
            is_back = await self._studio.trash.restore_board(board)
        except ServiceError as error:
            self.toast.show(str(error))
            return
        self.list.gone(board)
        self.toast.show('Board restored' if is_back else NOT_THERE)
