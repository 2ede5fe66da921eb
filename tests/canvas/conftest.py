"""The page of canvas_page.py as a process, and a browser that works on it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

PATIENCE_S = 20
ROOT = Path(__file__).parents[2]


@dataclass
class CanvasPage:
    """A page with one board on it, what it told Python, and how Python speaks to it."""

    page: Page
    board: str
    http: httpx.Client

    def open(self, query: str = '') -> 'CanvasPage':
        self.page.goto(f'{self.http.base_url}/{self.board}{query}')
        self.page.wait_for_function('window.did_handshake && window.imagegen?.size() > 0')
        return self

    def tile(self, prompt: str) -> Locator:
        return self.page.get_by_role('group', name=prompt, exact=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role('button', name=name, exact=True)

    def id_of(self, number: int) -> str:
        return f'01900000-0000-7000-8000-{number:012d}'

    def scene(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate('id => window.imagegen.tile(id)', self.id_of(number))
        return found

    def place(self, number: int) -> tuple[float, float]:
        found = self.scene(number)
        return found['x'], found['y']

    def selection(self) -> list[int]:
        return [int(each[-12:]) for each in self.page.evaluate('window.imagegen.selection()')]

    def viewport(self) -> dict[str, float]:
        found: dict[str, float] = self.page.evaluate('window.imagegen.viewport()')
        return found

    def hear(self, name: str) -> None:
        """Note from now on what is said under a name on the page's bus."""
        self.page.evaluate(
            """name => import('imagegen-canvas').then(({ bus }) => {
              window.heard = []; bus.on(name, said => window.heard.push(said)); })""",
            name,
        )

    def heard(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate('window.heard')
        return found

    def drag(self, start: tuple[float, float], end: tuple[float, float], *, release: bool = True) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        mouse.move(*end)
        if release:
            mouse.up()

    def wheel(self, x: float, y: float, dx: float, dy: float, *, control: bool = False) -> None:
        """Turn the wheel over a point, handled when this returns."""
        self.page.evaluate(
            """([clientX, clientY, deltaX, deltaY, ctrlKey]) => {
              const turn = {clientX, clientY, deltaX, deltaY, ctrlKey, bubbles: true, cancelable: true};
              document.elementFromPoint(clientX, clientY).dispatchEvent(new WheelEvent('wheel', turn));
            }""",
            [x, y, dx, dy, control],
        )

    def color_at(self, x: float, y: float) -> str:
        """The nearest of the names of test colours, or 'other', of what the canvas shows at a point."""
        return str(
            self.page.evaluate(
                """([x, y]) => {
              const [r, g, b] = document.querySelector('.ig-canvas').getContext('2d')
                .getImageData(x * devicePixelRatio, y * devicePixelRatio, 1, 1).data;
              const known = {red: [200, 40, 40], blue: [40, 60, 200], green: [40, 160, 60], gold: [210, 170, 40]};
              const near = ([R, G, B]) => Math.abs(R - r) + Math.abs(G - g) + Math.abs(B - b) < 40;
              return Object.keys(known).find((name) => near(known[name])) ?? 'other';
            }""",
                [x, y],
            )
        )

    def wait_for_color(self, x: float, y: float, name: str) -> None:
        self.wait_until(lambda: self.color_at(x, y) == name, lambda: f'There is {self.color_at(x, y)}, not {name}.')

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The events of one type so far."""
        events = self.http.get(f'/told/{self.board}').json()['events']
        return [event for event in events if event['type'] == kind]

    def wait_for_told(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        self.wait_until(lambda: len(self.told(kind)) >= count, lambda: f'Told {self.told(kind)}, not {count} {kind}.')
        return self.told(kind)

    def wait_until(self, is_so: Callable[[], bool], complaint: Callable[[], str]) -> None:
        until = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < until, complaint()
            self.page.wait_for_timeout(20)

    def call(self, method: str, *args: object, **named: object) -> dict[str, Any]:
        """Let Python call a method of the canvas; return the browser's answer."""
        answer = self.http.post(f'/call/{self.board}/{method}', json={'args': args, 'named': named}).raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def release(self, name: str) -> None:
        self.http.post(f'/release/{name}').raise_for_status()


@pytest.fixture(scope='session')
def server() -> Iterator[httpx.Client]:
    with socket.create_server(('127.0.0.1', 0)) as free:
        port = free.getsockname()[1]
    # NiceGUI behaves differently under pytest; this process is an ordinary one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(('PYTEST', 'NICEGUI'))}
    command = [sys.executable, '-m', 'tests.canvas.canvas_page', str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f'http://127.0.0.1:{port}', trust_env=False, timeout=PATIENCE_S) as client:
            _wait_until_open(process, port)
            yield client
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _wait_until_open(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, 'The page with the canvas did not start.'
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f'The page with the canvas does not listen on {port}.')


@pytest.fixture(scope='module')
def desk(browser: Browser) -> BrowserContext:
    """One for a module, so that the program's files are loaded once; each test has a tab of its own."""
    return browser.new_context(viewport={'width': 1440, 'height': 900})


@pytest.fixture(scope='module')
def hand(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={'width': 390, 'height': 844}, has_touch=True, is_mobile=True)


def _look(context: BrowserContext, server: httpx.Client, request: pytest.FixtureRequest) -> Iterator[CanvasPage]:
    page = context.new_page()
    broken: list[str] = []
    page.on('pageerror', lambda error: broken.append(str(error)))
    yield CanvasPage(page, re.sub(r'\W+', '-', request.node.name.removeprefix('test_')), server)
    page.close()
    assert broken == []


@pytest.fixture
def canvas(desk: BrowserContext, server: httpx.Client, request: pytest.FixtureRequest) -> Iterator[CanvasPage]:
    yield from _look(desk, server, request)


@pytest.fixture
def phone(hand: BrowserContext, server: httpx.Client, request: pytest.FixtureRequest) -> Iterator[CanvasPage]:
    yield from _look(hand, server, request)
