"""Operations on stored records, inside one transaction: what applied, and what stood before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.operation import TOMBSTONE, Operation, State, apply, inverse
from app.domain.records import space_of
from app.services.errors import ChangeRefused
from app.services.tables import favorites, records
from app.services.trash import note_deletions

Key = tuple[str, str]  # kind, id
_AT_ONCE = 500  # ids in one query, well under SQLite's limit of variables


@dataclass(frozen=True, slots=True)
class Applied:
    """An operation that was carried out, and the record before and after it."""

    operation: Operation
    before: State | None
    after: State


@dataclass(frozen=True, slots=True)
class Result:
    """`skipped` counts operations that found their record gone, there already, or changed by somebody else."""

    applied: tuple[Applied, ...]
    skipped: int

    def inverses(self) -> list[Operation]:
        """Return what undoes all of it, in the order to apply it.

        An asset that was made stays: a duplicate of its tile, the trash or a favorite may show its picture by then.
        """
        undone = (
            one for one in reversed(self.applied) if (one.operation.kind, one.operation.op) != ('asset', 'create')
        )
        return [inverse(one.operation, one.before) for one in undone]


async def apply_operations(connection: AsyncConnection, board_id: str, operations: Sequence[Operation]) -> Result:
    """Apply operations of one board, in order, and write what changed.

    Raises ChangeRefused where one is invalid: the caller's transaction then ends with nothing done.
    """
    keys = list(dict.fromkeys((operation.kind, operation.id) for operation in operations))
    states = await read_states(connection, board_id, keys)
    first = dict(states)
    applied, skipped = [], 0
    for operation in operations:
        key = (operation.kind, operation.id)
        before = states.get(key)
        outcome = apply(before, operation)
        if outcome.code == 'invalid':
            raise ChangeRefused(f'The change was not made. {outcome.reason}')
        if outcome.code == 'ok' and outcome.state is not None:
            applied.append(Applied(operation, before, outcome.state))
            states[key] = outcome.state
        else:
            skipped += 1
    changed = {(one.operation.kind, one.operation.id): states[one.operation.kind, one.operation.id] for one in applied}
    await _write(connection, board_id, changed)
    await note_deletions(connection, board_id, {key: (first.get(key), after) for key, after in changed.items()})
    return Result(tuple(applied), skipped)


async def read_states(connection: AsyncConnection, board_id: str, keys: Iterable[Key]) -> dict[Key, State]:
    """Return the states of those records that ever were."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, id in keys:
        by_kind[kind].append(id)
    states: dict[Key, State] = {}
    for kind, ids in by_kind.items():
        for some in _parts(ids):
            rows = await connection.execute(
                select(records.c.id, records.c.fields, records.c.deleted).where(
                    records.c.space_id == space_of(kind, board_id), records.c.kind == kind, records.c.id.in_(some)
                )
            )
            states.update({(kind, row.id): TOMBSTONE if row.deleted else State(row.fields) for row in rows})
    return states


async def _write(connection: AsyncConnection, board_id: str, changed: dict[Key, State]) -> None:
    if not changed:
        return
    statement = insert(records)
    statement = statement.on_conflict_do_update(
        index_elements=[records.c.space_id, records.c.kind, records.c.id],
        set_={'fields': statement.excluded.fields, 'deleted': statement.excluded.deleted},
    )
    rows = [
        {'space_id': space_of(kind, board_id), 'kind': kind, 'id': id, 'fields': state.fields, 'deleted': state.deleted}
        for (kind, id), state in changed.items()
    ]
    await connection.execute(statement, rows)
    await _write_favorites(connection, {id: state for (kind, id), state in changed.items() if kind == 'favorite'})


async def _write_favorites(connection: AsyncConnection, changed: dict[str, State]) -> None:
    """Keep the table that favorites are searched in with their records."""
    for some in _parts(list(changed)):
        await connection.execute(delete(favorites).where(favorites.c.id.in_(some)))
    live = [
        {
            'id': id,
            'favorited_at': state.fields['favorited_at'],
            'model': state.fields['model'],
            'words': state.fields['prompt'].casefold(),
        }
        for id, state in changed.items()
        if not state.deleted
    ]
    if live:
        await connection.execute(favorites.insert(), live)


def _parts(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
