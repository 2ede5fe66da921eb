"""What hands do on the canvas: move, resize, duplicate, delete, favorite, vary, re-roll."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from nicegui import ui

from app.domain.geometry import GAP, Point, Rect, Size, cross_places, free_place
from app.domain.ids import new_id
from app.domain.mutation import (
    AddFavorite,
    AddPicture,
    AddTile,
    ClearBoard,
    DeleteTiles,
    DuplicateTiles,
    Layout,
    MoveTiles,
    PasteTiles,
    PatchTile,
    PlaceTiles,
    RemoveFavorite,
    ReorderTiles,
    ResizeTile,
    Where,
)
from app.domain.records import AXES, Asset, AssetKind, Tile, utc_text
from app.services.errors import ServiceError
from app.services.generation.errors import GenerationError
from app.services.generation.frames import Frame
from app.services.generation.jobs import Making
from app.ui.board.details_acts import TileDetails
from app.ui.board.move_acts import MoveActs
from app.ui.board.session import Session
from app.ui.canvas.events import CanvasEvent, Command, Copied, Gap, Moved, Pasted, Resized, Selected, ViewportRested
from app.ui.components.prompt_bar import SEED_LIMIT, Trouble

WHERE: Final[dict[str, Where]] = {
    'forward': 'forward',
    'backward': 'backward',
    'to_front': 'front',
    'to_back': 'back',
}
log = logging.getLogger(__name__)


class CanvasActs:
    """Takes the events of one page's canvas."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.details = TileDetails(session)
        self.moves = MoveActs(session)
        self._varying: dict[str, asyncio.Task[None]] = {}  # by tile
        self._commands: dict[str, Callable[[Command], Awaitable[None]]] = {
            'duplicate': self._duplicate,
            'variations': self._vary,
            'seeds': self._seeds,
            'favorite': self._favorite,
            'delete': self._delete,
            'reroll': self._reroll,
            'retry': self._retry,
            'download': self._download,
            'details': self.details.asked,
            'rate': self.details.rated,
            'move': self.moves.asked,
            'undo': lambda _: session.undo(),
            'redo': lambda _: session.redo(),
            'tidy': self.tidy,
            'clear': self.clear,
            'keep': self._keep,
        }

    async def heard(self, event: CanvasEvent) -> None:
        match event:
            case Moved(ids, dx, dy):
                await self._session.do(MoveTiles(ids, dx, dy))
            case Resized(id, x, y, w, h):
                await self._session.do(ResizeTile(id, x, y, w, h))
            case Selected(ids):
                await self._selected(ids)
            case Copied(copy, ids):
                self._copy(copy, ids)
            case Pasted(copy, x, y):
                await self._paste(copy, Point(x, y))
            case ViewportRested(x, y, zoom):
                viewport = {'x': x, 'y': y, 'zoom': zoom}
                await self._session.prefer(f'viewport:{self._session.board.id}', viewport)
            case Command() if event.name in WHERE:
                await self._session.do(ReorderTiles(event.ids, WHERE[event.name]))
            case Command() if event.name in self._commands:
                await self._commands[event.name](event)
            case Command() | Gap():
                pass  # what the browser does by itself

    async def tidy(self, command: Command | None = None, how: Layout = 'grid') -> None:
        """Lay out the chosen tiles, or all."""
        ids = command.ids if command is not None and command.ids else self._session.selected
        change = await self._session.do(PlaceTiles.tidy(self._session.board, ids if len(ids) > 1 else None, how=how))
        if change is not None and change.operations:
            self._session.toast(f'{_tiles(len(change.operations))} tidied', undo='Undo tidying')

    async def clear(self, _: Command | None = None) -> None:
        count = len(self._session.board.tiles)
        change = await self._session.do(ClearBoard())
        if change is not None and change.operations:
            self._session.toast(f'Board cleared of {_tiles(count)}', undo=f'Undo clearing {_tiles(count)}')

    async def _selected(self, ids: tuple[str, ...]) -> None:
        session = self._session
        before, session.selected = session.selected, ids
        session.leave(tile_id for tile_id in before if tile_id not in ids)
        if len(ids) == 1:
            await session.show_strip(ids[0])
            failed = session.studio.statuses.of(session.board.id).get(ids[0])
            session.say_status(ids[0], failed)

    def _copy(self, copy: str, ids: tuple[str, ...]) -> None:
        """Remember tiles as they stand, with the text that is in the bar."""
        chosen = frozenset(ids)
        tiles = (self._session.as_typed(tile) for tile in self._session.board.stacked() if tile.id in chosen)
        self._session.studio.copies.keep(copy, self._session.board, tiles)

    async def _paste(self, copy: str, center: Point) -> None:
        copies = self._session.studio.copies.get(copy)
        if not copies:
            self._session.toast('What was copied is no longer known here. Copy it again.')
            return
        await self._add_copies(PasteTiles(copies, center), reveal=True)

    async def _duplicate(self, command: Command) -> None:
        offset = None if command.dx is None or command.dy is None else (command.dx, command.dy)
        await self._store_typed(command.ids)
        await self._add_copies(DuplicateTiles(command.ids, offset), reveal=offset is None)

    async def _add_copies(self, mutation: DuplicateTiles | PasteTiles, *, reveal: bool) -> None:
        group = new_id()
        change = await self._session.do(mutation, group=group)
        if change is not None and change.created:
            self._session.parts.canvas.select(change.created, reveal=reveal)
            self._session.selected = change.created
            self._draw_copies(change.created, group)

    async def _store_typed(self, ids: tuple[str, ...]) -> None:
        """A tile's record follows its text only with the picture: a copy is to have the text too."""
        for tile in list(self._session.board.present(ids)):
            typed = self._session.as_typed(tile)
            if typed.prompt != tile.prompt:
                await self._session.do(PatchTile(tile.id, {'prompt': typed.prompt}), undoable=False)

    def _draw_copies(self, ids: tuple[str, ...], group: str) -> None:
        """Copies of tiles whose picture was still to come get one where it is free, else the offer of it."""
        for tile in self._session.board.present(ids):
            request = None if tile.asset_id is not None else self._session.request(tile)
            if request is not None and request.model.is_free:
                self._session.studio.jobs.start(Making(self._session.open_board, tile.id, request, 'live'), group=group)
        self._session.say_not_made(ids)

    async def _delete(self, command: Command) -> None:
        change = await self._session.do(DeleteTiles(command.ids))
        if change is None or not change.operations:
            return
        count = _tiles(len(change.operations))
        self._session.toast(f'{count} deleted', undo=f'Undo deleting {count}')

    async def _favorite(self, command: Command) -> None:
        """Add all of them; where all are favorites already, remove them."""
        assets = [asset for tile_id in command.ids if (asset := self._asset(tile_id)) is not None]
        if not assets:
            self._session.toast('Only a finished picture can be a favorite')
            return
        board, group = self._session.board, new_id()
        new = [asset for asset in assets if not board.is_favorite(asset.sha256)]
        now = utc_text(datetime.now(UTC))
        for asset in new:
            await self._session.do(AddFavorite(asset, now), group=group)
        for asset in [] if new else assets:
            await self._session.do(RemoveFavorite(asset.sha256), group=group)

    async def _reroll(self, command: Command) -> None:
        """The same prompt with another seed, as a new tile beside the old one."""
        group = new_id()
        for tile in map(self._session.as_typed, list(self._session.board.present(command.ids))):
            seed = random.randrange(SEED_LIMIT)  # noqa: S311 -- a picture's seed is no secret
            new = replace(
                tile,
                id=new_id(),
                position=self._beside(tile),
                order_key='',
                seed=seed,
                asset_id=None,
                parent_id=tile.id,
            )
            await self._make(new, 'reroll', group, self._asset(tile.id))

    async def _make(self, tile: Tile, kind: AssetKind, group: str, parent: Asset | None) -> None:
        """Add a tile and have its picture made."""
        request = self._session.request(tile)
        if request is None or await self._session.do(AddTile(tile), group=group) is None:
            return
        parents = (parent.id,) if parent is not None else ()
        making = Making(self._session.open_board, tile.id, request, kind, parents)
        self._session.studio.jobs.start(making, group=group)

    async def _retry(self, command: Command) -> None:
        """Make again what failed; a second press finds it under way."""
        session = self._session
        statuses = session.studio.statuses.of(session.board.id)
        for tile in list(session.board.present(command.ids)):
            if tile.id not in statuses or statuses[tile.id].state != 'failed':
                continue
            session.studio.statuses.set(session.board.id, tile.id, None)
            session.bar.show_trouble(None)
            request = session.request(tile)
            if not session.studio.live.retry(tile.id) and request is not None:
                kind: AssetKind = 'variation' if tile.axis else 'live'
                session.studio.jobs.start(Making(session.open_board, tile.id, request, kind))

    async def _vary(self, command: Command) -> None:
        """Four prompts along four axes, in a cross around the tile, each drawn as soon as its text is there."""
        for tile in map(self._session.as_typed, list(self._session.board.present(command.ids[:1]))):
            if not tile.prompt.strip():
                self._session.toast('A tile needs a prompt before it can be varied')
            elif tile.id in self._varying:
                self._session.toast('This tile is being varied')
            else:
                task = asyncio.create_task(self._vary_tile(tile))
                self._varying[tile.id] = task
                task.add_done_callback(partial(self._varied, tile.id))

    async def _seeds(self, command: Command) -> None:
        """Four pictures of the same prompt with other seeds, in a cross around the tile."""
        for tile in map(self._session.as_typed, list(self._session.board.present(command.ids[:1]))):
            if not tile.prompt.strip():
                self._session.toast('A tile needs a prompt before it can be varied')
                return
            group, parent = new_id(), self._asset(tile.id)
            for place in self._around(tile, 4):
                seed = random.randrange(SEED_LIMIT)  # noqa: S311 -- a picture's seed is no secret
                new = replace(self._child(tile, place), seed=seed, axis=None)
                await self._make(new, 'reroll', group, parent)

    def _around(self, tile: Tile, count: int) -> list[Point]:
        others = (other.rect for other in self._session.board.stacked() if other.id != tile.id)
        return cross_places(tile.rect, [tile.world_size] * count, others)

    def _child(self, tile: Tile, place: Point) -> Tile:
        """A tile of the same kind at a place, or at the nearest one that is free by now; its picture is to be made."""
        position = self._still_free(tile.world_size, place)
        return replace(tile, id=new_id(), position=position, order_key='', asset_id=None, parent_id=tile.id)

    def _varied(self, tile_id: str, _: asyncio.Task[None]) -> None:
        del self._varying[tile_id]

    async def _vary_tile(self, tile: Tile) -> None:
        session, group, parent = self._session, new_id(), self._asset(tile.id)
        places = self._around(tile, len(AXES))
        try:
            source = await asyncio.to_thread(session.studio.variations)  # the first time imports a client
            async for variation in source.variations(tile.prompt, tile.seed):
                if tile.id not in session.board.tiles:
                    return
                place = places[AXES.index(variation.axis)]
                new = replace(self._child(tile, place), prompt=variation.prompt, axis=variation.axis)
                await self._make(new, 'variation', group, parent)
        except GenerationError as error:
            session.bar.show_trouble(Trouble(str(error), tile=tile.id))
            session.toast(str(error))
        except Exception:
            log.exception('Variations failed for a reason that is no provider’s')
            session.toast('The variations could not be made. Try again; the log says more.')

    def _still_free(self, size: Size, place: Point) -> tuple[float, float]:
        """A place that was free when it was chosen, or the nearest one that is free now."""
        occupied = self._session.board.occupied()
        if any(Rect(place.x, place.y, size.w, size.h).overlaps(other) for other in occupied):
            place = free_place(size, place, occupied)
        return place.x, place.y

    async def _keep(self, command: Command) -> None:
        """Turn a picture of the strip into a tile of its own."""
        tile = next(self._session.board.present(command.ids[:1]), None)
        if tile is None or command.n is None:
            return
        try:
            frames = await self._session.studio.frames.strip(tile.id)
            frame = next((frame for frame in frames if frame.order == command.n), None)
            if frame is None:
                return
            asset = await self._asset_of(tile, frame)
        except ServiceError as error:
            self._session.toast(str(error))
            return
        new = replace(
            tile,
            id=new_id(),
            position=self._beside(tile),
            order_key='',
            prompt=frame.prompt,
            seed=frame.seed,
            model=frame.model,
            parent_id=tile.id,
        )
        group = new_id()
        if await self._session.do(AddPicture(new, asset, 'Keep picture'), group=group) is None:
            return
        self._session.parts.canvas.select([new.id], reveal=True)
        self._session.selected = (new.id,)
        request = self._session.request(new)
        if request is not None and request.model.is_free and frame.asset_id is None:
            self._session.studio.jobs.start(Making(self._session.open_board, new.id, request, 'kept'), group=group)

    def _beside(self, tile: Tile) -> tuple[float, float]:
        """The free place nearest to the right of a tile."""
        beside = Point(tile.position[0] + tile.size[0] + GAP, tile.position[1])
        place = free_place(tile.world_size, beside, self._session.board.occupied())
        return place.x, place.y

    async def _asset_of(self, tile: Tile, frame: Frame) -> Asset:
        """The asset of a picture of the strip; a live one is stored as it is."""
        known = self._session.board.assets.get(frame.asset_id or '')
        if known is not None:
            return known
        studio = self._session.studio
        is_settled = frame.asset_id is not None  # its making was undone: the record is gone, the bytes are not
        content = await (studio.blobs.get(frame.name) if is_settled else studio.frames.read(frame.name))
        stored = await studio.pictures.store_picture(content or b'', self._session.board.id)
        return Asset(
            id=new_id(),
            sha256=stored.sha256,
            mime=stored.mime,
            pixels=(stored.width, stored.height),
            bytes=stored.bytes,
            prompt=frame.prompt,
            seed=frame.seed,
            model=frame.model,
            made_at=utc_text(datetime.now(UTC)),
            styles=tile.styles,
            kind='kept',
            parents=() if tile.asset_id is None else (tile.asset_id,),
        )

    async def _download(self, command: Command) -> None:
        for tile_id in command.ids:
            await self.download_tile(tile_id, metadata=command.metadata)

    async def download_tile(self, tile_id: str, *, metadata: bool = True) -> None:
        asset = self._asset(tile_id)
        if asset is None:
            self._session.toast('This picture is not finished yet')
            return
        plain = '' if metadata else '?metadata=0'
        ui.download.from_url(f'/api/boards/{self._session.board.id}/assets/{asset.id}/download{plain}')

    def _asset(self, tile_id: str) -> Asset | None:
        tile = self._session.board.tiles.get(tile_id)
        return None if tile is None else self._session.board.assets.get(tile.asset_id or '')


def _tiles(count: int) -> str:
    return '1 tile' if count == 1 else f'{count:,} tiles'
