"""Removing for good: what was in the trash for 30 days, and the bytes of pictures that nothing refers to any more.

A picture stays while a tile shows it, a favorite holds it, a step of undo or redo could bring it back, the trash could,
or a tile's strip shows it. All of it is looked at in the one transaction that lets the last record of it go; the bytes
are removed after that, and only where nobody stored them anew meanwhile (`Blobs.remove_old`).
"""

import asyncio
import contextlib
import logging
import re
import shutil
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, Table, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.operation import TOMBSTONE
from app.domain.records import USER_SPACE
from app.services.blobs import Blobs
from app.services.boards import Boards
from app.services.errors import ServiceError
from app.services.pictures import Pictures
from app.services.tables import atlas_slots, board_revs, frames, micros, records, trash, undo_steps
from app.services.trash import old_trash

GRACE: Final = timedelta(hours=1)
"""Bytes that are younger may belong to a picture whose record is still to be written."""
FIRST_AFTER_S: Final = 60.0
DAY_S: Final = 24 * 3600.0
_AT_ONCE: Final = 400  # values in one statement
_SHA256: Final = re.compile(r'[0-9a-f]{64}')
_ID: Final = re.compile(r'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}')
_OF_BOARDS: Final = (undo_steps, frames, atlas_slots, board_revs)
Key = tuple[str, str]  # board, id
T = TypeVar('T')
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purged:
    """How many boards, pictures and bytes went."""

    boards: int
    pictures: int
    bytes: int


class Purge:
    def __init__(self, boards: Boards, pictures: Pictures, blobs: Blobs, grace: timedelta = GRACE) -> None:
        self._boards = boards
        self._pictures = pictures
        self._blobs = blobs
        self._grace = grace

    async def daily(self) -> None:
        """Run a minute after the start, when the pages are open, and then once a day."""
        wait_s = FIRST_AFTER_S
        while True:
            await asyncio.sleep(wait_s)
            wait_s = DAY_S
            try:
                await self.run(datetime.now(UTC))
            except ServiceError as error:
                log.warning('Nothing was removed for good. %s', error)

    async def run(self, now: datetime) -> Purged:
        """Remove what is due at `now`. Raises StoreError."""
        stored = await asyncio.to_thread(self._blobs.stored, now - self._grace)
        async with self._boards.changing:
            async with self._boards.database.transaction() as connection:
                board_ids = await _forget_trash(connection, now)
                await _drop_strips(connection)
                assets = await _drop_assets(connection)
                kept = await _kept(connection)
                loose = sorted(stored - kept)
                await _forget_pictures(connection, loose)
            self._boards.forget(board_ids)
            for board_id, asset_id in assets:
                self._boards.install(board_id, 'asset', asset_id, TOMBSTONE)
            self._pictures.forget(loose)
            sizes = await asyncio.to_thread(self._blobs.remove_old, loose, now - self._grace)
        await asyncio.to_thread(self._remove_beside, board_ids, kept, now - self._grace)
        if board_ids or sizes:
            log.info('Removed %d boards and %d pictures, %d bytes.', len(board_ids), len(sizes), sum(sizes))
        return Purged(len(board_ids), len(sizes), sum(sizes))

    def _remove_beside(self, board_ids: list[str], kept: Set[str], before: datetime) -> None:
        """Remove live pictures that no strip names, and the atlas of boards that are gone; no error counts."""
        directory = self._boards.database.directory
        for board_id in board_ids:
            shutil.rmtree(directory / 'atlas' / board_id, ignore_errors=True)
        for path in (directory / 'frames').glob('*/*'):
            with contextlib.suppress(OSError):
                if path.name not in kept and path.stat().st_mtime <= before.timestamp():
                    path.unlink()


async def _forget_trash(connection: AsyncConnection, now: datetime) -> list[str]:
    """Forget what is old in the trash; the boards among it go with everything that was theirs."""
    is_old = old_trash(now)
    boards = select(trash.c.id).where(is_old, trash.c.space_id == USER_SPACE, trash.c.kind == 'board')
    board_ids = list((await connection.execute(boards)).scalars())
    await connection.execute(delete(trash).where(is_old))
    for some in _parts(board_ids):
        await connection.execute(delete(records).where(records.c.space_id.in_(some)))
        await connection.execute(delete(trash).where(trash.c.space_id.in_(some)))
        for table in _OF_BOARDS:
            await connection.execute(delete(table).where(table.c.board_id.in_(some)))
    return board_ids


async def _drop_strips(connection: AsyncConnection) -> None:
    """Forget the strips of deleted tiles that nothing can bring back."""
    buried = select(records.c.space_id, records.c.id).where(records.c.kind == 'tile', records.c.deleted)
    strips = await _keys(connection, select(frames.c.board_id, frames.c.tile_id).distinct())
    strips &= await _keys(connection, buried)
    strips -= await _keys(connection, select(trash.c.space_id, trash.c.id).where(trash.c.kind == 'tile'))
    strips -= await _held_by_undo(connection, sorted({board_id for board_id, _ in strips}))
    for some in _parts(sorted(strips)):
        await connection.execute(delete(frames).where(tuple_(frames.c.board_id, frames.c.tile_id).in_(some)))


async def _drop_assets(connection: AsyncConnection) -> list[Key]:
    """Bury the assets that no tile, no trash, no strip and no step of undo or redo refers to; return board and id."""
    is_asset = (records.c.kind == 'asset', ~records.c.deleted)
    assets = await _keys(connection, select(records.c.space_id, records.c.id).where(*is_asset))
    shown = select(records.c.space_id, _field(records, 'asset_id')).where(records.c.kind == 'tile', ~records.c.deleted)
    thrown = select(trash.c.space_id, _field(trash, 'asset_id')).where(trash.c.kind == 'tile')
    scrubbed = select(frames.c.board_id, frames.c.asset_id).where(frames.c.asset_id.is_not(None))
    for used in (shown, thrown, scrubbed):
        assets -= await _keys(connection, used)
    assets -= await _held_by_undo(connection, sorted({board_id for board_id, _ in assets}))
    dropped = sorted(assets)
    for some in _parts(dropped):
        these = tuple_(records.c.space_id, records.c.id).in_(some)
        await connection.execute(update(records).where(*is_asset, these).values(fields={}, deleted=True))
    return dropped


async def _keys(connection: AsyncConnection, query: Select[Any]) -> set[Key]:
    return {(board_id, id) for board_id, id in await connection.execute(query)}


def _field(table: Table, name: str) -> ColumnElement[Any]:
    return func.json_extract(table.c.fields, f'$.{name}')


async def _held_by_undo(connection: AsyncConnection, board_ids: list[str]) -> set[Key]:
    """Every id that a step of undo or redo of these boards names."""
    held: set[Key] = set()
    for some in _parts(board_ids):
        steps = select(undo_steps.c.board_id, func.json(undo_steps.c.operations)).where(undo_steps.c.board_id.in_(some))
        for board_id, text in await connection.execute(steps):
            held.update((board_id, id) for id in _ID.findall(text))
    return held


async def _kept(connection: AsyncConnection) -> set[str]:
    """The pictures that something refers to."""
    named = select(_field(records, 'sha256')).where(records.c.kind.in_(('asset', 'favorite')), ~records.c.deleted)
    kept = {sha256 for sha256 in (await connection.execute(named)).scalars() if sha256}
    kept.update((await connection.execute(select(frames.c.name))).scalars())
    for steps in (await connection.execute(select(func.json(undo_steps.c.operations)))).scalars():
        kept.update(_SHA256.findall(steps))
    return kept


async def _forget_pictures(connection: AsyncConnection, sha256s: list[str]) -> None:
    for some in _parts(sha256s):
        for table in (micros, atlas_slots):
            await connection.execute(delete(table).where(table.c.sha256.in_(some)))


def _parts(values: list[T]) -> Iterable[list[T]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
