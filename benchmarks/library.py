"""`make bench-library`: what keeping and finding costs on the server.

1,000 boards as the page asks for them; a board of 5,000 pictures out to a file and back into an empty place; a backup,
its way back, and a check. With FORMAT=json one JSON object a row goes to stdout and nothing else; ROUNDS is 3.
"""

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.domain.contents import Contents, contents_of, operations_of
from app.domain.ids import new_id
from app.domain.records import BoardRecord, utc_text
from app.services.backup import back_up, restore, verify
from app.services.blobs import Blobs
from app.services.board_file import export_board, import_board
from app.services.boards import Boards
from app.services.database import open_database
from app.services.pictures import Pictures
from benchmarks.canvas.boards import copy_for_a_run, made_board
from tests.services.conftest import NOW, a_tile, an_asset

BOARDS: Final = 1000
PICTURES: Final = 5000
LIMITS_MS: Final = {'page of 1,000 boards': 300.0}


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
    return took


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
            print(json.dumps({'what': name, 'ms': round(took, 1), 'limit_ms': LIMITS_MS.get(name), 'load': load}))
        return
    print(f'Medians of {len(rounds)} rounds. Load average {load:.1f}.\n\n| what | ms | limit |\n|---|---|---|')
    for name, took in middle.items():
        print(f'| {name} | {took:,.0f} | {LIMITS_MS.get(name, "–")} |')


if __name__ == '__main__':
    main()
