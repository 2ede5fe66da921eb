"""What the toolbar, the favorites, the details and the search ask for."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from nicegui import ui

from app.domain.board import Board
from app.domain.geometry import Point, Rect, Size, free_place, world_size
from app.domain.ids import is_id, new_id
from app.domain.mutation import AddPicture, PasteTiles, RemoveFavorite, RenameBoard
from app.domain.records import Asset, Favorite, Tile, utc_text
from app.services.errors import ServiceError
from app.services.studio import Studio
from app.ui.board.canvas_acts import CanvasActs
from app.ui.board.session import Session
from app.ui.board.viewport import visible_rect, world_at
from app.ui.canvas.events import Command
from app.ui.components.favorites import Drop
from app.ui.components.search import Chosen
from app.ui.components.toolbar import BoardName
from app.ui.components.toolbar import Command as ToolCommand
from app.ui.theme import ThemeMode

BOARDS_OFFERED: Final = 20


class ChromeActs:
    """Implements the acts of everything around the canvas but the prompt bar."""

    def __init__(self, session: Session, canvas: CanvasActs) -> None:
        self._session = session
        self._canvas = canvas

    async def commanded(self, command: ToolCommand) -> None:
        match command:
            case 'undo':
                await self._session.undo()
            case 'redo':
                await self._session.redo()
            case 'tidy':
                await self._canvas.tidy()
            case 'tidy_time':
                await self._canvas.tidy(how='time')
            case 'tidy_family':
                await self._canvas.tidy(how='family')
            case 'tidy_packed':
                await self._canvas.tidy(how='packed')
            case 'clear':
                await self._canvas.clear()

    async def theme_chosen(self, mode: ThemeMode) -> None:
        await self._session.prefer('theme', mode)

    async def board_renamed(self, board: str, name: str) -> None:
        if board == self._session.board.id and name.strip():
            await self._session.do(RenameBoard(name[:200]))
            await self._show_boards()

    async def board_opened(self, board: str) -> None:
        if is_id(board):
            ui.navigate.to(f'/boards/{board}')

    async def board_made(self) -> None:
        try:
            made = await self._session.studio.boards.create_board()
        except ServiceError as error:
            self._session.toast(str(error))
            return
        await self.board_opened(made.id)

    async def favorite_put(self, favorite: str) -> None:
        """Put a favorite on the board at a free place in view; nothing that is there is touched."""
        await self._add(favorite, None)

    async def favorite_dropped(self, drop: Drop) -> None:
        at = await world_at(self._session.parts.canvas.client, drop.x_client, drop.y_client)
        await self._add(drop.favorite, at)

    async def favorite_removed(self, favorite: str) -> None:
        found = await self._session.studio.library.favorite(favorite)
        if found is None:
            return
        change = await self._session.do(RemoveFavorite(found.asset.sha256))
        if change is not None:
            self._session.toast('Favorite removed', undo='Undo removing the favorite')

    async def tile_downloaded(self, tile: str) -> None:
        await self._canvas.download_tile(tile)

    async def tile_rerolled(self, tile: str) -> None:
        await self._canvas.heard(Command('reroll', (tile,)))

    async def tile_opened(self, tile: str) -> None:
        self._session.parts.canvas.select([tile], reveal=True)
        await self._canvas.heard(Command('details', (tile,)))

    async def tile_rated(self, tile: str, rating: int) -> None:
        await self._canvas.details.tile_rated(tile, rating)

    async def tile_tagged(self, tile: str, tag: str, *, remove: bool) -> None:
        await self._canvas.details.tile_tagged(tile, tag, remove=remove)

    async def search_chosen(self, chosen: Chosen) -> None:
        """Go to what was found, or put it on this board."""
        match chosen.kind:
            case 'board':
                await self.board_opened(chosen.id)
            case 'tile' if chosen.put:
                await self._put_tile(chosen.board or '', chosen.id)
            case 'tile' if chosen.board == self._session.board.id:
                self.go_to(chosen.id)
            case 'tile' if is_id(chosen.board or '') and is_id(chosen.id):
                ui.navigate.to(f'/boards/{chosen.board}?tile={chosen.id}')
            case 'favorite':
                await self._add(chosen.id, None)
            case 'trash' if is_id(chosen.id):
                ui.navigate.to(f'/trash?item={chosen.id}')

    def go_to(self, tile_id: str) -> None:
        """Choose a tile and bring it into view; one that is gone is said to be."""
        if tile_id not in self._session.board.tiles:
            self._session.toast('This tile is no longer on the board.')
            return
        self._session.parts.canvas.select([tile_id], reveal=True)
        self._session.selected = (tile_id,)

    async def _put_tile(self, board: str, tile_id: str) -> None:
        """A copy of a tile of any board, in view."""
        try:
            found = (await self._session.studio.boards.open(board)).board
        except ServiceError as error:
            self._session.toast(str(error))
            return
        tile = found.tiles.get(tile_id)
        if tile is None:
            self._session.toast('This tile is no longer on its board.')
            return
        view = await visible_rect(self._session.parts.canvas.client)
        change = await self._session.do(PasteTiles(((tile, found.asset_of(tile)),), _middle(view)))
        if change is not None and change.created:
            self.go_to(change.created[0])

    async def _add(self, favorite: str, at: Point | None) -> None:
        found = await self._session.studio.library.favorite(favorite)
        if found is None:
            return
        size = world_size(found.asset.pixels)
        place = await self._place(size, at)
        tile = _tile_of(found, place, size)
        asset = _asset_of(found)
        if await self._session.do(AddPicture(tile, asset, 'Put favorite on board')) is not None:
            self.go_to(tile.id)

    async def _place(self, size: Size, at: Point | None) -> Point:
        if at is not None:
            return Point(at.x - size.w / 2, at.y - size.h / 2)
        view = await visible_rect(self._session.parts.canvas.client)
        middle = _middle(view)
        near = Point(middle.x - size.w / 2, middle.y - size.h / 2)
        return free_place(size, near, self._session.board.occupied(), view=view)

    async def _show_boards(self) -> None:
        board = self._session.board
        names = await board_names(self._session.studio, board)
        self._session.parts.toolbar.show_boards(BoardName(board.id, board.name), names)


def _middle(view: Rect | None) -> Point:
    """The middle of what is seen of the board; the board's own where the browser did not tell."""
    return Point(0, 0) if view is None else view.center


async def board_names(studio: Studio, here: Board) -> list[BoardName]:
    """The boards that the toolbar's menu offers: the newest, and the one that is open."""
    newest = await studio.boards.newest(BOARDS_OFFERED)
    names = [BoardName(board.id, board.name) for board in newest]
    return names if here.id in {board.id for board in newest} else [BoardName(here.id, here.name), *names]


def _tile_of(favorite: Favorite, place: Point, size: Size) -> Tile:
    asset = favorite.asset
    return Tile(
        id=new_id(),
        position=(place.x, place.y),
        size=(size.w, size.h),
        prompt=asset.prompt,
        seed=asset.seed,
        model=asset.model,
        pixels=asset.pixels,
        styles=asset.styles,
    )


def _asset_of(favorite: Favorite) -> Asset:
    """A copy for the board: the favorite itself stays where it is."""
    now = utc_text(datetime.now(UTC))
    return replace(favorite.asset, id=new_id(), made_at=now, kind='favorite', parents=(), cost_usd=0.0, seconds=0.0)
