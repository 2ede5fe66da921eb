"""A board as one file, with the bytes of its pictures: `NAME.imagegen`, a zip.

manifest.json     format, version, who wrote it, the board, hash of the records, pictures that were missing
records.json      [{kind, id, fields}] of its tiles and assets
pictures/SHA256   as they were stored

Whatever comes from outside is checked before anything of it is kept: names, sizes, hashes, records, pictures.
"""

import asyncio
import hashlib
import zipfile
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any, Final

import orjson

from app.domain.contents import Contents, operations_of
from app.domain.fields import FieldInvalid
from app.domain.ids import is_sha256, new_id
from app.domain.records import Asset, BoardRecord, Tile
from app.services.blobs import Blobs
from app.services.boards import Boards, OpenBoard
from app.services.errors import BlobMissing, ChangeRefused, FileRefused
from app.services.generation.errors import BadPicture
from app.services.generation.intake import MAX_BYTES, check_picture
from app.services.pictures import Pictures
from app.services.zips import CarriedZip, Progress, add_manifest, new_zip

FORMAT: Final = 'imagegen board'
VERSION: Final = 1
SUFFIX: Final = '.imagegen'
RECORDS: Final = 'records.json'
PICTURES: Final = 'pictures/'
MOST_RECORDS: Final = 128 * 1024 * 1024  # bytes, some 70,000 tiles
AT_ONCE: Final = 8  # pictures


def export_board(path: Path, contents: Contents, blobs: Blobs, progress: Progress | None = None) -> list[str]:
    """Write a file that did not exist; return the pictures that are missing in the data directory. Blocks.

    Raises FileRefused, StoreError; no half file is left then.
    """
    with new_zip(path) as archive:
        missing = _add_pictures(archive, contents.sha256s, blobs, progress)
        records = orjson.dumps(_plain(contents))
        if len(records) > MOST_RECORDS:
            raise FileRefused(f'{len(contents.tiles):,} tiles are too many for one file; export parts of the board.')
        archive.writestr(RECORDS, records)
        told = {
            'board': {'id': contents.board.id, **contents.board.to_fields()},
            'records': hashlib.sha256(records).hexdigest(),
            'missing': missing,
        }
        add_manifest(archive, FORMAT, VERSION, told)
    return missing


def _add_pictures(
    archive: zipfile.ZipFile, sha256s: Sequence[str], blobs: Blobs, progress: Progress | None
) -> list[str]:
    missing = []
    for number, sha256 in enumerate(sha256s, 1):
        try:
            archive.writestr(PICTURES + sha256, blobs.get_now(sha256))
        except BlobMissing:
            missing.append(sha256)
        if progress:
            progress(number, len(sha256s))
    return missing


def _plain(contents: Contents) -> list[dict[str, Any]]:
    tiles = [{'kind': 'tile', 'id': tile.id, 'fields': tile.to_fields()} for tile in contents.tiles]
    return [*tiles, *({'kind': 'asset', 'id': asset.id, 'fields': asset.to_fields()} for asset in contents.assets)]


async def import_board(
    path: Path, name: str, boards: Boards, pictures: Pictures, progress: Progress | None = None
) -> OpenBoard:
    """Make a new board of a file, which the person calls `name`; nothing of it is there before everything is.

    Raises FileRefused, StoreError.
    """
    file = await asyncio.to_thread(BoardFile, path, name)
    try:
        sha256s = [sha256 for sha256 in file.sha256s if not pictures.has(sha256)]
        for start in range(0, len(sha256s), AT_ONCE):
            some = sha256s[start : start + AT_ONCE]
            contents = await asyncio.gather(*(asyncio.to_thread(file.picture, sha256) for sha256 in some))
            await asyncio.gather(*map(pictures.store_picture, contents))
            if progress:
                progress(start + len(some), len(sha256s))
        board_id = new_id()
        try:
            return await boards.add_board(board_id, operations_of(file.contents, board_id))
        except ChangeRefused as error:
            raise file.zip.damaged(f'a record cannot be kept ({error})') from error
    finally:
        await asyncio.to_thread(file.zip.close)


class BoardFile:
    """An open board file: its names, sizes and records are known to be sound. The methods block.

    Raises FileRefused with one sentence.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.zip = CarriedZip(path, name, f'board of ImageGen; choose a file that ends in {SUFFIX}', _may_hold)
        try:
            manifest = self.zip.manifest(FORMAT, VERSION)
            self.contents = self._contents(manifest)
            self._compare(frozenset(_texts(manifest.get('missing'))))
        except BaseException:
            self.zip.close()
            raise

    @property
    def sha256s(self) -> list[str]:
        """The pictures whose bytes are in the file."""
        return [sha256 for sha256 in self.contents.sha256s if PICTURES + sha256 in self.zip.names]

    def picture(self, sha256: str) -> bytes:
        """Return the bytes of a picture, known to be the right ones and a picture that may be kept."""
        content = self.zip.read(PICTURES + sha256, MAX_BYTES)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise self.zip.damaged(f'the picture {sha256[:12]} is not what it was')
        try:
            check_picture(content)
        except BadPicture as error:
            raise self.zip.damaged(f'the picture {sha256[:12]} {error.fault}') from error
        return content

    def _contents(self, manifest: Mapping[str, Any]) -> Contents:
        content = self.zip.read(RECORDS, MOST_RECORDS)
        if manifest.get('records') != hashlib.sha256(content).hexdigest():
            raise self.zip.damaged('its records are not what they were')
        board = manifest.get('board')
        try:
            by_kind = _by_kind(orjson.loads(content))
            if not isinstance(board, dict):
                raise FieldInvalid('manifest', 'board', board, 'an object')
            head = BoardRecord.from_fields(str(board.get('id')), {n: v for n, v in board.items() if n != 'id'})
            tiles = tuple(Tile.from_fields(id, fields) for id, fields in by_kind['tile'].items())
            assets = tuple(Asset.from_fields(id, fields) for id, fields in by_kind['asset'].items())
        except (FieldInvalid, orjson.JSONDecodeError) as error:
            raise self.zip.damaged(f'a record cannot be read ({str(error).rstrip(".")})') from error
        return Contents(head, tiles, assets)

    def _compare(self, missing: Set[str]) -> None:
        there = {entry.removeprefix(PICTURES) for entry in self.zip.names if entry.startswith(PICTURES)}
        wanted = set(self.contents.sha256s)
        if lost := wanted - there - missing:
            raise self.zip.damaged(f'the picture {min(lost)[:12]} is not in it')
        if strange := there - wanted:
            raise self.zip.damaged(f'nothing on the board shows its picture {min(strange)[:12]}')


def _may_hold(entry: str) -> bool:
    return entry == RECORDS or (entry.startswith(PICTURES) and is_sha256(entry.removeprefix(PICTURES)))


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _by_kind(records: object) -> dict[str, dict[str, dict[str, Any]]]:
    """Fields by kind and id. Raises FieldInvalid."""
    found: dict[str, dict[str, dict[str, Any]]] = {'tile': {}, 'asset': {}}
    if not isinstance(records, list):
        raise FieldInvalid('file', 'records', records, 'a list')
    for record in records:
        known = found.get(str(record.get('kind'))) if isinstance(record, dict) else None
        if known is None or not isinstance(record.get('id'), str) or not isinstance(record.get('fields'), dict):
            raise FieldInvalid('file', 'record', record, 'a tile or an asset with its id and fields')
        if record['id'] in known:
            raise FieldInvalid('file', 'id', record['id'], 'there once')
        known[record['id']] = record['fields']
    return found
