from dataclasses import replace

from app.domain.mutation import AddPicture, AddTile, PatchTile
from app.services.boards import Boards, OpenBoard
from app.services.moves import move_tiles
from tests.services.conftest import a_tile, an_asset


async def test_tiles_take_their_pictures_places_and_lineage_along(boards: Boards, board: OpenBoard) -> None:
    """A parent that goes along stays the parent; what stands on the other board is not covered."""
    target = await boards.create_board('target')
    await target.do(AddTile(a_tile('there before')))
    parent, child = a_tile('parent'), replace(a_tile('child', x=300), parent_id=None)
    child = replace(child, parent_id=parent.id)
    for tile in (parent, child):
        await board.do(AddPicture(tile, an_asset(), 'Add'))
    pictures = {board.board.asset_of(tile).sha256 for tile in board.board.stacked()}  # type: ignore[union-attr]
    moved = await move_tiles(board, target, board.board.stacked())
    assert moved is not None
    assert board.board.tiles == {}
    there = {tile.prompt: tile for tile in target.board.stacked()}
    assert there['child'].parent_id == there['parent'].id
    assert there['child'].position[0] - there['parent'].position[0] == 300
    assert {target.board.asset_of(there[name]).sha256 for name in ('parent', 'child')} == pictures  # type: ignore[union-attr]
    assert not any(
        there['there before'].rect.overlaps(tile.rect) for tile in target.board.stacked() if tile.id in moved.tiles
    )


async def test_a_move_is_taken_back_on_both_boards(boards: Boards, board: OpenBoard) -> None:
    """Only while it is the last step of both: what was done since is not undone in its place."""
    target = await boards.create_board('target')
    tile = a_tile('wanderer')
    await board.do(AddTile(tile))
    moved = await move_tiles(board, target, [tile])
    assert moved is not None
    assert await moved.undo()
    assert (list(board.board.tiles), list(target.board.tiles)) == ([tile.id], [])
    again = await move_tiles(board, target, [board.board.tiles[tile.id]])
    assert again is not None
    await target.do(PatchTile(again.tiles[0], {'prompt': 'settled here'}))
    assert not await again.undo()
    assert [one.prompt for one in target.board.stacked()] == ['settled here']
    assert board.board.tiles == {}


async def test_nothing_to_move_changes_nothing(boards: Boards, board: OpenBoard) -> None:
    """Neither board gets a step."""
    target = await boards.create_board('target')
    assert await move_tiles(board, target, []) is None
    assert (board.can_undo, target.can_undo) == (None, None)
