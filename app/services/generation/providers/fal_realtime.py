"""A WebSocket to one of fal.ai's realtime endpoints, kept open between previews."""

import asyncio
import contextlib
import logging
from typing import Any
from urllib.parse import urlencode

import websockets
from fal_client import AsyncRealtimeConnection
from fal_client.client import RealtimeError
from websockets.asyncio.client import ClientConnection, connect

from app.services.generation.errors import GenerationError, ProviderDown
from app.services.generation.providers.fal_wire import MAX_ANSWER_BYTES, NAME, FalClient, FalEndpoints
from app.services.generation.providers.refusals import (
    connection_cut,
    not_understood,
    refusal,
    retry_after,
)

# websockets logs the address of a connection at DEBUG, and ours holds a token.
_quiet = logging.getLogger(f'{__name__}.websocket')
_quiet.setLevel(logging.WARNING)


class RealtimeLine:
    """Asks many questions over one connection, each answered, dropped, or overtaken.

    fal.ai drops inputs when its buffer is full, so nothing counts on one answer a message: answers are matched by
    `request_id`, and a question is given up `grace_s` after a later one was answered.
    """

    def __init__(self, client: FalClient, endpoints: FalEndpoints, endpoint: str, *, grace_s: float = 1.0) -> None:
        self._client = client
        self._address = f'{endpoints.realtime}/{endpoint}/realtime'
        self._endpoint = endpoint
        self._grace_s = grace_s
        self._asked = 0
        self._key = ''  # the one the connection was opened with
        self._open: AsyncRealtimeConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._opening = asyncio.Lock()
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}  # in the order of asking

    async def ask(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The answer to one question. Raises a `GenerationError`; it sets no limit of time of its own."""
        line = await self._line()
        self._asked += 1
        request_id = f'{self._asked}'
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = answer
        try:
            await line.send(arguments | {'request_id': request_id})
            return await answer
        except websockets.ConnectionClosed:
            raise connection_cut(NAME) from None
        finally:
            self._waiting.pop(request_id, None)
            if not answer.cancel() and not answer.cancelled():
                answer.exception()  # looked at, or asyncio complains that nobody did

    async def close(self) -> None:
        """Close the connection; questions under way fail."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reader

    async def _line(self) -> AsyncRealtimeConnection:
        async with self._opening:
            if self._key != (key := self._client.current_key()):
                await self.close()
                self._key = key
            if self._open is None:
                socket = await self._connected()
                self._open = AsyncRealtimeConnection(socket)
                self._reader = asyncio.create_task(self._read(self._open))
            return self._open

    async def _connected(self) -> ClientConnection:
        token = await self._client.realtime_token(self._endpoint)
        address = f'{self._address}?{urlencode({"fal_jwt_token": token})}'
        try:
            return await connect(address, max_size=MAX_ANSWER_BYTES, logger=_quiet)
        except websockets.InvalidStatus as refused:
            answer = refused.response
            raise refusal(NAME, answer.status_code, retry_after=retry_after(answer.headers)) from None
        except (OSError, TimeoutError, websockets.WebSocketException):
            raise connection_cut(NAME) from None

    async def _read(self, line: AsyncRealtimeConnection) -> None:
        failure: GenerationError = connection_cut(NAME)
        try:
            while (answer := await line.recv()) is not None:
                self._settle(answer)
        except RealtimeError as error:
            failure = _stopped(error)
        except (AttributeError, TypeError, ValueError):  # not msgpack, not JSON, no object
            failure = not_understood(NAME)
        finally:
            self._open = None
            await asyncio.shield(line.close())
            for question in self._waiting.values():
                if not question.done():
                    question.set_exception(failure)

    def _settle(self, answer: object) -> None:
        if not isinstance(answer, dict):
            return
        request_id = str(answer.get('request_id', ''))
        question = self._waiting.get(request_id)
        if question is None or question.done():
            return  # given up, or never asked
        question.set_result(answer)
        earlier = [other for number, other in self._waiting.items() if int(number) < int(request_id)]
        asyncio.get_running_loop().call_later(self._grace_s, _give_up, earlier)


def _give_up(questions: list[asyncio.Future[dict[str, Any]]]) -> None:
    for question in questions:
        if not question.done():
            question.set_exception(
                ProviderDown(f'{NAME} skipped this preview for a later one. Try again.', provider=NAME)
            )


def _stopped(error: RealtimeError) -> GenerationError:
    if 'AUTH' in error.error.upper():
        return refusal(NAME, 401)
    if error.error == 'CONNECTION_CLOSED':
        return connection_cut(NAME)
    return ProviderDown(f'{NAME} stopped the live preview ({error.error[:60]}). Try again.', provider=NAME)
