"""Removing for good, after every order of deleting, restoring, undoing and purging."""

import asyncio
import hashlib
import tempfile
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.domain.mutation import (
    AddFavorite,
    AddPicture,
    AddTile,
    ClearBoard,
    DeleteTiles,
    DuplicateTiles,
    RemoveFavorite,
    SettleTile,
)
from app.domain.records import utc_text
from app.services.blobs import Blobs
from app.services.boards import Boards, OpenBoard
from app.services.database import Database, open_database
from app.services.errors import BoardMissing
from app.services.pictures import Pictures
from app.services.purge import Purge, Purged
from app.services.tables import frames
from app.services.trash import KEPT_FOR, Trash
from tests.services.conftest import NOW, a_picture, a_tile, an_asset

T = TypeVar('T')
places = st.integers(0, 4)


def content(number: int) -> bytes:
    return b'picture %d' % number


def sha256_of(number: int) -> str:
    return hashlib.sha256(content(number)).hexdigest()


class PurgeMachine(RuleBasedStateMachine):
    """Two boards, six pictures that come again and again, and a clock that a purge moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.days = 0
        self.run(self._open())
        self.run(self.boards.create_board())

    async def _open(self) -> None:
        self.database = await open_database(Path(self.folder.name))
        self.blobs, self.boards = Blobs(self.database.directory), Boards(self.database)
        self.pictures = Pictures(self.database, self.blobs)
        self.trash = Trash(self.boards)
        self.purge = Purge(self.boards, self.pictures, self.blobs, timedelta())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def board(self, place: int) -> OpenBoard | None:
        found = self.run(self.boards.list_boards())
        return self.run(self.boards.open(found[place % len(found)].id)) if found else None

    def tile(self, board: OpenBoard, place: int) -> str | None:
        tiles = board.board.stacked()
        return tiles[place % len(tiles)].id if tiles else None

    @rule(board=places, number=st.integers(0, 5))
    def draw(self, board: int, number: int) -> None:
        if opened := self.board(board):
            self.blobs.put_now(content(number))
            tile = a_tile()
            self.run(opened.do(AddTile(tile)))
            self.run(opened.do(SettleTile(tile.id, an_asset(sha256=sha256_of(number)))))

    @rule(board=places, number=st.integers(0, 5))
    def bring_in(self, board: int, number: int) -> None:
        """Tile and picture in one step, which undo takes back as one."""
        if opened := self.board(board):
            self.blobs.put_now(content(number))
            self.run(opened.do(AddPicture(a_tile(), an_asset(sha256=sha256_of(number)))))

    @rule(board=places, place=places, number=st.integers(0, 5))
    def draw_again(self, board: int, place: int, number: int) -> None:
        if (opened := self.board(board)) and (tile := self.tile(opened, place)):
            self.blobs.put_now(content(number))
            self.run(opened.do(SettleTile(tile, an_asset(sha256=sha256_of(number)))))

    @rule(board=places, place=places)
    def delete(self, board: int, place: int) -> None:
        if (opened := self.board(board)) and (tile := self.tile(opened, place)):
            self.run(opened.do(DeleteTiles((tile,))))

    @rule(board=places, place=places)
    def duplicate(self, board: int, place: int) -> None:
        if (opened := self.board(board)) and (tile := self.tile(opened, place)):
            self.run(opened.do(DuplicateTiles((tile,))))

    @rule(board=places)
    def clear(self, board: int) -> None:
        if opened := self.board(board):
            self.run(opened.do(ClearBoard()))

    @rule(board=places, place=places, undoable=st.booleans())
    def favorite(self, board: int, place: int, undoable: bool) -> None:
        if (opened := self.board(board)) and (tile := self.tile(opened, place)):
            asset = opened.board.asset_of(opened.board.tiles[tile])
            if asset is not None:
                self.run(opened.do(AddFavorite(asset, utc_text(NOW)), undoable=undoable))

    @rule(board=places, number=st.integers(0, 5))
    def unfavorite(self, board: int, number: int) -> None:
        if opened := self.board(board):
            self.run(opened.do(RemoveFavorite(sha256_of(number))))

    @rule(board=places, times=st.integers(1, 4))
    def undo(self, board: int, times: int) -> None:
        for _ in range(times):
            if opened := self.board(board):
                self.run(opened.undo())

    @rule(board=places, times=st.integers(1, 4))
    def redo(self, board: int, times: int) -> None:
        for _ in range(times):
            if opened := self.board(board):
                self.run(opened.redo())

    @rule(place=places)
    def restore(self, place: int) -> None:
        for item in self.run(self.trash.page()).items[place : place + 1]:
            if item.tile is None:
                self.run(self.trash.restore_board(item.id))
            else:
                with suppress(BoardMissing):
                    self.run(self.trash.restore_tile(item.board_id, item.id))

    @rule(board=places)
    def delete_board(self, board: int) -> None:
        if opened := self.board(board):
            self.run(self.boards.delete_board(opened.id))

    @rule()
    def make_board(self) -> None:
        self.run(self.boards.create_board())

    @rule(days=st.sampled_from([0, 0, 1, 31]))
    def remove_for_good(self, days: int) -> None:
        self.days += days
        self.run(self.purge.run(datetime.now(UTC) + timedelta(days=self.days)))

    @rule()
    def restart(self) -> None:
        self.run(self.database.close())
        self.run(self._open())

    @invariant()
    def whatever_can_be_seen_has_its_bytes(self) -> None:
        """On boards, among favorites, and in the trash."""
        shown = {item.sha256 for item in self.run(self.trash.page(limit=1000)).items if item.tile}
        for summary in self.run(self.boards.list_boards()):
            board = self.run(self.boards.open(summary.id)).board
            shown |= {asset.sha256 for tile in board.stacked() if (asset := board.asset_of(tile))}
            assert all(board.asset_of(tile) for tile in board.stacked() if tile.asset_id)
        shown |= {sha256_of(n) for n in range(6) if self.boards.favorites and self._is_favorite(n)}
        assert None not in shown
        assert shown <= self.blobs.stored()

    def _is_favorite(self, number: int) -> bool:
        boards = self.run(self.boards.list_boards())
        return bool(boards) and self.run(self.boards.open(boards[0].id)).board.is_favorite(sha256_of(number))

    def teardown(self) -> None:
        for summary in self.run(self.boards.list_boards()):
            self.run(self.boards.delete_board(summary.id))
        self.remove_for_good(32)
        kept = {id for id, live in self.boards.favorites.items() if live}
        assert len(self.blobs.stored()) == len(kept)
        assert self.run(self.trash.page()).total == 0
        self.run(self.database.close())
        self.runner.close()
        self.folder.cleanup()


PurgeMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestPurgeMachine = PurgeMachine.TestCase


@pytest.fixture
def purge(database: Database, boards: Boards) -> Purge:
    blobs = Blobs(database.directory)
    return Purge(boards, Pictures(database, blobs), blobs, timedelta())


async def test_bytes_go_with_their_levels_and_slots(database: Database, board: OpenBoard, purge: Purge) -> None:
    """After the tile, its step of undo and its thirty days; its slot of the atlas is empty then."""
    blobs = Blobs(database.directory)
    pictures = Pictures(database, blobs)
    stored = await pictures.store_picture(a_picture('red'), board.id)
    tile = a_tile()
    await board.do(AddTile(tile), undoable=False)
    await board.do(SettleTile(tile.id, an_asset(sha256=stored.sha256)), undoable=False)
    await board.do(DeleteTiles((tile.id,)), undoable=False)
    now = datetime.now(UTC)
    assert (await purge.run(now + KEPT_FOR - timedelta(minutes=1))).pictures == 0
    assert (await purge.run(now + KEPT_FOR + timedelta(minutes=1))).pictures == 1
    assert list(blobs.path(stored.sha256).parent.iterdir()) == []
    assert stored.sha256 not in await Pictures(database, blobs).slots(board.id, [])
    assert board.board.assets == {}


async def test_what_undo_and_redo_can_bring_back_stays(database: Database, board: OpenBoard, purge: Purge) -> None:
    """A picture that another replaced, and one whose making was undone."""
    blobs = Blobs(database.directory)
    tile = a_tile()
    await board.do(AddTile(tile))
    for number in (1, 2):
        blobs.put_now(content(number))
        await board.do(SettleTile(tile.id, an_asset(sha256=sha256_of(number))))
    later = datetime.now(UTC) + timedelta(days=60)
    assert (await purge.run(later)).pictures == 0
    await board.undo()
    assert (await purge.run(later)).pictures == 0
    shown = board.board.asset_of(board.board.tiles[tile.id])
    assert shown is not None
    assert shown.sha256 == sha256_of(1)
    await board.redo()
    shown = board.board.asset_of(board.board.tiles[tile.id])
    assert shown is not None
    assert shown.sha256 == sha256_of(2)
    assert blobs.stored() == {sha256_of(1), sha256_of(2)}


async def test_a_strip_goes_with_its_tile(database: Database, board: OpenBoard, purge: Purge) -> None:
    """Its rows, its live pictures and the full ones that only it showed; the strip of another tile stays."""
    blobs, now = Blobs(database.directory), datetime.now(UTC)
    tiles = [a_tile(), a_tile()]
    for number, tile in enumerate(tiles):
        blobs.put_now(content(number))
        asset = an_asset(sha256=sha256_of(number))
        await board.do(AddPicture(tile, asset), undoable=False)
        row = {'board_id': board.id, 'mime': 'image/png', 'width': 1, 'height': 1, 'prompt': '', 'seed': 0, 'model': ''}
        live, full = f'{number:064x}', sha256_of(number)
        rows = [
            {**row, 'tile_id': tile.id, 'order': 1, 'name': live, 'asset_id': None},
            {**row, 'tile_id': tile.id, 'order': 2, 'name': full, 'asset_id': asset.id},
        ]
        async with database.transaction() as connection:
            await connection.execute(frames.insert(), rows)
        _write(database.directory / 'frames' / live[:2] / live)
    await board.do(DeleteTiles((tiles[0].id,)), undoable=False)
    assert (await purge.run(now + timedelta(days=29))).pictures == 0
    assert (await purge.run(now + timedelta(days=31))).pictures == 1
    assert blobs.stored() == {sha256_of(1)}
    assert [path.name for path in _below(database.directory / 'frames')] == [f'{1:064x}']


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b'a live picture')


def _below(path: Path) -> list[Path]:
    return [file for file in path.rglob('*') if file.is_file()]


async def test_young_bytes_stay(database: Database, boards: Boards) -> None:
    """Their record may be on its way; stored again, old ones are young."""
    blobs = Blobs(database.directory)
    purge = Purge(boards, Pictures(database, blobs), blobs)
    blobs.put_now(b'on its way')
    now = datetime.now(UTC)
    assert await purge.run(now + timedelta(minutes=59)) == Purged(0, 0, 0)
    assert await purge.run(now + timedelta(minutes=61)) == Purged(0, 1, 10)


async def test_a_board_goes_with_all_that_was_its(
    database: Database, boards: Boards, board: OpenBoard, purge: Purge
) -> None:
    """Its id is free of records, and nothing of the other boards is touched."""
    other = await boards.create_board('Other')
    for one in (board, other):
        await one.do(AddTile(a_tile()))
    await boards.delete_board(board.id)
    assert (await purge.run(datetime.now(UTC) + timedelta(days=31))).boards == 1
    assert not await Trash(boards).restore_board(board.id)
    assert [one.id for one in await Boards(database).list_boards()] == [other.id]
    assert other.can_undo == 'Add tile'
    with pytest.raises(BoardMissing):
        await boards.open(board.id)
