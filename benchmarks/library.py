"""`make bench-library`: what keeping and finding costs on the server.

1,000 boards as the page asks for them; a board of 5,000 pictures out to a file and back into an empty place; a backup,
its way back, and a check; the search over 100,000 pictures beside a plain look at all of them, and the memory of a
process that has them. With FORMAT=json one JSON object a row goes to stdout and nothing else; ROUNDS is 3.
"""

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from app.domain import order
from app.domain.contents import Contents, contents_of, operations_of
from app.domain.ids import new_id
from app.domain.records import BoardRecord, utc_text
from app.services.backup import back_up, restore, verify
from app.services.blobs import Blobs
from app.services.board_file import export_board, import_board
from app.services.boards import Boards
from app.services.database import Database, open_database
from app.services.pictures import Pictures
from app.services.search.index import SqliteSearch
from app.services.search.query import parsed
from app.services.tables import records
from benchmarks.canvas.boards import copy_for_a_run, made_board
from tests.services.conftest import NOW, a_tile, an_asset

BOARDS: Final = 1000
MEMORY: Final = 'memory with 100,000 pictures on 20 boards, each opened (MB)'
PICTURES: Final = 5000
WORDS: Final = (
    *('harbour', 'fog', 'oak', 'fox', 'red', 'boats', 'glass', 'robot', 'dawn', 'moon', 'rain', 'ink', 'paper', 'sea'),
    *('lantern', 'winter', 'bridge', 'castle', 'market', 'forest', 'mirror', 'window', 'garden', 'tiger', 'planet'),
    *('storm', 'canyon', 'violin', 'copper', 'velvet'),
)
ASSETS: Final = 100_000
SEARCHES: Final = {
    'one word': 'lantern',
    'two beginnings': 'lan win',
    'a misspelt word': 'lanetrn',
    'a word and a model': 'lantern model:sketch',
    'a word and a rating that nothing has': 'lantern rating:5',
    'a word and a board': 'lantern board:"board 3"',
    'a word, before a day that nothing is': 'lantern before:2020-01-01',
}
TRIES: Final = 9
LIMITS: Final = {'page of 1,000 boards': 300.0, **{f'search: {name}': 50.0 for name in SEARCHES}, MEMORY: 250.0}


async def measure(folder: Path) -> dict[str, float]:
    """Milliseconds by what was done."""
    took: dict[str, float] = {}

    async def timed(name: str, work: Awaitable[Any]) -> Any:  # noqa: ANN401 -- whatever the work gives
        begin = time.perf_counter()
        given = await work
        took[name] = (time.perf_counter() - begin) * 1000
        return given

    def later(name: str, act: Callable[..., Any], *given: Any) -> Awaitable[Any]:  # noqa: ANN401 -- as above
        return timed(name, asyncio.to_thread(act, *given))

    await _boards(folder / 'many', timed)
    here, there, again = folder / 'here', folder / 'there', folder / 'again'
    here.mkdir()
    board = made_board(PICTURES)
    copy_for_a_run(here)
    database, elsewhere = await open_database(here), await open_database(there)
    try:
        contents = contents_of((await Boards(database).open(board.id)).board)
        file, backup = folder / 'board.imagegen', folder / 'all.zip'
        await later(f'export of {PICTURES:,} pictures', export_board, file, contents, Blobs(here))
        pictures = Pictures(elsewhere, Blobs(there))
        imported = await timed('import of them', import_board(file, file.name, Boards(elsewhere), pictures))
        assert len(imported.board.tiles) == PICTURES
        assert {asset.sha256 for asset in imported.board.assets.values()} == set(contents.sha256s)
        await later('backup of them, while open', back_up, there, backup)
        await later('restore', restore, backup, again)
        assert (await later('verify', verify, again)).problems == ()
    finally:
        await database.close()
        await elsewhere.close()
    await _search(folder / 'searched', took)
    return took


async def _search(folder: Path, took: dict[str, float]) -> None:
    """The median of some tries each; `took` gets the memory of a process of its own too."""
    dice = random.Random(1)  # noqa: S311 -- the same every time
    database = await open_database(folder)
    try:
        boards = Boards(database)
        for number in range(20):
            await _fill(boards, f'board {number}', ASSETS // 20, dice)
        search = SqliteSearch(database)
        for name, line in SEARCHES.items():
            took[f'search: {name}'] = await _median_ms(partial(search.find, parsed(line), 8))
        found = await search.find(parsed('lantern'), 8)
        assert len([hit for hit in found.hits if hit.kind == 'tile']) == 8
        took['a look at all of them for one word'] = await _median_ms(partial(_look_at_all, database, 'lantern'))
    finally:
        await database.close()
    process = [sys.executable, '-c', OPENING, str(folder)]
    took[MEMORY] = float(await asyncio.to_thread(subprocess.check_output, process, text=True))


OPENING: Final = """
import asyncio, sys
from pathlib import Path
from app.settings import Settings
from app.ui import server
from app.wiring import open_studio
async def open_all():
    async with open_studio(Settings(data_dir=Path(sys.argv[1]))) as studio:
        for board in await studio.boards.newest():
            await studio.boards.open(board.id)
        rollup = open('/proc/self/smaps_rollup').read().splitlines()
        print(sum(int(line.split()[1]) for line in rollup if line.startswith('Pss:')) / 1024)
asyncio.run(open_all())
"""


async def _fill(boards: Boards, name: str, count: int, dice: random.Random) -> None:
    pairs = []
    for key in order.many_between(None, None, count):
        prompt = ' '.join(dice.choices(WORDS, k=8))
        asset = an_asset(prompt)
        pairs.append((replace(a_tile(prompt), order_key=key, asset_id=asset.id), asset))
    record = BoardRecord(new_id(), name, utc_text(NOW))
    contents = Contents(record, tuple(tile for tile, _ in pairs), tuple(asset for _, asset in pairs))
    await boards.add_board(record.id, operations_of(contents, record.id))


async def _median_ms(act: Callable[[], Awaitable[Any]]) -> float:
    tries = []
    for _ in range(TRIES):
        begin = time.perf_counter()
        await act()
        tries.append((time.perf_counter() - begin) * 1000)
    return statistics.median(tries)


async def _look_at_all(database: Database, word: str) -> None:
    """What would be done without an index: every tile's prompt is looked at."""
    like = func.json_extract(records.c.fields, '$.prompt').ilike(f'%{word}%')
    query = select(records.c.id).where(records.c.kind == 'tile', like).order_by(records.c.id.desc()).limit(8)
    async with database.reading() as connection:
        assert len((await connection.execute(query)).all()) == 8


async def _boards(folder: Path, timed: Callable[[str, Awaitable[Any]], Awaitable[Any]]) -> None:
    database = await open_database(folder)
    try:
        boards = Boards(database)
        for number in range(BOARDS - 1):
            assets = tuple(an_asset() for _ in range(4))
            tiles = tuple(replace(a_tile(), order_key='a0', asset_id=asset.id) for asset in assets)
            record = BoardRecord(new_id(), f'board {number}', utc_text(NOW))
            await boards.add_board(record.id, operations_of(Contents(record, tiles, assets), record.id))
        await timed(f'page of {BOARDS:,} boards', boards.page())
        await timed('boards by name', boards.page('board 7'))
    finally:
        await database.close()


def main() -> None:
    """Run the rounds and print the medians."""
    rounds = []
    for _ in range(int(os.environ.get('ROUNDS', '3'))):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            rounds.append(asyncio.run(measure(Path(name))))
    middle = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    load = os.getloadavg()[0]
    if os.environ.get('FORMAT') == 'json':
        for name, took in middle.items():
            print(json.dumps({'what': name, 'took': round(took, 1), 'limit': LIMITS.get(name), 'load': load}))
        return
    print(f'Medians of {len(rounds)} rounds. Load average {load:.1f}.\n\n| what | ms | limit |\n|---|---|---|')
    for name, took in middle.items():
        print(f'| {name} | {took:,.0f} | {LIMITS.get(name, "–")} |')


if __name__ == '__main__':
    main()
