"""A server that speaks OpenAI's protocol on loopback: models, responses and chat completions, streamed.

Point the app at it with `IMAGEGEN_OPENAI_BASE_URL={server.base_url}`; without a script it answers with `FOUR`.
"""

import asyncio
import json
import threading
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.generation.servers.loopback import CutConnectionError, LoopbackServer

KEY = 'sk-loopback-key-0123456789abcdef'
FOUR = [
    {'axis': 'style', 'prompt': 'a red cat, oil painting'},
    {'axis': 'light', 'prompt': 'a red cat at night'},
    {'axis': 'composition', 'prompt': 'a red cat seen from above'},
    {'axis': 'palette', 'prompt': 'a red cat in teal and gold'},
]


@dataclass(frozen=True)
class Said:
    """How one request is answered. `text` is streamed in pieces; `hold_before` waits for `let_go` before that item.

    `error` is the body's error with `status`; `cut_after` and `stall_after` break off or fall silent after so many
    items; `refused_formats` are the response formats answered with 400.
    """

    items: list[dict[str, str]] = field(default_factory=lambda: FOUR)
    text: str | None = None
    refusal: str | None = None
    status: int = 200
    error: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    hold_before: int | None = None
    cut_after: int | None = None
    stall_after: int | None = None


class OpenAIServer(LoopbackServer):
    """`calls` holds path and body of every request, `sent` how many items the stream under way has sent."""

    def __init__(self, *, port: int = 0) -> None:
        self._stopping = threading.Event()
        self._go = threading.Event()
        self.reset()
        routes = [
            Route('/v1/models', self._models),
            Route('/v1/responses', self._responses, methods=['POST']),
            Route('/v1/chat/completions', self._chat, methods=['POST']),
        ]
        super().__init__(Starlette(routes=routes), port=port)

    @property
    def base_url(self) -> str:
        return f'{self.url}/v1'

    def reset(self) -> None:
        """Forget every call and script, and let go of what is held: as good as a new server."""
        self.release()
        self._stopping, self._go = threading.Event(), threading.Event()
        self.calls: list[tuple[str, Any]] = []
        self.sent = 0
        self.refused_formats: set[str] = set()
        self._script: deque[Said] = deque()

    def script(self, *replies: Said) -> None:
        self._script.extend(replies)

    def let_go(self) -> None:
        """Go on with a stream that holds before an item."""
        self._go.set()

    def release(self) -> None:
        self._stopping.set()
        self._go.set()

    async def _arrived(self, request: Request) -> Response | Said:
        body = await request.json() if request.method == 'POST' else None
        self.calls.append((request.url.path, body))
        self.changed()
        if request.headers.get('Authorization') != f'Bearer {KEY}':
            told = f'Incorrect API key provided: {request.headers.get("Authorization")}.'
            return _error(401, {'message': told, 'code': 'invalid_api_key'}, {})
        if body and body.get('response_format', {}).get('type') in self.refused_formats:
            return _error(400, {'message': 'response_format is not supported', 'code': None}, {})
        said = self._script.popleft() if self._script and body else Said()
        return _error(said.status, said.error, said.headers) if said.status != 200 else said

    async def _models(self, request: Request) -> Response:
        said = await self._arrived(request)
        if isinstance(said, Response):
            return said
        model = {'id': 'gpt-6-luna', 'object': 'model', 'created': 1, 'owned_by': 'openai'}
        return JSONResponse({'object': 'list', 'data': [model]})

    async def _responses(self, request: Request) -> Response:
        said = await self._arrived(request)
        return said if isinstance(said, Response) else StreamingResponse(
            self._numbered(_response_events(self._pieces(said), said)), media_type='text/event-stream'
        )  # fmt: skip

    async def _chat(self, request: Request) -> Response:
        said = await self._arrived(request)
        return said if isinstance(said, Response) else StreamingResponse(
            self._chunks(said), media_type='text/event-stream'
        )  # fmt: skip

    async def _pieces(self, said: Said) -> AsyncIterator[str]:
        """The answer's text in small pieces, item by item."""
        self.sent = 0
        if said.text is not None:
            yield said.text
            return
        yield '{"variations": ['
        for number, item in enumerate(said.items):
            if number == said.hold_before:
                await asyncio.to_thread(self._go.wait)
            if number == said.stall_after:
                await asyncio.to_thread(self._stopping.wait)
            if number == said.cut_after:
                raise CutConnectionError
            text = (', ' if number else '') + json.dumps(item)
            for at in range(0, len(text), 12):
                yield text[at : at + 12]
            self.sent = number + 1
            self.changed()
        yield ']}'

    async def _numbered(self, events: AsyncIterator[dict[str, Any]]) -> AsyncIterator[str]:
        number = 0
        async for event in events:
            yield f'event: {event["type"]}\ndata: {json.dumps(event | {"sequence_number": number})}\n\n'
            number += 1

    async def _chunks(self, said: Said) -> AsyncIterator[str]:
        if said.refusal is not None:
            yield _chunk({'refusal': said.refusal})
        else:
            async for piece in self._pieces(said):
                yield _chunk({'content': piece})
        yield _chunk({}, 'stop') + 'data: [DONE]\n\n'


async def _response_events(pieces: AsyncIterator[str], said: Said) -> AsyncIterator[dict[str, Any]]:
    place = {'item_id': 'msg_1', 'output_index': 0, 'content_index': 0}
    message = {'id': 'msg_1', 'type': 'message', 'role': 'assistant', 'content': [], 'status': 'in_progress'}
    response = {'id': 'resp_1', 'object': 'response', 'created_at': 1, 'model': 'gpt-6-luna', 'output': []}
    response |= {'parallel_tool_calls': False, 'tool_choice': 'none', 'tools': [], 'status': 'in_progress'}
    yield {'type': 'response.created', 'response': response}
    yield {'type': 'response.output_item.added', 'output_index': 0, 'item': message}
    text = ''
    if said.refusal is not None:
        part: dict[str, Any] = {'type': 'refusal', 'refusal': said.refusal}
        yield {'type': 'response.content_part.added', **place, 'part': {'type': 'refusal', 'refusal': ''}}
        yield {'type': 'response.refusal.delta', **place, 'delta': said.refusal}
        yield {'type': 'response.refusal.done', **place, 'refusal': said.refusal}
    else:
        empty = {'type': 'output_text', 'text': '', 'annotations': []}
        yield {'type': 'response.content_part.added', **place, 'part': empty}
        async for piece in pieces:
            text += piece
            yield {'type': 'response.output_text.delta', **place, 'delta': piece, 'logprobs': []}
        yield {'type': 'response.output_text.done', **place, 'text': text, 'logprobs': []}
        part = empty | {'text': text}
    done = message | {'content': [part], 'status': 'completed'}
    yield {'type': 'response.output_item.done', 'output_index': 0, 'item': done}
    yield {'type': 'response.completed', 'response': response | {'output': [done], 'status': 'completed'}}


def _chunk(delta: dict[str, str], finish: str | None = None) -> str:
    choice = {'index': 0, 'delta': delta, 'finish_reason': finish}
    chunk = {'id': 'chat_1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'local', 'choices': [choice]}
    return f'data: {json.dumps(chunk)}\n\n'


def _error(status: int, error: dict[str, Any] | None, headers: dict[str, str]) -> Response:
    return JSONResponse({'error': error or {'message': 'it broke'}}, status, headers)
