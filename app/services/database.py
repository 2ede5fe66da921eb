"""The data directory: one process, one SQLite database, migrated when it is opened."""

import asyncio
import contextlib
import errno
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import orjson
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.services.errors import (
    AlreadyRunning,
    DatabaseBusy,
    DirectoryUnusable,
    DiskFull,
    RowRefused,
    SchemaNewer,
    StoreBroken,
    StoreError,
)

DATABASE = 'imagegen.sqlite3'
LOCK = 'imagegen.lock'
MIGRATIONS = Path(__file__).parent / 'migrations'

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# FULL: in WAL mode NORMAL does not sync the log at a commit, so that a power cut takes back what was shown as saved.
_PRAGMAS = (
    'PRAGMA busy_timeout = 5000',
    'PRAGMA journal_mode = WAL',
    'PRAGMA synchronous = FULL',
    'PRAGMA foreign_keys = ON',
)


class Database:
    """An open data directory. `transaction` writes, one at a time; `reading` sees one consistent state."""

    def __init__(self, directory: Path, engine: AsyncEngine, lock: FileLock) -> None:
        self.directory = directory
        self._engine = engine
        self._lock = lock
        self._writing = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Commit at the end of the block, or, on an error, nothing. Raises StoreError; not reentrant."""
        async with self._writing:
            with telling(self.directory):
                async with self._engine.connect() as connection:
                    await connection.execution_options(writes=True)
                    async with connection.begin():
                        yield connection

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Raises StoreError."""
        with telling(self.directory):
            async with self._engine.connect() as connection:
                yield connection

    async def close(self) -> None:
        """Wait for the write under way, close every connection and free the directory. May be called twice."""
        async with self._writing:
            await self._engine.dispose()
        self._lock.release()


async def open_database(directory: Path) -> Database:
    """Lock, check, migrate and open the database of a data directory, which is made where it is missing.

    Raises StoreError with one sentence; a directory that is in use, broken or newer is left as it was.
    """
    lock = await asyncio.to_thread(_take, directory)
    try:
        await asyncio.to_thread(_prepare, directory)
        engine = create_async_engine(
            f'sqlite+aiosqlite:///{directory / DATABASE}', json_serializer=_dump, json_deserializer=_load
        )
        _set_up(engine.sync_engine)
        return Database(directory, engine, lock)
    except BaseException:
        lock.release()
        raise


@contextlib.contextmanager
def telling(directory: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say about a directory into StoreError."""
    try:
        yield
    except DBAPIError as error:
        raise _store_error(error.orig, directory) from error
    except (sqlite3.Error, OSError) as error:
        raise _store_error(error, directory) from error


def _take(directory: Path) -> FileLock:
    with telling(directory):
        directory.mkdir(parents=True, exist_ok=True)
        # Held for the life of the process and let go by the system when it dies, however it dies.
        lock = FileLock(directory / LOCK, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise AlreadyRunning(
                f'Another ImageGen is using the folder {directory}; close it, '
                'or set IMAGEGEN_DATA_DIR to another folder.',
                directory,
            ) from error
        return lock


def _prepare(directory: Path) -> None:
    path = directory / DATABASE
    with telling(directory):
        _check_writable(directory)
        at_head = False
        if path.exists() and path.stat().st_size > 0:
            at_head = _check(directory)
        if not at_head:
            _migrate(path)


def _check_writable(directory: Path) -> None:
    probe = directory / '.writable'
    probe.write_bytes(b'')
    probe.unlink()


def _check(directory: Path) -> bool:
    """Read the database without changing it; return whether its schema is this program's newest."""
    path = directory / DATABASE
    with contextlib.closing(sqlite3.connect(f'{path.absolute().as_uri()}?mode=ro', uri=True)) as connection:
        problems = connection.execute('PRAGMA quick_check(1)').fetchone()
        if problems != ('ok',):
            raise StoreBroken(_broken(path), path)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if 'alembic_version' not in tables and tables:
            raise StoreBroken(_broken(path), path)
        revisions = [row[0] for row in connection.execute('SELECT version_num FROM alembic_version')] if tables else []
    script = ScriptDirectory.from_config(_alembic())
    known = {revision.revision for revision in script.walk_revisions()}
    for revision in revisions:
        if revision not in known:
            raise SchemaNewer(
                f'The folder {directory} was written by a newer ImageGen (schema {revision}); '
                'update ImageGen to open it.',
                directory,
            )
    return revisions == script.get_heads()


def _migrate(path: Path) -> None:
    engine = create_engine(f'sqlite:///{path}', json_serializer=_dump)
    _set_up(engine)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            config = _alembic()
            config.attributes['connection'] = connection
            command.upgrade(config, 'head')
    finally:
        engine.dispose()


def _alembic() -> Config:
    config = Config()
    config.set_main_option('script_location', str(MIGRATIONS).replace('%', '%%'))
    config.set_main_option('path_separator', 'os')
    return config


def _set_up(engine: Engine) -> None:
    """Let SQLAlchemy, not sqlite3, begin transactions: sqlite3 begins none before a SELECT or DDL."""

    @event.listens_for(engine, 'connect')
    def connected(connection: Any, _: object) -> None:  # noqa: ANN401 -- sqlite3's or SQLAlchemy's adapted connection
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, 'begin')
    def begun(connection: Connection) -> None:
        # A transaction that reads first and writes later could find itself behind another writer, with no way on.
        writes = connection.get_execution_options().get('writes', False)
        connection.exec_driver_sql('BEGIN IMMEDIATE' if writes else 'BEGIN')


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'), allow_nan=False)


def _load(stored: object) -> Any:  # noqa: ANN401 -- whatever JSON may hold
    if not isinstance(stored, str | bytes):
        raise TypeError('SQLite keeps a bare number as one, and SQLAlchemy takes it as it is where this is raised.')
    return orjson.loads(stored)


def _store_error(error: BaseException | None, directory: Path) -> StoreError:
    if not isinstance(error, OSError):
        return _sqlite_error(error, directory)
    if error.errno in _FULL:
        return _full(directory)
    return DirectoryUnusable(_unusable(directory, error.strerror or str(error)), directory)


def _sqlite_error(error: BaseException | None, directory: Path) -> StoreError:
    path = directory / DATABASE
    match getattr(error, 'sqlite_errorname', '').split('_')[:2]:
        case ['SQLITE', 'FULL']:
            return _full(directory)
        case ['SQLITE', 'CORRUPT' | 'NOTADB']:
            return StoreBroken(_broken(path), path)
        case ['SQLITE', 'BUSY' | 'LOCKED']:
            return DatabaseBusy(_not_saved(f'Another program is using the database {path}', 'close that program'), path)
        case ['SQLITE', 'CONSTRAINT']:
            return RowRefused(_not_saved(f'The database {path} refused a row ({error})', 'reload the page'), path)
    return DirectoryUnusable(_unusable(directory, str(error)), directory)


def _not_saved(what: str, cure: str) -> str:
    return f'{what}: the last change is not saved, all before it is; {cure} and try again.'


def _full(directory: Path) -> DiskFull:
    return DiskFull(_not_saved(f'The disk of {directory} is full', 'free some room'), directory)


def _broken(path: Path) -> str:
    return (
        f'The database {path} is damaged or is not ImageGen’s; it was left as it is: '
        'move it away to start afresh, or restore it from a backup.'
    )


def _unusable(directory: Path, reason: str) -> str:
    return (
        f'The folder {directory} cannot be used ({reason}); make it writable, '
        'or set IMAGEGEN_DATA_DIR to another folder.'
    )
