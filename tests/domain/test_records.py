from dataclasses import replace
from typing import Any

import pytest

from app.domain.fields import FieldInvalid
from app.domain.ids import favorite_id, is_id, new_id
from app.domain.records import Asset, BoardRecord, Favorite, Tile, record_from_fields

TIME = '2026-01-31T12:00:00.000Z'
TILE = Tile(new_id(), (1.0, 2.0), (256.0, 256.0), 'a1', 'a red cat', 7, 'sketch', styles=('ink',))
ASSET = Asset(new_id(), 'ab' * 32, 'image/png', (1024, 768), 12, 'a red cat', 7, 'sketch', TIME, parents=(new_id(),))
KINDS = ('tile', 'asset', 'board', 'favorite')
RECORDS: tuple[Tile | Asset | BoardRecord | Favorite, ...] = (
    TILE,
    ASSET,
    BoardRecord(new_id(), 'Cats', TIME),
    Favorite(favorite_id('ab' * 32), replace(ASSET, id=favorite_id('ab' * 32)), TIME),
)


@pytest.mark.parametrize(('kind', 'record'), list(zip(KINDS, RECORDS, strict=True)))
def test_a_record_survives_its_fields(kind: str, record: Any) -> None:
    """Written as fields and read back, a record is equal."""
    assert record_from_fields(kind, record.id, record.to_fields()) == record


@pytest.mark.parametrize(('kind', 'record'), list(zip(KINDS, RECORDS, strict=True)))
def test_fields_that_are_not_known_are_kept(kind: str, record: Any) -> None:
    """What a newer version wrote is still there after this one wrote the record (SYNC.md S10)."""
    newer = {**record.to_fields(), 'rotation': 45}
    assert record_from_fields(kind, record.id, newer).to_fields() == newer


@pytest.mark.parametrize(
    ('name', 'value'),
    [
        ('position', [float('nan'), 0]),
        ('position', [float('inf'), 0]),
        ('position', [1.1e7, 0]),
        ('position', [1]),
        ('position', 'ab'),
        ('position', [True, False]),
        ('size', [7.9, 100]),
        ('size', [100, 100_001]),
        ('order_key', ''),
        ('order_key', 'a1 '),
        ('prompt', 'x' * 10_001),
        ('prompt', '\ud800'),
        ('prompt', None),
        ('seed', -1),
        ('seed', 1.5),
        ('seed', 2**63),
        ('pixels', [0, 10]),
        ('pixels', [10.0, 10]),
        ('styles', ['a', 1]),
        ('styles', 'ink'),
        ('asset_id', '../../etc/passwd'),
        ('axis', 'mood'),
    ],
)
def test_a_tile_refuses_what_it_cannot_hold(name: str, value: object) -> None:
    """Each bad value is refused by a sentence that names the field."""
    with pytest.raises(FieldInvalid, match=name):
        Tile.from_fields(TILE.id, {**TILE.to_fields(), name: value})


@pytest.mark.parametrize('name', sorted(set(TILE.to_fields()) - {'asset_id', 'axis', 'parent_id'}))
def test_a_tile_lacks_none_of_its_fields(name: str) -> None:
    """A missing field is refused, not made up."""
    fields = TILE.to_fields()
    del fields[name]
    with pytest.raises(FieldInvalid, match=name):
        Tile.from_fields(TILE.id, fields)


@pytest.mark.parametrize(
    ('name', 'value'),
    [('sha256', 'AB' * 32), ('mime', 'text/html'), ('made_at', 'yesterday'), ('cost_usd', -1), ('kind', 'stolen')],
)
def test_an_asset_refuses_what_it_cannot_hold(name: str, value: object) -> None:
    """A type that is no picture, a hash that is none and a time that is none never become an asset."""
    with pytest.raises(FieldInvalid, match=name):
        Asset.from_fields(ASSET.id, {**ASSET.to_fields(), name: value})


def test_favoriting_twice_names_one_record() -> None:
    """A favorite's id follows from the picture alone (SYNC.md C6), a new record's never repeats."""
    assert favorite_id('ab' * 32) == favorite_id('ab' * 32) != favorite_id('cd' * 32)
    assert is_id(favorite_id('ab' * 32))
    assert is_id(new_id())
    assert new_id() != new_id()
