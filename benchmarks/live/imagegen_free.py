"""ImageGen itself, with the stub in the place of its free provider: `python -m benchmarks.live.imagegen_free LOG`.

Settings come from the environment, as for `imagegen`.
"""

import socket
import sys
import time
from pathlib import Path

import uvicorn

from app.cli import run
from app.services.generation.provider import JobWatch, MadePicture, PictureRequest
from app.settings import Settings
from app.ui.server import build_app
from app.wiring import open_studio
from benchmarks.live.calls import CallLog, until
from benchmarks.live.picture import LARGE, SMALL, jpeg, paint_ahead
from benchmarks.live.trace import load_trace


class StubProvider:
    """Answers every request after the same time with the picture that tells its prompt."""

    name = 'sketch'

    def __init__(self, log: CallLog) -> None:
        self._log = log

    async def preview(self, request: PictureRequest) -> MadePicture:
        return await self._answer(request)

    async def make(self, request: PictureRequest, watch: JobWatch) -> MadePicture:
        return await self._answer(request)

    async def resume(self, request: PictureRequest, request_id: str, watch: JobWatch) -> MadePicture:
        return await self._answer(request)

    async def check(self) -> str:
        return 'The stub answers.'

    async def close(self) -> None:
        """There is nothing to release."""

    async def _answer(self, request: PictureRequest) -> MadePicture:
        with self._log.call(request.quality, request.prompt) as due:
            started = time.time()
            content = jpeg(request.prompt, request.pixels)
            await until(due)
        return MadePicture(content, request.seed, 0.0, time.time() - started)


async def serve(settings: Settings, log: CallLog) -> None:
    """Serve until the process is ended, as the command does."""
    with socket.create_server(('127.0.0.1', settings.port)) as listener:
        async with open_studio(settings, {'sketch': StubProvider(log)}) as studio:
            app = build_app(studio, [f'127.0.0.1:{settings.port}'])
            config = uvicorn.Config(app, access_log=False, log_level='warning', timeout_graceful_shutdown=3)
            await uvicorn.Server(config).serve([listener])


if __name__ == '__main__':
    paint_ahead(load_trace().prompts(), SMALL, LARGE)
    run(serve(Settings(), CallLog(Path(sys.argv[1]))))
