"""What is compared: how each is served, and what it does of itself."""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from benchmarks.canvas.boards import ROOT, copy_for_a_run, made_board
from tests.running import RunningApp, running_app

START_S: Final = 60.0


@dataclass(frozen=True)
class Program:
    """One row of the table. `selects`: whether its page can be told to select; `limit` says why it holds no more than
    `most` pictures."""

    name: str
    page: str
    selects: bool = True
    most: int | None = None
    limit: str = ''

    @property
    def is_ours(self) -> bool:
        return not self.page


PROGRAMS: Final = (
    Program('ImageGen', '', selects=False),
    Program('Excalidraw', 'excalidraw'),
    Program('react-konva', 'reactkonva'),
    Program('tldraw', 'tldraw', most=5000, limit='a page stops at 4,000 shapes, unless its limit is raised as here.'),
)


@contextmanager
def served(program: Program, count: int) -> Iterator[str]:
    """The address of a program's page with so many pictures, for as long as the block lasts."""
    if program.is_ours:
        with our_program(count) as (app, path):
            yield app.url + path
    else:
        with _peer_page(program, count) as address:
            yield address


@contextmanager
def our_program(count: int) -> Iterator[tuple[RunningApp, str]]:
    """The whole program as a process on a copy of the board, and the path of its page."""
    board = made_board(count)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        copy_for_a_run(Path(name))
        with running_app(Path(name)) as app:
            yield app, f'/boards/{board.id}'


@contextmanager
def _peer_page(program: Program, count: int) -> Iterator[str]:
    made_board(count)
    port = _free_port()
    command = [sys.executable, '-m', 'benchmarks.canvas.peer_server', str(port), str(count)]
    with _process(command):
        _wait_for(f'http://127.0.0.1:{port}/scene.json')
        yield f'http://127.0.0.1:{port}/peers/{program.page}.html?n={count}'


@contextmanager
def _process(command: Sequence[str]) -> Iterator[None]:
    started = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        started.terminate()
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait(5)


def _wait_for(url: str) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            if httpx.get(url, timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit(f'{url} did not answer within {START_S:.0f} s.')


def _free_port() -> int:
    with socket.create_server(('127.0.0.1', 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
