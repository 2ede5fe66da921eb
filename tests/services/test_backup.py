import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.mutation import AddAsset, AddTile
from app.services.backup import back_up, restore, verify
from app.services.blobs import Blobs
from app.services.boards import Boards, OpenBoard
from app.services.database import DATABASE, Database, open_database
from app.services.errors import DirectoryUnusable, FileRefused
from app.services.pictures import Pictures
from tests.services.conftest import a_picture, a_tile, an_asset
from tests.services.test_board_file import changed


@pytest.fixture
async def kept(database: Database, board: OpenBoard) -> list[str]:
    """Two pictures on the disk, of which the board shows one, a tile, and a live picture; their hashes."""
    pictures = Pictures(database, Blobs(database.directory))
    stored = [await pictures.store_picture(a_picture(color)) for color in ('red', 'lime')]
    await board.do(AddAsset(an_asset(sha256=stored[0].sha256)))
    await board.do(AddTile(a_tile()))
    frame = database.directory / 'frames' / stored[1].sha256[:2] / stored[1].sha256
    frame.parent.mkdir(parents=True)
    frame.write_bytes(a_picture('lime'))
    return [one.sha256 for one in stored]


async def test_a_backup_while_running_comes_back_whole(
    database: Database, board: OpenBoard, kept: list[str], tmp_path: Path
) -> None:
    """Written beside an open database; what is changed after it is not in it."""
    told: list[tuple[int, int]] = []
    assert back_up(database.directory, tmp_path / 'all.zip', lambda *done: told.append(done)).pictures == 3
    assert told[-1] == (3, 3)
    tiles = set(board.board.tiles)
    await board.do(AddTile(a_tile('later')))
    place = tmp_path / 'new'
    assert restore(tmp_path / 'all.zip', place) == 3
    assert verify(place).problems == ()
    assert _names(place) == {DATABASE, 'blobs', 'frames'}
    other = await open_database(place)
    try:
        assert set((await Boards(other).open(board.id)).board.tiles) == tiles
        assert [Blobs(place).get_now(sha256) for sha256 in kept] == [a_picture('red'), a_picture('lime')]
        assert (place / 'frames' / kept[1][:2] / kept[1]).read_bytes() == a_picture('lime')
    finally:
        await other.close()


async def test_nothing_is_restored_over_something(database: Database, kept: list[str], tmp_path: Path) -> None:
    """An empty folder is filled; one with anything in it is left alone."""
    del kept
    back_up(database.directory, tmp_path / 'all.zip')
    (tmp_path / 'empty').mkdir()
    assert restore(tmp_path / 'all.zip', tmp_path / 'empty') == 3
    (tmp_path / 'full').mkdir()
    (tmp_path / 'full' / 'mine.txt').write_text('mine')
    with pytest.raises(DirectoryUnusable, match='is not empty; set IMAGEGEN_DATA_DIR to an empty folder'):
        restore(tmp_path / 'all.zip', tmp_path / 'full')
    assert _names(tmp_path / 'full') == {'mine.txt'}


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _lose_picture(entries: dict[str, bytes]) -> None:
    del entries[next(name for name in entries if name.startswith('blobs/'))]


def _swap_picture(entries: dict[str, bytes]) -> None:
    entries[next(name for name in entries if name.startswith('blobs/'))] = b'x'


@pytest.mark.parametrize(
    ('change', 'sentence'),
    [
        (_swap_picture, 'is not what it was'),
        (lambda e: e.update({DATABASE: b'x'}), 'its database is not what it was'),
        (lambda e: e.pop(DATABASE), 'it has no imagegen.sqlite3'),
        (
            lambda e: e.pop(next(name for name in e if name.startswith('blobs/'))),
            'it holds 2 pictures and should hold 3',
        ),
        (lambda e: e.update({'blobs/../../x': b'x'}), 'is refused: it holds "blobs/../../x"'),
        (lambda e: e.pop('manifest.json'), 'is no backup of ImageGen'),
    ],
)
async def test_a_backup_that_is_not_as_it_was_is_refused(
    database: Database,
    kept: list[str],
    tmp_path: Path,
    change: Callable[[dict[str, bytes]], None],
    sentence: str,
) -> None:
    """And the folder that it was for is not made; nothing is left beside it."""
    del kept
    back_up(database.directory, tmp_path / 'all.zip')
    broken = changed(tmp_path / 'all.zip', change)
    before = _names(tmp_path)
    with pytest.raises(FileRefused) as refusal:
        restore(broken, tmp_path / 'new')
    assert sentence in str(refusal.value)
    assert _names(tmp_path) == before


async def test_damage_is_found_and_left_out_of_a_backup(database: Database, kept: list[str], tmp_path: Path) -> None:
    """A picture that changed or is gone is named, and so is a damaged database."""
    blobs = Blobs(database.directory)
    assert verify(database.directory).problems == ()
    blobs.path(kept[0]).write_bytes(b'changed')
    (problem,) = verify(database.directory).problems
    assert problem.startswith(f'The picture {kept[0][:12]} is damaged on the disk')
    verdict = back_up(database.directory, tmp_path / 'all.zip')
    assert verdict.pictures == 2
    assert 'is damaged and not in the backup' in verdict.problems[0]
    assert restore(tmp_path / 'all.zip', tmp_path / 'new') == 2
    blobs.path(kept[0]).unlink()
    (problem,) = verify(database.directory).problems
    assert 'is not in the data directory' in problem


def test_a_folder_without_a_database_is_told(tmp_path: Path) -> None:
    """Both ways of looking at it say which folder, and make nothing in it."""
    with pytest.raises(DirectoryUnusable, match='holds no ImageGen; name its folder by IMAGEGEN_DATA_DIR'):
        verify(tmp_path)
    with pytest.raises(DirectoryUnusable, match='holds no ImageGen'):
        back_up(tmp_path, tmp_path / 'all.zip')
    assert _names(tmp_path) == set()


async def test_a_damaged_index_is_found(database: Database, kept: list[str], tmp_path: Path) -> None:
    """SQLite's own check of every page."""
    del kept
    back_up(database.directory, tmp_path / 'all.zip')
    restore(tmp_path / 'all.zip', tmp_path / 'new')
    with closing(sqlite3.connect(tmp_path / 'new' / DATABASE)) as broken:
        broken.execute('PRAGMA writable_schema = ON')
        # Its entries are no longer those that its table gives.
        other = 'CREATE INDEX ix_search_docs_sha256 ON search_docs (words, kind)'
        broken.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'ix_search_docs_sha256'", (other,))
        broken.commit()
    assert any('The database is damaged' in problem for problem in verify(tmp_path / 'new').problems)


def test_a_backup_is_a_plain_zip(tmp_path: Path) -> None:
    """Any program can look into it."""
    data = tmp_path / 'data'
    data.mkdir()
    with closing(sqlite3.connect(data / DATABASE)) as database:
        database.execute('CREATE TABLE records (kind, fields, deleted)')
    back_up(data, tmp_path / 'all.zip')
    with zipfile.ZipFile(tmp_path / 'all.zip') as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [DATABASE, 'manifest.json']
