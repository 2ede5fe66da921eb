"""Random mutations, undo and redo against a plain model; memory must equal the disk throughout."""

import asyncio
import copy
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Literal, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.domain.mutation import (
    AddFavorite,
    AddTile,
    ClearBoard,
    DeleteTiles,
    DuplicateTiles,
    MoveTiles,
    Mutation,
    PatchTile,
    PlaceTiles,
    RemoveFavorite,
    ReorderTiles,
    SettleTile,
)
from app.domain.records import utc_text
from app.services.boards import Boards, OpenBoard
from app.services.database import open_database
from app.services.trash import Trash
from tests.services.conftest import NOW, a_tile, an_asset

T = TypeVar('T')
some = st.sets(st.integers(0, 7), min_size=1, max_size=4)
steps = st.integers(-300, 300)


def seen(board: OpenBoard) -> Any:
    """What undo must bring back: tiles, the assets that they show and which favorites live."""
    live = {id for id, is_live in board.board.favorites.items() if is_live}
    shown = {id: board.board.asset_of(tile) for id, tile in board.board.tiles.items()}
    return copy.deepcopy((board.board.tiles, shown, live))


class BoardMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.board = self.run(self._open())
        self.pictures: dict[str, str | None] = {}
        self.past: list[Any] = []
        self.future: list[Any] = []

    async def _open(self) -> OpenBoard:
        self.database = await open_database(Path(self.folder.name))
        boards = Boards(self.database)
        self.trash = Trash(boards)
        return await boards.open((await boards.list_boards())[0].id)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def do(self, mutation: Mutation) -> None:
        before = seen(self.board)
        change = self.run(self.board.do(mutation))
        if change.operations:
            self.past.append(before)
            self.future.clear()

    def chosen(self, places: set[int]) -> tuple[str, ...]:
        tiles = self.board.board.stacked()
        return tuple(tiles[place].id for place in places if place < len(tiles))

    @rule(x=steps, y=steps)
    def add(self, x: int, y: int) -> None:
        self.do(AddTile(a_tile(x=x, y=y)))

    @rule(places=some, dx=steps, dy=steps)
    def move(self, places: set[int], dx: int, dy: int) -> None:
        self.do(MoveTiles(self.chosen(places), dx, dy))

    @rule(places=some)
    def delete(self, places: set[int]) -> None:
        self.do(DeleteTiles(self.chosen(places)))

    @rule(places=some)
    def duplicate(self, places: set[int]) -> None:
        self.do(DuplicateTiles(self.chosen(places)))

    @rule(places=some, where=st.sampled_from(['front', 'back', 'forward', 'backward']))
    def reorder(self, places: set[int], where: Literal['front', 'back', 'forward', 'backward']) -> None:
        self.do(ReorderTiles(self.chosen(places), where))

    @rule(places=some, prompt=st.text(st.characters(exclude_categories=['Cs']), max_size=20))
    def edit(self, places: set[int], prompt: str) -> None:
        for id in self.chosen(places)[:1]:
            self.do(PatchTile(id, {'prompt': prompt}))

    @rule(places=some)
    def settle(self, places: set[int]) -> None:
        for id in self.chosen(places)[:1]:
            self.do(SettleTile(id, an_asset(), {'seed': 3}))

    @rule(number=st.integers(1, 3))
    def favorite(self, number: int) -> None:
        self.do(AddFavorite(an_asset(sha256=f'{number:064x}'), utc_text(NOW)))

    @rule(number=st.integers(1, 3))
    def unfavorite(self, number: int) -> None:
        self.do(RemoveFavorite(f'{number:064x}'))

    @rule()
    def tidy(self) -> None:
        self.do(PlaceTiles.tidy(self.board.board))

    @rule()
    def clear(self) -> None:
        self.do(ClearBoard())

    @rule(place=st.integers(0, 3))
    def restore(self, place: int) -> None:
        for item in self.run(self.trash.page()).items[place : place + 1]:
            before = seen(self.board)
            self.run(self.trash.restore_tile(self.board.id, item.id))
            assert self.board.board.tiles[item.id] == item.tile
            self.past.append(before)
            self.future.clear()

    @rule()
    @precondition(lambda self: self.past)
    def undo(self) -> None:
        after = seen(self.board)
        change = self.run(self.board.undo())
        assert change.skipped == 0
        assert seen(self.board) == self.past.pop()
        self.future.append(after)

    @rule()
    @precondition(lambda self: self.future)
    def redo(self) -> None:
        before = seen(self.board)
        self.run(self.board.redo())
        assert seen(self.board) == self.future.pop()
        self.past.append(before)

    @rule()
    def restart(self) -> None:
        before = self.board
        self.run(self.database.close())
        self.board = self.run(self._open())
        assert self.board.board == before.board
        assert self.board.rev == before.rev

    @invariant()
    def can_undo_what_was_done(self) -> None:
        assert (self.board.can_undo is None) == (not self.past)
        assert (self.board.can_redo is None) == (not self.future)

    @invariant()
    def trash_holds_what_had_a_picture(self) -> None:
        self.pictures.update({tile.id: tile.asset_id for tile in self.board.board.tiles.values()})
        gone = {id for id, asset in self.pictures.items() if asset and id not in self.board.board.tiles}
        assert {item.id for item in self.run(self.trash.page(limit=1000)).items} == gone

    def teardown(self) -> None:
        while self.past:
            self.undo()
        assert not self.board.board.tiles
        self.restart()
        self.run(self.database.close())
        self.runner.close()
        self.folder.cleanup()


BoardMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestBoardMachine = BoardMachine.TestCase
