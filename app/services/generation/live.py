"""The live loop: as a tile's prompt is typed, its picture follows. Drives one scheduler a tile."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from app.domain.ids import new_id
from app.domain.mutation import PatchTile
from app.services.boards import OpenBoard
from app.services.errors import ServiceError, StoreError
from app.services.generation.errors import GenerationError
from app.services.generation.frames import Frame, Frames
from app.services.generation.intake import check_picture
from app.services.generation.jobs import Jobs, Making, answer_within, provider_of
from app.services.generation.provider import PictureRequest, Provider
from app.services.generation.scheduler import Cancel, LiveScheduler, Send
from app.services.generation.statuses import FrameShown, FrameWithdrawn, PromptRead, Status, Statuses
from app.services.spending import Ledger

CACHED_PREVIEWS: Final = 512
SLOWEST_PREVIEW_S: Final = 10.0
log = logging.getLogger(__name__)


@dataclass(eq=False)
class _LiveTile:
    """One tile under the person's hands: its scheduler, what is under way, and when to look again."""

    board: OpenBoard
    id: str
    group: str | None
    scheduler: LiveScheduler = field(default_factory=LiveScheduler)
    tasks: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    timer: asyncio.TimerHandle | None = None
    blocked: GenerationError | None = None
    keeping: asyncio.Task[None] | None = None
    shown: int = 0
    left: bool = False

    def cancel(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        for task in (*self.tasks.values(), *([self.keeping] if self.keeping is not None else [])):
            task.cancel()


class Live:
    """Takes edits of prompts and shows their pictures through `Statuses`. One event loop; not thread-safe."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        jobs: Jobs,
        frames: Frames,
        statuses: Statuses,
        ledger: Ledger,
        slowest_preview_s: float = SLOWEST_PREVIEW_S,
    ) -> None:
        """A preview may take `slowest_preview_s`, or ten times what its model usually takes where that is more."""
        self._providers = providers
        self._jobs = jobs
        self._frames = frames
        self._statuses = statuses
        self._ledger = ledger
        self._slowest_preview_s = slowest_preview_s
        self._tiles: dict[str, _LiveTile] = {}
        self._previews: OrderedDict[PictureRequest, Frame] = OrderedDict()

    def edit(
        self,
        board: OpenBoard,
        tile_id: str,
        request: PictureRequest,
        *,
        group: str,
        rests: bool = True,
        previews: bool = True,
    ) -> None:
        """Take what was typed. Without `rests` no full picture follows by itself, without `previews` nothing else does.
        `group` joins undo steps.
        """
        tile = self._tile(board, tile_id, group)
        tile.left = False
        now = self._now()
        preview = replace(request, quality='preview')
        cached = self._previews.get(preview)
        if tile.scheduler.latest is not None and tile.scheduler.latest.model != preview.model:
            tile.blocked = None  # another model has another key
        order = tile.scheduler.edit(preview, now, cached=cached is not None or not previews, rests=rests)
        if order is None:
            return
        if tile.blocked is not None:
            self._tell_failure(tile, tile.blocked)
            self._keep_prompt(tile)
        elif cached is not None:
            self._show(tile, order, cached)
        self._act(tile)

    def settle(self, tile_id: str) -> None:
        """Ask for the full picture of what was typed last, without waiting for a rest."""
        tile = self._tiles.get(tile_id)
        if tile is not None:
            tile.scheduler.settle(self._now())
            self._act(tile)

    def retry(self, tile_id: str) -> bool:
        """Send the latest edit again after a failure; return whether there was one to send."""
        tile = self._tiles.get(tile_id)
        if tile is None or tile.scheduler.latest is None:
            return False
        tile.blocked = None
        tile.scheduler.retry(self._now(), cached=tile.scheduler.latest in self._previews)
        self._act(tile)
        return True

    def stored(self, tile_id: str) -> None:
        """The tile's record is there now: a text that failed before has something to be kept with."""
        tile = self._tiles.get(tile_id)
        if tile is not None:
            status = self._statuses.of(tile.board.id).get(tile_id)
            if status is not None and status.state == 'failed':
                self._keep_prompt(tile)

    def prompt_of(self, tile_id: str) -> str | None:
        """What was typed last at a tile that is live, stored yet or not."""
        tile = self._tiles.get(tile_id)
        return None if tile is None or tile.scheduler.latest is None else tile.scheduler.latest.prompt

    def is_live(self, tile_id: str) -> bool:
        """Whether the tile is being typed at, or still gets a picture of what was typed."""
        return tile_id in self._tiles

    def unblock(self) -> None:
        """Keys or caps have changed: let every tile try again with its next edit."""
        for tile in self._tiles.values():
            tile.blocked = None

    def leave(self, tile_id: str) -> None:
        """The person turned to something else: what is under way ends, and a failed picture can still be retried."""
        tile = self._tiles.get(tile_id)
        if tile is not None:
            tile.left = True
            self._act(tile)

    def forget(self, tile_id: str) -> None:
        """Stop everything for a tile that was deleted, emptied or set back."""
        tile = self._tiles.pop(tile_id, None)
        if tile is not None:
            tile.cancel()
            self._statuses.set(tile.board.id, tile_id, None)

    def withdraw(self, board_id: str, tile_id: str) -> None:
        """The tile's live text was erased or undone: nothing is made of it, and its picture does not come back."""
        self.forget(tile_id)
        if self._frames.withdraw(tile_id):
            self._statuses.tell(board_id, FrameWithdrawn(tile_id))

    async def close(self) -> None:
        """Keep what was typed, stop every tile's requests and wait until they have ended."""
        keeping = [tile.keeping for tile in self._tiles.values() if tile.keeping is not None]
        await asyncio.gather(*keeping, return_exceptions=True)
        tasks = [task for tile in self._tiles.values() for task in tile.tasks.values()]
        for tile_id in list(self._tiles):
            self.forget(tile_id)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _tile(self, board: OpenBoard, tile_id: str, group: str) -> _LiveTile:
        tile = self._tiles.get(tile_id)
        if tile is None:
            # Orders grow over restarts too: the page compares them with what it shows.
            scheduler = LiveScheduler(first_edit=int(time.time() * 1000))
            tile = self._tiles[tile_id] = _LiveTile(board, tile_id, group, scheduler)
        return tile

    def _act(self, tile: _LiveTile) -> None:
        """Carry out what the scheduler wants now, and come back when it wants to be asked again."""
        if tile.blocked is None:
            for action in tile.scheduler.due(self._now()):
                if isinstance(action, Cancel):
                    self._cancel(tile, action)
                else:
                    self._start(tile, action)
        if tile.timer is not None:
            tile.timer.cancel()
        wake = tile.scheduler.wake_at() if tile.blocked is None else None
        tile.timer = None if wake is None else asyncio.get_running_loop().call_at(wake, self._act, tile)
        if self._is_done(tile):
            self.forget(tile.id)

    def _cancel(self, tile: _LiveTile, action: Cancel) -> None:
        task = tile.tasks.pop(action.order, None)
        if task is not None:
            task.cancel()

    def _start(self, tile: _LiveTile, send: Send) -> None:
        work = self._preview if send.request.quality == 'preview' else self._full
        task = asyncio.create_task(self._guarded(tile, send, work))
        tile.tasks[send.order] = task
        task.add_done_callback(lambda _: tile.tasks.pop(send.order, None))
        if tile.scheduler.shown == 0 and not self._has_picture(tile):
            usual = send.request.model.preview_usual_s
            self._statuses.set(tile.board.id, tile.id, Status('generating', time.time(), usual))

    async def _guarded(self, tile: _LiveTile, send: Send, work: Callable[[_LiveTile, Send], Awaitable[None]]) -> None:
        """Run one request to its end; every failure ends as a sentence on the tile."""
        try:
            await work(tile, send)
        except GenerationError as error:
            self._failed(tile, send, error)
        except ServiceError as error:
            self._failed(tile, send, GenerationError(str(error)))
        except Exception:
            log.exception('A live request failed for a reason that is no provider’s')
            sentence = 'The picture could not be made or saved. Try again; the log says more.'
            self._failed(tile, send, GenerationError(sentence))
        if self._tiles.get(tile.id) is tile:
            self._act(tile)

    async def _preview(self, tile: _LiveTile, send: Send) -> None:
        try:
            await self._show_preview(tile, send)
        except StoreError as error:  # its bill is not on the disk, and no more are run up until it can be
            tile.scheduler.failed(send.order, self._now())
            if self._tiles.get(tile.id) is tile:
                self._block(tile, GenerationError(str(error)))

    async def _show_preview(self, tile: _LiveTile, send: Send) -> None:
        request = send.request
        limit = max(self._slowest_preview_s, 10 * request.model.preview_usual_s)
        price = request.model.preview_price_usd
        async with self._ledger.spending(request.model, price, tile.board.id, beside=True) as spent:
            made = await answer_within(limit, request, provider_of(self._providers, request).preview(request))
            spent.settle(made.cost_usd)
            # Shown before the block ends: a picture does not wait until its bill is on the disk.
            checked = await asyncio.to_thread(check_picture, made.content)
            frame = Frame.of(checked, request, made)
            self._remember(request, frame)
            if self._tiles.get(tile.id) is tile and tile.scheduler.arrived(send.order):
                self._show(tile, send.order, frame)
                self._act(tile)

    async def _full(self, tile: _LiveTile, send: Send) -> None:
        making = Making(tile.board, tile.id, send.request, 'live', order=send.order)
        made = await self._jobs.make(making)
        if self._tiles.get(tile.id) is not tile or not tile.scheduler.arrived(send.order):
            await self._jobs.keep(making, made)
            return
        try:
            await self._jobs.settle(making, made, group=tile.group)
        except ServiceError as error:  # the scheduler is done with it: the person is told here
            self._tell_failure(tile, GenerationError(str(error)))
            return
        tile.group = None
        self._statuses.set(tile.board.id, tile.id, None)
        self._statuses.tell(tile.board.id, PromptRead(tile.id, made[1]))

    def _is_done(self, tile: _LiveTile) -> bool:
        """Whether the person has left it and its last text has its full picture: nothing is lost without it."""
        at_rest = not tile.scheduler.is_working and tile.scheduler.shown > tile.scheduler.latest_order
        return tile.left and at_rest and tile.id not in self._statuses.of(tile.board.id)

    def _has_picture(self, tile: _LiveTile) -> bool:
        placed = tile.board.board.tiles.get(tile.id)
        return (placed is not None and placed.asset_id is not None) or self._frames.latest(tile.id) is not None

    def _show(self, tile: _LiveTile, order: int, frame: Frame) -> None:
        tile.scheduler.arrived(order)
        shown = self._frames.add(tile.board.id, tile.id, order, frame)
        tile.blocked = None
        status = self._statuses.of(tile.board.id).get(tile.id)
        if order >= tile.scheduler.latest_order or (status is not None and status.state != 'failed'):
            self._statuses.set(tile.board.id, tile.id, None)
        tile.shown += 1
        event = FrameShown(tile.id, order, shown.name, shown.width, shown.height, shown.prompt, tile.shown)
        self._statuses.tell(tile.board.id, event)
        self._statuses.tell(tile.board.id, PromptRead(tile.id, frame.reading))

    def _remember(self, request: PictureRequest, frame: Frame) -> None:
        self._previews[request] = frame
        if len(self._previews) > CACHED_PREVIEWS:
            self._previews.popitem(last=False)

    def _failed(self, tile: _LiveTile, send: Send, error: GenerationError) -> None:
        if not tile.scheduler.failed(send.order, self._now(), error.retry_after):
            return
        if error.cure in ('settings', 'caps'):
            self._block(tile, error)
        else:
            self._tell_failure(tile, error)
            self._keep_prompt(tile)

    def _block(self, tile: _LiveTile, error: GenerationError) -> None:
        """Send nothing more for the tile until the person has acted on the error."""
        tile.blocked = error
        self._tell_failure(tile, error)
        self._keep_prompt(tile)

    def _keep_prompt(self, tile: _LiveTile) -> None:
        """No picture will carry the prompt to the tile, so that it is stored by itself."""
        if tile.keeping is None or tile.keeping.done():
            tile.keeping = asyncio.create_task(self._write_prompt(tile))

    async def _write_prompt(self, tile: _LiveTile) -> None:
        """Store what was typed last; what is typed while that is written is one more write, however many keys."""
        tile.group = new_id() if tile.group is None else tile.group  # all of it, and its picture, undo as one step
        kept = None
        while (latest := tile.scheduler.latest) is not None and latest.prompt != kept:
            kept = latest.prompt
            try:
                await tile.board.do(PatchTile(tile.id, {'prompt': kept}), group=tile.group)
            except ServiceError as error:
                log.warning('The prompt of a tile was not kept. %s', error)
                return

    def _tell_failure(self, tile: _LiveTile, error: GenerationError) -> None:
        self._statuses.set(tile.board.id, tile.id, Status.of_failure(error))

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
