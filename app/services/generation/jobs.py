"""Pictures in full size: one place each for the provider, the money, the check of the bytes and the keeping of them.

A paid request is a row before it is sent, with the provider's own id before its result is awaited: after a crash the
picture is fetched, never bought again.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update

from app.domain.ids import new_id
from app.domain.mutation import AddAsset, SettleTile
from app.domain.records import Asset, AssetKind, utc_text
from app.services.boards import Boards, OpenBoard
from app.services.database import Database
from app.services.errors import BoardMissing, ServiceError
from app.services.generation.errors import GenerationError, KeyMissing, KeyRefused, ProviderDown, RateLimited
from app.services.generation.frames import Frames
from app.services.generation.intake import check_picture
from app.services.generation.models import find_model
from app.services.generation.provider import JobWatch, MadePicture, PictureRequest, Progress, Provider, Reading
from app.services.generation.requests import answers
from app.services.generation.statuses import Status, Statuses
from app.services.library import Library
from app.services.pictures import Pictures
from app.services.spending import Ledger
from app.services.tables import jobs as table

SLOWEST_PICTURE_S: Final = 360.0  # above a provider's own patience, which leaves the request to be fetched later
AT_ONCE: Final = 2  # fal gives new accounts two requests at once; more would only be refused
STILL_THERE: Final = (ProviderDown, RateLimited, KeyMissing, KeyRefused)
log = logging.getLogger(__name__)

Made = tuple[Asset, Reading | None]


@dataclass(frozen=True, slots=True)
class Making:
    """What a picture is made for: the tile that waits for it, how it comes about, and what it came from."""

    board: OpenBoard
    tile_id: str
    request: PictureRequest
    kind: AssetKind
    parents: tuple[str, ...] = ()
    order: int = field(default_factory=lambda: 2 * int(time.time() * 1000) + 1)  # its place in the tile's strip


class Jobs:
    """Makes full pictures, and settles them on their tiles. Statuses tell how far each is."""

    def __init__(
        self,
        *,
        providers: Mapping[str, Provider],
        boards: Boards,
        pictures: Pictures,
        frames: Frames,
        library: Library,
        statuses: Statuses,
        ledger: Ledger,
        database: Database,
    ) -> None:
        self._providers = providers
        self._boards = boards
        self._pictures = pictures
        self._frames = frames
        self._library = library
        self._statuses = statuses
        self._ledger = ledger
        self._database = database
        self._places: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
        self._tasks: dict[asyncio.Task[Status | None], Making] = {}
        self._unsettled: dict[tuple[str, PictureRequest], Made] = {}
        self._closing = False

    def start(self, making: Making, *, group: str | None = None) -> None:
        """Make a picture in the background and settle it on its tile; a failure ends as a sentence on the tile.

        Does nothing while another is made for the tile.
        """
        if not self.is_making(making.tile_id):
            self._run(making, group, self.make(making))

    def cancel(self, tile_id: str) -> None:
        """Stop the picture of a tile that was deleted."""
        for task, making in self._tasks.items():
            if making.tile_id == tile_id:
                task.cancel()

    def is_making(self, tile_id: str, prompt: str | None = None) -> bool:
        """Whether a picture of the tile is under way: any, or one of that prompt."""
        making = [making for task, making in self._tasks.items() if not task.cancelling()]
        return any(one.tile_id == tile_id and prompt in (None, one.request.prompt) for one in making)

    async def make(self, making: Making) -> Made:
        """Make, check and store one picture, or find the one that was paid for before.

        Raises GenerationError or ServiceError; nothing is left half.
        """
        unsettled = self._unsettled.pop((making.tile_id, making.request), None)
        if unsettled is not None:
            return unsettled
        provider = provider_of(self._providers, making.request)
        bought = await self._bought_before(making)
        if bought is not None:
            return await self._fetch(*bought)
        known = self._known(making)
        if known is not None:
            return known, None
        async with self._place(making), self._row(making) as row:
            watch = self._watch(making, row)
            model = making.request.model
            async with self._ledger.spending(model, model.price_usd, making.board.id) as spending:
                made = await answer_within(SLOWEST_PICTURE_S, making.request, provider.make(making.request, watch))
                spending.settle(made.cost_usd)
            return await self._keep(making, made), made.reading

    async def settle(self, making: Making, made: Made, *, group: str | None) -> None:
        """Put a stored picture on its tile, in one undoable step, and its prompt into the history.

        Raises ServiceError; the picture is then kept for the next `make` of the same, which buys nothing.
        """
        asset, reading = made
        request = making.request
        fields = {
            'prompt': request.prompt,
            'seed': asset.seed,
            'model': request.model.id,
            'pixels': [request.width, request.height],
            'styles': list(request.styles),
        }
        try:
            if making.kind == 'live':  # before the picture is seen: then its prompt can be recalled too
                await self._library.remember_prompt(request.prompt, request.model.id, datetime.now(UTC))
            with self._frames.settling(making.tile_id, making.order):
                await making.board.do(SettleTile(making.tile_id, asset, fields), group=group)
        except ServiceError:
            self._unsettled[making.tile_id, request] = made
            raise
        self._frames.add_settled(making.board.id, making.tile_id, making.order, asset, reading)

    async def keep(self, making: Making, made: Made) -> None:
        """Keep a picture that came after a newer one was shown: it stands in the strip, and was perhaps paid for."""
        asset, reading = made
        await making.board.do(AddAsset(asset), undoable=False)
        self._frames.add_settled(making.board.id, making.tile_id, making.order, asset, reading)

    async def resume(self) -> None:
        """After a start: fetch what was asked for before the program ended, and drop what was never sent."""
        for row in await self._rows():
            try:
                making = await self._making_of(dict(row))
            except (BoardMissing, GenerationError, KeyError, TypeError, ValueError):
                await self._drop(row['id'])
                continue
            self._run(making, None, self._fetch(making, row['id'], row['provider_request_id']))

    def leave(self) -> None:
        """The program ends: what was submitted goes on at the provider and is fetched at the next start."""
        self._closing = True

    async def close(self) -> None:
        """Stop what is under way and wait until it has ended."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _run(self, making: Making, group: str | None, work: Awaitable[Made]) -> None:
        task = asyncio.create_task(self._guarded(making, group, work))
        self._tasks[task] = making

        def ended(done: asyncio.Task[Status | None]) -> None:
            del self._tasks[done]
            if not done.cancelled():
                self._statuses.set(making.board.id, making.tile_id, done.result())

        task.add_done_callback(ended)

    async def _guarded(self, making: Making, group: str | None, work: Awaitable[Made]) -> Status | None:
        """Make and settle, or keep what came too late; return the failure that the tile is to show."""
        try:
            made = await work
            if await self._is_outdone(making):
                await self.keep(making, made)
            else:
                await self.settle(making, made, group=group)
        except GenerationError as error:
            return Status.of_failure(error)
        except ServiceError as error:
            return Status('failed', message=str(error), cure='retry')
        except Exception:
            log.exception('A picture could not be made for a reason that is no provider’s')
            sentence = 'The picture could not be made. Try again; the log says more.'
            return Status('failed', message=sentence, cure='retry')
        return None

    async def _is_outdone(self, making: Making) -> bool:
        """Whether the tile has a newer picture, or was promised one: the text moved on while this one was made."""
        if await self._frames.newest(making.tile_id) > making.order:
            return True
        promised = [_order_of(row['request']) for row in await self._rows(table.c.tile_id == making.tile_id)]
        return max(promised, default=0) > making.order

    async def _rows(self, *where: ColumnElement[bool]) -> Sequence[RowMapping]:
        async with self._database.reading() as connection:
            return (await connection.execute(select(table).where(*where))).mappings().all()

    async def _bought_before(self, making: Making) -> tuple[Making, str, str] | None:
        """The same request where it was submitted and its result never came: what for, its row, the provider's id."""
        if making.request.model.is_free:
            return None
        for row in await self._rows(table.c.tile_id == making.tile_id, table.c.provider_request_id.is_not(None)):
            plain = row['request']
            before = replace(making, kind=plain['kind'], parents=tuple(plain['parents']))
            if {**plain, 'order': making.order} == _request_to_json(before):
                return before, row['id'], row['provider_request_id']
        return None

    def _known(self, making: Making) -> Asset | None:
        """A copy of the board's own picture of the same request, where it would have to be bought a second time."""
        if making.request.model.is_free:
            return None
        for asset in making.board.board.assets.values():
            if answers(asset, making.request) and self._pictures.has(asset.sha256):
                copy = replace(asset, id=new_id(), kind=making.kind, parents=making.parents, cost_usd=0, seconds=0)
                return replace(copy, made_at=utc_text(datetime.now(UTC)))
        return None

    async def _fetch(self, making: Making, row: str, request_id: str | None) -> Made:
        """Get the result of a request that was submitted before, by this process or by one that ended."""
        if request_id is None:
            await self._drop(row)
            raise ProviderDown('ImageGen ended before this picture was asked for. Try again.')
        async with self._kept_while_fetchable(row):
            provider = provider_of(self._providers, making.request)
            watch = self._watch(making, row)
            answer = provider.resume(making.request, request_id, watch)
            made = await answer_within(SLOWEST_PICTURE_S, making.request, answer)
            return await self._keep(making, made), made.reading

    @asynccontextmanager
    async def _place(self, making: Making) -> AsyncIterator[None]:
        """Wait for a place at the provider; the tile says that it waits."""
        places = self._places[making.request.model.provider]
        quiet = making.kind == 'live'  # the preview is there already
        if places.locked() and not quiet:
            self._statuses.set(making.board.id, making.tile_id, Status('waiting'))
        async with places:
            if not quiet:
                status = Status('generating', time.time(), making.request.model.usual_s)
                self._statuses.set(making.board.id, making.tile_id, status)
            yield

    @asynccontextmanager
    async def _row(self, making: Making) -> AsyncIterator[str | None]:
        """The row of a paid request, there before it is sent and gone when it has ended either way.

        Where the program ends it keeps its row: the next start looks whether there is a picture.
        """
        if making.request.model.is_free:
            yield None
            return
        row = new_id()
        values = {
            'id': row,
            'board_id': making.board.id,
            'tile_id': making.tile_id,
            'provider': making.request.model.provider,
            'request': _request_to_json(making),
            'provider_request_id': None,
            'state': 'new',
            'made_at': utc_text(datetime.now(UTC)),
        }
        async with self._database.transaction() as connection:
            await connection.execute(insert(table).values(values))
        async with self._kept_while_fetchable(row):
            yield row

    @asynccontextmanager
    async def _kept_while_fetchable(self, row: str) -> AsyncIterator[None]:
        """Drop the row at the end, unless the provider may still have the picture: then a retry fetches it."""
        try:
            yield
        except asyncio.CancelledError:
            if not self._closing:  # on purpose: it was cancelled at the provider too, and must not be asked for there
                await self._drop(row)
            raise
        except BaseException as error:
            if isinstance(error, ServiceError):  # the picture may be there, and could not be kept
                await self._drop(row, table.c.provider_request_id.is_(None))
            elif not isinstance(error, STILL_THERE) or error.request_id is None:
                await self._drop(row)
            raise
        await self._drop(row)

    async def _drop(self, row: str, *where: ColumnElement[bool]) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(delete(table).where(table.c.id == row, *where))

    def _watch(self, making: Making, row: str | None) -> JobWatch:
        started_at = time.time()

        async def submitted(request_id: str) -> None:
            if row is not None:
                change = update(table).where(table.c.id == row)
                async with self._database.transaction() as connection:
                    await connection.execute(change.values(provider_request_id=request_id, state='submitted'))

        def progressed(progress: Progress) -> None:
            if making.kind != 'live':
                usual = making.request.model.usual_s
                self._statuses.progressed(making.board.id, making.tile_id, progress, started_at, usual)

        return JobWatch(submitted, progressed, leaving=lambda: self._closing)

    async def _keep(self, making: Making, made: MadePicture) -> Asset:
        checked = await asyncio.to_thread(check_picture, made.content)
        stored = await self._pictures.store_picture(checked.content, making.board.id)
        request = making.request
        return Asset(
            id=new_id(),
            sha256=stored.sha256,
            mime=stored.mime,
            pixels=(stored.width, stored.height),
            bytes=stored.bytes,
            prompt=request.prompt,
            seed=made.seed,
            model=request.model.id,
            made_at=utc_text(datetime.now(UTC)),
            styles=request.styles,
            cost_usd=made.cost_usd,
            seconds=round(made.seconds, 3),
            kind=making.kind,
            parents=making.parents,
        )

    async def _making_of(self, row: dict[str, Any]) -> Making:
        plain = row['request']
        width, height = plain['pixels']
        request = PictureRequest(
            find_model(plain['model']), plain['prompt'], plain['seed'], width, height, 'full', tuple(plain['styles'])
        )
        board = await self._boards.open(row['board_id'])
        return Making(board, row['tile_id'], request, plain['kind'], tuple(plain['parents']), _order_of(plain))


def provider_of(providers: Mapping[str, Provider], request: PictureRequest) -> Provider:
    """Return the provider of the request's model. Raises KeyMissing where none is set up."""
    found = providers.get(request.model.provider)
    if found is None:
        raise KeyMissing(f'{request.model.label} has no provider here. Choose another model or add one in Settings.')
    return found


async def answer_within(seconds: float, request: PictureRequest, answer: Awaitable[MadePicture]) -> MadePicture:
    """Await a provider, but not for ever. Raises ProviderDown when the time is over."""
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except TimeoutError as error:
        sentence = f'{request.model.label} did not answer within {seconds:.0f} s. Try again.'
        raise ProviderDown(sentence, provider=request.model.provider) from error


def _request_to_json(making: Making) -> dict[str, Any]:
    request = making.request
    return {
        'model': request.model.id,
        'prompt': request.prompt,
        'seed': request.seed,
        'pixels': [request.width, request.height],
        'styles': list(request.styles),
        'kind': making.kind,
        'parents': list(making.parents),
        'order': making.order,
    }


def _order_of(plain: Mapping[str, Any]) -> int:
    """A row that tells no order is older than any picture that its tile has."""
    return int(plain.get('order', 0))
