"""Saves pictures and mutations for ever, and prints each once it is saved: `python -m tests.services.writer DIR`."""

import asyncio
import sys
from pathlib import Path

from app.domain.mutation import AddPicture, MoveTiles, PatchTile
from app.domain.records import Asset
from app.services.blobs import Blobs
from app.services.boards import Boards
from app.services.database import open_database
from app.services.pictures import Pictures
from tests.services.conftest import a_picture, a_tile, an_asset


async def main(directory: Path) -> None:
    database = await open_database(directory)
    boards, blobs = Boards(database), Blobs(directory)
    pictures = Pictures(database, blobs)
    board = await boards.open((await boards.list_boards())[0].id)
    number = len(board.board.tiles)
    while True:
        number += 1
        stored = await pictures.store_picture(a_picture(f'#{number * 7919 % 0xFFFFFF:06x}', (300, 200)), board.id)
        asset: Asset = an_asset(sha256=stored.sha256)
        tile = a_tile(f'picture {number}')
        await board.do(AddPicture(tile, asset))
        print('tile', tile.id, stored.sha256, flush=True)
        await board.do(MoveTiles((tile.id,), number, 0))
        print('moved', tile.id, number, flush=True)
        await board.do(PatchTile(tile.id, {'prompt': f'prompt {number}'}), group='typing')
        print('prompt', tile.id, number, flush=True)


if __name__ == '__main__':
    asyncio.run(main(Path(sys.argv[1])))
