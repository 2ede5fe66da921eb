"""Forged requests to the real program, written byte by byte where no client library would send them."""

import socket
from collections.abc import Iterator

import httpx
import pytest
from websockets import Origin
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.attacks.wire import SOCKET_PATH, LoadedPage, wired
from tests.running import RunningApp

SOCKET = f'{SOCKET_PATH}?EIO=4&transport='
SHA = 'a' * 64
BOARD = '01932c4e-8d3a-7000-8000-000000000001'
EVIL = 'http://evil.example'


def ask(program: RunningApp, request: str) -> tuple[int, str]:
    """Send a request as it stands; its status and all that came back."""
    with socket.create_connection(('127.0.0.1', program.port), 10) as line:
        line.sendall(request.encode('latin-1'))
        answer = bytearray()
        while chunk := line.recv(65536):
            answer += chunk
    text = answer.decode('latin-1')
    return int(text.split(' ', 2)[1]), text


def get(program: RunningApp, path: str, *headers: str) -> tuple[int, str]:
    return ask(program, '\r\n'.join([f'GET {path} HTTP/1.1', *headers, 'Connection: close', '', '']))


@pytest.mark.parametrize(
    'path', ['/', '/api/search', '/favorites', '/healthz', f'{SOCKET}polling', '/static/tokens.css']
)
@pytest.mark.parametrize(
    'host', ['evil.example', 'evil.example:{port}', '127.0.0.1:{port}.', '127.0.0.1', 'LOCALHOST:{port}']
)
def test_no_part_of_the_program_is_served_under_another_name(program: RunningApp, path: str, host: str) -> None:
    """A page that rebound its own name to loopback learns nothing."""
    status, answer = get(program, path, f'Host: {host.format(port=program.port)}')
    assert status == 421
    assert 'not served here' in answer
    assert 'client_id' not in answer


@pytest.mark.parametrize(
    'request_',
    [
        'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
        'GET / HTTP/1.0\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
        'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n Host: x\r\nConnection: close\r\n\r\n',
        'GET / HTTP/1.1\r\nHost : 127.0.0.1:{port}\r\nConnection: close\r\n\r\n',
    ],
    ids=['missing', 'http-1.0', 'twice', 'absolute', 'folded', 'spaced'],
)
def test_a_host_that_is_not_told_plainly_is_refused(program: RunningApp, request_: str) -> None:
    """A Host that is missing, doubled or oddly written opens no page."""
    status, answer = ask(program, request_.format(port=program.port))
    assert status in (400, 421)
    assert 'client_id' not in answer


def foreign_origins(program: RunningApp) -> Iterator[str | None]:
    yield from (None, 'null', EVIL, f'https://127.0.0.1:{program.port}', f'{program.url}.evil.example')
    yield from (f'http://localhost:{program.port}', f'http://127.0.0.1:{program.port + 1}')


@pytest.mark.usefixtures('untouched')
def test_a_socket_of_another_origin_is_refused_before_nicegui_sees_it(program: RunningApp) -> None:
    """The handshake ends with 403, though it brings the id of a page that is open."""
    page = LoadedPage.load(program.url)
    for origin in foreign_origins(program):
        said = len(program.lines)
        with pytest.raises(InvalidStatus) as refused, wired(program.url, page.client_id, origin):
            pass
        assert refused.value.response.status_code == 403
        program.wait_until_said('A socket was refused.', times=1, since=said)


@pytest.mark.usefixtures('untouched')
def test_a_socket_under_another_name_is_refused(program: RunningApp) -> None:
    """A socket after DNS rebinding has an Origin and a Host that agree, and neither is ours."""
    target = f'ws://rebound.example:{program.port}{SOCKET}websocket'
    line = socket.create_connection(('127.0.0.1', program.port), 10)
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(target, sock=line, origin=Origin(f'http://rebound.example:{program.port}'), proxy=None),
    ):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.usefixtures('untouched')
def test_the_page_s_own_socket_works(program: RunningApp) -> None:
    """The right Origin under either name of this machine opens the socket of its page."""
    for name in ('127.0.0.1', 'localhost'):
        url = f'http://{name}:{program.port}'
        with wired(url, LoadedPage.load(url).client_id, url):
            pass


def test_long_polling_of_another_origin_is_refused(program: RunningApp, http: httpx.Client) -> None:
    """The socket's other transport is behind the same guard: opening, reading and writing."""
    opened = http.get(f'{SOCKET}polling', headers={'Origin': program.url})
    assert opened.status_code == 200
    session = f'{SOCKET}polling&sid={opened.text.split(chr(34))[3]}'
    for origin in foreign_origins(program):
        headers = {'Sec-Fetch-Site': 'cross-site'} if origin is None else {'Origin': origin}
        for refused in (
            http.get(f'{SOCKET}polling', headers=headers),
            http.get(session, headers=headers),
            http.post(session, headers=headers, content='40'),
        ):
            assert refused.status_code == 403
            assert 'sid' not in refused.text
    assert http.post(session, headers={'Origin': program.url}, content='40').text == 'OK'


def test_a_cross_origin_preflight_is_refused(program: RunningApp, http: httpx.Client) -> None:
    """No answer allows another origin anything."""
    asked = {'Origin': EVIL, 'Access-Control-Request-Method': 'POST'}
    answer = http.options(f'{SOCKET}polling', headers=asked)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith('access-control')]


TRAVERSALS = [
    '/static/../guard.py',
    '/static/../../app/guard.py',
    '/static/%2e%2e/%2e%2e/guard.py',
    '/static/..%2f..%2fguard.py',
    '/static/..%5c..%5cguard.py',
    '/static/%252e%252e/guard.py',
    '/static//etc/passwd',
    '/static/%2fetc%2fpasswd',
    '/static/',
    '/static/fonts',
    '/static/tokens.css%00.png',
    f'/pictures/../{SHA}/256',
    '/pictures/..%2f..%2f..%2fetc%2fpasswd/full',
    f'/pictures/{SHA.upper()}/full',
    f'/pictures/{SHA}%00/full',
    f'/pictures/{SHA}/2560',
    f'/pictures/{SHA}/../../imagegen.db',
    f'/pictures/{SHA}a/full',
    f'/pictures/{SHA}/full',
    f'/pictures/{SHA}%0a/full',
    '/frames/..%2fimagegen.db',
    f'/frames/{SHA}',
    '/frames/%00',
    '/api/boards/..%2f..',
    f'/api/boards/{"0" * 36}',
    f'/api/boards/{BOARD}',
    f'/api/boards/{BOARD}%0a',
    f'/api/boards/{"9" * 4000}',
    f'/api/boards/{BOARD}/atlas/64/0',
    f'/api/boards/{BOARD}/atlas/64/-1',
    f'/api/boards/{BOARD}/atlas/17/0',
    f'/api/boards/{BOARD}/atlas/64/{"9" * 400}',
    f'/api/boards/{BOARD}/assets/{BOARD}/download',
    f'/api/boards/{BOARD}/assets/..%2f..%2f/download',
    '/api/favorites?since=yesterday',
    '/api/favorites?since=0001-01-01',
    '/api/favorites?since=9999-12-31T23:59:59-12:00',
    f'/api/favorites?query={"x" * 501}',
    f'/api/search?q={"x" * 501}',
    '/_nicegui/3.18.0/esm/imagegen-canvas/%2e%2e/canvas.py',
    '/_nicegui/3.18.0/static/..%2f..%2fnicegui.py',
    '/nothing/here',
]


@pytest.mark.parametrize('path', TRAVERSALS)
@pytest.mark.usefixtures('untouched')
def test_an_odd_path_is_a_plain_refusal(program: RunningApp, path: str) -> None:
    """Every way out of a folder, every odd id and date is answered with a 4xx, and no file or trace is in it."""
    status, answer = get(program, path, f'Host: 127.0.0.1:{program.port}')
    assert 400 <= status < 500
    for secret in ('Traceback', 'File "', 'root:', 'SQLite format', 'class Guard', 'site-packages'):
        assert secret not in answer


@pytest.mark.parametrize('path', ['/api/favorites?cursor={}', '/api/favorites?model={}', '/api/search?q={}', '/?x={}'])
@pytest.mark.usefixtures('untouched')
def test_odd_words_find_nothing_and_break_nothing(http: httpx.Client, path: str) -> None:
    """Wildcards, quotes, NULs and huge numbers are words like any other."""
    for words in ('%25%25%25', '%27%20OR%201=1--', '%00', '9' * 400, '%F0%9F%98%80', '%ED%A0%80', '%FF%FE'):
        assert http.get(path.format(words)).status_code == 200


@pytest.mark.usefixtures('untouched')
def test_what_is_too_large_is_turned_away(program: RunningApp, http: httpx.Client) -> None:
    """An overlong address and uploads to where none are taken end as 4xx."""
    own = {'Origin': program.url}
    assert http.get('/?' + 'x' * 9000).status_code == 414
    assert http.post('/', headers=own, content=b'x' * 5_000_000).status_code == 405


@pytest.mark.usefixtures('untouched')
def test_every_real_answer_carries_the_fences(http: httpx.Client) -> None:
    """Pages, files, errors of each kind and the socket's own answers: nobody may frame or sniff them."""
    answers = [http.get(path) for path in ('/', '/favorites', '/settings', '/nothing', '/static/icons.svg', '/healthz')]
    answers += [http.get(path) for path in ('/api/boards/x', f'/pictures/{SHA}/full', f'{SOCKET}polling')]
    answers += [http.get('/', headers={'Origin': EVIL}), http.post('/')]
    for answer in answers:
        assert "frame-ancestors 'none'" in answer.headers['content-security-policy'], answer.url
        assert answer.headers['x-content-type-options'] == 'nosniff'
        assert answer.headers['cross-origin-resource-policy'] == 'same-origin'
