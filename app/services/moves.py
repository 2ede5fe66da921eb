"""Tiles that go from one board to another: copied there first, then deleted here, so that a crash loses none."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.geometry import Point, bounds
from app.domain.mutation import DeleteTiles, PasteTiles
from app.domain.records import Tile
from app.services.boards import OpenBoard


@dataclass(frozen=True, slots=True)
class Move:
    """What was done on both boards, to be taken back while it is the last step of each."""

    source: OpenBoard
    target: OpenBoard
    tiles: tuple[str, ...]
    _labels: tuple[str | None, str | None]

    async def undo(self) -> bool:
        """Take the tiles back; False, and nothing is done, where either board has a newer step. Raises ServiceError."""
        if (self.source.can_undo, self.target.can_undo) != self._labels:
            return False
        await self.source.undo()
        await self.target.undo()
        return True


async def move_tiles(source: OpenBoard, target: OpenBoard, tiles: Iterable[Tile]) -> Move | None:
    """Move tiles beside what stands on `target`, with their pictures and their places among each other.

    `tiles` are those of `source`, the lowest first, as they are to arrive. None where there are none. Raises
    ServiceError.
    """
    moving = tuple(tiles)
    taken = bounds(target.board.occupied())
    beside = Point(0, 0) if taken is None else taken.center
    copies = tuple((tile, source.board.asset_of(tile)) for tile in moving)
    pasted = await target.do(PasteTiles(copies, beside))
    if not pasted.operations:
        return None
    await source.do(DeleteTiles(tuple(tile.id for tile in moving)))
    return Move(source, target, pasted.created, (source.can_undo, target.can_undo))
