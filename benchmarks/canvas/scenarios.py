"""What is done on a board, with what shows that it was really done. Positions follow the clock, not the frames."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.canvas.browser import Load, Window
from benchmarks.canvas.painted import share_painted, spots
from benchmarks.canvas.scene import SCREEN, Scene, View

HAND_HZ: Final = 60  # how often a mouse tells where it is
REST_S: Final = 1.0
BLOCK: Final = 200
GAPS_SEEN: Final = 43.0  # px from tile to tile, at which a mouse hits the gaps between them
MIDDLE: Final = (SCREEN[0] / 2, SCREEN[1] / 2)
Way = Callable[[float], tuple[float, float]]


@dataclass(frozen=True)
class Played:
    """The times of the animation frames, how far the wheel went (CSS px), and the seconds of work it took."""

    times_ms: list[float]
    travelled: tuple[float, float]
    load: Load


@dataclass(frozen=True)
class Done:
    """A scenario that was played; `proof` shows that it was done: what it counts stands in PROOFS."""

    played: Played
    proof: float


PROOFS: Final = {
    'pan': 'share of tiles where the wheel took them',
    'pan_all': 'share of tiles where the wheel took them',
    'zoom': 'zoom reached',
    'drag': 'world units that the tile moved',
    'drag_200': 'world units that a tile moved',
    'marquee': 'tiles selected',
}


class Hand:
    """Acts on a page that shows `scene`."""

    def __init__(self, window: Window, scene: Scene, seconds: float, selects: bool) -> None:
        self.window = window
        self.page = window.page
        self.scene = scene
        self.seconds = seconds
        self.selects = selects

    async def go_to(self, view: View, rest_s: float = REST_S) -> None:
        await self.page.evaluate('([x, y, zoom]) => bench.camera(x, y, zoom)', [view.x, view.y, view.zoom])
        await asyncio.sleep(rest_s)

    async def pan(self) -> Done:
        """At 100 %, 1.2 screens a second."""
        return await self._pan('pan', View(200, 200, 1))

    async def pan_all(self) -> Done:
        """Everything in view, to and fro."""
        return await self._pan('pan_all', self.scene.whole())

    async def zoom(self) -> Done:
        """From everything to 200 %, evenly to the eye."""
        await self.go_to(self.scene.whole())
        played = await self._play('zoom')
        return Done(played, await self.page.evaluate('bench.zoom()'))

    async def drag(self) -> Done:
        """One tile, at 100 %."""
        index = self.scene.centre
        await self.go_to(self.scene.around(*self.scene.tiles[index].middle, 1), 1.5)
        return await self._drag('drag', index, MIDDLE)

    async def drag_200(self) -> Done:
        """200 chosen tiles, with everything in view."""
        block = self.scene.block(BLOCK)
        view = self.scene.whole()
        await self._select(block)
        await self.go_to(view)
        held = self.scene.tiles[block[len(block) // 4]]
        done = await self._drag('drag_200', block[3], view.to_screen(*held.middle))
        await self.page.keyboard.press('Escape')
        return done

    async def marquee(self) -> Done:
        """Over everything, from corner to corner."""
        view = self.scene.whole(0.8)
        await self.go_to(view)
        left, top = view.to_screen(-self.scene.pitch, -self.scene.pitch)
        right, bottom = view.to_screen(self.scene.width + self.scene.pitch, self.scene.height + self.scene.pitch)
        start = (max(left, 60), max(top, 70))
        end = (min(right, SCREEN[0] - 20), min(bottom, SCREEN[1] - 20))

        def way(passed: float) -> tuple[float, float]:
            part = min(1, passed / self.seconds)
            return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part

        played = await self._draw('marquee', start, way)
        done = Done(played, await self.page.evaluate('bench.selected()'))
        await self.page.keyboard.press('Escape')
        return done

    async def _pan(self, name: str, view: View) -> Done:
        await self.go_to(view)
        played = await self._play(name)
        await asyncio.sleep(REST_S)
        x, y = played.travelled
        after = View(view.x + x / view.zoom, view.y + y / view.zoom, view.zoom)
        return Done(played, share_painted(await self.window.look(), spots(self.scene, after)))

    async def _select(self, indices: list[int]) -> None:
        if self.selects:
            await self.page.evaluate('indices => bench.select(indices)', indices)
            return
        tiles, gap = [self.scene.tiles[index] for index in indices], self.scene.pitch * 0.05
        left, top = min(tile.x for tile in tiles) - gap, min(tile.y for tile in tiles) - gap
        right, bottom = max(tile.x + tile.side for tile in tiles) + gap, max(tile.y + tile.side for tile in tiles) + gap
        view = self.scene.around((left + right) / 2, (top + bottom) / 2, GAPS_SEEN / self.scene.pitch)
        await self.go_to(view)
        mouse = self.page.mouse
        await mouse.move(*view.to_screen(left, top))
        await mouse.down()
        await mouse.move(*MIDDLE)
        await mouse.move(*view.to_screen(right, bottom))
        await mouse.up()

    async def _drag(self, name: str, index: int, start: tuple[float, float]) -> Done:
        def way(passed: float) -> tuple[float, float]:
            return start[0] + 250 * math.sin(passed * 2.5), start[1] + 150 * math.sin(passed * 4)

        before = await self._place(index)
        played = await self._draw(name, start, way)
        return Done(played, math.dist(before, await self._place(index)))

    async def _draw(self, name: str, start: tuple[float, float], way: Way) -> Played:
        """Press at `start`, follow `way` with a real mouse, let go where the last move was."""
        mouse = self.page.mouse
        await mouse.move(*start)
        await asyncio.sleep(0.15)
        await mouse.down()
        await asyncio.sleep(0.1)
        playing = asyncio.ensure_future(self._play(name))
        began = time.perf_counter()
        sent: list[Awaitable[Any]] = []
        here = start
        while (passed := time.perf_counter() - began) < self.seconds:
            here = way(passed)
            # Not waited for: a mouse does not wait for the page either.
            move = {'type': 'mouseMoved', 'x': here[0], 'y': here[1], 'button': 'left', 'buttons': 1}
            sent.append(asyncio.ensure_future(self.window.session.send('Input.dispatchMouseEvent', move)))
            await asyncio.sleep(1 / HAND_HZ)
        played = await playing
        await asyncio.wait_for(asyncio.gather(*sent, return_exceptions=True), 60)
        await mouse.move(*here)
        await mouse.up()
        await asyncio.sleep(0.4)
        return played

    async def _play(self, name: str) -> Played:
        wanted = [name, self.seconds * 1000, self.scene.whole().zoom]
        before = await self.window.load()
        told = await self.page.evaluate('([kind, ms, fit]) => benchmark.play(kind, ms, fit)', wanted)
        after = await self.window.load()
        return Played(told['times'], tuple(told['travelled']), after - before)

    async def _place(self, index: int) -> tuple[float, float]:
        x, y = await self.page.evaluate('index => bench.place(index)', index)
        return x, y
