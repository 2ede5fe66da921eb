"""The outermost ASGI layer: only this server's own pages may talk to it, and every answer carries the same fences.

A page of another origin can reach a loopback port: by a form, by fetch, by a WebSocket (which no same-origin policy
stops), or under its own name by DNS rebinding. So Host is compared exactly, and Origin and Fetch Metadata too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS: Final = frozenset({'GET', 'HEAD', 'OPTIONS'})
MAX_URL_BYTES: Final = 8192


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is turned away, and with which HTTP status."""

    status: int
    sentence: str


class Guard:
    """Wraps an ASGI app. `hosts` are the exact values of the Host header that are this server: `127.0.0.1:8080`."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], scheme: str = 'http') -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._origins = frozenset(f'{scheme}://{host}' for host in self._hosts)
        socket_scheme = 'wss' if scheme == 'https' else 'ws'
        self._fences = _fences(f'{socket_scheme}://{host}' for host in sorted(self._hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] not in ('http', 'websocket'):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, self._fenced(send))
        elif scope['type'] == 'websocket':
            await _refuse_socket(scope, receive, send, refusal)
        else:
            await _refuse_request(send, refusal)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = _headers(scope)
        host = headers.get(b'host', [])
        if len(host) != 1 or host[0].decode('latin-1') not in self._hosts:
            return Refusal(421, 'This address is not served here. Open ImageGen by the address that it printed.')
        if len(scope.get('raw_path') or b'') + len(scope['query_string']) > MAX_URL_BYTES:
            return Refusal(414, f'The address is longer than {MAX_URL_BYTES} bytes.')
        origin = [value.decode('latin-1') for value in headers.get(b'origin', [])]
        if len(origin) > 1 or any(value not in self._origins for value in origin):
            return Refusal(403, 'A page of another origin may not use ImageGen.')
        must_name_origin = scope['type'] == 'websocket' or scope['method'] not in SAFE_METHODS
        if must_name_origin and not origin:
            return Refusal(403, 'This request names no origin. Only ImageGen’s own page may send it.')
        return None if self._is_own_fetch(headers) else Refusal(403, 'Another site may not load parts of ImageGen.')

    def _is_own_fetch(self, headers: dict[bytes, list[bytes]]) -> bool:
        """Fetch Metadata: another site may link to a page, and nothing else."""
        if headers.get(b'sec-fetch-site', [b'none'])[0] in (b'same-origin', b'none'):
            return True
        return headers.get(b'sec-fetch-mode') == [b'navigate'] and headers.get(b'sec-fetch-dest') == [b'document']

    def _fenced(self, send: Send) -> Send:
        async def send_with_fences(message: Message) -> None:
            if message['type'] == 'http.response.start':
                present = {name.lower() for name, _ in message.get('headers', ())}
                added = [fence for fence in self._fences if fence[0] not in present]
                message = {**message, 'headers': [*message.get('headers', ()), *added]}
            await send(message)

        return send_with_fences


def _fences(socket_origins: Iterable[str]) -> list[tuple[bytes, bytes]]:
    """NiceGUI's page runs inline scripts and compiles templates: hence 'unsafe-inline' and 'unsafe-eval'."""
    policy = '; '.join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {' '.join(socket_origins)}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
    fences = {
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
    }
    return [(name.encode(), value.encode()) for name, value in fences.items()]


def _headers(scope: Scope) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for name, value in scope['headers']:
        found.setdefault(name.lower(), []).append(value)
    return found


async def _refuse_request(send: Send, refusal: Refusal) -> None:
    body = refusal.sentence.encode()
    headers = [
        (b'content-type', b'text/plain; charset=utf-8'),
        (b'content-length', str(len(body)).encode()),
        (b'x-content-type-options', b'nosniff'),
        (b'connection', b'close'),  # the rest of a refused upload is not read
    ]
    await send({'type': 'http.response.start', 'status': refusal.status, 'headers': headers})
    await send({'type': 'http.response.body', 'body': body})


async def _refuse_socket(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    await receive()  # websocket.connect
    if 'websocket.http.response' in scope.get('extensions', {}):
        headers = [(b'content-type', b'text/plain; charset=utf-8')]
        await send({'type': 'websocket.http.response.start', 'status': refusal.status, 'headers': headers})
        await send({'type': 'websocket.http.response.body', 'body': refusal.sentence.encode()})
    else:
        await send({'type': 'websocket.close', 'code': 1008, 'reason': refusal.sentence})
