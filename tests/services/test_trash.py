import pytest

from app.domain.mutation import AddPicture, AddTile, AddTiles, DeleteTiles, SettleTile
from app.services.boards import Boards, OpenBoard
from app.services.database import Database
from app.services.errors import BoardMissing
from app.services.trash import Trash
from tests.services.conftest import a_tile, an_asset


@pytest.fixture
def trash(boards: Boards) -> Trash:
    return Trash(boards)


async def _with_picture(board: OpenBoard, prompt: str) -> str:
    tile = a_tile(prompt)
    await board.do(AddTile(tile))
    await board.do(SettleTile(tile.id, an_asset(prompt)))
    return tile.id


async def test_a_deleted_tile_comes_back_to_its_place_and_family(board: OpenBoard, trash: Trash) -> None:
    """With its picture, its height in the stack, and as a step that can be undone."""
    first, second = await _with_picture(board, 'a mill'), await _with_picture(board, 'a boat')
    before = board.board.tiles[first]
    await board.do(DeleteTiles((first,)))
    (item,) = (await trash.page()).items
    assert (item.id, item.board_id, item.board_name) == (first, board.id, 'Untitled board')
    assert item.tile == before
    assert item.sha256 == board.board.assets[before.asset_id or ''].sha256
    change = await trash.restore_tile(board.id, first)
    assert change is not None
    assert change.label == 'Restore 1 tile'
    assert board.board.tiles[first] == before
    assert [tile.id for tile in board.board.stacked()] == [first, second]
    assert (await trash.page()).total == 0
    await board.undo()
    assert [item.id for item in (await trash.page()).items] == [first]
    assert await trash.restore_tile(board.id, second) is None


async def test_a_tile_that_never_had_a_picture_is_not_kept(board: OpenBoard, trash: Trash) -> None:
    """There is nothing to look at in it; undo still brings it back."""
    tile = a_tile()
    await board.do(AddTile(tile))
    await board.do(DeleteTiles((tile.id,)))
    assert (await trash.page()).total == 0
    await board.undo()
    assert tile.id in board.board.tiles


async def test_what_was_undone_comes_back_with_its_picture(board: OpenBoard, trash: Trash) -> None:
    """By redo, and from the trash, where other changes have made an end of redo."""
    tile, asset = a_tile(), an_asset()
    await board.do(AddPicture(tile, asset))
    await board.undo()
    await board.redo()
    assert board.board.asset_of(board.board.tiles[tile.id]) == asset
    await board.undo()
    await board.do(AddTile(a_tile('something else')))
    assert [item.sha256 for item in (await trash.page()).items] == [asset.sha256]
    await trash.restore_tile(board.id, tile.id)
    assert board.board.asset_of(board.board.tiles[tile.id]) == asset


async def test_a_deleted_board_is_gone_and_comes_back_whole(
    database: Database, boards: Boards, board: OpenBoard, trash: Trash
) -> None:
    """Also after a restart; what was changed before the deletion is there, and what was deleted on it stays deleted."""
    kept, deleted = await _with_picture(board, 'a mill'), await _with_picture(board, 'a boat')
    await board.do(DeleteTiles((deleted,)))
    await boards.delete_board(board.id)
    assert await boards.list_boards() == []
    with pytest.raises(BoardMissing):
        await boards.open(board.id)
    with pytest.raises(BoardMissing):
        await boards.delete_board(board.id)
    with pytest.raises(BoardMissing):
        await trash.restore_tile(board.id, deleted)
    later = Boards(database)
    assert [item.id for item in (await Trash(later).page()).items] == [board.id, deleted]
    assert await Trash(later).restore_board(board.id)
    assert list((await later.open(board.id)).board.tiles) == [kept]
    assert [item.id for item in (await Trash(later).page()).items] == [deleted]
    assert not await Trash(later).restore_board(board.id)


async def test_the_trash_comes_in_pages_the_latest_first(board: OpenBoard, trash: Trash) -> None:
    """Nothing twice, nothing left out."""
    tiles = [await _with_picture(board, f'picture {n}') for n in range(7)]
    for tile in tiles:
        await board.do(DeleteTiles((tile,)))
    first = await trash.page(limit=4)
    rest = await trash.page(first.next_cursor, limit=4)
    assert sorted(item.id for item in (*first.items, *rest.items)) == sorted(tiles)
    deleted = [item.deleted_at for item in (*first.items, *rest.items)]
    assert deleted == sorted(deleted, reverse=True)
    assert (len(first.items), rest.next_cursor, first.total) == (4, None, 7)


async def test_a_duplicate_of_a_board_is_a_board_of_its_own(boards: Boards, board: OpenBoard) -> None:
    """The same pictures in the same places; a change of one is none of the other."""
    tile = await _with_picture(board, 'a mill')
    await board.do(AddTiles((a_tile('a boat', 500),)))
    copy = await boards.duplicate_board(board.id)
    assert copy.board.name == 'Untitled board copy'
    assert [(one.prompt, one.position) for one in copy.board.stacked()] == [
        (one.prompt, one.position) for one in board.board.stacked()
    ]
    assert {asset.sha256 for asset in copy.board.assets.values()} == {
        asset.sha256 for asset in board.board.assets.values()
    }
    await board.do(DeleteTiles((tile,)))
    assert len(copy.board.tiles) == 2
    for _ in range(4):
        copy = await boards.duplicate_board(copy.id)
    await boards.rename_board(copy.id, 'x' * 200)
    assert len((await boards.duplicate_board(copy.id)).board.name) == 200


async def test_the_page_of_boards_shows_the_newest_pictures(boards: Boards, board: OpenBoard) -> None:
    """Four at most, of the newest tiles; found by any part of the name in any case."""
    for n in range(6):
        await _with_picture(board, f'picture {n}')
    other = await boards.create_board('Été à la mer')
    page = await boards.page()
    assert [(one.id, one.tiles, len(one.sha256s)) for one in page.boards] == [(other.id, 0, 0), (board.id, 6, 4)]
    newest = [board.board.assets[tile.asset_id or ''].sha256 for tile in board.board.stacked()[:-5:-1]]
    assert list(page.boards[1].sha256s) == newest
    assert [one.id for one in (await boards.page('MER été')).boards] == [other.id]
    assert (await boards.page('hills')).total == 0
    first = await boards.page(limit=1)
    assert (first.next_before, first.total) == (other.id, 2)
    assert [one.id for one in (await boards.page(before=first.next_before, limit=1)).boards] == [board.id]
