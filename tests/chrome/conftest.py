"""The page of chrome_page.py as a process, and a browser that looks at it."""

import os
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
from playwright.sync_api import Browser, BrowserContext, Page

PATIENCE_S = 20
ROOT = Path(__file__).parents[2]


@dataclass
class Chrome:
    """A page with the chrome on it, and what it asked Python for."""

    page: Page
    url: str
    http: httpx.Client

    def open(self, path: str = '/') -> Page:
        self.page.goto(self.url + path)
        self.page.wait_for_function('window.did_handshake')
        return self.page

    def acts(self) -> list[list[Any]]:
        answer: list[list[Any]] = self.http.get('/acts').json()
        return answer

    def do(self, name: str) -> None:
        """Makes Python say something to the page."""
        self.http.post(f'/do/{name}').raise_for_status()

    def wait_for(self, is_there: Callable[[list[list[Any]]], object]) -> list[list[Any]]:
        """The acts, once they fulfil the condition."""
        until = time.monotonic() + PATIENCE_S
        while not is_there(acts := self.acts()):
            assert time.monotonic() < until, f'The page asked only for {acts}'
            self.page.wait_for_timeout(20)
        return acts

    def wait_for_act(self, *act: object) -> None:
        self.wait_for(lambda acts: list(act) in acts)

    def select(self, *tiles: dict[str, object]) -> None:
        """Selects tiles as the canvas would."""
        chosen = {'ids': [tile['id'] for tile in tiles], 'tiles': list(tiles), 'by': 'person'}
        self.page.evaluate('chosen => window.stubBus.emit("selection", chosen)', chosen)


@pytest.fixture(scope='session')
def url() -> Iterator[str]:
    with socket.create_server(('127.0.0.1', 0)) as free:
        port = free.getsockname()[1]
    # NiceGUI behaves differently under pytest; this process is an ordinary one.
    environment = {name: value for name, value in os.environ.items() if name != 'PYTEST_CURRENT_TEST'}
    command = [sys.executable, '-m', 'tests.chrome.chrome_page', str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_until_open(process, port)
        yield f'http://127.0.0.1:{port}'
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _wait_until_open(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, 'The page with the chrome did not start.'
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f'The page with the chrome does not listen on {port}.')


@pytest.fixture(scope='session')
def http(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, trust_env=False) as client:
        yield client


@pytest.fixture(scope='module')
def desk(browser: Browser) -> BrowserContext:
    """One for a module, so that the program's files are loaded once; each test has a tab of its own."""
    return browser.new_context(viewport={'width': 1440, 'height': 900})


@pytest.fixture(scope='module')
def hand(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={'width': 390, 'height': 844}, has_touch=True, is_mobile=True)


def _look(context: BrowserContext, url: str, http: httpx.Client) -> Iterator[Chrome]:
    page = context.new_page()
    broken: list[str] = []
    page.on('pageerror', lambda error: broken.append(str(error)))
    http.post('/forget')
    yield Chrome(page, url, http)
    page.close()
    assert not broken, broken


@pytest.fixture
def chrome(desk: BrowserContext, url: str, http: httpx.Client) -> Iterator[Chrome]:
    """A window of 1440 × 900."""
    yield from _look(desk, url, http)


@pytest.fixture
def phone(hand: BrowserContext, url: str, http: httpx.Client) -> Iterator[Chrome]:
    """A touch screen of 390 × 844."""
    yield from _look(hand, url, http)
