"""One change to one record: what `create`, `patch`, `delete` and `undelete` do, and what undoes them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.domain.fields import FieldInvalid, Fields
from app.domain.ids import is_id
from app.domain.records import record_from_fields

Op = Literal['create', 'patch', 'delete', 'undelete']
Code = Literal['ok', 'gone', 'exists', 'skipped', 'invalid']

_OPS = ('create', 'patch', 'delete', 'undelete')


@dataclass(frozen=True, slots=True)
class Operation:
    """`if_` are field values that must still hold (SYNC.md S6); None asks for nothing."""

    op: Op
    kind: str
    id: str
    fields: Fields = field(default_factory=dict)
    if_: Fields | None = None

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = {'op': self.op, 'kind': self.kind, 'id': self.id, 'fields': dict(self.fields)}
        return plain if self.if_ is None else {**plain, 'if': dict(self.if_)}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> 'Operation':
        return cls(plain['op'], plain['kind'], plain['id'], plain['fields'], plain.get('if'))


@dataclass(frozen=True, slots=True)
class State:
    """A record as it stands; a deleted one is a tombstone and has no fields."""

    fields: Fields
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one operation came to. `state` is what stands afterwards; `reason` tells why it was `invalid`."""

    code: Code
    state: State | None
    reason: str = ''


TOMBSTONE = State({}, deleted=True)


def apply(state: State | None, operation: Operation) -> Outcome:
    """Apply one operation to one record (SYNC.md S3, S5, S6); None is a record that never was."""
    if operation.op not in _OPS or not is_id(operation.id):
        return Outcome('invalid', state, f'No operation {operation.op!r} on the id {operation.id!r} is known.')
    if operation.op in ('create', 'undelete'):
        return _bring(state, operation)
    if state is None or state.deleted:
        return Outcome('gone', state)
    if operation.if_ is not None and any(state.fields.get(name) != value for name, value in operation.if_.items()):
        return Outcome('skipped', state)
    if operation.op == 'delete':
        return Outcome('ok', TOMBSTONE)
    return _checked(operation, {**state.fields, **operation.fields}, state)


def _bring(state: State | None, operation: Operation) -> Outcome:
    if state is not None and not state.deleted:
        return Outcome('exists', state)
    if (state is None) != (operation.op == 'create'):
        return Outcome('gone', state)
    return _checked(operation, operation.fields, state)


def _checked(operation: Operation, fields: Fields, before: State | None) -> Outcome:
    try:
        record = record_from_fields(operation.kind, operation.id, fields)
    except FieldInvalid as invalid:
        return Outcome('invalid', before, str(invalid))
    return Outcome('ok', State(record.to_fields()))


def inverse(operation: Operation, before: State | None) -> Operation:
    """Return what undoes `operation`, which was applied to `before`.

    A patch is undone field by field, if nobody changed those fields since (SYNC.md S6). What was made is deleted
    without a condition: the undo of *that* brings it back with everything it has by then (S5).
    """
    kind, id = operation.kind, operation.id
    match operation.op:
        case 'create' | 'undelete':
            return Operation('delete', kind, id)
        case 'delete':
            return Operation('undelete', kind, id, dict(before.fields) if before else {})
        case 'patch':
            old = before.fields if before else {}
            return Operation('patch', kind, id, {n: old.get(n) for n in operation.fields}, dict(operation.fields))


def joined_inverses(older: Iterable[Operation], newer: Iterable[Operation]) -> list[Operation]:
    """Return the operations that undo two groups as one step: `newer` first, then `older`.

    A patch that undoes to exactly what an older one starts from is joined with it: 80 keys stay one operation.
    """
    joined = list(newer)
    last = {(operation.kind, operation.id): place for place, operation in enumerate(joined)}
    for operation in older:
        place = last.get((operation.kind, operation.id))
        if place is not None and _continues(operation, joined[place]):
            joined[place] = replace(joined[place], fields=operation.fields)
            continue
        last[operation.kind, operation.id] = len(joined)
        joined.append(operation)
    return joined


def _continues(older: Operation, newer: Operation) -> bool:
    return older.op == newer.op == 'patch' and newer.fields == older.if_
