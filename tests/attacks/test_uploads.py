"""Files sent to a board by someone who means no good."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.attacks.wire import LoadedPage
from tests.columns import tiles_of
from tests.generation.servers import pictures
from tests.running import RunningApp

GROUP = '01932c4e-8d3a-7000-8000-0000000000aa'
VIEW = {'left': '-700', 'top': '-400', 'width': '1400', 'height': '800'}
PLACE = {'x': '0', 'y': '0', 'of': '1', 'group': GROUP, **VIEW}
LARGEST = 25 * 1024 * 1024

pytestmark = pytest.mark.usefixtures('untouched')


@pytest.fixture
def board(program: RunningApp) -> str:
    found = re.search(r'/api/boards/[0-9a-f-]{36}', LoadedPage.load(program.url).html)
    assert found
    return found.group()


@pytest.fixture
def own(program: RunningApp) -> dict[str, str]:
    return {'Origin': program.url}


def tiles(http: httpx.Client, board: str) -> object:
    return tiles_of(http.get(board).json()['tiles'])


def bad_bodies() -> Iterator[tuple[str, bytes, str]]:
    yield 'nothing', b'', 'is empty'
    yield 'svg', pictures.SVG, 'is an SVG drawing'
    yield 'html', pictures.HTML, 'is a web page'
    yield 'gif', pictures.picture('GIF'), 'is a file in another format'
    yield 'polyglot', b'GIF89a' + pictures.HTML, 'is a file in another format'
    yield 'animation', pictures.animation('PNG'), 'has several frames'
    yield 'truncated', pictures.truncated_jpeg(), 'is damaged or cut short'
    yield 'bomb', pictures.bomb(16_000, 16_000), 'has 16,000 × 16,000 pixels'
    yield 'strip', pictures.picture('PNG', (40_000, 2)), 'has 40,000 × 2 pixels'
    yield 'script', b'#!/bin/sh\nrm -rf /', 'is no picture'


@pytest.mark.parametrize(('content', 'fault'), [pytest.param(*rest, id=id) for id, *rest in bad_bodies()])
def test_what_is_no_picture_is_told_and_not_kept(
    http: httpx.Client, board: str, own: dict[str, str], content: bytes, fault: str
) -> None:
    """The answer says what it is, whatever the headers pretend, and the board stays as it is."""
    before = tiles(http, board)
    answer = http.post(f'{board}/pictures', params=PLACE, headers={**own, 'Content-Type': 'image/png'}, content=content)
    assert answer.status_code == 422
    assert answer.json()['fault'] == fault
    assert tiles(http, board) == before


def test_a_body_is_read_no_further_than_a_picture_may_be(http: httpx.Client, board: str, own: dict[str, str]) -> None:
    """Without a length, and without an end: after 25 MB the answer comes and the rest is not taken."""
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b'\x89PNG\r\n\x1a\n'
        while sent < 20 * LARGEST:
            sent += 1_000_000
            yield b'\0' * 1_000_000

    try:
        answer = http.post(f'{board}/pictures', params=PLACE, headers=own, content=endless())
        assert answer.json()['fault'] == 'is larger than 25 MB'
    except httpx.TransportError:
        pass  # the line is cut while we still speak
    assert sent < 3 * LARGEST


@pytest.mark.parametrize(
    'params',
    [
        {},
        {**PLACE, 'x': 'nan'},
        {**PLACE, 'x': 'inf'},
        {**PLACE, 'y': '1e9'},
        {**PLACE, 'x': 'here'},
        {**PLACE, 'group': '../../etc'},
        {**PLACE, 'of': '0'},
        {**PLACE, 'of': '9' * 400},
        {**PLACE, 'width': '0'},
        {**PLACE, 'height': 'nan'},
        {**PLACE, 'left': '-1e8'},
        {**PLACE, 'x': '-1e7'},
    ],
    ids=json.dumps,
)
def test_an_odd_place_is_refused(http: httpx.Client, board: str, own: dict[str, str], params: dict[str, str]) -> None:
    """No place, no number, no id: the picture is not added."""
    before = tiles(http, board)
    answer = http.post(f'{board}/pictures', params=params, headers=own, content=pictures.picture())
    assert answer.status_code == 422
    assert tiles(http, board) == before


@pytest.mark.parametrize('headers', [{}, {'Origin': 'http://evil.example'}, {'Origin': 'null'}], ids=str)
def test_another_site_may_not_add_pictures(http: httpx.Client, board: str, headers: dict[str, str]) -> None:
    """A form or a script of another page is turned away before a byte is read."""
    before = tiles(http, board)
    answer = http.post(f'{board}/pictures', params=PLACE, headers=headers, content=pictures.picture())
    assert answer.status_code == 403
    assert tiles(http, board) == before


def test_a_board_that_is_not_there_takes_nothing(http: httpx.Client, own: dict[str, str]) -> None:
    """A picture for an unknown board is a 404."""
    answer = http.post(f'/api/boards/{GROUP}/pictures', params=PLACE, headers=own, content=pictures.picture())
    assert answer.status_code == 404
