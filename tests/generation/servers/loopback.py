"""An ASGI application served on a free loopback port, in a thread of its own, for as long as a `with` block lasts."""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send


class CutConnectionError(Exception):
    """Raised by an application to have the connection cut in the middle of an answer."""


class _QuietCuts:
    """Lets the server cut a connection without a traceback in the test's output."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with contextlib.suppress(CutConnectionError, asyncio.CancelledError):
            await self.app(scope, receive, send)


class LoopbackServer:
    """Runs `app` on 127.0.0.1. `wait_until` waits for a condition that the application's thread brings about."""

    def __init__(self, app: ASGIApp, *, port: int = 0, tls: tuple[str, str] | None = None) -> None:
        self._socket = socket.create_server(('127.0.0.1', port))
        self.port: int = self._socket.getsockname()[1]
        self.url = f'{"https" if tls else "http"}://127.0.0.1:{self.port}'
        certificate, key = tls or (None, None)
        config = uvicorn.Config(
            _QuietCuts(app),
            log_level='critical',
            lifespan='off',
            ws='websockets-sansio',
            timeout_graceful_shutdown=1,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            ssl_version=ssl.PROTOCOL_TLS_SERVER,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._changed = threading.Condition()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self.release()
        self._thread.join(timeout=5)
        self._socket.close()

    def release(self) -> None:
        """Let go of requests that are held, so that the server can stop. For servers that hold some."""

    def changed(self) -> None:
        """Say that something a test may wait for has happened."""
        with self._changed:
            self._changed.notify_all()

    def wait_until(self, condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
        """Wait in a thread; raises `AssertionError` where it never comes true."""
        with self._changed:
            assert self._changed.wait_for(condition, timeout_s), 'what was waited for never happened'

    async def until(self, condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
        """Wait without blocking the event loop."""
        await asyncio.to_thread(self.wait_until, condition, timeout_s)
