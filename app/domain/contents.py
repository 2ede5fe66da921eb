"""All that a board holds, to be carried elsewhere or made again beside it."""

from dataclasses import dataclass, replace

from app.domain.board import Board
from app.domain.ids import new_id
from app.domain.operation import Operation
from app.domain.records import Asset, BoardRecord, Tile


@dataclass(frozen=True, slots=True)
class Contents:
    """What a board holds beside the bytes of its pictures."""

    board: BoardRecord
    tiles: tuple[Tile, ...]
    assets: tuple[Asset, ...]

    @property
    def sha256s(self) -> list[str]:
        """The pictures, each once, in a lasting order."""
        return sorted({asset.sha256 for asset in self.assets})


def contents_of(board: Board) -> Contents:
    """Return what a board shows now: of its assets those that a tile shows, and none that was deleted or replaced."""
    tiles = tuple(sorted(board.tiles.values(), key=lambda tile: tile.id))
    shown = {asset.id: asset for tile in tiles if (asset := board.asset_of(tile)) is not None}
    return Contents(board.record, tiles, tuple(shown[id] for id in sorted(shown)))


def operations_of(contents: Contents, board_id: str) -> tuple[Operation, ...]:
    """Return what makes the board anew, all under ids of its own, so that it can stand beside the first.

    Ids are given in the order of the old ones, which decides between tiles of the same height.
    """
    old = {*(tile.id for tile in contents.tiles), *(asset.id for asset in contents.assets)}
    ids = {id: new_id() for id in sorted(old)}

    def renamed(id: str | None) -> str | None:
        return None if id is None else ids.get(id, id)

    tiles = (
        replace(tile, id=ids[tile.id], asset_id=renamed(tile.asset_id), parent_id=renamed(tile.parent_id))
        for tile in contents.tiles
    )
    assets = (
        replace(asset, id=ids[asset.id], parents=tuple(ids.get(parent, parent) for parent in asset.parents))
        for asset in contents.assets
    )
    return (
        Operation('create', 'board', board_id, contents.board.to_fields()),
        *(Operation('create', 'asset', asset.id, asset.to_fields()) for asset in assets),
        *(Operation('create', 'tile', tile.id, tile.to_fields()) for tile in tiles),
    )
