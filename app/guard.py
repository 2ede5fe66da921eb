"""The outermost ASGI layer: only this server's own pages may talk to it, and every answer carries the same fences.

A page of another origin can reach a loopback port: by a form, by fetch, by a WebSocket (which no same-origin policy
stops), or under its own name by DNS rebinding. So Host is compared exactly with the names of this server, Origin
exactly with the Host of the same request, and Fetch Metadata is heeded where the browser sends it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS: Final = frozenset({'GET', 'HEAD', 'OPTIONS'})
MAX_URL_BYTES: Final = 8192
log = logging.getLogger(__name__)
Headers = dict[bytes, list[bytes]]
Fences = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is turned away, and with which HTTP status."""

    status: int
    sentence: str


class Guard:
    """Wraps an ASGI app. `hosts` are the exact values of the Host header that are this server: `127.0.0.1:8080`."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], scheme: str = 'http') -> None:
        self._app = app
        self._hosts = frozenset(host.encode('ascii') for host in hosts)
        self._scheme = scheme.encode('ascii')
        socket_scheme = 'wss' if scheme == 'https' else 'ws'
        self._fences = {host: _fences(f'{socket_scheme}://{host.decode()}') for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] not in ('http', 'websocket'):
            await self._app(scope, receive, send)
            return
        headers = _headers(scope)
        host = _only(headers, b'host')
        refusal = self._refusal(scope, headers, host)
        send = _fenced(send, self._fences.get(host, REFUSED_FENCES))
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope['type'] == 'websocket':
            await _refuse_socket(receive, send, refusal)
        else:
            await _refuse_request(send, refusal)

    def _refusal(self, scope: Scope, headers: Headers, host: bytes) -> Refusal | None:
        if host not in self._hosts:
            return Refusal(421, 'This address is not served here. Open ImageGen by the address that it printed.')
        if len(scope.get('raw_path') or b'') + len(scope['query_string']) > MAX_URL_BYTES:
            return Refusal(414, f'The address is longer than {MAX_URL_BYTES} bytes.')
        if '\0' in scope['path']:  # the system's file calls fail on it
            return Refusal(400, 'The address holds a NUL, which no address here does.')
        origin = headers.get(b'origin', [])
        if origin not in ([], [b'%b://%b' % (self._scheme, host)]):
            return Refusal(403, 'A page of another origin may not use ImageGen.')
        must_name_origin = scope['type'] == 'websocket' or scope['method'] not in SAFE_METHODS
        if must_name_origin and not origin:
            return Refusal(403, 'This request names no origin. Only ImageGen’s own page may send it.')
        return None if _is_own_fetch(headers) else Refusal(403, 'Another site may not load parts of ImageGen.')


def _is_own_fetch(headers: Headers) -> bool:
    """Fetch Metadata: another site may link to a page, and nothing else. Where it is missing, Origin has spoken."""
    if headers.get(b'sec-fetch-site') in (None, [b'same-origin'], [b'none']):
        return True
    return headers.get(b'sec-fetch-mode') == [b'navigate'] and headers.get(b'sec-fetch-dest') == [b'document']


def _fenced(send: Send, fences: Fences) -> Send:
    """Send with the fences added; the app's own value of a header stands."""

    async def send_with_fences(message: Message) -> None:
        if message['type'] == 'http.response.start':
            present = {name.lower() for name, _ in message.get('headers', ())}
            added = [fence for fence in fences if fence[0] not in present]
            message = {**message, 'headers': [*message.get('headers', ()), *added]}
        await send(message)

    return send_with_fences


def _fences(socket_origin: str) -> Fences:
    """NiceGUI's page runs inline scripts and compiles templates: hence 'unsafe-inline' and 'unsafe-eval'."""
    policy = '; '.join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {socket_origin}",  # 'self' alone leaves out the socket in older browsers
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
    return ((b'content-security-policy', policy.encode()), *ALWAYS)


ALWAYS: Final[Fences] = (
    (b'x-content-type-options', b'nosniff'),
    (b'x-frame-options', b'DENY'),
    (b'referrer-policy', b'same-origin'),
    (b'cross-origin-opener-policy', b'same-origin'),
    (b'cross-origin-resource-policy', b'same-origin'),
)
REFUSED_FENCES: Final[Fences] = ((b'content-security-policy', b"default-src 'none'; frame-ancestors 'none'"), *ALWAYS)


def _headers(scope: Scope) -> Headers:
    found: Headers = {}
    for name, value in scope['headers']:
        found.setdefault(name.lower(), []).append(value)
    return found


def _only(headers: Headers, name: bytes) -> bytes:
    """The value of a header that came exactly once, else nothing."""
    values = headers.get(name, [])
    return values[0] if len(values) == 1 else b''


async def _refuse_request(send: Send, refusal: Refusal) -> None:
    body = refusal.sentence.encode()
    headers = [
        (b'content-type', b'text/plain; charset=utf-8'),
        (b'content-length', str(len(body)).encode()),
        (b'connection', b'close'),  # the rest of a refused upload is not read
    ]
    await send({'type': 'http.response.start', 'status': refusal.status, 'headers': headers})
    await send({'type': 'http.response.body', 'body': body})


async def _refuse_socket(receive: Receive, send: Send, refusal: Refusal) -> None:
    """Closed before it is accepted, the handshake is answered with 403; browsers show no sentence, so the log does."""
    log.warning('A socket was refused. %s', refusal.sentence)
    await receive()  # websocket.connect
    await send({'type': 'websocket.close', 'code': 1008, 'reason': refusal.sentence})
