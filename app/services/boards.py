"""Boards: opened once a process, changed by mutations, one at a time; memory equals the disk after each commit."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from sqlalchemy import Text, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.board import Board, Favorites
from app.domain.contents import contents_of, operations_of
from app.domain.fields import FieldInvalid, Fields
from app.domain.ids import new_id
from app.domain.mutation import Mutation, Operations, RenameBoard
from app.domain.operation import Operation, State
from app.domain.records import USER_SPACE, BoardRecord, utc_text
from app.services.database import Database
from app.services.errors import BoardMissing, StoreBroken
from app.services.records import Result, apply_operations
from app.services.tables import board_revs, records
from app.services.undo import Side, Stacks, peek, push, read_stacks, turn_over

FIRST_NAME = 'Untitled board'
COPY = ' copy'
NAME_CHARACTERS = 200
PICTURES_SHOWN = 4
RECENT_BOARDS = 4  # stay in memory though no page shows them; 5,000 tiles take some 9 MB

T = TypeVar('T')
Callback = Callable[['Change'], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit did to a board. Without operations nothing happened and `rev` is what it was.

    `skipped` counts operations that were passed over: their record was gone, or changed by somebody else since.
    """

    rev: int
    operations: Operations
    skipped: int = 0
    label: str = ''

    @property
    def created(self) -> tuple[str, ...]:
        """The ids of the tiles that are new."""
        return tuple(one.id for one in self.operations if one.op == 'create' and one.kind == 'tile')


@dataclass(frozen=True, slots=True)
class BoardSummary:
    record: BoardRecord
    tiles: int

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def name(self) -> str:
        return self.record.name


@dataclass(frozen=True, slots=True)
class ShownBoard:
    """A board as a list shows it: its name, how many tiles it has, the pictures of the newest."""

    record: BoardRecord
    tiles: int
    sha256s: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.record.id


@dataclass(frozen=True, slots=True)
class BoardPage:
    """`total` counts all boards that fit; `next_before` is None at the end."""

    boards: tuple[ShownBoard, ...]
    next_before: str | None
    total: int


class OpenBoard:
    """A board that is open in this process; every page that shows it shares this object."""

    def __init__(self, boards: 'Boards', board: Board, rev: int, stacks: Stacks) -> None:
        self._boards = boards
        self.board = board
        self.deleted = False  # in the trash: what was begun may still come to its end
        self.gone = False
        self.rev = rev
        self._stacks = stacks
        self._callbacks: list[Callback] = []

    @property
    def id(self) -> str:
        return self.board.id

    @property
    def can_undo(self) -> str | None:
        """The label of the step that `undo` takes back, None where there is none."""
        return self._stacks.undo[-1].label if self._stacks.undo else None

    @property
    def can_redo(self) -> str | None:
        return self._stacks.redo[-1].label if self._stacks.redo else None

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call `callback` after each commit that changed the board; return what ends that."""
        self._callbacks.append(callback)

        def unsubscribe() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return unsubscribe

    async def do(self, mutation: Mutation, *, group: str | None = None, undoable: bool = True) -> Change:
        """Commit a mutation; it is on the disk when this returns. Changes of one `group` in a row undo as one.

        Cancelling the caller does not cancel the commit. Raises ChangeRefused or StoreError: nothing is done then.
        """
        return await _to_the_end(self._do(mutation, group, undoable))

    async def undo(self) -> Change:
        """Take back the newest step, except for what somebody changed since. Raises StoreError."""
        return await _to_the_end(self._turn_over('undo'))

    async def redo(self) -> Change:
        """Do the step again that was undone last. Raises StoreError."""
        return await _to_the_end(self._turn_over('redo'))

    async def _do(self, mutation: Mutation, group: str | None, undoable: bool) -> Change:
        async with self._boards.changing:
            self._expect_to_be()
            operations = mutation.compile(self.board)
            if not operations:
                return Change(self.rev, (), 0, mutation.label)
            stacks = self._stacks
            async with self._boards.database.transaction() as connection:
                result = await apply_operations(connection, self.id, operations)
                if undoable and (inverses := result.inverses()):
                    step = (mutation.label, group)
                    stacks = await push(connection, self.id, stacks, step, inverses)
                touched = await self._boards.raise_revs(connection, self, result)
            return self._committed(result, stacks, touched, mutation.label)

    async def _turn_over(self, side: Side) -> Change:
        async with self._boards.changing:
            self._expect_to_be()
            steps = self._stacks.of(side)
            if not steps:
                return Change(self.rev, ())
            async with self._boards.database.transaction() as connection:
                operations = await peek(connection, steps[-1])
                result = await apply_operations(connection, self.id, operations)
                stacks = await turn_over(connection, self.id, self._stacks, side, result.inverses())
                touched = await self._boards.raise_revs(connection, self, result)
            return self._committed(result, stacks, touched, steps[-1].label)

    def _expect_to_be(self) -> None:
        if self.gone:
            raise BoardMissing(self.id)

    def _committed(self, result: Result, stacks: Stacks, touched: list['OpenBoard'], label: str) -> Change:
        self._stacks = stacks
        for one in result.applied:
            self.board.install(one.operation.kind, one.operation.id, one.after)
        operations = tuple(one.operation for one in result.applied)
        for other in touched:
            if other is not self:
                other.tell(_of_favorites(operations), 0, label)
        return self.tell(operations, result.skipped, label) if touched else Change(self.rev, (), result.skipped, label)

    def tell(self, operations: Operations, skipped: int, label: str) -> Change:
        """Count a change that was committed and pass it to the subscribers."""
        self.rev += 1
        change = Change(self.rev, operations, skipped, label)
        for callback in tuple(self._callbacks):
            try:
                callback(change)
            except Exception:  # the change is committed, and the other pages must hear of it
                log.exception('A page failed to take change %d of board %s', change.rev, self.id)
        return change


class Boards:
    """All boards of the data directory, and whose pictures are favorites."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.changing = asyncio.Lock()
        self.favorites: Favorites = {}
        self._open: WeakValueDictionary[str, OpenBoard] = WeakValueDictionary()  # whoever works on a board holds it
        self._recent: deque[OpenBoard] = deque(maxlen=RECENT_BOARDS)
        self._started = False

    async def start(self) -> None:
        """Read the favorites and, on the first start, make one board. Called by the other methods where needed."""
        if self._started:
            return
        async with self.changing:
            async with self.database.reading() as connection:
                rows = await connection.execute(
                    select(records.c.id, records.c.deleted).where(
                        records.c.space_id == USER_SPACE, records.c.kind == 'favorite'
                    )
                )
                self.favorites.update({row.id: not row.deleted for row in rows})
            self._started = True
        if not await self.newest(1):
            await self.create_board()

    async def list_boards(self) -> list[BoardSummary]:
        """Return the boards, the oldest first, with how many tiles each has."""
        await self.start()
        counted = (
            select(func.count())
            .where(records.c.space_id == _listed.c.id, records.c.kind == 'tile', ~records.c.deleted)
            .scalar_subquery()
        )
        boards = (
            select(_listed.c.id, _listed.c.fields, counted.label('tiles'))
            .where(_listed.c.space_id == USER_SPACE, _listed.c.kind == 'board', ~_listed.c.deleted)
            .order_by(_listed.c.id)
        )
        async with self.database.reading() as connection:
            rows = await connection.execute(boards)
            return [BoardSummary(BoardRecord.from_fields(row.id, row.fields), row.tiles) for row in rows]

    async def newest(self, limit: int | None = None) -> list[BoardRecord]:
        """Return the boards that were made last (or all), the newest first."""
        await self.start()
        where = (records.c.space_id == USER_SPACE, records.c.kind == 'board', ~records.c.deleted)
        listed = select(records.c.id, records.c.fields).where(*where).order_by(records.c.id.desc()).limit(limit)
        async with self.database.reading() as connection:
            return [BoardRecord.from_fields(row.id, row.fields) for row in await connection.execute(listed)]

    async def create_board(self, name: str = FIRST_NAME) -> OpenBoard:
        """Make an empty board. Raises ChangeRefused for an unusable name, StoreError."""
        record = BoardRecord(new_id(), ' '.join(name.split()), utc_text(datetime.now(UTC)))
        create = Operation('create', 'board', record.id, record.to_fields())
        return await self.add_board(record.id, [create])

    async def add_board(self, board_id: str, operations: Sequence[Operation]) -> OpenBoard:
        """Make a board by operations that create it and what is on it. Raises ChangeRefused, StoreError."""
        await self.start()
        async with self.changing, self.database.transaction() as connection:
            await apply_operations(connection, board_id, operations)
        return await self.open(board_id)

    async def open(self, board_id: str) -> OpenBoard:
        """Return the board, read from the disk the first time. Raises BoardMissing, StoreError."""
        await self.start()
        async with self.changing:
            found = self._open.get(board_id)
            if found is None:
                found = self._open[board_id] = await self._read(board_id)
            if found.deleted:
                raise BoardMissing(board_id)
            if found in self._recent:
                self._recent.remove(found)
            self._recent.append(found)
            return found

    async def page(self, words: str = '', before: str | None = None, limit: int = 60) -> BoardPage:
        """Return boards whose names hold `words`, the newest first, from below the id `before`."""
        wanted = words.casefold().split()
        found = [one for one in await self.newest() if all(word in one.name.casefold() for word in wanted)]
        below = [one for one in found if before is None or one.id < before]
        async with self.database.reading() as connection:
            shown = tuple([await _shown(connection, record) for record in below[:limit]])
        return BoardPage(shown, shown[-1].id if len(below) > limit else None, len(found))

    async def rename_board(self, board_id: str, name: str) -> None:
        """Raises BoardMissing, ChangeRefused for an unusable name, StoreError."""
        await (await self.open(board_id)).do(RenameBoard(name), undoable=False)

    async def duplicate_board(self, board_id: str) -> OpenBoard:
        """Make another board with the same things in the same places. Raises BoardMissing, StoreError."""
        contents = contents_of((await self.open(board_id)).board)
        name = f'{contents.board.name[: NAME_CHARACTERS - len(COPY)]}{COPY}'
        record = replace(contents.board, name=name, created_at=utc_text(datetime.now(UTC)))
        copy = new_id()
        return await self.add_board(copy, operations_of(replace(contents, board=record), copy))

    async def delete_board(self, board_id: str) -> None:
        """Put a board into the trash with all that is on it. Raises BoardMissing, StoreError."""
        opened = await self.open(board_id)
        await self._change_board(opened, Operation('delete', 'board', board_id))

    async def bring_back(self, board_id: str, fields: Fields) -> None:
        """Undo the deletion of a board, which had these fields. Raises BoardMissing, StoreError."""
        await self._change_board(self._open.get(board_id), Operation('undelete', 'board', board_id, fields))

    def install(self, board_id: str, kind: str, id: str, state: State) -> None:
        """Let an open board follow what was committed beside its own changes. Under `changing` only."""
        opened = self._open.get(board_id)
        if opened is not None:
            opened.board.install(kind, id, state)

    def forget(self, board_ids: Iterable[str]) -> None:
        """These boards are gone for good."""
        for board_id in board_ids:
            if opened := self._open.pop(board_id, None):
                opened.gone = True

    async def _change_board(self, opened: OpenBoard | None, operation: Operation) -> None:
        async with self.changing:
            async with self.database.transaction() as connection:
                result = await apply_operations(connection, operation.id, [operation])
            if not result.applied:
                raise BoardMissing(operation.id)
            if opened is not None:
                opened.deleted = operation.op == 'delete'

    async def change_favorites(self, compile_: Callable[[Favorites], Operations]) -> bool:
        """Commit a change to the favorites that belongs to no board; tell the boards that are open."""
        return await _to_the_end(self._change_favorites(compile_))

    async def raise_revs(self, connection: AsyncConnection, board: OpenBoard, result: Result) -> list[OpenBoard]:
        """Raise, within a transaction, the rev of the boards that a result shows on; return them."""
        if not result.applied:
            return []
        shared = any(one.operation.kind == 'favorite' for one in result.applied)
        touched = list(self._open.values()) if shared else [board]
        await _raise_revs(connection, touched)
        return touched

    async def _change_favorites(self, compile_: Callable[[Favorites], Operations]) -> bool:
        await self.start()
        async with self.changing:
            operations = compile_(self.favorites)
            if not operations:
                return False
            async with self.database.transaction() as connection:
                result = await apply_operations(connection, USER_SPACE, operations)
                await _raise_revs(connection, self._open.values())
            for one in result.applied:
                self.favorites[one.operation.id] = not one.after.deleted
            for board in self._open.values():
                board.tell(operations, 0, '')
            return True

    async def _read(self, board_id: str) -> OpenBoard:
        async with self.database.reading() as connection:
            head = await connection.execute(
                select(records.c.fields).where(
                    records.c.space_id == USER_SPACE,
                    records.c.kind == 'board',
                    records.c.id == board_id,
                    ~records.c.deleted,
                )
            )
            fields = head.scalar_one_or_none()
            if fields is None:
                raise BoardMissing(board_id)
            columns = (records.c.kind, records.c.id, records.c.fields, records.c.deleted)
            rows = (await connection.execute(select(*columns).where(records.c.space_id == board_id))).all()
            rev = await connection.scalar(select(board_revs.c.rev).where(board_revs.c.board_id == board_id))
            stacks = await read_stacks(connection, board_id)
        try:
            board = Board(BoardRecord.from_fields(board_id, fields), favorites=self.favorites)
            for row in rows:
                board.install(row.kind, row.id, State(row.fields, row.deleted))
        except FieldInvalid as error:
            path = self.database.directory
            raise StoreBroken(f'Board {board_id} in {path} cannot be read: {error} Restore a backup.', path) from error
        return OpenBoard(self, board, rev or 0, stacks)


_listed = records.alias('listed')


async def _shown(connection: AsyncConnection, record: BoardRecord) -> ShownBoard:
    board_id = record.id
    tiles = [records.c.space_id == board_id, records.c.kind == 'tile', ~records.c.deleted]
    count = await connection.scalar(select(func.count()).select_from(records).where(*tiles)) or 0
    assets = records.alias('assets')
    asset_id = func.json_extract(records.c.fields, '$.asset_id', type_=Text)
    shows = (assets.c.space_id == board_id) & (assets.c.kind == 'asset') & (assets.c.id == asset_id) & ~assets.c.deleted
    newest = (
        select(func.json_extract(assets.c.fields, '$.sha256', type_=Text))
        .select_from(records.join(assets, shows))
        .where(*tiles)
        .order_by(records.c.id.desc())
        .limit(PICTURES_SHOWN)
    )
    sha256s = (await connection.execute(newest)).scalars()
    return ShownBoard(record, count, tuple(dict.fromkeys(sha256s)))


def _of_favorites(operations: Operations) -> Operations:
    return tuple(one for one in operations if one.kind == 'favorite')


async def _raise_revs(connection: AsyncConnection, boards: Iterable[OpenBoard]) -> None:
    rows = [{'board_id': board.id, 'rev': board.rev + 1} for board in boards]
    if rows:
        statement = insert(board_revs)
        await connection.execute(
            statement.on_conflict_do_update(index_elements=['board_id'], set_={'rev': statement.excluded.rev}), rows
        )


async def _to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end even where the caller is cancelled: memory must follow what was committed."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        task.add_done_callback(_log_failure)
        raise


def _log_failure(task: asyncio.Task[T]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error('A change failed after its page had gone', exc_info=task.exception())
