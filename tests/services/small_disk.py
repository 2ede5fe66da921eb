"""What the store does on a full and on a read-only disk; runs where such a disk is mounted and prints `done`.

`python -m tests.services.small_disk full|readonly|opened DIR`; run by test_disk.py in a mount namespace of its own.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp, Message

from app.domain.mutation import AddTile
from app.services.blobs import Blobs
from app.services.boards import Boards
from app.services.database import open_database
from app.services.errors import DirectoryUnusable, DiskFull
from app.settings import Settings
from app.ui.server import build_app
from app.wiring import open_studio
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


async def opened(disk: Path) -> None:
    """A board opens for looking at on a disk that is full."""
    settings = Settings(data_dir=disk / 'data')
    async with open_studio(settings) as studio:
        app = build_app(studio, ['127.0.0.1:8080'])
        with suppress(OSError), (disk / 'ballast').open('wb', buffering=0) as ballast:
            while True:
                ballast.write(bytes(4096))
        with suppress(DiskFull):
            while True:
                await studio.preferences.set('ballast', 'x' * 9_000)
        async with (
            serving(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url='http://127.0.0.1:8080') as client,
        ):
            page = await client.get('/')
        assert page.status_code == 200
        assert '/api/boards/' in page.text, page.text


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[None]:
    """What a server says to an app when it starts and ends."""
    said: asyncio.Queue[Message] = asyncio.Queue()
    heard: asyncio.Queue[Message] = asyncio.Queue()
    life = asyncio.ensure_future(app({'type': 'lifespan'}, said.get, heard.put))
    said.put_nowait({'type': 'lifespan.startup'})
    assert (await heard.get())['type'] == 'lifespan.startup.complete'
    yield
    said.put_nowait({'type': 'lifespan.shutdown'})
    await life


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
    asyncio.run({'full': full, 'readonly': readonly, 'opened': opened}[sys.argv[1]](Path(sys.argv[2])))
    print('done')
