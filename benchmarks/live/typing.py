"""One run: a fresh program, a fresh page, the trace typed with real key events, and what was seen of it."""

import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page

from benchmarks.live.calls import Call, read_calls
from benchmarks.live.programs import Program
from benchmarks.live.trace import Trace

WATCH: Final = Path(__file__).parent / 'watch.js'
SETTLE_S: Final = 1.0  # between a page that is ready and the first key
LINGER_S: Final = 3.0  # after the last key


@dataclass(frozen=True)
class Sight:
    """A moment on the screen, in epoch seconds. `mark` names the picture, `code` is what its pixels read as."""

    at: float
    mark: Any
    code: str | None = None


@dataclass(frozen=True)
class Run:
    """What happened. All times are epoch seconds of one clock.

    `drawn`: the first frame that drew each new picture. `seen`: each change of what the pixels read as.
    """

    keys: tuple[float, ...]
    drawn: tuple[Sight, ...]
    seen: tuple[Sight, ...]
    calls: tuple[Call, ...]
    text: str
    frames: int


def run(program: Program, browser: Browser, trace: Trace) -> Run:
    """Type the trace into a program that was never used before."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        served = program.serve(stack, directory)
        context = stack.enter_context(browser.new_context(viewport={'width': 1280, 'height': 800}, locale='en-GB'))
        page = context.new_page()
        page.add_init_script(path=WATCH)
        page.goto(served.url)
        page.locator(program.box).wait_for()
        program.ready(page)
        page.locator(program.box).click()
        page.evaluate('([kind, selector]) => watchPicture(kind, selector)', list(program.look))
        time.sleep(SETTLE_S)
        sent = _type(page, trace)
        time.sleep(LINGER_S)
        text = page.locator(program.box).input_value()
        watched = page.evaluate('watched()')
        skew = _skew(page)
        context.close()
        return _told(watched, skew, sent, text, read_calls(served.log))


def _type(page: Page, trace: Trace) -> list[float]:
    """Press each key at its time; return when each was sent."""
    started = time.time()
    sent = []
    for key, at in zip(trace.text, trace.times_s, strict=True):
        time.sleep(max(0.0, started + at - time.time()))
        sent.append(time.time())
        page.keyboard.press(key)
    return sent


def _skew(page: Page) -> float:
    """Seconds that the page's clock is ahead of ours: they drift apart, as the page's never steps."""
    ahead = []
    for _ in range(9):
        before = time.time()
        there = float(page.evaluate('performance.timeOrigin + performance.now()')) / 1000
        after = time.time()
        ahead.append((after - before, there - (before + after) / 2))
    return statistics.median(skew for _, skew in sorted(ahead)[:5])


def _told(watched: dict[str, Any], skew: float, sent: list[float], text: str, calls: list[Call]) -> Run:
    def ours(milliseconds: float) -> float:
        return milliseconds / 1000 - skew

    # A box that is shut swallows keys before the page sees them: then the moments of sending must do.
    keys = [ours(at) for at in watched['keys']] if len(watched['keys']) == len(sent) else sent
    drawn = tuple(Sight(ours(one['at']), one['mark']) for one in watched['drawn'])
    seen = tuple(Sight(ours(one['at']), one['mark'], one['code']) for one in watched['seen'])
    return Run(tuple(keys), drawn, seen, tuple(calls), text, watched['frames'])
