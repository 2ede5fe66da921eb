"""How records and statuses become what the canvas draws: view tiles and view operations (docs/ARCHITECTURE.md)."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import asdict, dataclass
from typing import Any

from app.domain.board import Board
from app.domain.ids import favorite_id
from app.domain.operation import Operation
from app.domain.records import Tile
from app.services.generation.frames import Frame
from app.services.generation.statuses import Status

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a view tile takes from beside its record: atlas slots by sha256, statuses and live frames by tile."""

    slots: Mapping[str, int]
    statuses: Mapping[str, Status]
    frames: Mapping[str, Frame]


def view_tile(board: Board, tile: Tile, around: Surroundings) -> Json:
    """Return a tile as the canvas takes it."""
    frame = around.frames.get(tile.id)
    status = around.statuses.get(tile.id)
    return {
        'id': tile.id,
        'x': tile.position[0],
        'y': tile.position[1],
        'w': tile.size[0],
        'h': tile.size[1],
        'order': tile.order_key,
        'prompt': tile.prompt,
        'seed': tile.seed,
        'model': tile.model,
        'pixels': list(tile.pixels),
        'styles': list(tile.styles),
        'axis': tile.axis,
        'parent': tile.parent_id,
        'favorite': _is_favorite(board, tile),
        'picture': _picture(board, tile, around.slots),
        'frame': view_frame(frame) if frame else None,
        'status': view_status(status),
    }


def view_operations(board: Board, operations: Iterable[Operation], around: Surroundings) -> list[list[Any]]:
    """Turn the operations of a committed change into what the scene applies. `board` is as it stands after them."""
    operations = tuple(operations)
    new = frozenset(one.id for one in operations if one.kind == 'asset' and one.op == 'create')
    made: list[list[Any]] = []
    for operation in operations:
        if operation.kind == 'favorite':
            made += _favorite_patches(board, operation)
        elif operation.kind == 'tile':
            made += _tile_operation(board, operation, around, new)
    return made


def view_status(status: Status | None) -> Json | None:
    if status is None:
        return None
    return {name: value for name, value in asdict(status).items() if value is not None}


def view_frame(frame: Frame) -> Json:
    return {'url': frame_url(frame.name), 'width': frame.width, 'height': frame.height, 'seq': frame.order}


def frame_url(name: str) -> str:
    return f'/frames/{name}'


def _tile_operation(board: Board, operation: Operation, around: Surroundings, new: Set[str]) -> list[list[Any]]:
    """What a change of a tile means for the scene; `new` are the assets that came with it."""
    tile = board.tiles.get(operation.id)
    if operation.op == 'delete' or tile is None:
        return [['delete', operation.id]]
    if operation.op in ('create', 'undelete'):
        return [['create', view_tile(board, tile, around)]]
    whole = view_tile(board, tile, around)
    if operation.fields.get('asset_id') not in new:
        whole['frame'] = None  # another picture covers the live one; a new one only those that are older than it
    names = {name for field in operation.fields for name in _VIEW_NAMES.get(field, ())}
    return [['patch', operation.id, {name: whole[name] for name in whole if name in names}]] if names else []


_VIEW_NAMES: Mapping[str, tuple[str, ...]] = {
    'position': ('x', 'y'),
    'size': ('w', 'h'),
    'order_key': ('order',),
    'asset_id': ('picture', 'favorite', 'frame'),
    'parent_id': ('parent',),
    **{name: (name,) for name in ('prompt', 'seed', 'model', 'pixels', 'styles', 'axis')},
}


def _favorite_patches(board: Board, operation: Operation) -> list[list[Any]]:
    showing = (tile for tile in board.stacked() if _favorite_of(board, tile) == operation.id)
    return [['patch', tile.id, {'favorite': _is_favorite(board, tile)}] for tile in showing]


def _favorite_of(board: Board, tile: Tile) -> str | None:
    asset = board.assets.get(tile.asset_id or '')
    return favorite_id(asset.sha256) if asset else None


def _is_favorite(board: Board, tile: Tile) -> bool:
    # Most boards hold no favorite, and each id is a hash to be made.
    return bool(board.favorites) and bool(board.favorites.get(_favorite_of(board, tile) or ''))


def _picture(board: Board, tile: Tile, slots: Mapping[str, int]) -> Json | None:
    asset = board.assets.get(tile.asset_id or '')
    if asset is None:
        return None
    width, height = asset.pixels
    return {'sha': asset.sha256, 'width': width, 'height': height, 'slot': slots.get(asset.sha256)}
