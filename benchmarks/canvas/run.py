"""One run: a fresh program, a fresh browser, every scenario once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright

from benchmarks.canvas.browser import Window, open_window
from benchmarks.canvas.intervals import Intervals, intervals_of
from benchmarks.canvas.painted import until_painted
from benchmarks.canvas.programs import Program, served
from benchmarks.canvas.scenarios import Done, Hand
from benchmarks.canvas.scene import Scene, View, scene_of

PAGE: Final = (Path(__file__).parent / 'page.js').read_text('utf-8')
PATIENCE_S: Final = 60.0  # for a page to open and to paint what is in view
FIT_PATIENCE_S: Final = 15.0


@dataclass(frozen=True)
class Measured:
    """One scenario: frames of the page, frames that the compositor drew, and what a frame cost, in ms."""

    intervals: Intervals
    drawn: Intervals | None
    main_ms: float
    cpu_ms: float
    proof: float


@dataclass
class Run:
    """One run of one program. None where it did not get there; paint times are seconds and true within 0.1 s."""

    program: str
    count: int
    first_paint_s: float | None = None
    fit_paint_s: float | None = None
    heap_mb: float | None = None
    pss_mb: float | None = None
    scenarios: dict[str, Measured] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


async def run(playwright: Playwright, program: Program, count: int, seconds: float, limit_s: float) -> Run:
    """Measure; what takes longer than `limit_s` in all is cut off and what was measured until then stands."""
    made = Run(program.name, count)
    with served(program, count) as url:
        try:
            async with asyncio.timeout(limit_s), open_window(playwright, PAGE) as window:
                window.page.on('pageerror', lambda error: made.errors.append(str(error)[:200]))
                await _measure(made, window, url, Hand(window, scene_of(count), seconds, program.selects))
        except TimeoutError:
            made.errors.append(f'cut off after {limit_s:.0f} s')
        except PlaywrightError as error:  # a page that hangs or dies is a result too
            made.errors.append(error.message.splitlines()[0][:200])
    return made


async def _measure(made: Run, window: Window, url: str, hand: Hand) -> None:
    made.first_paint_s = await _first_paint(window, url, hand.scene)
    await window.page.wait_for_function('bench.loaded', timeout=PATIENCE_S * 1000)
    await asyncio.sleep(0.5)
    await _weigh(made, window)  # of a page that is cut off later this stays
    await window.trace.start()
    acts: Mapping[str, Callable[[], Awaitable[Done]]] = {
        'pan': hand.pan,
        'drag': hand.drag,
        'pan_all': hand.pan_all,
        'zoom': hand.zoom,
        'drag_200': hand.drag_200,
        'marquee': hand.marquee,
    }
    made.fit_paint_s = await _fit_paint(window, hand)
    done: dict[str, Done] = {}
    for name, act in acts.items():
        done[name] = await act()
        made.scenarios[name] = _measured(done[name], None)
    await window.trace.stop()
    for name, one in done.items():
        made.scenarios[name] = _measured(one, window.trace.drawn_ms(name))
    await _weigh(made, window)


async def _weigh(made: Run, window: Window) -> None:
    made.heap_mb = await window.heap_bytes() / 1e6
    made.pss_mb = window.pss_bytes() / 1e6


async def _first_paint(window: Window, url: str, scene: Scene) -> float | None:
    """Seconds from the request until what is in view at the start is painted."""
    started = time.perf_counter()
    await window.page.goto(url, wait_until='commit', timeout=PATIENCE_S * 1000)
    await window.page.wait_for_function('bench.ready()', timeout=PATIENCE_S * 1000, polling=50)
    painted = await until_painted(window, scene, View(0, 0, 1), PATIENCE_S)
    return time.perf_counter() - started if painted else None


async def _fit_paint(window: Window, hand: Hand) -> float | None:
    """Seconds from the request to show everything until everything is painted."""
    started = time.perf_counter()
    await hand.go_to(hand.scene.whole(), rest_s=0)
    painted = await until_painted(window, hand.scene, hand.scene.whole(), FIT_PATIENCE_S)
    return time.perf_counter() - started if painted else None


def _measured(done: Done, drawn_ms: Sequence[float] | None) -> Measured:
    played = done.played
    frames = max(1, len(played.times_ms) - 1)
    per_frame = 1000 / frames
    return Measured(
        intervals_of(played.times_ms),
        intervals_of(drawn_ms) if drawn_ms else None,
        per_frame * played.load.main_s,
        per_frame * played.load.cpu_s,
        done.proof,
    )
