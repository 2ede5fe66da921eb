"""The chain of pictures that the details show."""

from dataclasses import replace

from app.domain.board import Board
from app.domain.ids import new_id
from app.domain.records import Asset, AssetKind, BoardRecord, Tile
from app.ui.board.details_acts import MOST_ANCESTORS, ancestors, children

AT = '2026-01-31T12:00:00.000Z'


def a_board() -> Board:
    return Board(BoardRecord(new_id(), 'Family', AT))


def put(board: Board, prompt: str, parent: Tile | None = None, kind: AssetKind = 'variation') -> Tile:
    """A tile with a picture that was made from that of its parent."""
    parents = (parent.asset_id,) if parent is not None and parent.asset_id else ()
    asset = Asset(new_id(), '0' * 64, 'image/png', (8, 8), 9, prompt, 1, 'sketch', AT, kind=kind, parents=parents)
    tile = Tile(new_id(), (0, 0), (8, 8), prompt=prompt, asset_id=asset.id, parent_id=parent.id if parent else None)
    board.assets[asset.id], board.tiles[tile.id] = asset, tile
    return tile


def test_the_chain_goes_back_to_the_first_picture() -> None:
    """With how each was made; a tile that is gone has no id, and its picture is told all the same."""
    board = a_board()
    first = put(board, 'a hill', kind='live')
    second = put(board, 'a hill by night', first)
    third = put(board, 'a hill by night', second, kind='reroll')
    del board.tiles[second.id]
    chain = list(ancestors(board, third))
    assert [(one.id, one.prompt, one.how) for one in chain] == [
        (None, 'a hill by night', 'Variation'),
        (first.id, 'a hill', 'Typed'),
    ]
    assert [one.id for one in children(board, first)] == []
    assert [one.id for one in children(board, second)] == [third.id]


def test_a_long_chain_ends_and_a_circle_too() -> None:
    """Damaged records hang nothing."""
    board = a_board()
    tile = put(board, '0')
    for number in range(1_000):
        tile = put(board, str(number), tile)
    assert len(list(ancestors(board, tile))) == MOST_ANCESTORS
    one = put(board, 'one')
    other = put(board, 'other', one)
    assert one.asset_id is not None
    board.assets[one.asset_id] = replace(board.assets[one.asset_id], parents=(other.asset_id or '',))
    assert [relative.prompt for relative in ancestors(board, other)] == ['one']
    board.assets[one.asset_id] = replace(board.assets[one.asset_id], parents=(new_id(),))
    assert [relative.prompt for relative in ancestors(board, other)] == ['one']
