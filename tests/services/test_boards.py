import asyncio
import gc
import weakref
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.domain.ids import new_id
from app.domain.mutation import (
    AddFavorite,
    AddPicture,
    AddTile,
    AddTiles,
    ClearBoard,
    DeleteTiles,
    DuplicateTiles,
    MoveTiles,
    PatchTile,
    PlaceTiles,
    RemoveFavorite,
    RenameBoard,
    ReorderTiles,
    ResizeTile,
    SettleTile,
)
from app.domain.records import utc_text
from app.services.boards import RECENT_BOARDS, Boards, Change, OpenBoard
from app.services.database import Database, open_database
from app.services.errors import BoardMissing, ChangeRefused
from app.services.tables import undo_steps
from app.services.undo import MOST_STEPS
from tests.services.conftest import NOW, a_tile, an_asset


async def reopened(database: Database, board: OpenBoard) -> OpenBoard:
    """Read the board anew from the disk, as another process would after this one."""
    return await Boards(database).open(board.id)


async def test_the_first_start_makes_one_board(boards: Boards) -> None:
    """A new data directory has one empty board, "Untitled board"."""
    (only,) = await boards.list_boards()
    assert (only.name, only.tiles) == ('Untitled board', 0)


async def test_the_list_tells_how_many_tiles_each_board_has(boards: Boards, board: OpenBoard) -> None:
    """Boards are listed from the oldest on; deleted tiles do not count."""
    other = await boards.create_board('  Dogs  and cats ')
    one, two = a_tile(), a_tile()
    await other.do(AddTiles((one, two)))
    await other.do(DeleteTiles((one.id,)))
    listed = [(summary.id, summary.name, summary.tiles) for summary in await boards.list_boards()]
    assert listed == [(board.id, 'Untitled board', 0), (other.id, 'Dogs and cats', 1)]


async def test_a_board_that_is_not_there_is_told(boards: Boards) -> None:
    """Opening an unknown board says which one, and what to do."""
    with pytest.raises(BoardMissing, match='open another'):
        await boards.open(new_id())


async def test_every_page_shares_one_open_board(boards: Boards, board: OpenBoard) -> None:
    """Opening a board twice in a process gives the same object."""
    assert await boards.open(board.id) is board


async def test_a_board_that_nobody_works_on_leaves_memory(boards: Boards, board: OpenBoard) -> None:
    """A few stay for a quick return; one that is held stays, however many are opened; both come back as they were."""
    (tile_id,) = (await board.do(AddTile(a_tile()))).created
    left = await boards.create_board('left')
    (left_tile,) = (await left.do(AddTile(a_tile()))).created
    left_id, seen = left.id, weakref.ref(left)
    del left
    for number in range(RECENT_BOARDS):
        await boards.create_board(f'board {number}')
    gc.collect()
    assert seen() is None
    again = await boards.open(left_id)
    assert list(again.board.tiles) == [left_tile]
    assert (again.rev, again.can_undo) == (1, 'Add tile')
    assert await boards.open(board.id) is board
    assert list(board.board.tiles) == [tile_id]


async def test_a_change_is_on_the_disk_when_it_returns(database: Database, board: OpenBoard) -> None:
    """After each kind of change the board, read anew from the disk, equals the one in memory."""
    first, second = a_tile(), a_tile('a blue dog', 300)
    asset = an_asset()
    for mutation in (
        AddTiles((first, second)),
        MoveTiles((first.id, second.id), 10, 20),
        ResizeTile(first.id, 1, 2, 300, 400),
        PatchTile(first.id, {'prompt': 'a green cat', 'styles': ('ink',)}),
        SettleTile(first.id, asset, {'seed': 9}),
        AddPicture(a_tile('a variation'), an_asset()),
        ReorderTiles((first.id,), 'front'),
        DuplicateTiles((first.id,)),
        PlaceTiles.tidy(board.board),
        RenameBoard('Cats'),
        AddFavorite(asset, utc_text(NOW)),
        DeleteTiles((second.id,)),
        RemoveFavorite(asset.sha256),
        ClearBoard(),
    ):
        await board.do(mutation)
        on_disk = await reopened(database, board)
        assert on_disk.board == board.board
        assert on_disk.rev == board.rev


async def test_all_steps_are_undone_and_done_again(board: OpenBoard) -> None:
    """Undoing everything leaves the empty board, redoing everything the full one."""
    tile = a_tile()
    for mutation in (
        AddTile(tile),
        DuplicateTiles((tile.id,), (10, 10)),
        ReorderTiles((tile.id,), 'front'),
        PatchTile(tile.id, {'prompt': 'x'}),
        SettleTile(tile.id, an_asset()),
        AddFavorite(an_asset(), utc_text(NOW)),
        RenameBoard('Cats'),
        ClearBoard(),
    ):
        await board.do(mutation)
    full = (dict(board.board.tiles), dict(board.board.assets), dict(board.board.favorites), board.board.name)
    while board.can_undo:
        await board.undo()
    assert not board.board.tiles
    assert not any(board.board.favorites.values())
    assert board.board.name == 'Untitled board'
    while board.can_redo:
        await board.redo()
    assert (board.board.tiles, board.board.assets, board.board.favorites, board.board.name) == full


async def test_undo_survives_a_restart(tmp_path: Path) -> None:
    """Steps are kept with the board: a new process undoes and redoes what an old one did."""
    tile = a_tile()
    database = await open_database(tmp_path)
    boards = Boards(database)
    board = await boards.open((await boards.list_boards())[0].id)
    await board.do(AddTile(tile))
    await board.do(MoveTiles((tile.id,), 5, 0))
    await board.undo()
    await database.close()

    database = await open_database(tmp_path)
    board = await Boards(database).open(board.id)
    assert (board.can_undo, board.can_redo) == ('Add tile', 'Move 1 tile')
    await board.redo()
    assert board.board.tiles[tile.id].position == (5, 0)
    await database.close()


async def test_two_hundred_steps_are_kept(database: Database, board: OpenBoard) -> None:
    """Of 203 changes the newest 200 can be undone, and the others take no room."""
    tile = a_tile()
    await board.do(AddTile(tile))
    for _ in range(MOST_STEPS + 2):
        await board.do(MoveTiles((tile.id,), 1, 0))
    async with database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(undo_steps)) == MOST_STEPS
    board = await reopened(database, board)
    await board.undo()
    assert board.board.tiles[tile.id].position == (MOST_STEPS + 1, 0)


async def test_typing_is_one_step(board: OpenBoard) -> None:
    """Changes of one group in a row are undone together; another group begins a new step."""
    tile = a_tile('')
    await board.do(AddTile(tile))
    for prompt in ('a', 'a c', 'a cat'):
        await board.do(PatchTile(tile.id, {'prompt': prompt}), group='typing 1')
    await board.do(PatchTile(tile.id, {'prompt': 'a dog'}), group='typing 2')
    await board.undo()
    assert board.board.tiles[tile.id].prompt == 'a cat'
    await board.undo()
    assert board.board.tiles[tile.id].prompt == ''
    await board.redo()
    assert board.board.tiles[tile.id].prompt == 'a cat'


async def test_a_new_change_ends_what_could_be_done_again(board: OpenBoard) -> None:
    """After undo and another change there is nothing left to redo."""
    await board.do(AddTile(a_tile()))
    await board.undo()
    assert board.can_redo == 'Add tile'
    await board.do(AddTile(a_tile()))
    assert board.can_redo is None


async def test_undo_passes_over_what_changed_since(board: OpenBoard) -> None:
    """A field that was changed outside undo keeps its newer value, and the person is told how many were skipped."""
    one, other = a_tile(), a_tile()
    await board.do(AddTiles((one, other)))
    await board.do(MoveTiles((one.id, other.id), 10, 0))
    await board.do(PatchTile(one.id, {'position': [77, 77]}), undoable=False)
    change = await board.undo()
    assert (len(change.operations), change.skipped) == (1, 1)
    assert board.board.tiles[one.id].position == (77, 77)
    assert board.board.tiles[other.id].position == (0, 0)


async def test_a_refused_change_changes_nothing(database: Database, board: OpenBoard) -> None:
    """One bad value in a group: a sentence, and neither memory nor disk nor undo has any of it."""
    near, far = a_tile(), a_tile(x=9e6)
    await board.do(AddTiles((near, far)))
    before = (board.rev, dict(board.board.tiles), board.can_undo)
    with pytest.raises(ChangeRefused, match='position'):
        await board.do(MoveTiles((near.id, far.id), 2e6, 0))
    assert (board.rev, board.board.tiles, board.can_undo) == before
    assert (await reopened(database, board)).board == board.board


async def test_a_tile_that_was_deleted_meanwhile_keeps_its_picture(board: OpenBoard) -> None:
    """A picture that arrives for a deleted tile is kept as an asset: it was paid for."""
    tile, asset = a_tile(), an_asset()
    await board.do(AddTile(tile))
    await board.do(DeleteTiles((tile.id,)))
    await board.do(SettleTile(tile.id, asset))
    assert board.board.assets[asset.id] == asset
    assert tile.id not in board.board.tiles


async def test_nothing_to_do_is_no_step(board: OpenBoard) -> None:
    """A move by nothing, or of tiles that are gone, neither counts up the rev nor fills undo."""
    tile = a_tile()
    await board.do(AddTile(tile))
    for mutation in (MoveTiles((tile.id,), 0, 0), MoveTiles((new_id(),), 1, 1), RenameBoard('Untitled board')):
        assert (await board.do(mutation)).operations == ()
    assert (board.rev, board.can_undo) == (1, 'Add tile')


async def test_subscribers_hear_each_change_once_and_in_order(board: OpenBoard) -> None:
    """Each commit reaches a subscriber with the next rev, until it unsubscribes."""
    heard: list[Change] = []
    unsubscribe = board.subscribe(heard.append)
    tile = a_tile()
    await board.do(AddTile(tile))
    await asyncio.gather(*(board.do(MoveTiles((tile.id,), 1, 0)) for _ in range(5)))
    unsubscribe()
    await board.undo()
    assert [change.rev for change in heard] == [1, 2, 3, 4, 5, 6]
    assert heard[0].created == (tile.id,)
    assert board.board.tiles[tile.id].position == (4, 0)


async def test_a_page_that_fails_stops_no_other(board: OpenBoard, caplog: pytest.LogCaptureFixture) -> None:
    """One subscriber's error is logged; the change stands and the others hear of it."""
    heard: list[Change] = []

    def broken(change: Change) -> None:
        raise RuntimeError(f'no page for {change.rev}')

    board.subscribe(broken)
    board.subscribe(heard.append)
    await board.do(AddTile(a_tile()))
    assert len(heard) == 1
    assert 'failed to take change 1' in caplog.text


async def test_a_favorite_shows_on_every_open_board(boards: Boards, board: OpenBoard) -> None:
    """Other open boards get a change of their own rev when a picture becomes a favorite."""
    other = await boards.create_board('Dogs')
    heard: list[Change] = []
    other.subscribe(heard.append)
    asset = an_asset()
    await board.do(AddFavorite(asset, utc_text(NOW)))
    assert [(change.rev, change.operations[0].kind) for change in heard] == [(1, 'favorite')]
    assert other.board.is_favorite(asset.sha256)


async def test_a_cancelled_page_leaves_memory_as_the_disk(database: Database, board: OpenBoard) -> None:
    """Cancelling who asked for a change never splits memory from disk, at whatever point it comes."""
    for steps in range(12):
        task = asyncio.ensure_future(board.do(AddTile(a_tile())))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await board.do(AddTile(a_tile()))
    assert (await reopened(database, board)).board == board.board
    assert board.rev == len(board.board.tiles)


async def test_tiles_are_stacked_as_told(board: OpenBoard) -> None:
    """Front, back, forward and backward move tiles among the others, and keep the order of those that move."""
    a, b, c, d = (a_tile(name) for name in 'abcd')
    await board.do(AddTiles((a, b, c, d)))

    async def after(ids: tuple[str, ...], where: str) -> str:
        await board.do(ReorderTiles(ids, where))  # type: ignore[arg-type]  # one of four words
        return ''.join(tile.prompt for tile in board.board.stacked())

    assert await after((a.id, b.id), 'front') == 'cdab'
    assert await after((b.id, d.id), 'back') == 'dbca'
    assert await after((d.id,), 'forward') == 'bdca'
    assert await after((a.id,), 'backward') == 'bdac'
    assert await after((b.id,), 'backward') == 'bdac'
    assert await after((c.id,), 'forward') == 'bdac'
    assert [tile.prompt for tile in (await _undone(board)).board.stacked()] == ['b', 'd', 'c', 'a']


async def _undone(board: OpenBoard) -> OpenBoard:
    await board.undo()
    return board
