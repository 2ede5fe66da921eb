"""The compact form of a snapshot: what it holds, and how many bytes of it travel."""

import gzip
import json
import random
from typing import Any

from app.domain import order
from app.domain.board import Board
from app.domain.ids import new_id
from app.domain.records import Asset, BoardRecord, Tile
from app.ui.columns import columns_of
from app.ui.view import Surroundings, view_tile
from tests.columns import tiles_of

MOST_BYTES = 400_000
WORDS = (
    'harbour',
    'fog',
    'oak',
    'fox',
    'red',
    'boats',
    'glass',
    'robot',
    'dawn',
    'moon',
    'rain',
    'ink',
    'paper',
    'sea',
)


def many_tiles(count: int) -> list[dict[str, Any]]:
    """Tiles as after a long day: their own prompts, seeds, pictures and uneven places."""
    dice = random.Random(1)  # noqa: S311 -- the same every time
    board, slots = Board(BoardRecord(new_id(), 'Many', '2026-01-01T00:00:00.000Z')), {}
    for number, key in enumerate(order.many_between(None, None, count)):
        prompt = ' '.join(dice.choices(WORDS, k=8))
        sha256, seed = dice.randbytes(32).hex(), dice.randrange(10_000)
        asset = Asset(new_id(), sha256, 'image/png', (1024, 768), 9000, prompt, seed, 'sketch', board.record.created_at)
        place = (round(dice.uniform(-9000, 9000), 2), round(dice.uniform(-9000, 9000), 2))
        tile = Tile(new_id(), place, (256, 192), key, prompt, seed, 'sketch', asset_id=asset.id)
        board.tiles[tile.id], board.assets[asset.id], slots[sha256] = tile, asset, number
    return [view_tile(board, tile, Surroundings(slots, {}, {})) for tile in board.stacked()]


def test_columns_hold_what_the_tiles_hold() -> None:
    """Tiles with and without a picture come back as they were, and so does an empty board."""
    tiles = many_tiles(20)
    tiles[3] |= {'picture': None, 'status': {'state': 'waiting'}}
    assert tiles_of(json.loads(json.dumps(columns_of(tiles)))) == tiles
    assert tiles_of(columns_of([])) == []


def test_hashes_of_another_kind_are_sent_as_they_are() -> None:
    """What is no row of digits of one length is not packed."""
    tiles = many_tiles(2)
    tiles[0]['picture'] |= {'sha': 'red'}
    assert tiles_of(columns_of(tiles)) == tiles


def test_opening_a_board_of_5000_tiles_sends_at_most_400_kilobytes() -> None:
    """As the server compresses it, and a third less than rows would take."""
    tiles = many_tiles(5000)
    sent = len(gzip.compress(json.dumps(columns_of(tiles), separators=(',', ':')).encode(), 5))
    rows = len(gzip.compress(json.dumps(tiles, separators=(',', ':')).encode(), 5))
    assert sent <= MOST_BYTES, f'{sent:,} bytes'
    assert sent < 0.8 * rows
