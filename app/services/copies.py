"""What was copied from boards, as it was then: a tile that was cut is gone, and a copy is to stay what it was."""

from collections.abc import Iterable
from typing import Final

from app.domain.board import Board
from app.domain.records import Asset, Tile

Copied = tuple[tuple[Tile, Asset | None], ...]

MOST_COPIES: Final = 8
"""The system’s clipboard names one of them; some systems keep a history of it."""


class Copies:
    """The newest copies of this process by their ids, which stand in the clipboard of the system."""

    def __init__(self) -> None:
        self._copies: dict[str, Copied] = {}

    def keep(self, id: str, board: Board, tiles: Iterable[Tile]) -> None:
        """Remember `tiles`, the lowest first, with their pictures on `board`."""
        self._copies.pop(id, None)
        self._copies[id] = tuple((tile, board.asset_of(tile)) for tile in tiles)
        while len(self._copies) > MOST_COPIES:
            del self._copies[next(iter(self._copies))]

    def get(self, id: str) -> Copied:
        """Return what was copied; nothing where that is forgotten."""
        return self._copies.get(id, ())
