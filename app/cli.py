"""`imagegen`: the command line. Without a command it opens the page on this machine."""

import argparse
import asyncio
import errno
import logging
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final, TypeVar

import uvicorn
from pydantic import ValidationError
from uvicorn.loops.auto import auto_loop_factory

from app import __version__, commands
from app.services.errors import ServiceError
from app.settings import Settings
from app.ui.server import build_app
from app.wiring import open_studio

LOOPBACK: Final = '127.0.0.1'
HTTP_PORT: Final = 80
T = TypeVar('T')


class CannotStart(Exception):
    """Why ImageGen does not start, in one sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit status."""
    asked = _parser().parse_args(arguments)
    command = asked.command or 'web'
    logging.basicConfig(level=logging.INFO, format='%(levelname)s %(name)s: %(message)s')
    for chatty in ('httpx', 'httpx2', 'alembic', 'PIL'):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        return run(_work(command, asked, _read_settings()))
    except (CannotStart, ServiceError) as error:
        failed = 'ImageGen cannot start.' if command == 'web' else f'`imagegen {command}` was not done.'
        print(f'{failed} {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if command == 'web' else 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog='imagegen', description='An AI image canvas. Without a command: web.')
    parser.add_argument('--version', action='version', version=f'ImageGen {__version__}')
    kinds = parser.add_subparsers(dest='command', metavar='COMMAND')
    kinds.add_parser('web', help='open the page on this machine')
    kinds.add_parser('boards', help='list the boards')
    export = kinds.add_parser('export', help='write a board with its pictures to a file')
    export.add_argument('board', help='its name or id')
    export.add_argument('file', type=Path, help='a new file, NAME.imagegen')
    for name, words in (
        ('import', 'make a new board of a file'),
        ('backup', 'write everything to a new file; ImageGen may be running'),
        ('restore', 'put a backup into an empty IMAGEGEN_DATA_DIR'),
    ):
        kinds.add_parser(name, help=words).add_argument('file', type=Path)
    kinds.add_parser('verify', help='check every record and picture; ImageGen may be running')
    return parser


def _work(command: str, asked: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int]:
    works: dict[str, Callable[[], Coroutine[Any, Any, int]]] = {
        'web': lambda: serve(settings),
        'boards': lambda: commands.list_boards(settings),
        'export': lambda: commands.export(settings, asked.board, asked.file),
        'import': lambda: commands.import_(settings, asked.file),
        'backup': lambda: commands.back_up_all(settings, asked.file),
        'restore': lambda: commands.restore_all(settings, asked.file),
        'verify': lambda: commands.verify_all(settings),
    }
    return works[command]()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end on the fastest event loop there is: each picture passes through it a dozen times."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        return runner.run(work)


async def serve(settings: Settings) -> int:
    """Serve the page on loopback until the process is told to stop; return the exit status."""
    listener = _bind(settings.port)
    with listener:
        port = listener.getsockname()[1]
        async with open_studio(settings) as studio:
            config = uvicorn.Config(
                build_app(studio, hosts_of(port)),
                access_log=False,
                log_level='warning',
                timeout_graceful_shutdown=3,
                ws_per_message_deflate=False,  # nothing is gained on loopback, and a live picture takes 2 ms to deflate
            )
            # Uvicorn hands a signal on when it has shut down: then everything else is still to be closed in order.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: None)
            await _Server(config, f'http://{LOOPBACK}:{port}', settings.open_browser).serve([listener])
    return 0


def hosts_of(port: int) -> list[str]:
    """The Host values that mean this program. A browser leaves out the port that is http's own."""
    suffixes = (f':{port}', '') if port == HTTP_PORT else (f':{port}',)
    return [name + suffix for name in (LOOPBACK, 'localhost') for suffix in suffixes]


class _Server(uvicorn.Server):
    """Says where the page is once it can be opened."""

    def __init__(self, config: uvicorn.Config, url: str, opens_browser: bool) -> None:
        super().__init__(config)
        self._url = url
        self._opens_browser = opens_browser

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f'ImageGen is open on {self._url}', flush=True)
        if self._opens_browser:
            await asyncio.to_thread(webbrowser.open, self._url)


def _bind(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != 'win32':  # there it would let another program share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EACCES:
            raise CannotStart(f'This account may not open port {port}. Set IMAGEGEN_PORT above 1023.') from error
        raise CannotStart(
            f'Port {port} is in use by another program. Stop that one, or start with IMAGEGEN_PORT={port + 1}.'
        ) from error
    return listener


def _read_settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = 'IMAGEGEN_' + str(first['loc'][0]).upper()
        raise CannotStart(f'{name} is {first["input"]!r}: {first["msg"]}.') from error
