"""A server that speaks fal.ai's protocol on loopback: run, queue, tokens, realtime and picture files.

    with FalServer() as fal:
        fal.script(Reply(status=429, headers={'Retry-After': '12'}))

Without a script every request is answered with a small picture. Point a provider at it with
`FalProvider(key_source, endpoints=FalEndpoints.at(fal.url))`, the app with `IMAGEGEN_FAL_URL={fal.url}` and
`FAL_KEY={KEY}`. `python -m tests.generation.servers.fal 9000` runs it by hand.
"""

import asyncio
import base64
import sys
import threading
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.generation.servers.loopback import CutConnectionError, LoopbackServer
from tests.generation.servers.pictures import picture

KEY = 'loopback-key-0123456789:abcdef'
TOKEN = 'loopback-token-of-two-minutes'


@dataclass(frozen=True)
class Reply:
    """How one request is answered. A `picture` is sent inline when the client asked for that, else as a file.

    `stall` never answers, `cut` breaks off in the middle of the answer, `seconds` waits first.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    picture: bytes | None = None
    url: str | None = None
    unsafe: bool = False
    stall: bool = False
    cut: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Call:
    """One request as it arrived. `kind`: run, submit, status, result, cancel, token, media, live."""

    kind: str
    path: str
    body: Any
    authorization: str


class FalServer(LoopbackServer):
    """`calls` holds every request in order; those of kinds run, submit and live are the billed ones."""

    def __init__(self, *, port: int = 0, key: str = KEY, live_answers: bool = True) -> None:
        self._numbers = count(1)
        self._live: WebSocket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = threading.Event()
        self.reset(key=key, live_answers=live_answers)
        super().__init__(Starlette(routes=self._routes()), port=port)

    def reset(self, *, key: str = KEY, live_answers: bool = True) -> None:
        """Forget every call and script, and let go of stalled requests: as good as a new server."""
        self._stopping.set()
        self._stopping = threading.Event()
        self.key = key
        self.live_answers = live_answers
        self.calls: list[Call] = []
        self._scripts: dict[str, deque[Reply]] = {}
        self._files: dict[str, bytes] = {}
        self._jobs: dict[str, tuple[dict[str, Any], Reply]] = {}
        self._statuses: deque[dict[str, Any]] = deque()

    def script(self, *replies: Reply, kind: str = 'billed') -> None:
        """Answer the next requests of a kind so; `billed` stands for run and submit."""
        self._scripts.setdefault(kind, deque()).extend(replies)

    def statuses(self, *statuses: dict[str, Any]) -> None:
        """Answer the next polls so, before a request is done."""
        self._statuses.extend(statuses)

    def finish(self) -> None:
        """Have every request done at the next poll."""
        self._statuses.clear()

    def serve(self, content: bytes) -> str:
        """Keep a file; its address is returned."""
        name = f'{next(self._numbers)}.png'
        self._files[name] = content
        return f'{self.url}/media/{name}'

    def redirect_to(self, address: str) -> str:
        """An address that redirects to another."""
        return f'{self.url}/redirect?to={address}'

    def count(self, *kinds: str) -> int:
        return sum(call.kind in kinds for call in self.calls)

    @property
    def billed(self) -> int:
        return self.count('run', 'submit', 'live')

    def answer_live(self, number: int) -> None:
        """Answer the live request of that number (from 0) now; with `live_answers=False`."""
        asked = [call.body for call in self.calls if call.kind == 'live'][number]
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self._send_live(asked), self._loop).result(5)

    def say_live(self, text: str) -> None:
        """Send a text message on the live connection, such as an x-fal-error."""
        assert self._loop is not None
        assert self._live is not None
        asyncio.run_coroutine_threadsafe(self._live.send_text(text), self._loop).result(5)

    def cut_live(self) -> None:
        """Close the live connection from this side."""
        assert self._loop is not None
        assert self._live is not None
        asyncio.run_coroutine_threadsafe(self._live.close(1011), self._loop).result(5)

    def release(self) -> None:
        self._stopping.set()

    def _routes(self) -> list[Route | WebSocketRoute]:
        job = '/queue/{owner}/{alias}/requests/{id}'
        return [
            Route('/run/{endpoint:path}', self._run, methods=['POST']),
            Route(f'{job}/status', self._status),
            Route(f'{job}/cancel', self._cancel, methods=['PUT']),
            Route(job, self._result),
            Route('/queue/{endpoint:path}', self._submit, methods=['POST']),
            Route('/rest/tokens/', self._token, methods=['POST']),
            Route('/media/{name}', self._media),
            Route('/redirect', self._redirect),
            WebSocketRoute('/run/{endpoint:path}', self._realtime),
        ]

    async def _arrived(self, kind: str, request: Request) -> Response | None:
        """Note a request; the answer where the key is wrong."""
        body = await request.json() if request.method == 'POST' else None
        authorization = request.headers.get('Authorization', '')
        self.calls.append(Call(kind, request.url.path, body, authorization))
        self.changed()
        if kind == 'media' or authorization == f'Key {self.key}':
            return None
        return JSONResponse({'detail': f'Cannot access application with {authorization}.'}, 401)

    def _next(self, kind: str) -> Reply:
        script = self._scripts.get(kind)
        return script.popleft() if script else Reply()

    async def _scripted(self, kind: str, good: Any, reply: Reply | None = None) -> Response:
        reply = reply or self._next(kind)
        await asyncio.sleep(reply.seconds)
        if reply.stall:
            await asyncio.to_thread(self._stopping.wait)
        if reply.cut:
            return StreamingResponse(_broken_off(), headers={'Content-Length': '1000'})
        body = good if reply.body is None else reply.body
        return JSONResponse(body, reply.status, {'x-fal-request-id': 'fal-request-1', **reply.headers})

    async def _run(self, request: Request) -> Response:
        if refused := await self._arrived('run', request):
            return refused
        reply = self._next('billed')
        return await self._scripted('run', self._picture(reply, self.calls[-1].body), reply)

    async def _submit(self, request: Request) -> Response:
        if refused := await self._arrived('submit', request):
            return refused
        reply = self._next('billed')
        request_id = f'job-{next(self._numbers)}'
        self._jobs[request_id] = (self.calls[-1].body, reply)
        job = f'{self.url}/queue/{request.path_params["endpoint"]}/requests/{request_id}'
        good = {
            'request_id': request_id,
            'response_url': job,
            'status_url': f'{job}/status',
            'cancel_url': f'{job}/cancel',
            'queue_position': 0,
        }
        return await self._scripted('submit', good, reply)

    async def _status(self, request: Request) -> Response:
        if refused := await self._arrived('status', request):
            return refused
        done = {'status': 'COMPLETED', 'logs': None, 'metrics': {'inference_time': 0.4}}
        return await self._scripted('status', self._statuses.popleft() if self._statuses else done)

    async def _result(self, request: Request) -> Response:
        if refused := await self._arrived('result', request):
            return refused
        if request.path_params['id'] not in self._jobs:
            return JSONResponse({'detail': 'Request not found'}, 404)
        asked, submitted = self._jobs[request.path_params['id']]
        return await self._scripted('result', self._picture(submitted, asked))

    async def _cancel(self, request: Request) -> Response:
        if refused := await self._arrived('cancel', request):
            return refused
        return JSONResponse({'status': 'CANCELLATION_REQUESTED'}, 202)

    async def _token(self, request: Request) -> Response:
        if refused := await self._arrived('token', request):
            return refused
        return await self._scripted('token', TOKEN)

    async def _media(self, request: Request) -> Response:
        await self._arrived('media', request)
        return Response(self._files[request.path_params['name']], media_type='image/png')

    async def _redirect(self, request: Request) -> Response:
        await self._arrived('media', request)
        return RedirectResponse(request.query_params['to'])

    async def _realtime(self, socket: WebSocket) -> None:
        if socket.query_params.get('fal_jwt_token') != TOKEN:
            await socket.close()  # before it is accepted: the handshake is answered with 403
            return
        await socket.accept()
        self._live, self._loop = socket, asyncio.get_running_loop()
        try:
            while True:
                asked = msgpack.unpackb(await socket.receive_bytes())
                self.calls.append(Call('live', socket.url.path, asked, ''))
                self.changed()
                if self.live_answers:
                    await self._send_live(asked)
        except (WebSocketDisconnect, RuntimeError):
            return  # closed by either side

    async def _send_live(self, asked: dict[str, Any]) -> None:
        assert self._live is not None
        content = picture('JPEG', _size(asked))
        images = [{'content': content, 'content_type': 'image/jpeg'}]
        answer = {'images': images, 'seed': asked['seed'], 'request_id': asked['request_id']}
        await self._live.send_bytes(msgpack.packb(answer))

    def _picture(self, reply: Reply, asked: dict[str, Any]) -> dict[str, Any]:
        content = picture(size=_size(asked)) if reply.picture is None else reply.picture
        if asked.get('sync_mode'):
            url = f'data:image/png;base64,{base64.b64encode(content).decode()}'
        else:
            url = self.serve(content)
        image = {'url': reply.url or url, 'content_type': 'image/png'}
        return {
            'images': [image],
            'seed': asked['seed'],
            'has_nsfw_concepts': [reply.unsafe],
            'prompt': asked['prompt'],
        }


def _size(asked: dict[str, Any]) -> tuple[int, int]:
    return asked['image_size']['width'], asked['image_size']['height']


async def _broken_off() -> Any:
    yield b'{"images": ['
    raise CutConnectionError


if __name__ == '__main__':
    with FalServer(port=int(sys.argv[1]) if len(sys.argv) > 1 else 0) as server:
        print(f'IMAGEGEN_FAL_URL={server.url} FAL_KEY={KEY}')
        threading.Event().wait()
