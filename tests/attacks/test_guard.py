"""The guard alone, around a tiny application: who is let in, who is turned away, and the fences on every answer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from app.guard import MAX_URL_BYTES, Guard

HOST = '127.0.0.1:8080'
ALIAS = 'localhost:8080'
OWN = f'http://{HOST}'
FENCES = (
    'content-security-policy',
    'x-content-type-options',
    'x-frame-options',
    'referrer-policy',
    'cross-origin-opener-policy',
    'cross-origin-resource-policy',
)


@dataclass
class TinyApp:
    """Answers everything, and notes what reached it. `/broken` raises, `/framed` brings a fence of its own."""

    seen: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen.append(f'{scope["type"]} {scope.get("path", "")}')
        if scope['type'] == 'websocket':
            await receive()
            await send({'type': 'websocket.accept'})
        elif scope['type'] == 'http':
            if scope['path'] == '/broken':
                raise RuntimeError('broken')
            own = [(b'X-Frame-Options', b'SAMEORIGIN')] if scope['path'] == '/framed' else []
            status = 404 if scope['path'] == '/missing' else 200
            await send({'type': 'http.response.start', 'status': status, 'headers': own})
            await send({'type': 'http.response.body', 'body': b'hello'})


@pytest.fixture
def tiny() -> TinyApp:
    return TinyApp()


@pytest.fixture
def guard(tiny: TinyApp) -> Guard:
    return Guard(tiny, [HOST, ALIAS])


@pytest.fixture
async def http(guard: Guard) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(guard)
    async with httpx.AsyncClient(transport=transport, base_url=OWN) as client:
        yield client


async def _asked(guard: Guard, kind: str, headers: list[tuple[bytes, bytes]], **more: Any) -> list[Message]:
    """What the guard sends for a request with exactly these headers, which no client library would send."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {'type': 'websocket.connect' if kind == 'websocket' else 'http.request', 'body': b''}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {'type': kind, 'method': 'GET', 'path': '/', 'raw_path': b'/', 'query_string': b'', 'headers': headers}
    await guard({**scope, **more}, receive, send)
    return sent


@pytest.mark.parametrize(
    'host',
    [
        'evil.example',
        'evil.example:8080',
        '127.0.0.1',
        '127.0.0.1:80',
        '127.0.0.1:08080',
        '127.0.0.1:8080.',
        '127.0.0.1.:8080',
        'localhost.:8080',
        'LOCALHOST:8080',
        '127.0.0.1:8080@evil.example',
        'evil.example@127.0.0.1:8080',
        '127.0.0.1:8080.evil.example',
        'localhost:8080,evil.example',
        'http://127.0.0.1:8080',
        '127.1:8080',
        '2130706433:8080',
        '0.0.0.0:8080',
        '[::1]:8080',
        ' 127.0.0.1:8080',
        '',
    ],
)
async def test_only_the_exact_names_of_the_server_are_served(guard: Guard, tiny: TinyApp, host: str) -> None:
    """A name that DNS rebinding or a clever spelling could bring along reaches nothing behind the guard."""
    for kind in ('http', 'websocket'):
        first = (await _asked(guard, kind, [(b'host', host.encode()), (b'origin', OWN.encode())]))[0]
        assert first.get('status', first.get('code')) in (421, 1008)
    assert tiny.seen == []


@pytest.mark.parametrize('hosts', [[], [HOST, HOST], [HOST, 'evil.example'], ['evil.example', HOST]])
async def test_a_request_names_its_host_exactly_once(guard: Guard, tiny: TinyApp, hosts: list[str]) -> None:
    """No Host, two of them or a good one beside a bad one are refused: another layer might read the other."""
    first = (await _asked(guard, 'http', [(b'Host', host.encode()) for host in hosts]))[0]
    assert first['status'] == 421
    assert tiny.seen == []


@pytest.mark.parametrize(
    'origin',
    [
        'null',
        '',
        'http://evil.example',
        'https://127.0.0.1:8080',
        'http://127.0.0.1:8080.evil.example',
        'http://evil.example/http://127.0.0.1:8080',
        'http://127.0.0.1:80800',
        'http://127.0.0.1',
        'http://127.0.0.1:8080/',
        'http://127.0.0.1:8081',
        'HTTP://127.0.0.1:8080',
        'http://127.0.0.1:8080 http://evil.example',
        f'http://{ALIAS}',
        'file://',
    ],
)
@pytest.mark.parametrize('kind', ['GET', 'POST', 'websocket'])
async def test_a_foreign_origin_is_refused(guard: Guard, tiny: TinyApp, kind: str, origin: str) -> None:
    """Origin must be the scheme and Host of this very request: the server's other name is as foreign as any."""
    headers = [(b'host', HOST.encode()), (b'origin', origin.encode())]
    if kind == 'websocket':
        first = (await _asked(guard, 'websocket', headers))[0]
        assert first == {'type': 'websocket.close', 'code': 1008, 'reason': first['reason']}
    else:
        assert (await _asked(guard, 'http', headers, method=kind))[0]['status'] == 403
    assert tiny.seen == []


async def test_two_origins_are_refused_though_both_are_ours(guard: Guard, tiny: TinyApp) -> None:
    """A browser sends one Origin; two are an attempt to have one of them read."""
    headers = [(b'host', HOST.encode()), (b'origin', OWN.encode()), (b'Origin', OWN.encode())]
    assert (await _asked(guard, 'http', headers, method='POST'))[0]['status'] == 403
    assert tiny.seen == []


@pytest.mark.parametrize('method', ['POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'NONSENSE'])
async def test_what_changes_something_must_name_its_origin(guard: Guard, tiny: TinyApp, method: str) -> None:
    """Without an Origin only reading methods pass."""
    assert (await _asked(guard, 'http', [(b'host', HOST.encode())], method=method))[0]['status'] == 403
    assert tiny.seen == []


async def test_a_socket_without_an_origin_is_refused(
    guard: Guard, tiny: TinyApp, caplog: pytest.LogCaptureFixture
) -> None:
    """It is closed before it is accepted, and the log says why: no page could show it."""
    sent = await _asked(guard, 'websocket', [(b'host', HOST.encode())])
    assert [message['type'] for message in sent] == ['websocket.close']
    assert 'names no origin' in caplog.text
    assert tiny.seen == []


@pytest.mark.parametrize('host', [HOST, ALIAS])
async def test_each_name_of_the_server_is_at_home_with_itself(guard: Guard, tiny: TinyApp, host: str) -> None:
    """Page, post and socket work under both names, each with its own origin."""
    headers = [(b'host', host.encode()), (b'origin', f'http://{host}'.encode())]
    assert (await _asked(guard, 'http', [(b'host', host.encode())]))[0]['status'] == 200
    assert (await _asked(guard, 'http', headers, method='POST'))[0]['status'] == 200
    assert (await _asked(guard, 'websocket', headers))[0]['type'] == 'websocket.accept'
    assert len(tiny.seen) == 3


async def test_a_hosted_server_takes_origins_of_https_only(tiny: TinyApp) -> None:
    """Behind TLS the plain origin of the same host is foreign."""
    guard = Guard(tiny, ['draw.example'], scheme='https')
    for scheme, status in (('http', 403), ('https', 200)):
        headers = [(b'host', b'draw.example'), (b'origin', f'{scheme}://draw.example'.encode())]
        first = (await _asked(guard, 'http', headers, method='POST'))[0]
        assert first['status'] == status
    assert b'wss://draw.example' in dict(first['headers'])[b'content-security-policy']


@pytest.mark.parametrize(
    ('site', 'mode', 'dest', 'status'),
    [
        ('cross-site', 'no-cors', 'image', 403),
        ('cross-site', 'no-cors', 'script', 403),
        ('same-site', 'cors', 'empty', 403),
        ('cross-site', 'navigate', 'iframe', 403),
        ('cross-site', 'navigate', 'embed', 403),
        ('cross-site', 'websocket', 'websocket', 403),
        ('cross-site', 'navigate', 'document', 200),
        ('same-site', 'navigate', 'document', 200),
        ('same-origin', 'no-cors', 'image', 200),
        ('none', 'navigate', 'document', 200),
        ('SAME-ORIGIN', 'no-cors', 'image', 403),
    ],
)
async def test_another_site_may_link_to_a_page_and_nothing_else(
    http: httpx.AsyncClient, site: str, mode: str, dest: str, status: int
) -> None:
    """Fetch Metadata tells subresources and frames of other sites from a link that a person follows."""
    headers = {'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': dest}
    assert (await http.get('/', headers=headers)).status_code == status


async def test_a_second_fetch_site_cannot_hide_the_first(guard: Guard, tiny: TinyApp) -> None:
    """Two of these headers are none that a browser sends."""
    headers = [(b'host', HOST.encode()), (b'sec-fetch-site', b'same-origin'), (b'sec-fetch-site', b'cross-site')]
    assert (await _asked(guard, 'http', headers))[0]['status'] == 403
    assert tiny.seen == []


async def test_an_overlong_address_and_a_nul_go_no_further(guard: Guard, tiny: TinyApp) -> None:
    """The path and the query together are bounded, and no file call ever sees a NUL."""
    host = [(b'host', HOST.encode())]
    long = b'/' + b'a' * MAX_URL_BYTES
    assert (await _asked(guard, 'http', host, raw_path=long))[0]['status'] == 414
    assert (await _asked(guard, 'http', host, query_string=long))[0]['status'] == 414
    assert (await _asked(guard, 'http', host, path='/static/a\0.css'))[0]['status'] == 400
    assert tiny.seen == []


@pytest.mark.parametrize(
    ('path', 'headers', 'status'),
    [
        ('/', {}, 200),
        ('/missing', {}, 404),
        ('/', {'Origin': 'http://evil.example'}, 403),
        ('/', {'Host': 'evil.example'}, 421),
    ],
)
async def test_every_answer_carries_the_fences(
    http: httpx.AsyncClient, path: str, headers: dict[str, str], status: int
) -> None:
    """A page, an error and a refusal alike may be framed by nobody and are what their type says."""
    answer = await http.get(path, headers=headers)
    assert answer.status_code == status
    assert [name for name in FENCES if name not in answer.headers] == []
    assert "frame-ancestors 'none'" in answer.headers['content-security-policy']
    assert answer.headers['x-content-type-options'] == 'nosniff'


async def test_the_page_may_open_a_socket_to_its_own_origin_only(http: httpx.AsyncClient) -> None:
    """connect-src names the host of this request, not the server's other name."""
    policy = (await http.get('/')).headers['content-security-policy']
    assert f"connect-src 'self' ws://{HOST};" in policy
    assert ALIAS not in policy


async def test_an_application_may_set_a_fence_itself(http: httpx.AsyncClient) -> None:
    """A header that is there already is not sent a second time."""
    assert (await http.get('/framed')).headers.get_list('x-frame-options') == ['SAMEORIGIN']


async def test_what_is_no_request_passes(guard: Guard, tiny: TinyApp) -> None:
    """The server's own start and stop messages are none of the guard's business."""
    await _asked(guard, 'lifespan', [])
    assert tiny.seen == ['lifespan /']
