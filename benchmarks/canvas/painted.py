"""How much of what should be seen is on the screen, told by its pixels."""

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from PIL import Image

from benchmarks.canvas.browser import Window
from benchmarks.canvas.pictures import middle_of
from benchmarks.canvas.scene import Scene, View

SEEN: Final = (100, 90, 1220, 720)  # left, top, right, bottom: no program has panels there
DARK: Final = 160  # the middles of pictures are darker, boards and placeholders lighter
NEAR: Final = 60
LARGE: Final = 24  # CSS px: of larger tiles the very colour is looked for
ENOUGH: Final = 0.99
PAUSE_S: Final = 0.03


@dataclass(frozen=True)
class Spot:
    """The middle of a tile in view, in CSS px, and the side of the tile."""

    index: int
    x: int
    y: int
    side: float


def spots(scene: Scene, view: View) -> list[Spot]:
    """The middles of the tiles that are in view, away from where panels stand."""
    left, top, right, bottom = SEEN
    found = []
    for index, tile in enumerate(scene.tiles):
        x, y = view.to_screen(*tile.middle)
        if left < x < right and top < y < bottom:
            found.append(Spot(index, int(x), int(y), tile.side * view.zoom))
    return found


def share_painted(picture: Image.Image, wanted: list[Spot]) -> float:
    """The part of the spots where the right picture stands."""
    return sum(_is_painted(picture.getpixel((spot.x, spot.y)), spot) for spot in wanted) / max(1, len(wanted))


async def until_painted(window: Window, scene: Scene, view: View, patience_s: float) -> bool:
    """Wait until (nearly) everything in view is painted; False where it takes longer than `patience_s`."""
    wanted = spots(scene, view)
    until = time.perf_counter() + patience_s
    while share_painted(await window.look(), wanted) < ENOUGH:
        if time.perf_counter() > until:
            return False
        await asyncio.sleep(PAUSE_S)
    return True


def _is_painted(pixel: object, spot: Spot) -> bool:
    if not isinstance(pixel, tuple):
        return False
    if spot.side < LARGE:
        return bool(max(pixel) < DARK)
    return all(abs(seen - made) <= NEAR for seen, made in zip(pixel, middle_of(spot.index), strict=True))
