"""What the store does on a full and on a read-only disk; runs where such a disk is mounted and prints `done`.

`python -m tests.services.small_disk full|readonly DIR`; run by test_disk.py in a mount namespace of its own.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.mutation import AddTile
from app.services.blobs import Blobs
from app.services.boards import Boards
from app.services.database import open_database
from app.services.errors import DirectoryUnusable, DiskFull
from tests.services.conftest import a_tile


async def full(disk: Path) -> None:
    ballast = disk / 'ballast'
    database = await open_database(disk / 'data')
    ballast.write_bytes(bytes(400_000))
    boards, blobs = Boards(database), Blobs(disk / 'data')
    board = await boards.open((await boards.list_boards())[0].id)

    sentences = set()
    saved = set()
    for _ in range(1_000):
        try:
            saved.add(await blobs.put(os.urandom(100_000)))
        except DiskFull as error:
            sentences.add(str(error))
            break
    for _ in range(1_000):
        tile = a_tile('x' * 9_000)
        try:
            await board.do(AddTile(tile))
        except DiskFull as error:
            sentences.add(str(error))
            assert tile.id not in board.board.tiles
            break
    assert len(sentences) == 1, sentences
    assert 'is full' in sentences.pop()
    assert board.rev == len(board.board.tiles)
    files = {path.name for path in files_of(disk / 'data' / 'blobs')}
    assert files == saved, files ^ saved
    again = await Boards(database).open(board.id)
    assert again.board == board.board

    ballast.unlink()
    await board.do(AddTile(a_tile()))
    await database.close()


async def readonly(disk: Path) -> None:
    database = await open_database(disk / 'data')
    await Boards(database).start()
    await database.close()
    before = files_of(disk)
    remount_readonly(disk)
    for directory in (disk / 'data', disk / 'new'):
        with pytest.raises(DirectoryUnusable, match='Read-only file system'):
            await open_database(directory)
    assert files_of(disk) == before


def files_of(directory: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in directory.rglob('*') if path.is_file()}


def remount_readonly(disk: Path) -> None:
    subprocess.run(['mount', '-o', 'remount,ro', str(disk)], check=True)


if __name__ == '__main__':
    asyncio.run({'full': full, 'readonly': readonly}[sys.argv[1]](Path(sys.argv[2])))
    print('done')
