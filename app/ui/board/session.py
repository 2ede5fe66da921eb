"""One page load of a board: what it shows, what it has chosen, and how changes reach it."""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.domain.board import Board
from app.domain.mutation import Mutation
from app.domain.records import Tile
from app.services.boards import Change, OpenBoard
from app.services.errors import ServiceError
from app.services.generation.errors import RequestRefused
from app.services.generation.frames import Frame
from app.services.generation.provider import PictureRequest
from app.services.generation.requests import picture_request
from app.services.generation.statuses import FrameShown, FrameWithdrawn, PromptRead, Status, StatusChanged, TileEvent
from app.services.studio import Studio
from app.ui.canvas.canvas import Canvas
from app.ui.components.details import DetailsPanel
from app.ui.components.empty_board import EmptyBoard
from app.ui.components.favorites import Favorites
from app.ui.components.move_dialog import MoveDialog
from app.ui.components.prompt_bar import SEED_LIMIT, Knobs, Link, Money, PromptBar, Reading, Trouble
from app.ui.components.toast import Action, Toast
from app.ui.components.toolbar import NOT_SAVED, SAVED_HERE, Can, Toolbar, saving
from app.ui.view import Surroundings, frame_url, view_operations, view_status

STRIP_PAUSE_S: Final = 0.4
MONEY_PAUSE_S: Final = 0.2
CURES: Final = {'settings': Link('Open Settings', '/settings'), 'caps': Link('Raise it', '/settings#spending')}
IN_TRASH: Final = 'This board is in the trash. Restore it there to go on.'
NOT_MADE: Final = 'This picture was not made. Try again.'
REQUESTED: Final = frozenset({'prompt', 'seed', 'model', 'pixels', 'styles', 'asset_id'})
Candidates = dict[str, Tile | None]
"""Tiles that follow what is typed at another one, each as it was made; None before that."""
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Parts:
    """The components of the page; there once the page is built."""

    canvas: Canvas
    bar: PromptBar
    toolbar: Toolbar
    toast: Toast
    favorites: Favorites
    details: DetailsPanel
    empty: EmptyBoard
    move: MoveDialog


@dataclass(eq=False)
class Session:
    """State of one page load. Preferences are the device's; everything else lives as long as the page."""

    studio: Studio
    open_board: OpenBoard
    knobs: Knobs
    live_on: bool
    slots: Mapping[str, int]
    selected: tuple[str, ...] = ()
    candidates: dict[str, Candidates] = field(default_factory=dict)  # by the tile that is typed at
    _parts: Parts | None = None
    _saving: int = 0
    _strip: asyncio.Task[None] | None = None
    _money: asyncio.TimerHandle | None = None
    _endings: list[Callable[[], None]] = field(default_factory=list)

    @property
    def board(self) -> Board:
        return self.open_board.board

    @property
    def parts(self) -> Parts:
        if self._parts is None:
            raise RuntimeError('The page is not built yet')
        return self._parts

    @property
    def bar(self) -> PromptBar:
        return self.parts.bar

    def start(self, parts: Parts) -> None:
        """Begin to show what changes. Call once the page is built."""
        self._parts = parts
        self._endings = [
            self.open_board.subscribe(self._changed),
            self.studio.statuses.subscribe(self.open_board.id, self._told),
            self.studio.ledger.subscribe(self._show_money_soon),
        ]

    def follow(self, callback: Callable[[Change], None]) -> None:
        """Call `callback` after each change of the board, for as long as the page is there."""
        self._endings.append(self.open_board.subscribe(callback))

    def end(self) -> None:
        """The page is gone for good."""
        self.leave(self.selected)
        for ending in self._endings:
            ending()
        if self._strip is not None:
            self._strip.cancel()
        if self._money is not None:
            self._money.cancel()
        self._endings = []

    async def do(self, mutation: Mutation, *, group: str | None = None, undoable: bool = True) -> Change | None:
        """Commit a change; None where it could not be saved, which the page then says."""
        return await self._saved(lambda: self.open_board.do(mutation, group=group, undoable=undoable))

    async def undo(self) -> None:
        self._turned_over(await self._saved(self.open_board.undo))

    async def redo(self) -> None:
        self._turned_over(await self._saved(self.open_board.redo))

    def leave(self, ids: Iterable[str]) -> None:
        """The person turned away from tiles."""
        for tile_id in ids:
            self.studio.live.leave(tile_id)
            for candidate in self.candidates.pop(tile_id, {}):
                self.studio.live.leave(candidate)

    def as_typed(self, tile: Tile) -> Tile:
        """The tile with the text that its next picture is of; its record follows when that picture is there."""
        return replace(tile, prompt=self.studio.live.prompt_of(tile.id) or tile.prompt)

    def is_being_made(self, tile_id: str) -> bool:
        """Whether a picture of the tile is on its way."""
        studio = self.studio
        return (
            studio.jobs.is_making(tile_id) or studio.live.is_live(tile_id) or studio.frames.latest(tile_id) is not None
        )

    def say_not_made(self, ids: Iterable[str]) -> None:
        """Offer a retry on tiles that have a text and no picture, where none is on its way."""
        statuses = self.studio.statuses.of(self.open_board.id)
        for tile in self.board.present(ids):
            unmade = tile.asset_id is None and tile.prompt.strip() and tile.id not in statuses
            if unmade and not self.is_being_made(tile.id):
                self.studio.statuses.set(self.open_board.id, tile.id, Status('failed', message=NOT_MADE, cure='retry'))

    async def prefer(self, key: str, value: Any) -> None:  # noqa: ANN401 -- whatever JSON may hold
        """Keep a preference of this device; where that fails, the page goes on without."""
        try:
            await self.studio.preferences.set(key, value)
        except ServiceError as error:
            log.warning('A preference was not kept. %s', error)

    def toast(self, text: str, *, undo: str | None = None) -> None:
        """Say what happened; `undo` is the fuller name of its Undo button."""
        action = None if undo is None else Action('Undo', undo, self.undo)
        self.parts.toast.show(text, action)

    def request(self, tile: Tile) -> PictureRequest | None:
        """What a tile asks a provider for; None, said in the bar, where its model is no longer offered."""
        if not tile.prompt.strip():
            return None
        try:
            return picture_request(tile)
        except RequestRefused as error:
            self.bar.show_trouble(Trouble(str(error), tile=tile.id))
            return None

    def next_seed(self) -> None:
        """The next tile gets a seed of its own, unless the person has pinned one."""
        if not self.knobs.pin:
            seed = random.randrange(SEED_LIMIT)  # noqa: S311 -- a picture's seed is no secret
            self.knobs = replace(self.knobs, seed=seed)
            self.bar.show_knobs(self.knobs)

    def can(self) -> Can:
        filled = bool(self.board.tiles)
        return Can(self.open_board.can_undo is not None, self.open_board.can_redo is not None, filled, filled)

    def money(self) -> Money:
        totals = self.studio.ledger.totals()
        return Money(totals.session_usd, totals.day_usd, totals.day_cap_usd)

    def _show_money_soon(self) -> None:
        """The meter runs twice with each picture, and must not be in the picture's way."""
        if self._money is None:
            self._money = asyncio.get_running_loop().call_later(MONEY_PAUSE_S, self._show_money)

    def _show_money(self) -> None:
        self._money = None
        self.bar.show_money(self.money())

    def surroundings(self) -> Surroundings:
        statuses = self.studio.statuses.of(self.open_board.id)
        return Surroundings(self.slots, statuses, self.studio.frames.all_latest())

    def show_strip_soon(self, tile_id: str) -> None:
        """Renew the strip of the chosen tile once the pictures pause: while they come, nobody reads it."""
        if self.selected != (tile_id,):
            return
        if self._strip is not None:
            self._strip.cancel()
        self._strip = asyncio.create_task(self._show_strip_after(STRIP_PAUSE_S, tile_id))

    async def _show_strip_after(self, seconds: float, tile_id: str) -> None:
        await asyncio.sleep(seconds)
        if self.selected == (tile_id,):
            await self.show_strip(tile_id)

    async def show_strip(self, tile_id: str) -> None:
        """Offer the pictures that the tile passed through, where there were several."""
        try:
            frames = await self.studio.frames.strip(tile_id)
        except ServiceError as error:
            log.warning('The strip of a tile could not be read. %s', error)
            return
        self.parts.canvas.scrub(tile_id, [_strip_frame(frame) for frame in frames])
        reading = next((frame.reading for frame in reversed(frames) if frame.reading is not None), None)
        if reading is not None:
            self.bar.show_reading(Reading(reading.drew, reading.ignored, tile=tile_id))

    async def _saved(self, change: Callable[[], Any]) -> Change | None:
        if self.open_board.deleted:
            self.parts.toolbar.show_sync(NOT_SAVED)
            self.toast(IN_TRASH)
            return None
        self._saving += 1
        self._show_saving()
        try:
            done: Change = await change()
        except ServiceError as error:
            self.parts.toolbar.show_sync(NOT_SAVED)
            self.toast(str(error))
            # The browser had drawn it already: a jump of the revision makes it fetch the board anew.
            self.parts.canvas.apply(self.open_board.rev + 2, [])
            return None
        finally:
            self._saving -= 1
        self._show_saving()
        return done

    def _show_saving(self) -> None:
        self.parts.toolbar.show_sync(saving(self._saving) if self._saving else SAVED_HERE)

    def _turned_over(self, change: Change | None) -> None:
        """What was typed before an undo is no longer wanted, and what could not be undone is said."""
        if change is None:
            return
        changed = [op.id for op in change.operations if op.kind == 'tile' and REQUESTED & op.fields.keys()]
        for tile in self.board.present(changed):
            self.studio.live.withdraw(self.open_board.id, tile.id)
            self.bar.undo_text(tile.prompt, tile=tile.id)
        if change.skipped:
            count = f'{change.skipped} change' + ('s were' if change.skipped > 1 else ' was')
            self.toast(f'{count} left as newer edits made it')

    def _changed(self, change: Change) -> None:
        """A commit of this page or of another one."""
        operations = view_operations(self.board, change.operations, self.surroundings())
        self.parts.canvas.apply(change.rev, operations, animate=True)
        self._follow_tiles(change)
        self.parts.toolbar.show_can(self.can())
        self.parts.empty.show(not self.board.tiles)
        kinds = {operation.kind for operation in change.operations}
        if 'favorite' in kinds:
            self.parts.favorites.refresh()
        if 'asset' in kinds:
            self._announce_pictures(change)
        if 'asset' in kinds and len(self.selected) == 1:
            self.show_strip_soon(self.selected[0])

    def _follow_tiles(self, change: Change) -> None:
        """However a tile went, by hand, by undo or on another page: nothing more is bought for it."""
        tiles = [operation for operation in change.operations if operation.kind == 'tile']
        for gone in (operation.id for operation in tiles if operation.op == 'delete'):
            self.studio.live.forget(gone)
            self.studio.jobs.cancel(gone)
            self.studio.statuses.set(self.open_board.id, gone, None)
        self.say_not_made(operation.id for operation in tiles if operation.op == 'undelete')

    def _announce_pictures(self, change: Change) -> None:
        made = {one.id for one in change.operations if (one.kind, one.op) == ('asset', 'create')}
        ready = [tile.prompt for tile in self.board.stacked() if tile.asset_id in made]
        if ready:
            self.parts.canvas.announce(f'Picture ready: {ready[-1] or "without a prompt"}')

    def _told(self, event: TileEvent) -> None:
        """Something happened to a tile's picture on this device."""
        match event:
            case StatusChanged(tile_id, status):
                self.parts.canvas.status({tile_id: view_status(status)})
                self.say_status(tile_id, status)
            case FrameShown():
                self.parts.canvas.frame(
                    event.tile_id,
                    seq=event.order,
                    url=frame_url(event.name),
                    width=event.width,
                    height=event.height,
                    prompt=event.prompt,
                    count=event.count,
                    content=self.studio.frames.recent(event.name),
                )
                self.show_strip_soon(event.tile_id)
            case FrameWithdrawn(tile_id):
                self.parts.canvas.withdraw(tile_id)
            case PromptRead(tile_id, reading) if reading is not None:
                self.bar.show_reading(Reading(reading.drew, reading.ignored, tile=tile_id))
            case PromptRead(tile_id, _) if self.selected == (tile_id,):
                self.bar.show_reading(None)

    def say_status(self, tile_id: str, status: Status | None) -> None:
        if status is None or status.state != 'failed' or status.message is None:
            return
        link = CURES.get(status.cure or '')
        self.bar.show_trouble(Trouble(status.message, link=link, tile=tile_id))
        self.parts.canvas.announce(status.message)


def _strip_frame(frame: Frame) -> dict[str, Any]:
    """A picture of the strip: its number, its thumbnail, and what the tile shows while one looks back at it."""
    if frame.asset_id is None:
        thumb = shows = frame_url(frame.name)
    else:
        thumb, shows = (f'/pictures/{frame.name}/{level}' for level in (256, 1024))
    return {'n': frame.order, 'url': thumb, 'shows': shows, 'prompt': frame.prompt}
