"""A Chromium of its own for each run, and what is told of it from outside the page."""

import asyncio
import base64
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from PIL import Image
from playwright.async_api import Browser, CDPSession, Page, Playwright

from benchmarks.canvas import processes
from benchmarks.canvas.scene import SCREEN

GL: Final = {'software': ['--disable-gpu', '--enable-unsafe-swiftshader'], 'gpu': []}
FLAGS: Final = (
    '--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update '
    '--disable-sync --enable-precise-memory-info'
)
FREE: Final = ['--disable-frame-rate-limit', '--disable-gpu-vsync']
OFFLINE: Final = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'
TRACED: Final = ['disabled-by-default-devtools.timeline.frame', 'devtools.timeline.frame', 'blink.user_timing']


@dataclass(frozen=True)
class Load:
    """Seconds of the page's main thread, and CPU seconds of all processes of the browser."""

    main_s: float
    cpu_s: float

    def __sub__(self, before: 'Load') -> 'Load':
        return Load(self.main_s - before.main_s, self.cpu_s - before.cpu_s)


class Window:
    """One page in a browser of its own."""

    def __init__(self, page: Page, session: CDPSession, trace: 'Trace') -> None:
        self.page = page
        self.session = session
        self.trace = trace

    async def look(self) -> Image.Image:
        """What stands on the screen."""
        asked = {'format': 'jpeg', 'quality': 80, 'optimizeForSpeed': True}
        shot = await self.session.send('Page.captureScreenshot', asked)
        return Image.open(BytesIO(base64.b64decode(shot['data']))).convert('RGB')

    async def load(self) -> Load:
        metrics = (await self.session.send('Performance.getMetrics'))['metrics']
        main = next(metric['value'] for metric in metrics if metric['name'] == 'TaskDuration')
        return Load(main, processes.cpu_s(_browser_pids()))

    async def heap_bytes(self) -> int:
        """Of the page's JavaScript, after what is no longer needed was collected."""
        await self.session.send('HeapProfiler.collectGarbage')
        used: int = await self.page.evaluate('performance.memory.usedJSHeapSize')
        return used

    def pss_bytes(self) -> int:
        return processes.pss_bytes(_browser_pids())


@asynccontextmanager
async def open_window(playwright: Playwright, script: str) -> AsyncIterator[Window]:
    """A fresh browser with a page that runs `script` before its own."""
    flags = [*FLAGS.split(), OFFLINE, *GL[gl_mode()], *(FREE if frames_are_free() else [])]
    browser = await playwright.chromium.launch(executable_path=chromium(), args=flags)
    try:
        page = await browser.new_page(viewport={'width': SCREEN[0], 'height': SCREEN[1]}, locale='en-GB')
        session = await page.context.new_cdp_session(page)
        await page.add_init_script(script)
        await session.send('Performance.enable')
        yield Window(page, session, Trace(browser))
    finally:
        await browser.close()


class Trace:
    """The compositor's own account of the frames that it drew."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._session: CDPSession | None = None
        self._events: list[dict[str, Any]] = []
        self._done = asyncio.Event()

    async def start(self) -> None:
        self._session = await self._browser.new_browser_cdp_session()
        self._session.on('Tracing.dataCollected', lambda data: self._events.extend(data['value']))
        self._session.on('Tracing.tracingComplete', lambda _: self._done.set())
        wanted = {'recordMode': 'recordAsMuchAsPossible', 'includedCategories': TRACED, 'excludedCategories': ['*']}
        await self._session.send('Tracing.start', {'transferMode': 'ReportEvents', 'traceConfig': wanted})

    async def stop(self) -> None:
        assert self._session is not None
        await self._session.send('Tracing.end')
        await asyncio.wait_for(self._done.wait(), 60)

    def drawn_ms(self, name: str) -> Sequence[float]:
        """When frames were drawn while the scenario `name` ran."""
        marks = {event['name']: event['ts'] / 1000 for event in self._events if event.get('cat') == 'blink.user_timing'}
        begin, end = marks.get(f'begin:{name}'), marks.get(f'end:{name}')
        if begin is None or end is None:
            return []
        layers: dict[Any, list[float]] = {}
        for event in self._events:
            if event.get('name') == 'DrawFrame':
                layers.setdefault(event.get('args', {}).get('layerTreeId'), []).append(event['ts'] / 1000)
        drawn = max(layers.values(), key=len, default=[])
        return sorted(time for time in drawn if begin <= time <= end)


def chromium() -> str:
    """The system's browser."""
    found = shutil.which('chromium') or shutil.which('chromium-browser')
    if found is None:
        raise SystemExit('There is no Chromium here; `sh tests/install_system_tools.sh` installs it.')
    return found


async def chromium_version(playwright: Playwright) -> str:
    """Of the system's browser."""
    browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS.split())
    told = browser.version
    await browser.close()
    return told


def gl_mode() -> str:
    """How the browser draws: `software` until GL=gpu says that there is a GPU to use."""
    mode = os.environ.get('GL', 'software')
    if mode not in GL:
        raise SystemExit(f'GL is {mode!r}; write one of {", ".join(GL)}.')
    return mode


def frames_are_free() -> bool:
    """Whether frames follow one another as fast as they are drawn, as on a screen without an end to its rate."""
    return os.environ.get('FRAMES') == 'free'


def _browser_pids() -> list[int]:
    return [pid for pid in processes.children_of(os.getpid()) if processes.is_browser(pid)]
