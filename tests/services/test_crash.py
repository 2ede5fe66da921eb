import hashlib
import random
import subprocess
import sys
from pathlib import Path

from app.services.blobs import Blobs
from app.services.boards import Boards, OpenBoard
from app.services.database import open_database

KILLS = 4


async def test_kill_9_loses_nothing_that_was_said_to_be_saved(tmp_path: Path) -> None:
    """Killed at random moments, again and again: all that was printed as saved is there, and no half file is."""
    dice = random.SystemRandom()
    saved: list[list[str]] = []
    for _ in range(KILLS):
        saved += _killed_after(tmp_path, dice.randint(1, 25))
        database = await open_database(tmp_path)
        blobs = Blobs(tmp_path)
        await blobs.tidy()
        boards = Boards(database)
        (only,) = await boards.list_boards()
        board = await boards.open(only.id)
        for line in saved:
            _check(board, blobs, line)
        assert all(blobs.has(asset.sha256) for asset in board.board.assets.values())
        _check_files(tmp_path)
        undone = await board.undo()
        assert undone.operations
        await board.redo()
        await database.close()
    assert len(saved) >= KILLS


def _killed_after(directory: Path, lines: int) -> list[list[str]]:
    """Run the writer until it has printed so many lines; return all that it printed before it died."""
    command = [sys.executable, '-m', 'tests.services.writer', str(directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        printed = [writer.stdout.readline() for _ in range(lines)]
        writer.kill()
        printed += writer.stdout.readlines()
    # The kill may have cut the last line short.
    return [line.split() for line in printed if line.endswith('\n')]


def _check(board: OpenBoard, blobs: Blobs, line: list[str]) -> None:
    what, id, value = line
    tile = board.board.tiles[id]
    if what == 'tile':
        asset = board.board.asset_of(tile)
        assert asset is not None
        assert asset.sha256 == value
        assert hashlib.sha256(blobs.path(value).read_bytes()).hexdigest() == value
    elif what == 'moved':
        assert tile.position == (float(value), 0)
    else:
        assert tile.prompt == f'prompt {value}'


def _check_files(directory: Path) -> None:
    for path in directory.glob('blobs/*/*'):
        assert path.suffix in ('', '.webp')
        content = path.read_bytes()
        if path.suffix == '.webp':
            assert content[:4] == b'RIFF'
            assert int.from_bytes(content[4:8], 'little') == len(content) - 8
        else:
            assert hashlib.sha256(content).hexdigest() == path.name
