import pytest

from app.domain.ids import new_id
from app.domain.operation import TOMBSTONE, Operation, State, apply, inverse, joined_inverses
from app.domain.records import Tile

TILE = Tile(new_id(), (0.0, 0.0), (256.0, 256.0), 'a1', 'a red cat')
LIVE = State(TILE.to_fields())


def create() -> Operation:
    return Operation('create', 'tile', TILE.id, TILE.to_fields())


def patch(prompt: str, if_: str | None = None) -> Operation:
    return Operation('patch', 'tile', TILE.id, {'prompt': prompt}, None if if_ is None else {'prompt': if_})


@pytest.mark.parametrize(
    ('state', 'operation', 'code'),
    [
        (None, create(), 'ok'),
        (LIVE, create(), 'exists'),
        (TOMBSTONE, create(), 'gone'),
        (None, patch('x'), 'gone'),
        (TOMBSTONE, patch('x'), 'gone'),
        (LIVE, patch('x'), 'ok'),
        (LIVE, patch('x', if_='a red cat'), 'ok'),
        (LIVE, patch('x', if_='a blue cat'), 'skipped'),
        (LIVE, Operation('delete', 'tile', TILE.id), 'ok'),
        (TOMBSTONE, Operation('delete', 'tile', TILE.id), 'gone'),
        (None, Operation('delete', 'tile', TILE.id), 'gone'),
        (LIVE, Operation('delete', 'tile', TILE.id, {}, {'prompt': 'a blue cat'}), 'skipped'),
        (TOMBSTONE, Operation('undelete', 'tile', TILE.id, TILE.to_fields()), 'ok'),
        (LIVE, Operation('undelete', 'tile', TILE.id, TILE.to_fields()), 'exists'),
        (None, Operation('undelete', 'tile', TILE.id, TILE.to_fields()), 'gone'),
        (LIVE, Operation('patch', 'tile', TILE.id, {'size': [0, 0]}), 'invalid'),
        (None, Operation('create', 'song', TILE.id, {}), 'invalid'),
        (None, Operation('create', 'tile', 'x', TILE.to_fields()), 'invalid'),
    ],
)
def test_each_operation_has_its_code(state: State | None, operation: Operation, code: str) -> None:
    """Four different operations (SYNC.md S3, S6); what does not apply leaves the record as it was."""
    outcome = apply(state, operation)
    assert outcome.code == code
    assert code == 'ok' or outcome.state == state


@pytest.mark.parametrize(
    ('state', 'operation'),
    [(LIVE, patch('x')), (LIVE, Operation('delete', 'tile', TILE.id))],
)
def test_the_inverse_brings_back_what_was(state: State, operation: Operation) -> None:
    """An operation and then its inverse leave all fields as they were (SYNC.md S5)."""
    after = apply(state, operation).state
    assert apply(after, inverse(operation, state)).state == state


def test_undo_does_not_overwrite_a_newer_change() -> None:
    """The inverse of a patch is skipped once somebody has changed the same field (SYNC.md S6)."""
    undo = inverse(patch('mine'), LIVE)
    theirs = apply(apply(LIVE, patch('mine')).state, patch('theirs')).state
    assert apply(theirs, undo).code == 'skipped'


def test_typing_is_one_operation_to_undo() -> None:
    """The inverses of many keys in one field are joined, and undo all of them."""
    state, undo = LIVE, list[Operation]()
    for prompt in ('a', 'ab', 'abc'):
        undo = joined_inverses(undo, [inverse(patch(prompt), state)])
        state = apply(state, patch(prompt)).state or state
    assert len(undo) == 1
    assert apply(state, undo[0]).state == LIVE


def test_an_operation_survives_json() -> None:
    """Written as plain JSON and read back, an operation is equal, its condition too."""
    for operation in (create(), patch('x', if_='y')):
        assert Operation.from_json(operation.to_json()) == operation
