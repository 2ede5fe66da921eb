"""The programs that are compared: how each is started, made ready for the first key, and looked at."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import httpx
from playwright.sync_api import Page

from app.services.generation.models import find_model
from app.services.generation.scheduler import Pace
from tests.generation.servers.fal import KEY

ROOT: Final = Path(__file__).parents[2]
GRADIO: Final = ROOT / '.make' / 'bench' / 'bin' / 'python'
START_S: Final = 60.0
Command: TypeAlias = Sequence[str | Path]
PAID: Final = find_model('fal/flux-schnell')


@dataclass(frozen=True)
class Served:
    """A running program: its page, and the log of the calls that its provider got."""

    url: str
    log: Path


@dataclass(frozen=True)
class Program:
    """One row of the table. `look` is what watch.js watches; `pace` is there where the scheduler is ours."""

    name: str
    serve: Callable[[ExitStack, Path], Served]
    box: str
    look: tuple[str, str]
    ready: Callable[[Page], None] = lambda page: None
    pace: Pace | None = None


@contextmanager
def process(command: Command, directory: Path, **settings: str) -> Iterator[None]:
    """A program for as long as the block lasts; what it says goes into `output` in the directory."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(('IMAGEGEN_', 'FAL_', 'OPENAI_'))}
    with (directory / 'output').open('ab') as output:
        started = subprocess.Popen(command, cwd=ROOT, env={**clean, **settings}, stdout=output, stderr=output)
        try:
            yield
        finally:
            started.send_signal(signal.SIGTERM)
            try:
                started.wait(10)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait(5)


def _free_port() -> int:
    with socket.create_server(('127.0.0.1', 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _served(stack: ExitStack, directory: Path, command: Command, port: int, **settings: str) -> Served:
    stack.enter_context(process(command, directory, **settings))
    served = Served(f'http://127.0.0.1:{port}', directory / 'calls')
    _wait_for(served.url, directory)
    return served


def _wait_for(url: str, directory: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            if httpx.get(url, timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit(f'{url} did not answer within {START_S:.0f} s:\n{(directory / "output").read_text("utf-8")}')


def _imagegen_free(stack: ExitStack, directory: Path) -> Served:
    port = _free_port()
    command: Command = [sys.executable, '-m', 'benchmarks.live.imagegen_free', directory / 'calls']
    return _served(stack, directory, command, port, **_settings(directory, port))


def _imagegen_paid(stack: ExitStack, directory: Path) -> Served:
    fal, port = _free_port(), _free_port()
    log = directory / 'calls'
    stack.enter_context(process([sys.executable, '-m', 'benchmarks.live.fal_stub', str(fal), log], directory))
    settings = {'IMAGEGEN_FAL_URL': f'http://127.0.0.1:{fal}', 'FAL_KEY': KEY}
    return _served(stack, directory, [sys.executable, '-m', 'app'], port, **_settings(directory, port), **settings)


def _settings(directory: Path, port: int) -> dict[str, str]:
    return {
        'IMAGEGEN_DATA_DIR': str(directory / 'board'),
        'IMAGEGEN_PORT': str(port),
        'IMAGEGEN_OPEN_BROWSER': '0',
        'PYTHON_KEYRING_BACKEND': 'keyring.backends.null.Keyring',
    }


def _debounce(stack: ExitStack, directory: Path) -> Served:
    port = _free_port()
    command: Command = [sys.executable, '-m', 'benchmarks.live.debounce_page', str(port), directory / 'calls']
    return _served(stack, directory, command, port)


def _gradio(progress: str) -> Callable[[ExitStack, Path], Served]:
    def serve(stack: ExitStack, directory: Path) -> Served:
        port = _free_port()
        command: Command = [GRADIO, '-m', 'benchmarks.live.gradio_page', str(port), directory / 'calls', progress]
        return _served(stack, directory, command, port, GRADIO_ANALYTICS_ENABLED='False')

    return serve


def _choose_paid_model(page: Page) -> None:
    page.get_by_role('button', name='Model: ').click()
    page.get_by_role('option', name=PAID.label).click()
    page.get_by_role('button', name=f'Model: {PAID.label}').wait_for()


OUR_BOX: Final = 'textarea[aria-label="Prompt"]'
GRADIO_LOOK: Final = ('img', '#picture img')
PROGRAMS: Final = (
    Program('ImageGen, free provider', _imagegen_free, OUR_BOX, ('board', ''), pace=Pace.of(find_model('sketch'))),
    Program('ImageGen, paid provider', _imagegen_paid, OUR_BOX, ('board', ''), _choose_paid_model, pace=Pace.of(PAID)),
    Program('Debounce of 500 ms that blocks', _debounce, 'input', ('img', '#picture')),
    Program('Gradio live, overlay hidden', _gradio('hidden'), '#prompt textarea', GRADIO_LOOK),
    Program('Gradio live, as it comes', _gradio('full'), '#prompt textarea', GRADIO_LOOK),
)
