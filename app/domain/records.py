"""The kinds of record: tile, asset, board, favorite. `from_fields` checks, `to_fields` gives plain JSON values.

Fields that this version does not know are kept in `extra` (SYNC.md S10).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, cast

from app.domain.fields import FARTHEST, LARGEST, MOST_SEED, PROMPT_CHARACTERS, SMALLEST, FieldInvalid, Fields, Reader
from app.domain.geometry import Point, Rect, Size

Kind = Literal['tile', 'asset', 'board', 'favorite']
Axis = Literal['style', 'light', 'composition', 'palette']
AssetKind = Literal['live', 'variation', 'reroll', 'kept', 'favorite', 'imported']

USER_SPACE = 'user'
USER_KINDS = frozenset({'board', 'favorite'})
AXES: tuple[Axis, ...] = ('style', 'light', 'composition', 'palette')
ASSET_KINDS: tuple[AssetKind, ...] = ('live', 'variation', 'reroll', 'kept', 'favorite', 'imported')
MIMES = ('image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif')
_NAME = 200


@dataclass(frozen=True, slots=True)
class Tile:
    """Places an asset on a board. An empty `order_key` is given the top one when the tile is added."""

    id: str
    position: tuple[float, float]
    size: tuple[float, float]
    order_key: str = ''
    prompt: str = ''
    seed: int = 0
    model: str = ''
    pixels: tuple[int, int] = (1024, 1024)
    styles: tuple[str, ...] = ()
    asset_id: str | None = None
    axis: Axis | None = None
    parent_id: str | None = None
    extra: Fields = field(default_factory=dict)

    @property
    def rect(self) -> Rect:
        return Rect(*self.position, *self.size)

    @property
    def world_size(self) -> Size:
        return Size(*self.size)

    @property
    def place(self) -> Point:
        return Point(*self.position)

    @classmethod
    def from_fields(cls, id: str, fields: Fields) -> 'Tile':
        """Raises FieldInvalid."""
        read = Reader('tile', fields)
        return cls(
            id=id,
            position=read.pair('position', -FARTHEST, FARTHEST),
            size=read.pair('size', SMALLEST, LARGEST),
            order_key=read.order_key('order_key'),
            prompt=read.text('prompt', PROMPT_CHARACTERS),
            seed=read.whole('seed', 0, MOST_SEED),
            model=read.text('model', _NAME),
            pixels=read.pixels('pixels'),
            styles=read.texts('styles'),
            asset_id=read.id_or_none('asset_id'),
            axis=cast('Axis | None', read.choice_or_none('axis', AXES)),
            parent_id=read.id_or_none('parent_id'),
            extra=read.rest(),
        )

    def to_fields(self) -> dict[str, Any]:
        return {
            **self.extra,
            'position': list(self.position),
            'size': list(self.size),
            'order_key': self.order_key,
            'prompt': self.prompt,
            'seed': self.seed,
            'model': self.model,
            'pixels': list(self.pixels),
            'styles': list(self.styles),
            'asset_id': self.asset_id,
            'axis': self.axis,
            'parent_id': self.parent_id,
        }


@dataclass(frozen=True, slots=True)
class Asset:
    """Says what a blob is. `parents` are the assets it was made from; `seconds` how long it took.

    `rating` (1 to 5, 0 for none) and `tags` are what the person says of it.
    """

    id: str
    sha256: str
    mime: str
    pixels: tuple[int, int]
    bytes: int
    prompt: str
    seed: int
    model: str
    made_at: str
    styles: tuple[str, ...] = ()
    cost_usd: float = 0.0
    seconds: float = 0.0
    kind: AssetKind = 'live'
    parents: tuple[str, ...] = ()
    rating: int = 0
    tags: tuple[str, ...] = ()
    extra: Fields = field(default_factory=dict)

    @classmethod
    def from_fields(cls, id: str, fields: Fields) -> 'Asset':
        """Raises FieldInvalid."""
        read = Reader('asset', fields)
        return cls(id=id, **_asset_fields(read), extra=read.rest())

    def to_fields(self) -> dict[str, Any]:
        return {
            **self.extra,
            'sha256': self.sha256,
            'mime': self.mime,
            'pixels': list(self.pixels),
            'bytes': self.bytes,
            'prompt': self.prompt,
            'seed': self.seed,
            'model': self.model,
            'made_at': self.made_at,
            'styles': list(self.styles),
            'cost_usd': self.cost_usd,
            'seconds': self.seconds,
            'kind': self.kind,
            'parents': list(self.parents),
            **({'rating': self.rating} if self.rating else {}),
            **({'tags': list(self.tags)} if self.tags else {}),
        }


@dataclass(frozen=True, slots=True)
class BoardRecord:
    """A board in its owner's list; its id is also the id of its space."""

    id: str
    name: str
    created_at: str
    extra: Fields = field(default_factory=dict)

    @classmethod
    def from_fields(cls, id: str, fields: Fields) -> 'BoardRecord':
        """Raises FieldInvalid."""
        read = Reader('board', fields)
        return cls(id=id, name=read.name('name'), created_at=read.time('created_at'), extra=read.rest())

    def to_fields(self) -> dict[str, Any]:
        return {**self.extra, 'name': self.name, 'created_at': self.created_at}


@dataclass(frozen=True, slots=True)
class Favorite:
    """A self-contained copy of an asset in the person's space (SYNC.md C6); `asset.id` is the favorite's own id."""

    id: str
    asset: Asset
    favorited_at: str

    @classmethod
    def from_fields(cls, id: str, fields: Fields) -> 'Favorite':
        """Raises FieldInvalid."""
        read = Reader('favorite', fields)
        favorited_at = read.time('favorited_at')
        return cls(id=id, asset=Asset(id=id, **_asset_fields(read), extra=read.rest()), favorited_at=favorited_at)

    def to_fields(self) -> dict[str, Any]:
        return {**self.asset.to_fields(), 'favorited_at': self.favorited_at}


Record = Tile | Asset | BoardRecord | Favorite
_KINDS: dict[str, type[Tile] | type[Asset] | type[BoardRecord] | type[Favorite]] = {
    'tile': Tile,
    'asset': Asset,
    'board': BoardRecord,
    'favorite': Favorite,
}


def record_from_fields(kind: str, id: str, fields: Fields) -> Record:
    """Read a record of any kind. Raises FieldInvalid."""
    record = _KINDS.get(kind)
    if record is None:
        raise FieldInvalid('record', 'kind', kind, f'one of {", ".join(_KINDS)}')
    return record.from_fields(id, fields)


def space_of(kind: str, board_id: str) -> str:
    """Return the space in which a board's change to a record of `kind` takes place."""
    return USER_SPACE if kind in USER_KINDS else board_id


def utc_text(moment: datetime) -> str:
    """Write a moment as records hold it; a later moment is a greater text."""
    utc = moment.astimezone(UTC)
    return f'{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z'


def _asset_fields(read: Reader) -> dict[str, Any]:
    return {
        'sha256': read.sha256('sha256'),
        'mime': read.choice('mime', MIMES),
        'pixels': read.pixels('pixels'),
        'bytes': read.whole('bytes', 1, 2**40),
        'prompt': read.text('prompt', PROMPT_CHARACTERS),
        'seed': read.whole('seed', 0, MOST_SEED),
        'model': read.text('model', _NAME),
        'made_at': read.time('made_at'),
        'styles': read.texts('styles'),
        'cost_usd': read.number('cost_usd', 0, 1e6),
        'seconds': read.number('seconds', 0, 1e7),
        'kind': read.choice('kind', ASSET_KINDS),
        'parents': read.ids('parents'),
        'rating': read.rating('rating'),
        'tags': read.tags('tags'),
    }
