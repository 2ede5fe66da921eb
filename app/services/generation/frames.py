"""Live pictures that the typing passed through: kept on this device, 64 a tile (SYNC.md C9).

A frame is served from memory the moment it is there and written to the disk behind the person's back; unlike a
settled picture it is never said to be saved. Settled pictures stand in the same strip, by reference.
"""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from app.domain.records import Asset
from app.services.database import Database
from app.services.errors import ServiceError
from app.services.generation.intake import CheckedPicture
from app.services.generation.provider import MadePicture, PictureRequest, Reading
from app.services.tables import frames as table

MOST_PER_TILE: Final = 64
BYTES_IN_MEMORY: Final = 64 * 1024 * 1024
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a tile's strip. `name` is the sha256 of its bytes; `asset_id` is set for a settled one."""

    name: str
    mime: str
    width: int
    height: int
    prompt: str
    seed: int
    model: str
    order: int = 0
    asset_id: str | None = None
    content: bytes | None = None
    reading: Reading | None = None

    @classmethod
    def of(cls, checked: CheckedPicture, request: PictureRequest, made: MadePicture) -> Self:
        """Make a live frame of a picture that has been checked."""
        return cls(
            name=hashlib.sha256(checked.content).hexdigest(),
            mime=checked.mime,
            width=checked.width,
            height=checked.height,
            prompt=request.prompt,
            seed=made.seed,
            model=request.model.id,
            content=checked.content,
            reading=made.reading,
        )

    @classmethod
    def of_asset(cls, asset: Asset, order: int, reading: Reading | None) -> Self:
        """Make the strip's reference to a settled picture."""
        width, height = asset.pixels
        return cls(
            name=asset.sha256,
            mime=asset.mime,
            width=width,
            height=height,
            prompt=asset.prompt,
            seed=asset.seed,
            model=asset.model,
            order=order,
            asset_id=asset.id,
            reading=reading,
        )


class Frames:
    """The strips of all tiles. Bytes are in memory until they are on the disk, and a while longer."""

    def __init__(self, database: Database, directory: Path) -> None:
        self._database = database
        self._directory = directory
        self._latest: dict[str, Frame] = {}
        # Up to which order a tile's live pictures were settled or withdrawn since the start.
        self._past: dict[str, int] = {}
        self._recent: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._unwritten: asyncio.Queue[Callable[[], Awaitable[None]] | None] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Make the folder, remove what a crash left half-written, and begin to write what is added."""
        await asyncio.to_thread(self._tidy)
        self._writer = asyncio.create_task(self._write_all())

    async def load(self, board_id: str) -> None:
        """Read which tiles of a board show a live picture that no settled one has followed."""
        newest = (
            select(table.c.tile_id, func.max(table.c.order).label('order'))
            .where(table.c.board_id == board_id)
            .group_by(table.c.tile_id)
            .subquery()
        )
        is_newest = (table.c.tile_id == newest.c.tile_id) & (table.c.order == newest.c.order)
        query = select(table).join(newest, is_newest).where(table.c.asset_id.is_(None), ~table.c.withdrawn)
        async with self._database.reading() as connection:
            for row in (await connection.execute(query)).mappings():
                # A picture may have settled while this was read, or what says so may still wait to be written.
                if row['order'] > self._past.get(row['tile_id'], 0):
                    self._latest.setdefault(row['tile_id'], _frame(dict(row)))

    def latest(self, tile_id: str) -> Frame | None:
        """The live picture that the tile shows in place of its settled one, if there is one."""
        return self._latest.get(tile_id)

    async def newest(self, tile_id: str) -> int:
        """The order of the newest picture in the tile's strip; 0 for an empty one."""
        live = self._latest.get(tile_id)
        query = select(func.max(table.c.order)).where(table.c.tile_id == tile_id)
        async with self._database.reading() as connection:
            written = await connection.scalar(query)
        return max(written or 0, self._past.get(tile_id, 0), live.order if live is not None else 0)

    def all_latest(self) -> dict[str, Frame]:
        return self._latest

    def add(self, board_id: str, tile_id: str, order: int, frame: Frame) -> Frame:
        """Add a live picture to a tile's strip; it can be read at once."""
        shown = replace(frame, order=order)
        self._latest[tile_id] = replace(shown, content=None)
        if frame.content is not None and frame.name not in self._recent:
            self._recent[frame.name] = frame.content
            self._bytes += len(frame.content)
            self._trim_memory()
        self._unwritten.put_nowait(lambda: self._write(board_id, tile_id, shown))
        return shown

    @contextmanager
    def settling(self, tile_id: str, order: int) -> Iterator[None]:
        """While a picture is put on the tile, and after, no older live one covers it; where that fails, it does."""
        live = self._latest.get(tile_id)
        older = live if live is not None and live.order < order else None
        if older is not None:
            del self._latest[tile_id]
        try:
            yield
        except ServiceError:
            if older is not None:
                self._latest.setdefault(tile_id, older)
            raise

    def add_settled(self, board_id: str, tile_id: str, order: int, asset: Asset, reading: Reading | None) -> None:
        """The strip refers to a picture that was settled."""
        self._past[tile_id] = max(order, self._past.get(tile_id, 0))
        settled = Frame.of_asset(asset, order, reading)
        self._unwritten.put_nowait(lambda: self._write(board_id, tile_id, settled))

    def withdraw(self, tile_id: str) -> bool:
        """The text of the tile's live picture stands no longer; return whether there was one to take off the tile.

        The strip keeps it, and neither a page nor a start brings it back.
        """
        live = self._latest.pop(tile_id, None)
        if live is None:
            return False
        self._past[tile_id] = max(live.order, self._past.get(tile_id, 0))
        self._unwritten.put_nowait(lambda: self._write_withdrawal(tile_id, live.order))
        return True

    async def strip(self, tile_id: str) -> list[Frame]:
        """Return the tile's pictures, the oldest first."""
        await self._unwritten.join()
        query = select(table).where(table.c.tile_id == tile_id).order_by(table.c.order)
        async with self._database.reading() as connection:
            return [_frame(dict(row)) for row in (await connection.execute(query)).mappings()]

    def recent(self, name: str) -> bytes | None:
        """The bytes of a live picture that is still in memory."""
        return self._recent.get(name)

    async def read(self, name: str) -> bytes | None:
        """Return the bytes of a live picture; None where there are none."""
        content = self._recent.get(name)
        if content is not None:
            return content
        path = self._path(name)
        return await asyncio.to_thread(path.read_bytes) if await asyncio.to_thread(path.is_file) else None

    async def close(self) -> None:
        """Write what is left, then end."""
        self._unwritten.put_nowait(None)
        if self._writer is not None:
            await self._writer

    def _path(self, name: str) -> Path:
        return self._directory / name[:2] / name

    def _tidy(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        for half in self._directory.glob('*/*.part'):
            half.unlink()

    def _trim_memory(self) -> None:
        while self._bytes > BYTES_IN_MEMORY and len(self._recent) > 1:
            _, dropped = self._recent.popitem(last=False)
            self._bytes -= len(dropped)

    async def _write_all(self) -> None:
        while (write := await self._unwritten.get()) is not None:
            try:
                await write()
            except (ServiceError, OSError) as error:
                log.warning('A live picture of the strip was not kept. %s', error)
            finally:
                self._unwritten.task_done()
        self._unwritten.task_done()

    async def _write(self, board_id: str, tile_id: str, frame: Frame) -> None:
        if frame.content is not None:
            await asyncio.to_thread(_write_file, self._path(frame.name), frame.content)
        async with self._database.transaction() as connection:
            await connection.execute(insert(table).values(_row(board_id, tile_id, frame)).on_conflict_do_nothing())
            of_tile = select(table.c.order).where(table.c.tile_id == tile_id)
            oldest_kept = of_tile.order_by(table.c.order.desc()).offset(MOST_PER_TILE - 1).limit(1).scalar_subquery()
            too_old = (table.c.tile_id == tile_id) & (table.c.order < oldest_kept)
            dropped = (await connection.execute(delete(table).where(too_old).returning(table.c.name))).scalars().all()
            still = select(table.c.name).where(table.c.name.in_(dropped), table.c.asset_id.is_(None))
            kept = set((await connection.execute(still)).scalars()) if dropped else set()
        for name in set(dropped) - kept:
            await asyncio.to_thread(self._path(name).unlink, missing_ok=True)

    async def _write_withdrawal(self, tile_id: str, order: int) -> None:
        withdrawn = update(table).where(table.c.tile_id == tile_id, table.c.order <= order)
        async with self._database.transaction() as connection:
            await connection.execute(withdrawn.values(withdrawn=True))


def _write_file(path: Path, content: bytes) -> None:
    """A frame may be lost to a power cut, but never be half: it is renamed into place."""
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix('.part')
    half.write_bytes(content)
    half.replace(path)


def _row(board_id: str, tile_id: str, frame: Frame) -> dict[str, object]:
    reading = frame.reading and {'drew': list(frame.reading.drew), 'ignored': list(frame.reading.ignored)}
    return {
        'tile_id': tile_id,
        'order': frame.order,
        'board_id': board_id,
        'name': frame.name,
        'mime': frame.mime,
        'width': frame.width,
        'height': frame.height,
        'prompt': frame.prompt,
        'seed': frame.seed,
        'model': frame.model,
        'asset_id': frame.asset_id,
        'reading': reading,
    }


def _frame(row: dict[str, Any]) -> Frame:
    reading = row['reading'] and Reading(tuple(row['reading']['drew']), tuple(row['reading']['ignored']))
    names = ('name', 'mime', 'width', 'height', 'prompt', 'seed', 'model', 'order', 'asset_id')
    return Frame(**{name: row[name] for name in names}, reading=reading)
