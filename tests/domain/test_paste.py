"""Pasting: copies keep their pattern, cover nothing and belong to the board they came to."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.board import Board
from app.domain.geometry import Point
from app.domain.ids import new_id
from app.domain.mutation import PasteTiles
from app.domain.records import Asset, BoardRecord, Tile

ORIGIN = Point(0, 0)
TIME = '2026-01-31T12:00:00.000Z'
places = st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000)).map(lambda p: (float(p[0]), float(p[1])))


def a_board(*tiles: Tile) -> Board:
    board = Board(BoardRecord(new_id(), 'Board', TIME))
    board.tiles = {tile.id: tile for tile in tiles}
    return board


def a_tile(place: tuple[float, float] = (0.0, 0.0), asset: Asset | None = None, parent: Tile | None = None) -> Tile:
    ids = (asset.id if asset else None, parent.id if parent else None)
    return Tile(new_id(), place, (64.0, 48.0), 'a1', 'a cat', asset_id=ids[0], parent_id=ids[1])


def an_asset() -> Asset:
    return Asset(new_id(), 'ab' * 32, 'image/png', (64, 48), 9, 'a cat', 1, 'sketch', TIME, parents=(new_id(),))


def pasted(board: Board, *copies: tuple[Tile, Asset | None], at: Point = ORIGIN) -> list[Tile]:
    before = set(board.tiles)
    outcomes = board.apply(PasteTiles(copies, at).compile(board))
    assert {outcome.code for outcome in outcomes} <= {'ok'}
    return [tile for tile in board.stacked() if tile.id not in before]


@given(st.lists(places, min_size=1, max_size=6), st.lists(places, max_size=12), places)
def test_a_pattern_is_kept_and_covers_nothing(
    copied: list[tuple[float, float]], there: list[tuple[float, float]], at: tuple[float, float]
) -> None:
    """All copies are shifted alike, and where the middle is free they are around it."""
    board = a_board(*(a_tile(place) for place in there))
    originals = [a_tile(place) for place in copied]
    obstacles = board.occupied()
    copies = pasted(board, *((tile, None) for tile in originals), at=Point(*at))
    shifts = {
        (round(copy.position[0] - tile.position[0], 6), round(copy.position[1] - tile.position[1], 6))
        for copy, tile in zip(copies, originals, strict=True)
    }
    assert len(shifts) == 1
    assert not any(copy.rect.overlaps(other) for copy in copies for other in obstacles)


def test_a_picture_goes_along_to_another_board() -> None:
    """The other board gets an asset of its own with the same bytes, once for all tiles that show it."""
    asset, board = an_asset(), a_board()
    copies = pasted(board, (a_tile(asset=asset), asset), (a_tile((100, 0), asset), asset))
    (made,) = board.assets.values()
    assert (made.sha256, made.parents) == (asset.sha256, ())
    assert made.id != asset.id
    assert {copy.asset_id for copy in copies} == {made.id}


def test_a_picture_of_the_same_board_is_shared() -> None:
    """On its own board no second asset is made."""
    asset, tile = an_asset(), a_tile()
    board = a_board(tile)
    board.assets[asset.id] = asset
    (copy,) = pasted(board, (a_tile(asset=asset), asset))
    assert (copy.asset_id, list(board.assets)) == (asset.id, [asset.id])


def test_lineage_follows_as_far_as_it_goes() -> None:
    """A copy's parent is the parent's copy, the parent itself where that is on the board, else none."""
    here, elsewhere = a_tile((500, 500)), a_tile()
    parent = a_tile(parent=here)
    board = a_board(here)
    one, two, three = pasted(
        board, (parent, None), (a_tile((100, 0), parent=parent), None), (a_tile((200, 0), parent=elsewhere), None)
    )
    assert (one.parent_id, two.parent_id, three.parent_id) == (here.id, one.id, None)


def test_nothing_copied_pastes_nothing() -> None:
    """A copy of no tiles is no change."""
    assert PasteTiles((), ORIGIN).compile(a_board()) == ()
