"""What a person does to a board. Each act compiles to operations and has a label for the toast and for undo.

Ids that are not on the board (deleted a moment ago elsewhere) are passed over; a mutation of nothing compiles to
no operations.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from app.domain import order
from app.domain.board import Board
from app.domain.fields import Fields
from app.domain.geometry import GAP, Point, Rect, bounds, free_place, tidy_groups
from app.domain.ids import favorite_id, new_id
from app.domain.operation import Operation
from app.domain.records import Asset, Favorite, Tile

Where = Literal['front', 'back', 'forward', 'backward']
Operations = tuple[Operation, ...]

Layout = Literal['grid', 'time', 'family', 'packed']

_PATCH_LABELS = {
    'prompt': 'Edit prompt',
    'seed': 'Change seed',
    'model': 'Change model',
    'pixels': 'Change size',
    'styles': 'Change styles',
}
_WHERE_LABELS: dict[Where, str] = {
    'front': 'to front',
    'back': 'to back',
    'forward': 'forward',
    'backward': 'backward',
}


class Mutation(Protocol):
    @property
    def label(self) -> str:
        """What was done, as a person reads it: "Move 2 tiles"."""

    def compile(self, board: Board) -> Operations:
        """Return the operations that carry it out on `board` as it stands."""


@dataclass(frozen=True, slots=True)
class AddTile:
    """Adds one tile on top of the others."""

    tile: Tile

    @property
    def label(self) -> str:
        return 'Add tile'

    def compile(self, board: Board) -> Operations:
        return _create_on_top(board, [self.tile])


@dataclass(frozen=True, slots=True)
class AddTiles:
    """Adds several tiles on top of the others, the last one topmost."""

    tiles: tuple[Tile, ...]

    @property
    def label(self) -> str:
        return f'Add {_tiles(len(self.tiles))}'

    def compile(self, board: Board) -> Operations:
        return _create_on_top(board, self.tiles)


@dataclass(frozen=True, slots=True)
class MoveTiles:
    """Moves tiles by world units."""

    ids: tuple[str, ...]
    dx: float
    dy: float

    @property
    def label(self) -> str:
        return f'Move {_tiles(len(self.ids))}'

    def compile(self, board: Board) -> Operations:
        if self.dx == 0 and self.dy == 0:
            return ()
        return tuple(
            _patch(tile.id, position=[tile.position[0] + self.dx, tile.position[1] + self.dy])
            for tile in board.present(self.ids)
        )


@dataclass(frozen=True, slots=True)
class ResizeTile:
    """Gives a tile another rectangle, in world units."""

    id: str
    x: float
    y: float
    w: float
    h: float

    @property
    def label(self) -> str:
        return 'Resize tile'

    def compile(self, board: Board) -> Operations:
        patches = []
        for tile in board.present([self.id]):
            if (self.x, self.y) != tile.position:
                patches.append(_patch(tile.id, position=[self.x, self.y]))
            if (self.w, self.h) != tile.size:
                patches.append(_patch(tile.id, size=[self.w, self.h]))
        return tuple(patches)


@dataclass(frozen=True, slots=True)
class PlaceTiles:
    """Puts tiles at given places; `PlaceTiles.tidy` lays them out."""

    positions: Mapping[str, tuple[float, float]]
    label: str = 'Place tiles'

    @classmethod
    def tidy(
        cls, board: Board, ids: Iterable[str] | None = None, gap: float = GAP, how: Layout = 'grid'
    ) -> 'PlaceTiles':
        """Lay out those tiles (None: all) in rows, from the group's top left, without overlap.

        `grid` keeps the reading order, `time` is the order of making, `packed` wastes the least room, and `family` puts
        what is joined by lineage together.
        """
        groups = _groups(board, board.reading_order(ids), how)
        tiles = [tile for group in groups for tile in group]
        places = tidy_groups([[tile.rect for tile in group] for group in groups], gap)
        positions = {tile.id: (place.x, place.y) for tile, place in zip(tiles, places, strict=True)}
        return cls(positions, f'Tidy {_tiles(len(positions))}')

    def compile(self, board: Board) -> Operations:
        return tuple(
            _patch(tile.id, position=list(self.positions[tile.id]))
            for tile in board.present(self.positions)
            if self.positions[tile.id] != tile.position
        )


def _groups(board: Board, tiles: list[Tile], how: Layout) -> list[list[Tile]]:
    """The tiles in the order to lay them out, those of one block together."""
    match how:
        case 'grid':
            return [tiles]
        case 'time':
            return [sorted(tiles, key=lambda tile: tile.id)]
        case 'packed':
            return [sorted(tiles, key=lambda tile: (-tile.size[1], -tile.size[0], tile.id))]
        case 'family':
            return families(board, tiles)


def families(board: Board, tiles: Iterable[Tile]) -> list[list[Tile]]:
    """Return the tiles by family, the first made first, in families and among them.

    A tile belongs to the family of its parent, also where that one is not among `tiles`.
    """
    heads: dict[str, str] = {}

    def head(id: str) -> str:
        way, last = {id: None}, id
        while last not in heads:
            tile = board.tiles.get(last)
            parent = tile.parent_id if tile is not None else None
            if parent is None or parent in way:
                break
            way[parent], last = None, parent
        found = heads.get(last, last)
        heads.update(dict.fromkeys(way, found))
        return found

    found: dict[str, list[Tile]] = {}
    for tile in sorted(tiles, key=lambda tile: tile.id):
        found.setdefault(head(tile.id), []).append(tile)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class ReorderTiles:
    """Stacks tiles above or below others; among themselves they keep their order."""

    ids: tuple[str, ...]
    where: Where

    @property
    def label(self) -> str:
        return f'Bring {_tiles(len(self.ids))} {_WHERE_LABELS[self.where]}'.replace('Bring', self._verb, 1)

    @property
    def _verb(self) -> str:
        return 'Bring' if self.where in ('front', 'forward') else 'Send'

    def compile(self, board: Board) -> Operations:
        chosen = set(self.ids)
        stacked = board.stacked()
        moving = [tile for tile in stacked if tile.id in chosen]
        resting = [tile for tile in stacked if tile.id not in chosen]
        place = self._place([tile.id in chosen for tile in stacked])
        if not moving or stacked == [*resting[:place], *moving, *resting[place:]]:
            return ()
        made = order.insert([tile.order_key for tile in resting], place, len(moving))
        keys = {tile.id: key for tile, key in zip(moving, made.keys, strict=True)}
        return (*_rekey(resting, made), *(_patch(id, order_key=key) for id, key in keys.items()))

    def _place(self, chosen: list[bool]) -> int:
        """Return how many of the resting tiles end up below those that move."""
        resting = chosen.count(False)
        if self.where == 'front':
            return resting
        if self.where == 'back' or True not in chosen:
            return 0
        if self.where == 'forward':
            topmost = len(chosen) - 1 - chosen[::-1].index(True)
            return min(resting, chosen[:topmost].count(False) + 1)
        return max(0, chosen[: chosen.index(True)].count(False) - 1)


@dataclass(frozen=True, slots=True)
class DuplicateTiles:
    """Copies tiles: all moved by `offset`, or, without one, each to the nearest free place beside its original."""

    ids: tuple[str, ...]
    offset: tuple[float, float] | None = None

    @property
    def label(self) -> str:
        return f'Duplicate {_tiles(len(self.ids))}'

    def compile(self, board: Board) -> Operations:
        chosen = set(self.ids)
        originals = [tile for tile in board.stacked() if tile.id in chosen]
        places = self._places(board, originals)
        copies = [
            replace(tile, id=new_id(), position=place, order_key='')
            for tile, place in zip(originals, places, strict=True)
        ]
        return _create_on_top(board, copies)

    def _places(self, board: Board, originals: list[Tile]) -> list[tuple[float, float]]:
        if self.offset is not None:
            dx, dy = self.offset
            return [(tile.position[0] + dx, tile.position[1] + dy) for tile in originals]
        occupied = board.occupied()
        places = []
        for tile in originals:
            beside = Point(tile.position[0] + tile.size[0] + GAP, tile.position[1])
            place = free_place(tile.world_size, beside, occupied)
            occupied.append(tile.rect.at(place, tile.world_size))
            places.append((place.x, place.y))
        return places


@dataclass(frozen=True, slots=True)
class DeleteTiles:
    """Removes tiles. Their assets stay: pictures outlive tiles."""

    ids: tuple[str, ...]

    @property
    def label(self) -> str:
        return f'Delete {_tiles(len(self.ids))}'

    def compile(self, board: Board) -> Operations:
        return tuple(Operation('delete', 'tile', tile.id) for tile in board.present(self.ids))


@dataclass(frozen=True, slots=True)
class RestoreTiles:
    """Brings deleted tiles back as they were: place, height in the stack and family."""

    tiles: tuple[Tile, ...]

    @property
    def label(self) -> str:
        return f'Restore {_tiles(len(self.tiles))}'

    def compile(self, board: Board) -> Operations:
        gone = (tile for tile in self.tiles if tile.id in board.tombstones)
        return tuple(Operation('undelete', 'tile', tile.id, tile.to_fields()) for tile in gone)


@dataclass(frozen=True, slots=True)
class ClearBoard:
    """Removes every tile."""

    @property
    def label(self) -> str:
        return 'Clear board'

    def compile(self, board: Board) -> Operations:
        return tuple(Operation('delete', 'tile', tile.id) for tile in board.stacked())


@dataclass(frozen=True, slots=True)
class SettleTile:
    """A picture is there: its asset is made and the tile shows it. `fields` are further changes to the tile.

    Where the tile is gone by now the asset is kept all the same: it was paid for.
    """

    tile_id: str
    asset: Asset
    fields: Fields = field(default_factory=dict)
    label: str = 'New picture'

    def compile(self, board: Board) -> Operations:
        patches = (
            _patch(tile.id, **{**self.fields, 'asset_id': self.asset.id}) for tile in board.present([self.tile_id])
        )
        return (_create_asset(self.asset), *patches)


@dataclass(frozen=True, slots=True)
class AddAsset:
    """A picture that no tile shows now; a tile's strip refers to it."""

    asset: Asset
    label: str = 'Keep picture'

    def compile(self, board: Board) -> Operations:
        return () if self.asset.id in board.assets else (_create_asset(self.asset),)


@dataclass(frozen=True, slots=True)
class AddPicture:
    """A new tile on top with its picture: a variation, a kept frame, a favorite put on the board."""

    tile: Tile
    asset: Asset
    label: str = 'Add picture'

    def compile(self, board: Board) -> Operations:
        known = board.assets.get(self.asset.id)
        made = () if known else (_create_asset(self.asset),)
        return (*made, *_create_on_top(board, [replace(self.tile, asset_id=self.asset.id)]))


@dataclass(frozen=True, slots=True)
class ImportPicture:
    """A picture from outside as a new tile on top, at the free place nearest to where `tile` stands.

    Where that is taken, a place inside `view` is preferred. `of` is how many are added in one go: each is a mutation
    of its own, and their step is named by all.
    """

    tile: Tile
    asset: Asset
    view: Rect | None = None
    of: int = 1

    @property
    def label(self) -> str:
        return 'Add picture' if self.of == 1 else f'Add {self.of:,} pictures'

    def compile(self, board: Board) -> Operations:
        size, occupied = self.tile.world_size, board.occupied()
        place = free_place(size, self.tile.place, occupied)
        if place != self.tile.place:
            place = free_place(size, self.tile.place, occupied, view=self.view)
        return AddPicture(replace(self.tile, position=(place.x, place.y)), self.asset).compile(board)


@dataclass(frozen=True, slots=True)
class PasteTiles:
    """Copies of tiles as they were when they were copied, the lowest first, with their pictures; from any board.

    They keep their places among each other, around `center` or, where they would cover tiles, at the nearest free
    place.
    """

    copies: tuple[tuple[Tile, Asset | None], ...]
    center: Point

    @property
    def label(self) -> str:
        return f'Paste {_tiles(len(self.copies))}'

    def compile(self, board: Board) -> Operations:
        around = bounds(tile.rect for tile, _ in self.copies)
        if around is None:
            return ()
        wished = Point(self.center.x - around.w / 2, self.center.y - around.h / 2)
        place = free_place(around.size, wished, board.occupied())
        shift = Point(place.x - around.x, place.y - around.y)
        ids = {tile.id: new_id() for tile, _ in self.copies}
        assets = {asset.id: _brought(board, asset) for _, asset in self.copies if asset is not None}
        tiles = [
            replace(
                tile,
                id=ids[tile.id],
                position=(tile.position[0] + shift.x, tile.position[1] + shift.y),
                order_key='',
                asset_id=None if asset is None else assets[asset.id].id,
                parent_id=ids.get(tile.parent_id or '', tile.parent_id if tile.parent_id in board.tiles else None),
            )
            for tile, asset in self.copies
        ]
        made = (_create_asset(asset) for asset in assets.values() if asset.id not in board.assets)
        return (*made, *_create_on_top(board, tiles))


@dataclass(frozen=True, slots=True)
class PatchTile:
    """Changes what a tile asks for (prompt, seed, model, pixels, styles) or any other of its fields."""

    id: str
    fields: Fields

    @property
    def label(self) -> str:
        return next((_PATCH_LABELS[name] for name in _PATCH_LABELS if name in self.fields), 'Change tile')

    def compile(self, board: Board) -> Operations:
        patches = []
        for tile in board.present([self.id]):
            now = tile.to_fields()
            changed = {n: v for n, v in _plain(self.fields).items() if n not in now or now[n] != v}
            if changed:
                patches.append(_patch(tile.id, **changed))
        return tuple(patches)


@dataclass(frozen=True, slots=True)
class RenameBoard:
    name: str

    @property
    def label(self) -> str:
        return 'Rename board'

    def compile(self, board: Board) -> Operations:
        name = ' '.join(self.name.split())
        return () if name == board.name else (Operation('patch', 'board', board.id, {'name': name}),)


@dataclass(frozen=True, slots=True)
class AddFavorite:
    """Copies an asset into the person's favorites. `at` is a time as `records.utc_text` writes it."""

    asset: Asset
    at: str

    @property
    def label(self) -> str:
        return 'Add favorite'

    def compile(self, board: Board) -> Operations:
        return favorite_operations(board.favorites, self.asset, self.at)


@dataclass(frozen=True, slots=True)
class RemoveFavorite:
    sha256: str

    @property
    def label(self) -> str:
        return 'Remove favorite'

    def compile(self, board: Board) -> Operations:
        return unfavorite_operations(board.favorites, self.sha256)


@dataclass(frozen=True, slots=True)
class RateTiles:
    """Says how good the pictures of tiles are: 1 to 5, 0 for nothing. A favorite's own copy follows."""

    ids: tuple[str, ...]
    rating: int

    @property
    def label(self) -> str:
        return f'Rate {self.rating}' if self.rating else 'Remove rating'

    def compile(self, board: Board) -> Operations:
        return _describe(board, self.ids, lambda asset: {'rating': self.rating} if asset.rating != self.rating else {})


@dataclass(frozen=True, slots=True)
class TagTiles:
    """Adds one tag to the pictures of tiles, or removes it. A tag that is there in other letters stays as it is."""

    ids: tuple[str, ...]
    tag: str
    remove: bool = False

    @property
    def label(self) -> str:
        return f'Remove tag “{self.tag}”' if self.remove else f'Tag “{self.tag}”'

    def compile(self, board: Board) -> Operations:
        return _describe(board, self.ids, self._fields)

    def _fields(self, asset: Asset) -> dict[str, Any]:
        others = [tag for tag in asset.tags if tag.casefold() != self.tag.casefold()]
        if self.remove == (len(others) == len(asset.tags)):
            return {}
        return {'tags': others if self.remove else [*asset.tags, self.tag]}


def _describe(board: Board, ids: Iterable[str], fields: Callable[[Asset], dict[str, Any]]) -> Operations:
    """Patch the assets of tiles, each once, and the favorites that are copies of them."""
    assets = {asset.id: asset for tile in board.present(ids) if (asset := board.asset_of(tile)) is not None}
    patches: list[Operation] = []
    for asset in assets.values():
        if changed := fields(asset):
            patches.append(Operation('patch', 'asset', asset.id, changed))
            if board.is_favorite(asset.sha256):
                patches.append(Operation('patch', 'favorite', favorite_id(asset.sha256), changed))
    return tuple(patches)


def favorite_operations(favorites: Mapping[str, bool], asset: Asset, at: str) -> Operations:
    """Favoriting again is `undelete`; what is a favorite already needs nothing (SYNC.md S3)."""
    id = favorite_id(asset.sha256)
    live = favorites.get(id)
    if live:
        return ()
    fields = Favorite(id, asset, at).to_fields()
    return (Operation('create' if live is None else 'undelete', 'favorite', id, fields),)


def unfavorite_operations(favorites: Mapping[str, bool], sha256: str) -> Operations:
    id = favorite_id(sha256)
    return (Operation('delete', 'favorite', id),) if favorites.get(id) else ()


def _create_on_top(board: Board, tiles: Iterable[Tile]) -> Operations:
    new = list(tiles)
    stacked = board.stacked()
    made = order.insert([tile.order_key for tile in stacked], len(stacked), len(new))
    creates = (
        Operation('create', 'tile', tile.id, replace(tile, order_key=key).to_fields())
        for tile, key in zip(new, made.keys, strict=True)
    )
    return (*_rekey(stacked, made), *creates)


def _rekey(tiles: list[Tile], made: order.Insertion) -> Operations:
    return tuple(_patch(tiles[place].id, order_key=key) for place, key in made.rekeyed.items())


def _brought(board: Board, asset: Asset) -> Asset:
    """The asset itself where the board has it, else a copy: an id belongs to one board, as do those of `parents`."""
    return asset if asset.id in board.assets else replace(asset, id=new_id(), parents=())


def _create_asset(asset: Asset) -> Operation:
    return Operation('create', 'asset', asset.id, asset.to_fields())


def _patch(id: str, /, **fields: object) -> Operation:
    return Operation('patch', 'tile', id, _plain(fields))


def _plain(fields: Fields) -> dict[str, Any]:
    """Tuples become lists, as they come back from the store: an `if` compares the two."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def _tiles(count: int) -> str:
    return '1 tile' if count == 1 else f'{count:,} tiles'
