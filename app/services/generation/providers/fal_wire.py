"""How fal.ai is reached: where its servers are, and a client that sends each request exactly once."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import fal_client
import fal_client.client as stock
import httpx

from app.services.generation.download import Sources
from app.services.generation.errors import GenerationError
from app.services.generation.intake import MAX_BYTES
from app.services.generation.providers.refusals import (
    connection_cut,
    key_malformed,
    key_missing,
    no_answer,
    not_understood,
    prompt_refused,
    quota_spent,
    refusal,
    retry_after,
)

NAME = 'fal.ai'
MAX_ANSWER_BYTES = MAX_BYTES * 4 // 3 + 64 * 1024  # a picture as a data URL, and what stands around it


@dataclass(frozen=True, slots=True)
class FalEndpoints:
    """Where fal.ai's services are, without a slash at the end, and where its pictures may come from."""

    run: str = 'https://fal.run'
    queue: str = 'https://queue.fal.run'
    rest: str = 'https://rest.fal.ai'
    realtime: str = 'wss://fal.run'
    sources: Sources = field(default_factory=lambda: Sources(hosts=('fal.media', '*.fal.media')))

    @classmethod
    def at(cls, address: str) -> 'FalEndpoints':
        """One server that the person configured, which speaks all of it under /run, /queue and /rest."""
        base = address.rstrip('/')
        url = httpx.URL(base)
        return cls(
            run=f'{base}/run',
            queue=f'{base}/queue',
            rest=f'{base}/rest',
            realtime=f'ws{base.removeprefix("http")}/run',
            sources=Sources(local=(f'{url.scheme}://{url.netloc.decode("ascii")}',)),
        )


@dataclass(slots=True)
class Receipt:
    """What the headers of an answer tell about the bill."""

    units: float | None = None
    request_id: str | None = None


_receipt: ContextVar[Receipt | None] = ContextVar('fal_receipt', default=None)


@contextmanager
def receipt() -> Iterator[Receipt]:
    """Collects what the answers to the requests in this block tell about the bill: fal_client drops headers."""
    paid = Receipt()
    token = _receipt.set(paid)
    try:
        yield paid
    finally:
        _receipt.reset(token)


class FalClient(fal_client.AsyncClient):
    """fal_client's client over our transport.

    The transport raises a `GenerationError` for everything that fails. fal_client retries only errors it knows
    (up to ten times, billed ones too, and it ignores Retry-After), so what it does not know is sent once.
    """

    def __init__(self, key_source: Callable[[], str | None], endpoints: FalEndpoints, *, submit_s: float) -> None:
        super().__init__(key='added by the transport', default_timeout=submit_s)
        self._transport = OnceTransport(key_source, endpoints)
        self._http = httpx.AsyncClient(
            transport=self._transport, timeout=submit_s, headers={'User-Agent': stock.USER_AGENT}
        )

    @property
    async def _client(self) -> httpx.AsyncClient:
        return self._http

    def current_key(self) -> str:
        """The key in use. Raises `KeyMissing`, or `KeyRefused` where it cannot be one."""
        return self._transport.key()

    async def realtime_token(self, endpoint: str) -> str:
        """A token that opens one endpoint's WebSocket for two minutes."""
        try:
            return await self._get_realtime_token(endpoint)
        except (RuntimeError, ValueError):
            raise not_understood(NAME) from None

    async def close(self) -> None:
        await self._http.aclose()


class OnceTransport(httpx.AsyncBaseTransport):
    """Adds the key, reads the whole answer within a limit, and raises what went wrong as a `GenerationError`.

    Only fal.ai's own services are spoken to, whatever address an answer holds: the key goes nowhere else.
    """

    def __init__(self, key_source: Callable[[], str | None], endpoints: FalEndpoints) -> None:
        self._key_source = key_source
        self._services = {
            httpx.URL(stock.RUN_URL_FORMAT).host: endpoints.run,
            httpx.URL(stock.QUEUE_URL_FORMAT).host: endpoints.queue,
            httpx.URL(stock.REST_URL).host: endpoints.rest,
        }
        # fal_client's own: it turns to fal.ai's second domain where the first cannot be connected to at all.
        self._inner = stock.AsyncBackupDomainTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        key = self.key()
        try:
            response = await self._inner.handle_async_request(self._addressed(request, key))
            try:
                body = await _read(response)
            finally:
                await response.aclose()
        except httpx.TimeoutException:
            timeouts: Mapping[str, float | None] = request.extensions.get('timeout', {})
            raise no_answer(NAME, timeouts.get('read') or 0) from None
        except httpx.HTTPError:
            raise connection_cut(NAME) from None
        if response.status_code >= httpx.codes.MULTIPLE_CHOICES:
            raise _refused(response.status_code, response.headers, body, key)
        _note(response.headers)
        return httpx.Response(response.status_code, content=body, request=request)

    async def aclose(self) -> None:
        await self._inner.aclose()

    def key(self) -> str:
        key = (self._key_source() or '').strip()
        if not key:
            raise key_missing(NAME)
        if not key.isascii() or not key.isprintable():
            raise key_malformed(NAME)
        return key

    def _addressed(self, request: httpx.Request, key: str) -> httpx.Request:
        service = self._services.get(request.url.host)
        if service is None:
            raise not_understood(NAME)
        url = httpx.URL(service + request.url.raw_path.decode('ascii'))
        headers = request.headers.copy()
        headers.update(
            {'Host': url.netloc.decode('ascii'), 'Authorization': f'Key {key}', 'Accept-Encoding': 'identity'}
        )
        return httpx.Request(request.method, url, headers=headers, stream=request.stream, extensions=request.extensions)


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise not_understood(NAME)
    return bytes(body)


def _note(headers: httpx.Headers) -> None:
    paid = _receipt.get()
    if paid is None:
        return
    paid.request_id = headers.get('x-fal-request-id', paid.request_id)
    try:
        paid.units = float(headers['x-fal-billable-units'])
    except (KeyError, ValueError):
        return


def _refused(status: int, headers: httpx.Headers, body: bytes, key: str) -> GenerationError:
    request_id = headers.get('x-fal-request-id')
    kinds, reason = _detail(body)
    if 'content_policy_violation' in (*kinds, headers.get('x-fal-error-type')):
        return prompt_refused(NAME, request_id)
    if status == httpx.codes.FORBIDDEN and 'balance' in reason.lower():
        return quota_spent(NAME, request_id)
    return refusal(
        NAME,
        status,
        reason=reason.replace(key, '…'),
        retry_after=retry_after(headers),
        request_id=request_id,
    )


def _detail(body: bytes) -> tuple[tuple[str, ...], str]:
    """The types of an error and its text. `detail` is a sentence, or a list of objects with loc, msg and type."""
    try:
        answer: Any = json.loads(body)
    except ValueError:
        return (), ''
    if not isinstance(answer, dict):
        return (), ''
    detail = answer.get('detail', '')
    problems = [problem for problem in detail if isinstance(problem, dict)] if isinstance(detail, list) else []
    kinds = (str(answer.get('error_type', '')), *(str(problem.get('type', '')) for problem in problems))
    return kinds, detail if isinstance(detail, str) else '; '.join(str(problem.get('msg', '')) for problem in problems)
