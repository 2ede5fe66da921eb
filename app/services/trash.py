"""The trash: deleted tiles that had a picture, and deleted boards, to be restored for 30 days.

What is written here goes in and out with the records themselves, in the same transaction (`note_deletions`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Row, delete, func, select, tuple_
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.mutation import RestoreTiles
from app.domain.operation import State
from app.domain.records import USER_SPACE, BoardRecord, Tile, space_of, utc_text
from app.services.errors import BoardMissing
from app.services.tables import records, trash

if TYPE_CHECKING:
    from app.services.boards import Boards, Change

KEPT_FOR: Final = timedelta(days=30)
KINDS: Final = ('tile', 'board')
_AT_ONCE: Final = 500  # ids in one query
Key = tuple[str, str]  # kind, id
Changes = Mapping[Key, tuple[State | None, State]]


@dataclass(frozen=True, slots=True)
class Trashed:
    """A deleted tile with its picture, or a deleted board (`tile` is None) with its name."""

    board_id: str
    board_name: str
    deleted_at: str
    tile: Tile | None = None
    sha256: str | None = None

    @property
    def id(self) -> str:
        return self.board_id if self.tile is None else self.tile.id


@dataclass(frozen=True, slots=True)
class TrashPage:
    """What was deleted, the latest first; `next_cursor` is None at the end."""

    items: tuple[Trashed, ...]
    next_cursor: str | None
    total: int


async def note_deletions(connection: AsyncConnection, board_id: str, changes: Changes) -> None:
    """Put into the trash what `changes` (before, after) deleted, and take out what they brought back."""
    for kind in KINDS:
        back = [id for (one, id), (before, after) in changes.items() if one == kind and _is_back(before, after)]
        for start in range(0, len(back), _AT_ONCE):
            of_kind = (trash.c.space_id == space_of(kind, board_id), trash.c.kind == kind)
            await connection.execute(delete(trash).where(*of_kind, trash.c.id.in_(back[start : start + _AT_ONCE])))
    now = utc_text(datetime.now(UTC))
    rows = [
        {'space_id': space_of(kind, board_id), 'kind': kind, 'id': id, 'fields': before.fields, 'deleted_at': now}
        for (kind, id), (before, after) in changes.items()
        if kind in KINDS and after.deleted and before is not None and not before.deleted and _worth(kind, before)
    ]
    if rows:
        statement = insert(trash)
        again = {'fields': statement.excluded.fields, 'deleted_at': statement.excluded.deleted_at}
        keys = [trash.c.space_id, trash.c.kind, trash.c.id]
        await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=again), rows)


def _is_back(before: State | None, after: State) -> bool:
    return before is not None and before.deleted and not after.deleted


def _worth(kind: str, before: State) -> bool:
    """A tile that never had a picture is not worth keeping."""
    return kind == 'board' or before.fields.get('asset_id') is not None


def old_trash(now: datetime) -> ColumnElement[bool]:
    """Tell the rows that were deleted more than 30 days before `now`."""
    return trash.c.deleted_at < utc_text(now - KEPT_FOR)


class Trash:
    """Looks into the trash and brings things back."""

    def __init__(self, boards: 'Boards') -> None:
        self._boards = boards
        self._database = boards.database

    async def page(self, cursor: str | None = None, limit: int = 60) -> TrashPage:
        """Return a page of what was deleted, from `cursor` of the page before."""
        query = select(trash).order_by(trash.c.deleted_at.desc(), trash.c.id.desc()).limit(limit + 1)
        if cursor is not None:
            at, _, id = cursor.partition(' ')
            query = query.where(tuple_(trash.c.deleted_at, trash.c.id) < tuple_(at, id))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
            total = await connection.scalar(select(func.count()).select_from(trash)) or 0
            shown = rows[:limit]
            names = await _names(connection, {row.space_id for row in shown if row.kind == 'tile'})
            pictures = await _pictures(
                connection, {(row.space_id, row.fields['asset_id']) for row in shown if row.kind == 'tile'}
            )
        items = []
        for row in shown:
            if row.kind == 'board':
                items.append(_trashed_board(row))
            else:
                tile = Tile.from_fields(row.id, row.fields)
                sha256 = pictures.get((row.space_id, tile.asset_id or ''))
                items.append(Trashed(row.space_id, names.get(row.space_id, ''), row.deleted_at, tile, sha256))
        more = f'{shown[-1].deleted_at} {shown[-1].id}' if len(rows) > limit else None
        return TrashPage(tuple(items), more, total)

    async def restore_tile(self, board_id: str, tile_id: str) -> 'Change | None':
        """Bring a tile back to its place on its board; None where it is not in the trash.

        Raises BoardMissing where its board is deleted too, StoreError.
        """
        async with self._database.reading() as connection:
            of_tile = (trash.c.space_id == board_id, trash.c.kind == 'tile', trash.c.id == tile_id)
            fields = await connection.scalar(select(trash.c.fields).where(*of_tile))
        if fields is None:
            return None
        board, tile = await self._boards.open(board_id), Tile.from_fields(tile_id, fields)
        return await board.do(RestoreTiles((tile,))) if tile.asset_id in board.board.assets else None

    async def restore_board(self, board_id: str) -> bool:
        """Bring a board back with everything on it; False where it is not in the trash. Raises StoreError."""
        async with self._database.reading() as connection:
            of_board = (trash.c.space_id == USER_SPACE, trash.c.kind == 'board', trash.c.id == board_id)
            fields = await connection.scalar(select(trash.c.fields).where(*of_board))
        if fields is None:
            return False
        try:
            await self._boards.bring_back(board_id, fields)
        except BoardMissing:
            return False
        return True

    async def latest_board(self) -> Trashed | None:
        """Return the board that was deleted last; None where no board is in the trash."""
        latest = select(trash).where(trash.c.kind == 'board').order_by(trash.c.deleted_at.desc(), trash.c.id.desc())
        async with self._database.reading() as connection:
            row = (await connection.execute(latest.limit(1))).first()
        return None if row is None else _trashed_board(row)


def _trashed_board(row: Row[Any]) -> Trashed:
    return Trashed(row.id, BoardRecord.from_fields(row.id, row.fields).name, row.deleted_at)


async def _names(connection: AsyncConnection, board_ids: Iterable[str]) -> dict[str, str]:
    rows = await connection.execute(
        select(records.c.id, records.c.fields).where(
            records.c.space_id == USER_SPACE, records.c.kind == 'board', records.c.id.in_(list(board_ids))
        )
    )
    return {row.id: row.fields.get('name', '') for row in rows}


async def _pictures(connection: AsyncConnection, assets: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The sha256 of assets, by board and id."""
    rows = await connection.execute(
        select(records.c.space_id, records.c.id, records.c.fields).where(
            records.c.kind == 'asset', ~records.c.deleted, tuple_(records.c.space_id, records.c.id).in_(list(assets))
        )
    )
    return {(row.space_id, row.id): row.fields['sha256'] for row in rows}
