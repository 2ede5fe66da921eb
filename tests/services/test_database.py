import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from app.services.boards import Boards
from app.services.database import DATABASE, Database, open_database
from app.services.errors import AlreadyRunning, DatabaseBusy, DirectoryUnusable, RowRefused, SchemaNewer, StoreBroken
from app.services.preferences import Preferences
from app.services.tables import metadata

# Virtual tables of SQLite and what they keep themselves; no metadata can say them.
INDEX_OF_WORDS = ('search_words', 'search_vocabulary')


async def test_the_migrations_build_exactly_the_tables(database: Database) -> None:
    """After all migrations the database has what `tables` says, no more and no less."""

    def differences(connection: Connection) -> list[object]:
        def is_ours(name: str | None, kind: str, _: object) -> bool:
            return kind != 'table' or not (name or '').startswith(INDEX_OF_WORDS)

        return list(compare_metadata(MigrationContext.configure(connection, opts={'include_name': is_ours}), metadata))

    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_commit_is_synced_to_the_disk(database: Database) -> None:
    """The log is written ahead and synced at each commit, so that a power cut takes nothing back."""
    async with database.transaction() as connection:
        modes = [
            (await connection.execute(text(f'PRAGMA {name}'))).scalar() for name in ('journal_mode', 'synchronous')
        ]
    assert modes == ['wal', 2]


@pytest.mark.parametrize('value', [5, 0.5, True, 'a word', '5', [1, None], {'x': 0.1}])
async def test_json_of_every_kind_comes_back(database: Database, value: object) -> None:
    """A bare number too, which SQLite keeps as a number."""
    preferences = Preferences(database)
    await preferences.set('kept', value)
    assert await preferences.get('kept') == value
    assert await preferences.all() == {'kept': value}


async def test_an_error_in_a_transaction_takes_all_of_it_back(database: Database) -> None:
    """What was written before the error is gone."""
    with pytest.raises(RuntimeError):
        await _fail_after_writing(database)
    async with database.reading() as connection:
        assert (await connection.execute(text('SELECT count(*) FROM preferences'))).scalar() == 0


async def _fail_after_writing(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("INSERT INTO preferences VALUES ('local', 'theme', '1')"))
        raise RuntimeError


async def test_a_row_that_is_not_taken_is_told(database: Database) -> None:
    """The sentence tells of the row and not of a folder that cannot be written."""
    await _write_theme(database)
    with pytest.raises(RowRefused, match=r'refused a row \(UNIQUE .* try again\.$'):
        await _write_theme(database)


async def _write_theme(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("INSERT INTO preferences VALUES ('local', 'theme', '1')"))


async def test_a_database_in_other_hands_is_told(database: Database) -> None:
    """A program that holds it longer than a commit waits is what is to be closed."""
    with closing(sqlite3.connect(database.directory / DATABASE, isolation_level=None)) as other:
        other.execute('BEGIN IMMEDIATE')
        with pytest.raises(DatabaseBusy, match=r'Another program is using the database .* try again\.$'):
            await _write_theme(database)


async def test_a_second_process_is_sent_away(database: Database) -> None:
    """Another process on the same directory gets one sentence and leaves every byte as it was."""
    await Boards(database).start()
    before = _bytes_of(database.directory)
    script = (
        'import asyncio, sys; from pathlib import Path; from app.services.database import open_database\n'
        'from app.services.errors import AlreadyRunning\n'
        'try: asyncio.run(open_database(Path(sys.argv[1])))\n'
        'except AlreadyRunning as error: print(error)'
    )
    command = [sys.executable, '-c', script, str(database.directory)]
    assert _printed_by(command) == (
        f'Another ImageGen is using the folder {database.directory}; close it, '
        'or set IMAGEGEN_DATA_DIR to another folder.\n'
    )
    assert _bytes_of(database.directory) == before


async def test_the_directory_is_free_after_closing(tmp_path: Path) -> None:
    """Closed, also twice, the directory opens again in the same process."""
    for _ in range(2):
        database = await open_database(tmp_path)
        with pytest.raises(AlreadyRunning):
            await open_database(tmp_path)
        await database.close()
        await database.close()


@pytest.mark.parametrize('damage', ['not a database', 'a page overwritten', 'cut short', 'of another program'])
async def test_a_broken_database_is_told_and_left_alone(tmp_path: Path, damage: str) -> None:
    """One sentence that names the file; not a byte of it is changed, and the directory is let go."""
    path = tmp_path / DATABASE
    await _make(tmp_path)
    _damage(path, damage)
    before = path.read_bytes()
    for _ in range(2):
        with pytest.raises(StoreBroken, match='is damaged or is not ImageGen') as told:
            await open_database(tmp_path)
        assert told.value.path == path
    assert path.read_bytes() == before


async def _make(directory: Path) -> None:
    database = await open_database(directory)
    await Boards(database).start()
    await database.close()


def _damage(path: Path, damage: str) -> None:
    content = bytearray(path.read_bytes())
    if damage == 'of another program':
        path.unlink()
        with closing(sqlite3.connect(path)) as other:
            other.execute('CREATE TABLE songs (title TEXT)')
        return
    if damage == 'not a database':
        content = bytearray(b'Dear diary, ' * 1_000)
    elif damage == 'cut short':
        content = content[: len(content) // 2]
    else:
        content[4096:20480] = b'\xa5' * 16384
    path.write_bytes(content)


async def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    """What a newer ImageGen wrote is not opened, and not changed."""
    await (await open_database(tmp_path)).close()
    path = tmp_path / DATABASE
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(SchemaNewer, match='update ImageGen'):
        await open_database(tmp_path)
    assert path.read_bytes() == before


async def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A path under a file is no folder, and the sentence says what to do."""
    (tmp_path / 'file').write_text('x')
    with pytest.raises(DirectoryUnusable, match='set IMAGEGEN_DATA_DIR'):
        await open_database(tmp_path / 'file' / 'data')


def _bytes_of(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


def _printed_by(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
