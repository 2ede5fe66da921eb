"""Garbage over a genuine socket: what no page of ours sends changes nothing and disturbs nobody."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.attacks.wire import LoadedPage, Wire, wired
from tests.columns import tiles_of
from tests.running import RunningApp

TILE = '01932c4e-8d3a-7000-8000-000000000001'
STRANGER = '01932c4e-8d3a-7000-8000-00000000ffff'
VIEW = {'x': 0, 'y': 0, 'w': 1440, 'h': 900}


def typed(**changed: Any) -> str:
    return json.dumps(
        {'text': 'a lighthouse', 'n': 1, 'tile': TILE, 'new': True, 'view': VIEW, 'restored': False, **changed}
    )


@dataclass
class Visitor:
    """Someone who has a page and its own socket, and can look at the board beside it."""

    page: LoadedPage
    wire: Wire
    http: httpx.Client

    @property
    def board_id(self) -> str:
        found = re.search(r'/api/boards/([0-9a-f-]{36})', self.page.html)
        assert found
        return found.group(1)

    def board(self) -> dict[str, Any]:
        board: dict[str, Any] = self.http.get(f'/api/boards/{self.board_id}').raise_for_status().json()
        return board

    def tiles(self) -> list[dict[str, Any]]:
        return [{**tile, 'frame': None, 'status': None} for tile in tiles_of(self.board()['tiles'])]

    def send(self, event: str, garbage: str) -> None:
        self.wire.event(self.page.ears(event), event, garbage)

    def rename(self, name: str) -> None:
        """A harmless change, and wait until it is there: what was sent before it has been heard by then."""
        self.send('rename', json.dumps({'id': self.board_id, 'name': name}))
        self.wire.hear_until(lambda: self.board()['name'] == name)


@contextmanager
def visiting(program: RunningApp) -> Iterator[Visitor]:
    page = LoadedPage.load(program.url)
    with (
        httpx.Client(base_url=program.url, trust_env=False) as http,
        wired(program.url, page.client_id, program.url) as wire,
    ):
        yield Visitor(page, wire, http)


@pytest.fixture(scope='module')
def neighbour(program: RunningApp) -> Iterator[Visitor]:
    """Someone else at the same board, who has drawn a tile and must notice nothing."""
    with visiting(program) as somebody:
        somebody.send('typed', typed())
        # Other attackers may have drawn the same tile before: it is this text's picture that is waited for.
        somebody.wire.hear_until(
            lambda: [tile for tile in somebody.tiles() if tile['picture'] and tile['prompt'] == 'a lighthouse']
        )
        yield somebody


IDS = f'"ids":["{TILE}"]'
GARBAGE = [
    ('moved', 'NaN'),
    ('moved', '{'),
    ('moved', '"\\ud800"'),
    ('moved', '[' * 100_000),
    ('moved', '[' * 900 + ']' * 900),
    ('moved', '{"a":' * 900 + '1' + '}' * 900),
    ('moved', 'null'),
    ('moved', '[]'),
    ('moved', f'{{{IDS},"dx":1}}'),
    ('moved', f'{{{IDS},"dx":1e999,"dy":1}}'),
    ('moved', f'{{{IDS},"dx":1{"0" * 400},"dy":1}}'),
    ('moved', f'{{{IDS},"dx":1e300,"dy":1}}'),
    ('moved', f'{{{IDS},"dx":"1","dy":1}}'),
    ('moved', f'{{{IDS},"dx":true,"dy":1}}'),
    ('moved', '{"ids":"all","dx":1,"dy":1}'),
    ('moved', '{"ids":[["x"]],"dx":1,"dy":1}'),
    ('moved', f'{{"ids":["{STRANGER}"],"dx":9,"dy":9}}'),
    ('moved', f'{{"ids":[{",".join(["1"] * 400_000)}],"dx":9,"dy":9}}'),
    ('moved', f'{{"ids":["{TILE[:-1]}١"],"dx":9,"dy":9}}'),
    ('resized', f'{{"id":"{TILE}","x":0,"y":0,"w":0,"h":-5}}'),
    ('resized', f'{{"id":"{TILE}","x":0,"y":0,"w":1e12,"h":5}}'),
    ('resized', f'{{"id":"{STRANGER}","x":0,"y":0,"w":5,"h":5}}'),
    ('selected', '{"ids":{}}'),
    ('viewport', '{"x":0,"y":0,"zoom":-1}'),
    ('viewport', '{"x":0,"y":0,"zoom":null}'),
    ('command', '{"name":"drop table"}'),
    ('command', '{"name":{"$ne":1}}'),
    ('command', '{"name":"__class__"}'),
    ('command', f'{{"name":"delete","ids":["{STRANGER}"]}}'),
    ('command', f'{{"name":"duplicate","ids":["{STRANGER}"]}}'),
    ('command', f'{{"name":"duplicate",{IDS},"dx":"far"}}'),
    ('command', f'{{"name":"keep",{IDS},"n":-1}}'),
    ('command', f'{{"name":"keep",{IDS},"n":1e9}}'),
    ('command', f'{{"name":"variations","ids":["{STRANGER}"]}}'),
    ('command', f'{{"name":"download","ids":["{STRANGER}"]}}'),
    ('copied', f'{{"copy":"x",{IDS}}}'),
    ('copied', f'{{"copy":"{STRANGER}","ids":["x"]}}'),
    ('copied', f'{{"copy":"{STRANGER}","ids":["{STRANGER}"]}}'),
    ('pasted', f'{{"copy":"{STRANGER}","x":0,"y":0}}'),
    ('pasted', f'{{"copy":"{TILE}","x":0,"y":0}}'),
    ('pasted', f'{{"copy":"{STRANGER}","x":1e300,"y":0}}'),
    ('pasted', f'{{"copy":["{STRANGER}"],"x":0}}'),
    ('typed', typed(text='x' * 10_001)),
    ('typed', typed(text=['a cat'])),
    ('typed', typed(tile='../../etc')),
    ('typed', typed(tile=STRANGER.upper())),
    ('typed', typed(tile=STRANGER, new=False)),
    ('typed', typed(tile=STRANGER, new='yes')),
    ('typed', typed(n='1')),
    ('typed', typed(n=1.5)),
    ('typed', typed(tile=STRANGER, view=[])),
    ('typed', typed(tile=STRANGER, view={'x': 1})),
    ('typed', typed(tile=STRANGER, text='', view={'x': 1e308, 'y': -1e308, 'w': 1e308, 'h': 1e308})),
    ('settle', typed(text='   ')),
    ('settle', typed(tile=STRANGER, new=False)),
    ('knob', '{"name":"model","value":"<b>none</b>"}'),
    ('knob', '{"name":"seed","value":-1}'),
    ('knob', '{"name":"seed","value":4294967296}'),
    ('knob', '{"name":"pixels","value":[100000,100000]}'),
    ('knob', '{"name":"pixels","value":"1x1"}'),
    ('knob', '{"name":"styles","value":[1]}'),
    ('knob', '{"name":"price","value":0}'),
    ('history', '{"query":7}'),
    ('history', '{"query":"","before":"99999999999999999999999"}'),
    ('history', f'{{"query":"","before":"{"9" * 5000}"}}'),
    ('rename', '{"board":"x","name":"stolen"}'),
    ('rename', '{}'),
    ('open_board', f'{{"id":"{STRANGER}"}}'),
    ('theme', '{"mode":"</script><script>"}'),
    ('put', f'{{"id":"{STRANGER}"}}'),
    ('unfavorite', '{"id":[]}'),
    ('drop', '{"id":"x","x":1e400}'),
    ('chosen', '{"kind":"board","id":null}'),
    ('download', '{}'),
    ('act', '{}'),
]


def test_garbage_in_every_event_changes_nothing(program: RunningApp, neighbour: Visitor) -> None:
    """Wrong types, huge numbers and texts, foreign ids and deep JSON leave the board and the other pages alone."""
    before, said = neighbour.tiles(), len(program.lines)
    with visiting(program) as attacker:
        for event, garbage in GARBAGE:
            attacker.send(event, garbage)
        attacker.rename('after the garbage')
    neighbour.rename('nothing happened')
    assert neighbour.tiles() == before
    refused = [line for line in program.lines[said:] if 'was refused' in line or 'Dropped the event' in line]
    assert len(refused) > len(GARBAGE) / 2


def test_retry_of_a_good_tile_draws_nothing(program: RunningApp, neighbour: Visitor) -> None:
    """Only what failed is made again: another tile gets its picture meanwhile, and no other picture is made."""
    another = '01932c4e-8d3a-7000-8000-000000000002'
    before, made = _its_tile(neighbour), _prompts_drawn(program)
    neighbour.send('command', f'{{"name":"retry",{IDS}}}')
    neighbour.send('typed', typed(tile=another, text='a mill'))
    neighbour.wire.hear_until(lambda: [tile for tile in neighbour.tiles() if tile['id'] == another and tile['picture']])
    assert _prompts_drawn(program) == [*made, 'a mill']
    assert _its_tile(neighbour) == before


PACKETS = [
    '',
    '9',
    '4',
    '42',
    '42[',
    '42{}',
    '42[]',
    '42[1,2]',
    '42["event"]',
    '42/other,["event",{}]',
    '451-["event",{"_placeholder":true,"num":99}]',
    '4999999999999999999999-["event"]',
    '43["ack"]',
    '41',
    '1',
    'b!!!!',
    f'42["{"x" * 900_000}"]',
    f'42["event",{"[" * 50_000}',
    f'42["log","{"x" * 1_500_000}"]',
    *(f'42["{name}",{said}]' for name in ('event', 'ack', 'handshake', 'javascript_response', 'log') for said in (
        'null', '[]', '{}', '"x"', '{"client_id":["x"]}', '{"client_id":{}}', '{"client_id":"x"}', '1,2,3',
    )),
]  # fmt: skip


def test_broken_packets_end_at_most_their_own_socket(program: RunningApp, neighbour: Visitor) -> None:
    """Whatever a socket says below the level of events, the others go on and the board stays as it is."""
    before = neighbour.tiles()
    page = LoadedPage.load(program.url)
    for packet in PACKETS:
        with suppress(ConnectionClosed), wired(program.url, page.client_id, program.url) as wire:
            wire.say(packet)
            wire.say('42["nobody hears this"]')
    neighbour.rename('still here')
    assert neighbour.tiles() == before


def test_an_event_in_the_name_of_a_stranger_s_page_goes_nowhere(program: RunningApp, neighbour: Visitor) -> None:
    """An id of a page that was never given out opens nothing."""
    before = neighbour.tiles()
    forged = Wire(STRANGER, neighbour.wire.socket)
    forged.event(neighbour.page.ears('moved'), 'moved', f'{{{IDS},"dx":500,"dy":500}}')
    neighbour.rename('not moved')
    assert neighbour.tiles() == before


def _its_tile(neighbour: Visitor) -> list[dict[str, Any]]:
    """The neighbour's own tile: other attackers' tiles stand on the same board."""
    return [tile for tile in neighbour.tiles() if tile['id'] == TILE]


def _prompts_drawn(program: RunningApp) -> list[str]:
    """The prompt of every picture that was stored, in the order of their making."""
    with closing(sqlite3.connect(program.data_dir / 'imagegen.sqlite3')) as database:
        rows = database.execute("SELECT fields FROM records WHERE kind = 'asset' ORDER BY id").fetchall()
    return [json.loads(fields)['prompt'] for (fields,) in rows]
