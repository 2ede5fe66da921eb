"""The whole data directory as one zip, written while ImageGen runs; put back into an empty place; and checked in place.

manifest.json       format, version, who wrote it, hash of the database, how many files
imagegen.sqlite3    a consistent state of the database
blobs/SHA256        pictures as they were stored
frames/SHA256       live pictures of the strips

Keys are in no backup, nor is what can be made again (thumbnails, pages of the atlas). All functions block.
"""

import hashlib
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.ids import is_sha256
from app.services.blobs import Blobs
from app.services.database import DATABASE, telling
from app.services.errors import BlobMissing, DirectoryUnusable
from app.services.zips import MANIFEST, CarriedZip, Progress, add_manifest, new_zip

FORMAT: Final = 'imagegen backup'
VERSION: Final = 1
FOLDERS: Final = ('blobs/', 'frames/')


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: how many pictures are sound, and a sentence for each problem."""

    pictures: int
    problems: tuple[str, ...]


def back_up(directory: Path, target: Path, progress: Progress | None = None) -> Verdict:
    """Write a backup of a data directory, which may be in use, to a file that did not exist.

    Pictures that are damaged on the disk are left out, and told. Raises FileRefused, StoreError; no half file is left.
    """
    _expect_database(directory)
    kept = 0
    problems = []
    with new_zip(target) as archive:
        database = _add_database(archive, directory)
        files = list(_files(directory))
        for number, (name, path) in enumerate(files, 1):
            content = _read(directory, path)
            if content is None:
                pass  # removed while the backup was written: the strip of a tile has an end
            elif hashlib.sha256(content).hexdigest() == path.name:
                archive.writestr(name, content)
                kept += 1
            else:
                problems.append(f'{path} is damaged and not in the backup; restore it from an older one.')
            if progress:
                progress(number, len(files))
        add_manifest(archive, FORMAT, VERSION, {'database': database, 'files': kept})
    return Verdict(kept, tuple(problems))


def restore(source: Path, directory: Path, progress: Progress | None = None) -> int:
    """Put a backup into a folder that is empty or not there; return how many pictures it holds.

    The folder gets all of it or nothing. Raises FileRefused, StoreError.
    """
    with telling(directory):
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise DirectoryUnusable(f'{directory} is not empty; set IMAGEGEN_DATA_DIR to an empty folder.', directory)
        backup = CarriedZip(source, source.name, 'backup of ImageGen; choose a file that it has written', _may_hold)
        try:
            directory.parent.mkdir(parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(dir=directory.parent, prefix=f'.{directory.name}-'))
            try:
                count = _unpack(backup, made, progress)
                if directory.exists():
                    directory.rmdir()
                made.rename(directory)
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise
        finally:
            backup.close()
    return count


def verify(directory: Path, progress: Progress | None = None) -> Verdict:
    """Check the database, and that every picture it names is there and is what it was; change nothing.

    Raises StoreError.
    """
    _expect_database(directory)
    with telling(directory), closing(_reading(directory)) as database:
        answers = [str(row[0]) for row in database.execute('PRAGMA integrity_check(10)')]
        problems = [f'The database is damaged: {answer}; restore a backup.' for answer in answers if answer != 'ok']
        sha256s = _pictures_named(database)
    blobs = Blobs(directory)
    for number, sha256 in enumerate(sha256s, 1):
        try:
            blobs.get_now(sha256)
        except BlobMissing as error:
            problems.append(str(error))
        if progress:
            progress(number, len(sha256s))
    return Verdict(len(sha256s), tuple(problems))


def _expect_database(directory: Path) -> None:
    if not (directory / DATABASE).is_file():
        raise DirectoryUnusable(f'{directory} holds no ImageGen; name its folder by IMAGEGEN_DATA_DIR.', directory)


def _reading(directory: Path) -> sqlite3.Connection:
    return sqlite3.connect(f'{(directory / DATABASE).resolve().as_uri()}?mode=ro', uri=True, timeout=30)


def _pictures_named(database: sqlite3.Connection) -> list[str]:
    """The hashes of all pictures that records show, a person's favorites among them."""
    rows = database.execute(
        "SELECT DISTINCT json_extract(fields, '$.sha256') FROM records"
        " WHERE kind IN ('asset', 'favorite') AND NOT deleted ORDER BY 1"
    )
    return [sha256 for (sha256,) in rows if is_sha256(sha256)]


def _add_database(archive: zipfile.ZipFile, directory: Path) -> str:
    """Add a consistent copy of the database; return its sha256."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        with telling(directory), closing(_reading(directory)) as database:
            database.execute('VACUUM INTO ?', (str(copy),))
        archive.write(copy, DATABASE)
        with copy.open('rb') as file:
            return hashlib.file_digest(file, 'sha256').hexdigest()


def _read(directory: Path, path: Path) -> bytes | None:
    with telling(directory):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def _files(directory: Path) -> Iterator[tuple[str, Path]]:
    """What belongs to a backup beside the database: files that are named by their hash."""
    for folder in FOLDERS:
        for path in sorted((directory / folder).rglob('*')):
            if is_sha256(path.name) and path.is_file():
                yield folder + path.name, path


def _may_hold(entry: str) -> bool:
    folder = next((folder for folder in FOLDERS if entry.startswith(folder)), None)
    return entry == DATABASE or (folder is not None and is_sha256(entry.removeprefix(folder)))


def _unpack(backup: CarriedZip, folder: Path, progress: Progress | None) -> int:
    manifest = backup.manifest(FORMAT, VERSION)
    if _copy(backup, DATABASE, folder / DATABASE) != manifest.get('database'):
        raise backup.damaged('its database is not what it was')
    entries = sorted(backup.names - {MANIFEST, DATABASE})
    if manifest.get('files') != len(entries):
        raise backup.damaged(f'it holds {len(entries):,} pictures and should hold {manifest.get("files")!r:.20}')
    for number, entry in enumerate(entries, 1):
        kind, _, sha256 = entry.partition('/')
        if _copy(backup, entry, folder / kind / sha256[:2] / sha256) != sha256:
            raise backup.damaged(f'the picture {sha256[:12]} is not what it was')
        if progress:
            progress(number, len(entries))
    return len(entries)


def _copy(backup: CarriedZip, entry: str, path: Path) -> str:
    """Unpack one file and return its sha256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open('xb') as file:
        for part in backup.chunks(entry):
            digest.update(part)
            file.write(part)
    return digest.hexdigest()
