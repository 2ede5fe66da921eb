"""The loopback server of fal.ai's protocol, answering after the stub's time: `… fal_stub PORT LOG`.

A preview is one `run`; a full picture is submitted to the queue, and done when the stub's time is over.
"""

import asyncio
import sys
import threading
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from benchmarks.live.calls import CallLog, until
from benchmarks.live.picture import LARGE, MIDDLE, jpeg, paint_ahead
from benchmarks.live.trace import load_trace
from tests.generation.servers.fal import FalServer, Reply


class SlowFalServer(FalServer):
    """Every billed request takes the stub's time and brings the picture that tells its prompt."""

    def __init__(self, port: int, log: CallLog) -> None:
        self._log = log
        self._works: set[asyncio.Task[None]] = set()
        super().__init__(port=port)

    async def _run(self, request: Request) -> Response:
        if refused := await self._arrived('run', request):
            return refused
        asked = await request.json()
        with self._log.call('preview', asked['prompt']) as due:
            answer = JSONResponse(self._picture(_reply(asked), asked))
            await until(due)
            return answer

    async def _submit(self, request: Request) -> Response:
        asked = await request.json()
        self.script(_reply(asked))
        response = await super()._submit(request)
        work = asyncio.create_task(self._work(asked['prompt']))
        self._works.add(work)
        work.add_done_callback(self._works.discard)
        return response

    async def _work(self, prompt: str) -> None:
        with self._log.call('full', prompt) as due:
            await until(due)

    async def _status(self, request: Request) -> Response:
        await asyncio.gather(*self._works)
        return await super()._status(request)


def _reply(asked: dict[str, Any]) -> Reply:
    size = asked['image_size']
    return Reply(picture=jpeg(asked['prompt'], (size['width'], size['height'])))


if __name__ == '__main__':
    paint_ahead(load_trace().prompts(), MIDDLE, LARGE)
    with SlowFalServer(int(sys.argv[1]), CallLog(Path(sys.argv[2]))):
        threading.Event().wait()
