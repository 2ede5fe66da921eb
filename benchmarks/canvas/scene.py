"""The board that everything is measured on: one world of fixed size, with more or fewer, larger or smaller tiles."""

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

SCREEN: Final = (1440, 900)
PITCH: Final = 72.0  # world units between tiles at 5,000 of them
TILE: Final = 64 / 72  # of the pitch
RATIO: Final = 1.607  # columns per row


@dataclass(frozen=True)
class Tile:
    """A square in world units."""

    x: float
    y: float
    side: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.side / 2, self.y + self.side / 2


@dataclass(frozen=True)
class View:
    """The world point at the screen's top left corner, and CSS px per world unit."""

    x: float
    y: float
    zoom: float

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.x) * self.zoom, (y - self.y) * self.zoom


@dataclass(frozen=True)
class Scene:
    """`tiles` stand row by row; `width` and `height` are the world's."""

    tiles: tuple[Tile, ...]
    columns: int
    rows: int
    pitch: float

    @property
    def width(self) -> float:
        return self.columns * self.pitch

    @property
    def height(self) -> float:
        return self.rows * self.pitch

    @property
    def centre(self) -> int:
        """The tile in the middle of the board."""
        return self.rows // 2 * self.columns + self.columns // 2

    def whole(self, share: float = 0.98) -> View:
        """Everything in view, filling `share` of the screen."""
        zoom = min(SCREEN[0] / self.width, SCREEN[1] / self.height) * share
        return self.around(self.width / 2, self.height / 2, zoom)

    def around(self, x: float, y: float, zoom: float) -> View:
        """A world point in the middle of the screen."""
        return View(x - SCREEN[0] / 2 / zoom, y - SCREEN[1] / 2 / zoom, zoom)

    def block(self, count: int) -> list[int]:
        """So many tiles as a rectangle in the middle of the board, 20 in a row."""
        wide = min(self.columns, 20)
        high = min(self.rows, math.ceil(count / wide))
        left, top = (self.columns - wide) // 2, (self.rows - high) // 2
        found = [row * self.columns + column for row in range(top, top + high) for column in range(left, left + wide)]
        return [index for index in found if index < len(self.tiles)][:count]


@cache
def scene_of(count: int) -> Scene:
    """The board of so many tiles."""
    pitch = PITCH * math.sqrt(5000 / count)
    columns = math.ceil(math.sqrt(count * RATIO))
    rows = math.ceil(count / columns)
    tiles = (Tile(index % columns * pitch, index // columns * pitch, pitch * TILE) for index in range(count))
    return Scene(tuple(tiles), columns, rows, pitch)
