"""A data directory of the real program with a board of so many pictures, made once and copied for each run."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain import order
from app.domain.board import Board
from app.domain.ids import new_id
from app.domain.operation import Operation
from app.domain.records import Asset, Tile
from app.services.blobs import Blobs
from app.services.boards import Boards, OpenBoard
from app.services.database import open_database
from app.services.pictures import Pictures, Stored
from app.services.preferences import Preferences
from benchmarks.canvas.pictures import jpeg, prompt_of
from benchmarks.canvas.scene import scene_of

ROOT: Final = Path(__file__).parents[2]
CACHE: Final = ROOT / '.make' / 'bench' / 'canvas'
MADE: Final = CACHE / 'boards-1'  # another number for another content
AT_ONCE: Final = 8
MODEL: Final = 'sketch'
MADE_AT: Final = '2026-01-01T00:00:00.000Z'


@dataclass(frozen=True)
class MadeBoard:
    """A board in MADE; `sha256s` are its pictures in the order of the scene's tiles."""

    id: str
    count: int
    sha256s: tuple[str, ...]

    def thumbnail(self, index: int) -> Path:
        """The file that both our page and the peers show of a picture."""
        return Blobs(MADE).path(self.sha256s[index]).with_name(f'{self.sha256s[index]}.256.webp')


@dataclass(frozen=True, slots=True)
class FillBoard:
    """Puts tiles and their assets on a board in one commit."""

    records: tuple[tuple[Tile, Asset], ...]
    label: str = 'Fill the board'

    def compile(self, board: Board) -> tuple[Operation, ...]:
        del board
        tiles = (Operation('create', 'tile', tile.id, tile.to_fields()) for tile, _ in self.records)
        assets = (Operation('create', 'asset', asset.id, asset.to_fields()) for _, asset in self.records)
        return (*assets, *tiles)


@dataclass(frozen=True)
class Store:
    """The services that a board is made with."""

    boards: Boards
    pictures: Pictures
    preferences: Preferences


def made_board(count: int) -> MadeBoard:
    """The board of so many pictures; making it takes seconds for each thousand, the first time."""
    listed = MADE / f'{count}.json'
    if not listed.exists():
        print(f'making a board of {count:,} pictures, once', file=sys.stderr, flush=True)
        board = asyncio.run(_make(count))
        listed.write_text(json.dumps([board.id, board.sha256s]), 'utf-8')
    board_id, sha256s = json.loads(listed.read_text('utf-8'))
    if not (MADE / 'atlas' / board_id).exists():
        asyncio.run(_draw_atlas(board_id))
    return MadeBoard(board_id, count, tuple(sha256s))


def copy_for_a_run(directory: Path) -> None:
    """Give a run its own database and atlas; the pictures, which nothing changes, are shared."""
    for file in MADE.glob('imagegen.sqlite3*'):
        shutil.copy(file, directory)
    shutil.copytree(MADE / 'atlas', directory / 'atlas')
    os.symlink(MADE / 'blobs', directory / 'blobs')


@asynccontextmanager
async def open_store(directory: Path) -> AsyncIterator[Store]:
    """The services of a data directory."""
    database = await open_database(directory)
    try:
        yield Store(Boards(database), Pictures(database, Blobs(directory)), Preferences(database))
    finally:
        await database.close()


async def _make(count: int) -> MadeBoard:
    MADE.mkdir(parents=True, exist_ok=True)
    async with open_store(MADE) as store:
        board = await store.boards.create_board(f'{count:,} pictures')
        pictures = await _store_pictures(store.pictures, count)
        await store.pictures.slots(board.id, [picture.sha256 for picture in pictures])
        await _fill(board, pictures)
        # The peers open at this view too.
        await store.preferences.set(f'viewport:{board.id}', {'x': 0, 'y': 0, 'zoom': 1})
        return MadeBoard(board.id, count, tuple(picture.sha256 for picture in pictures))


async def _draw_atlas(board_id: str) -> None:
    """The board has been looked at before: its atlas is on the disk."""
    async with open_store(MADE) as store:
        for page in await store.pictures.atlas_pages(board_id):
            await store.pictures.atlas_page(board_id, page.side, page.page)
    (MADE / 'atlas' / board_id).mkdir(parents=True, exist_ok=True)  # pages of few pictures are not kept


async def _store_pictures(pictures: Pictures, count: int) -> list[Stored]:
    stored: list[Stored] = []
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count))
        stored += await asyncio.gather(*(_store_picture(pictures, number) for number in numbers))
    return stored


async def _store_picture(pictures: Pictures, number: int) -> Stored:
    return await pictures.store_picture(await asyncio.to_thread(jpeg, number))


async def _fill(board: OpenBoard, pictures: Iterable[Stored]) -> None:
    stored = list(pictures)
    scene = scene_of(len(stored))
    keys = order.many_between(None, None, len(stored))
    records = []
    for number, (picture, place, key) in enumerate(zip(stored, scene.tiles, keys, strict=True)):
        prompt, pixels, seed = prompt_of(number), (picture.width, picture.height), number * 7919 % 2**31
        asset = Asset(
            new_id(), picture.sha256, picture.mime, pixels, picture.bytes, prompt, seed, MODEL, MADE_AT, seconds=0.4
        )
        tile = Tile(
            new_id(), (place.x, place.y), (place.side, place.side), key, prompt, seed, MODEL, pixels, asset_id=asset.id
        )
        records.append((tile, asset))
    await board.do(FillBoard(tuple(records)), undoable=False)
