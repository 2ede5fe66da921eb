import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.board import Board
from app.domain.contents import contents_of
from app.domain.ids import new_id
from app.domain.mutation import AddAsset, AddTiles
from app.domain.records import Asset, Tile, utc_text
from app.services.blobs import Blobs
from app.services.board_file import PICTURES, RECORDS, BoardFile, export_board, import_board
from app.services.boards import Boards, OpenBoard
from app.services.database import open_database
from app.services.errors import FileRefused
from app.services.pictures import Pictures
from app.services.zips import MANIFEST
from tests.services.conftest import NOW, a_picture, a_tile

COLORS = ('red', 'lime', 'blue', 'white', 'black')
Entries = dict[str, bytes]


@pytest.fixture
async def filled(board: OpenBoard, pictures: Pictures) -> OpenBoard:
    """Four pictures, one of them twice, and a fifth that no tile shows; a family, and a tile without a picture."""
    assets = [await _asset(pictures, color) for color in COLORS]
    assets[2] = replace(assets[2], parents=(assets[0].id, new_id()), extra={'sampler': 'Euler'})
    tiles = [replace(a_tile(color, 300.5 * n), asset_id=assets[n].id) for n, color in enumerate(COLORS[:4])]
    tiles[1] = replace(tiles[1], parent_id=tiles[0].id, axis='light', extra={'later': {'a': [1, None]}})
    tiles += [replace(a_tile('again', y=900), asset_id=assets[0].id), a_tile('not made yet', y=1200)]
    for asset in assets:
        await board.do(AddAsset(asset))
    await board.do(AddTiles(tuple(tiles)))
    return board


async def _asset(pictures: Pictures, color: str) -> Asset:
    stored = await pictures.store_picture(a_picture(color))
    pixels = (stored.width, stored.height)
    return Asset(new_id(), stored.sha256, stored.mime, pixels, stored.bytes, color, 7, 'sketch', utc_text(NOW))


@pytest.fixture
def exported(filled: OpenBoard, blobs: Blobs, tmp_path: Path) -> Path:
    path = tmp_path / 'sea.imagegen'
    assert export_board(path, contents_of(filled.board), blobs) == []
    return path


def seen(board: Board) -> list[object]:
    """All that a board says, ids replaced by what they mean."""
    known = {asset.id: asset.sha256 for asset in board.assets.values()}
    names = {tile.id: tile.prompt for tile in board.tiles.values()}

    def asset(one: Asset) -> object:
        return replace(one, id='', parents=tuple(known.get(parent, parent) for parent in one.parents))

    def tile(one: Tile) -> object:
        parent = names.get(one.parent_id or '', one.parent_id)
        return replace(one, id='', asset_id=known.get(one.asset_id or ''), parent_id=parent)

    shown = {one.id: one for tile in board.stacked() if (one := board.asset_of(tile))}
    assets = sorted(shown.values(), key=lambda one: one.sha256)
    return [board.name, board.record.created_at, [tile(one) for one in board.stacked()], [asset(one) for one in assets]]


async def test_a_board_comes_back_as_it_was(
    filled: OpenBoard, exported: Path, boards: Boards, pictures: Pictures
) -> None:
    """Beside the first one, under ids of its own: places, stacking, families, fields of a later version."""
    again = await import_board(exported, 'sea.imagegen', boards, pictures)
    assert seen(again.board) == seen(filled.board)
    assert not {*again.board.tiles, *again.board.assets} & {*filled.board.tiles, *filled.board.assets}
    assert [one.id for one in await boards.list_boards()] == [filled.id, again.id]


async def test_a_board_travels_to_another_place(filled: OpenBoard, exported: Path, tmp_path: Path) -> None:
    """Pictures are the same bytes there, with their thumbnails, and the board survives a restart."""
    database = await open_database(tmp_path / 'elsewhere')
    try:
        blobs = Blobs(database.directory)
        told: list[tuple[int, int]] = []
        there = await import_board(
            exported, exported.name, Boards(database), Pictures(database, blobs), lambda *done: told.append(done)
        )
        assert told[-1] == (4, 4)
        for asset in there.board.assets.values():
            assert hashlib.sha256(blobs.get_now(asset.sha256)).hexdigest() == asset.sha256
            assert blobs.path(asset.sha256).with_name(f'{asset.sha256}.256.webp').is_file()
        read_again = await Boards(database).open(there.id)
        assert seen(read_again.board) == seen(filled.board)
    finally:
        await database.close()


def test_what_is_there_is_not_overwritten(filled: OpenBoard, exported: Path, blobs: Blobs) -> None:
    """Neither by a second export nor where the folder is none."""
    before = exported.read_bytes()
    with pytest.raises(FileRefused, match=r'sea\.imagegen" is there already; choose another name\.'):
        export_board(exported, contents_of(filled.board), blobs)
    assert exported.read_bytes() == before
    with pytest.raises(FileRefused, match='cannot be written'):
        export_board(exported / 'below.imagegen', contents_of(filled.board), blobs)


async def test_a_missing_picture_is_told_and_the_rest_is_there(
    filled: OpenBoard, blobs: Blobs, boards: Boards, pictures: Pictures, tmp_path: Path
) -> None:
    """A board that lost a picture can still travel."""
    lost = contents_of(filled.board).sha256s[0]
    content = blobs.get_now(lost)
    blobs.path(lost).unlink()
    assert export_board(tmp_path / 'sea.imagegen', contents_of(filled.board), blobs) == [lost]
    again = await import_board(tmp_path / 'sea.imagegen', 'sea', boards, pictures)
    assert seen(again.board) == seen(filled.board)
    blobs.put_now(content)


def changed(path: Path, change: Callable[[Entries], object], compression: int = zipfile.ZIP_STORED) -> Path:
    """A copy of a board file whose entries went through `change`."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    copy = path.with_name('changed.imagegen')
    with zipfile.ZipFile(copy, 'w', compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return copy


def _manifest(entries: Entries, **told: object) -> None:
    entries[MANIFEST] = json.dumps({**json.loads(entries[MANIFEST]), **told}).encode()


def _records(entries: Entries, change: Callable[[list[Any]], object]) -> None:
    records = json.loads(entries[RECORDS])
    change(records)
    entries[RECORDS] = json.dumps(records).encode()
    _manifest(entries, records=hashlib.sha256(entries[RECORDS]).hexdigest())


def _first_picture(entries: Entries) -> str:
    return next(name for name in entries if name.startswith(PICTURES))


def _other_picture(entries: Entries, content: bytes) -> None:
    """A picture that is what its name says, and which a record shows, but which may not be kept."""
    old = _first_picture(entries)
    new = hashlib.sha256(content).hexdigest()
    entries[PICTURES + new] = content
    del entries[old]
    entries[RECORDS] = entries[RECORDS].replace(old.removeprefix(PICTURES).encode(), new.encode())
    _manifest(entries, records=hashlib.sha256(entries[RECORDS]).hexdigest())


CHANGES: list[tuple[Callable[[Entries], object], str]] = [
    (
        lambda e: _manifest(e, version=2),
        'was written by a newer ImageGen (format 2, this one reads 1); update',
    ),
    (lambda e: _manifest(e, version='1'), "is damaged: its version is '1'"),
    (lambda e: _manifest(e, version=0), 'is damaged: its version is 0'),
    (lambda e: _manifest(e, format='else'), 'is no board of ImageGen; choose a file that ends in .imagegen'),
    (lambda e: _manifest(e, board=None), 'is damaged: a record cannot be read'),
    (
        lambda e: _manifest(e, board={'id': 'x', 'name': '', 'created_at': 'then'}),
        'is damaged: a record cannot be read',
    ),
    (lambda e: _manifest(e, records='0'), 'is damaged: its records are not what they were'),
    (lambda e: e.pop(MANIFEST), 'is no board of ImageGen'),
    (lambda e: e.pop(RECORDS), 'is damaged: it has no records.json'),
    (lambda e: e.update({MANIFEST: b'{'}), 'is damaged: its manifest.json cannot be read'),
    (lambda e: e.update({'../../.ssh/authorized_keys': b'x'}), 'is refused: it holds "../../.ssh/authorized_keys"'),
    (lambda e: e.update({'/etc/passwd': b'x'}), 'is refused: it holds "/etc/passwd"'),
    (lambda e: e.update({f'{PICTURES}../{"0" * 64}': b'x'}), 'is refused: it holds "pictures/../0'),
    (
        lambda e: e.update({f'{PICTURES}{"0" * 64}': b'x'}),
        'is damaged: nothing on the board shows its picture 000000000000',
    ),
    (lambda e: e.pop(_first_picture(e)), 'is not in it; get it again from where it came'),
    (lambda e: e.update({_first_picture(e): b'x'}), 'is not what it was'),
    (lambda e: _other_picture(e, b'<svg/>'), 'is an SVG drawing'),
    (lambda e: _other_picture(e, a_picture()[:-30]), 'is damaged or cut short'),
    (lambda e: _records(e, lambda r: r.append(r[0])), "a record cannot be read (The file field 'id'"),
    (lambda e: _records(e, lambda r: r[0].update(kind='board')), "a record cannot be read (The file field 'record'"),
    (lambda e: _records(e, lambda r: r[0].update(fields={})), 'a record cannot be read (The tile field'),
    (lambda e: _records(e, lambda r: r[0].update(id=7)), 'a record cannot be read'),
    (lambda e: _records(e, lambda r: r.append(None)), 'a record cannot be read'),
]


@pytest.mark.parametrize(('change', 'sentence'), CHANGES)
async def test_a_file_that_is_not_as_it_was_is_refused(
    exported: Path, boards: Boards, tmp_path: Path, change: Callable[[Entries], None], sentence: str
) -> None:
    """With one sentence that names the file; no board is made, and nothing is written beside the folder of blobs."""
    database = await open_database(tmp_path / 'elsewhere')
    try:
        boards, pictures = Boards(database), Pictures(database, Blobs(database.directory))
        before = await boards.list_boards()
        with pytest.raises(FileRefused) as refusal:
            await import_board(changed(exported, change), 'sea.imagegen', boards, pictures)
        assert str(refusal.value).startswith('"sea.imagegen" ')
        assert sentence in str(refusal.value)
        assert str(refusal.value).count('. ') == 0
        assert await boards.list_boards() == before
    finally:
        await database.close()


def test_a_packed_file_is_refused(exported: Path) -> None:
    """What is packed may swell to any size: no file of ours is."""
    with pytest.raises(FileRefused, match=r'is refused: its .* is packed'):
        BoardFile(changed(exported, lambda _: None, compression=zipfile.ZIP_DEFLATED), 'sea.imagegen')


@pytest.mark.parametrize('content', [b'', b'PK', b'GIF89a', a_picture(), b'PK\x05\x06' + b'\0' * 18])
def test_what_is_no_board_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """A picture, an empty file, an empty zip."""
    path = tmp_path / 'sea.imagegen'
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=r'is no board of ImageGen; choose a file that ends in \.imagegen\.'):
        BoardFile(path, 'sea.imagegen')
    with pytest.raises(FileRefused, match='cannot be read'):
        BoardFile(tmp_path / 'gone.imagegen', 'gone.imagegen')


@given(st.randoms(use_true_random=False))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_file_with_changed_bytes_is_refused_or_whole(exported: Path, dice: Random) -> None:
    """Cut off, or with some bytes changed anywhere, it is refused in a sentence, or none of what matters changed."""
    content = bytearray(exported.read_bytes())
    for _ in range(dice.randint(1, 4)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    if dice.random() < 0.3:
        del content[dice.randrange(len(content)) :]
    path = exported.with_name('random.imagegen')
    path.write_bytes(content)
    whole = BoardFile(exported, 'sea')
    try:
        file = BoardFile(path, 'random')
    except FileRefused:
        return
    finally:
        whole.zip.close()
    try:
        assert replace(file.contents, board=whole.contents.board) == whole.contents
        for sha256 in file.sha256s:
            assert hashlib.sha256(file.picture(sha256)).hexdigest() == sha256
    except FileRefused:
        pass
    finally:
        file.zip.close()
