"""A board in memory: its tiles and assets by id, in stacking order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.geometry import Rect, reading_order
from app.domain.ids import favorite_id
from app.domain.operation import TOMBSTONE, Operation, Outcome, State, apply
from app.domain.records import Asset, BoardRecord, Tile

Favorites = dict[str, bool]  # the favorite's id -> live (True) or a tombstone (False)


@dataclass(slots=True)
class Board:
    """What one board holds. `favorites` belongs to the person and is shared by all boards of a process."""

    record: BoardRecord
    tiles: dict[str, Tile] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    tombstones: set[str] = field(default_factory=set)
    favorites: Favorites = field(default_factory=dict)
    _stacked: list[Tile] | None = field(default=None, repr=False, compare=False)

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def name(self) -> str:
        return self.record.name

    def stacked(self) -> list[Tile]:
        """Return the tiles from the lowest to the topmost."""
        if self._stacked is None:
            self._stacked = sorted(self.tiles.values(), key=lambda tile: (tile.order_key, tile.id))
        return self._stacked

    def reading_order(self, ids: Iterable[str] | None = None) -> list[Tile]:
        """Return the tiles (those of `ids` that exist, or all) row by row, left to right."""
        tiles = self.stacked() if ids is None else list(self.present(ids))
        return [tiles[place] for place in reading_order([tile.rect for tile in tiles])]

    def present(self, ids: Iterable[str]) -> Iterator[Tile]:
        """Yield those tiles of `ids` that exist, each once."""
        for id in dict.fromkeys(ids):
            tile = self.tiles.get(id)
            if tile is not None:
                yield tile

    def occupied(self, without: Iterable[str] = ()) -> list[Rect]:
        """Return where tiles stand."""
        left_out = set(without)
        return [tile.rect for tile in self.tiles.values() if tile.id not in left_out]

    def asset_of(self, tile: Tile) -> Asset | None:
        return self.assets.get(tile.asset_id) if tile.asset_id else None

    def is_favorite(self, sha256: str) -> bool:
        return self.favorites.get(favorite_id(sha256), False)

    def state(self, kind: str, id: str) -> State | None:
        """Return a record's state. Of favorites only existence is known here, their fields are in the store."""
        if kind == 'favorite':
            live = self.favorites.get(id)
            return None if live is None else State({}, deleted=not live)
        record: Tile | Asset | BoardRecord | None = None
        match kind:
            case 'tile':
                record = self.tiles.get(id)
            case 'asset':
                record = self.assets.get(id)
            case 'board':
                record = self.record if id == self.id else None
        if record is not None:
            return State(record.to_fields())
        return TOMBSTONE if id in self.tombstones else None

    def apply(self, operations: Iterable[Operation]) -> list[Outcome]:
        """Apply operations in order; what cannot be applied changes nothing and says so in its outcome."""
        outcomes = []
        for operation in operations:
            before = self.state(operation.kind, operation.id)
            outcome = apply(before, operation)
            if outcome.code == 'ok' and outcome.state is not None:
                self.install(operation.kind, operation.id, outcome.state)
            outcomes.append(outcome)
        return outcomes

    def install(self, kind: str, id: str, state: State) -> None:
        """Put a record's new state in place, as it was read or committed."""
        match kind:
            case 'favorite':
                self.favorites[id] = not state.deleted
            case 'board':
                if id == self.id and not state.deleted:
                    self.record = BoardRecord.from_fields(id, state.fields)
            case 'asset':
                self._bury(id, state.deleted)
                if state.deleted:
                    self.assets.pop(id, None)
                else:
                    self.assets[id] = Asset.from_fields(id, state.fields)
            case 'tile':
                self._stacked = None
                self._bury(id, state.deleted)
                if state.deleted:
                    self.tiles.pop(id, None)
                else:
                    self.tiles[id] = Tile.from_fields(id, state.fields)

    def _bury(self, id: str, deleted: bool) -> None:
        if deleted:
            self.tombstones.add(id)
        else:
            self.tombstones.discard(id)
