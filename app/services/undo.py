"""Undo and redo of one board: two stacks of steps, kept in the database (PRODUCT.md: 200 steps)."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.operation import Operation, joined_inverses
from app.services.tables import undo_steps

MOST_STEPS = 200

Side = Literal['undo', 'redo']


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a stack, without its operations. Changes of one `group` in a row are one step."""

    id: int
    label: str
    group: str | None


@dataclass(frozen=True, slots=True)
class Stacks:
    """Both stacks as they stand after a commit, the newest step last. Methods return what stands after them."""

    undo: tuple[Step, ...] = ()
    redo: tuple[Step, ...] = ()

    def of(self, side: Side) -> tuple[Step, ...]:
        return self.undo if side == 'undo' else self.redo


async def read_stacks(connection: AsyncConnection, board_id: str) -> Stacks:
    columns = (undo_steps.c.id, undo_steps.c.label, undo_steps.c.group_id, undo_steps.c.side)
    rows = await connection.execute(select(*columns).where(undo_steps.c.board_id == board_id).order_by(undo_steps.c.id))
    steps = [(row.side, Step(row.id, row.label, row.group_id)) for row in rows]
    return Stacks(
        tuple(step for side, step in steps if side == 'undo'), tuple(step for side, step in steps if side == 'redo')
    )


async def push(
    connection: AsyncConnection, board_id: str, stacks: Stacks, step: tuple[str, str | None], inverses: list[Operation]
) -> Stacks:
    """Put a new change, named by label and group, on the undo stack; what could be done again no longer can."""
    label, group = step
    top = stacks.undo[-1] if stacks.undo else None
    if top is not None and group is not None and top.group == group and not stacks.redo:
        joined = joined_inverses(await _operations(connection, top), inverses)
        await connection.execute(
            update(undo_steps).where(undo_steps.c.id == top.id).values(operations=[one.to_json() for one in joined])
        )
        return stacks
    made = await _insert(connection, board_id, 'undo', Step(0, label, group), inverses)
    undo = (*stacks.undo, made)
    await _delete(connection, [*undo[:-MOST_STEPS], *stacks.redo])
    return Stacks(undo[-MOST_STEPS:], ())


async def peek(connection: AsyncConnection, step: Step) -> list[Operation]:
    """Return the operations that undo a step, or do it again."""
    return await _operations(connection, step)


async def turn_over(
    connection: AsyncConnection, board_id: str, stacks: Stacks, side: Side, inverses: list[Operation]
) -> Stacks:
    """Take the top step off `side` and put what reverses it (nothing, where nothing applied) on the other."""
    step = stacks.of(side)[-1]
    other: Side = 'redo' if side == 'undo' else 'undo'
    await _delete(connection, [step])
    rest, grown = stacks.of(side)[:-1], stacks.of(other)
    if inverses:
        grown = (*grown, await _insert(connection, board_id, other, Step(0, step.label, None), inverses))
    return Stacks(rest, grown) if side == 'undo' else Stacks(grown, rest)


async def _operations(connection: AsyncConnection, step: Step) -> list[Operation]:
    row = await connection.execute(select(undo_steps.c.operations).where(undo_steps.c.id == step.id))
    return [Operation.from_json(plain) for plain in row.scalar_one()]


async def _insert(
    connection: AsyncConnection, board_id: str, side: Side, step: Step, operations: list[Operation]
) -> Step:
    row = await connection.execute(
        undo_steps.insert().values(
            board_id=board_id,
            side=side,
            label=step.label,
            group_id=step.group,
            operations=[operation.to_json() for operation in operations],
        )
    )
    (id,) = row.inserted_primary_key or (0,)
    return Step(id, step.label, step.group)


async def _delete(connection: AsyncConnection, steps: list[Step]) -> None:
    if steps:
        await connection.execute(delete(undo_steps).where(undo_steps.c.id.in_([step.id for step in steps])))
