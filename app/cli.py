"""`imagegen`: the commands that start ImageGen."""

import argparse
import asyncio
import errno
import logging
import signal
import socket
import sys
import webbrowser
from collections.abc import Coroutine
from typing import Any, Final

import uvicorn
from pydantic import ValidationError
from uvicorn.loops.auto import auto_loop_factory

from app import __version__
from app.services.errors import ServiceError
from app.settings import Settings
from app.ui.server import build_app
from app.wiring import open_studio

LOOPBACK: Final = '127.0.0.1'
HTTP_PORT: Final = 80


class CannotStart(Exception):
    """Why ImageGen does not start, in one sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit status."""
    parser = argparse.ArgumentParser(prog='imagegen', description='An AI image canvas. Without a command: web.')
    parser.add_argument('--version', action='version', version=f'ImageGen {__version__}')
    parser.add_argument('command', nargs='?', choices=['web'], default='web', help='web: a page on this machine')
    parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format='%(levelname)s %(name)s: %(message)s')
    for chatty in ('httpx', 'httpx2', 'alembic', 'PIL'):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        run(serve(_read_settings()))
    except (CannotStart, ServiceError) as error:
        print(f'ImageGen cannot start. {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end on the fastest event loop there is: each picture passes through it a dozen times."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(work)


async def serve(settings: Settings) -> None:
    """Serve the page on loopback until the process is told to stop."""
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
