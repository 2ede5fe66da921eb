"""Tidying a board in each of its layouts."""

from itertools import combinations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.board import Board
from app.domain.geometry import GAP, Rect
from app.domain.ids import new_id
from app.domain.mutation import Layout, PlaceTiles, families
from app.domain.records import BoardRecord, Tile

LAYOUTS = get_args(Layout)
sides = st.integers(40, 600)
places = st.integers(-3000, 3000)


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Up to 16 tiles; about half of them came from an earlier one, or from one that is gone."""
    board = Board(BoardRecord(new_id(), 'a board', '2026-01-31T12:00:00.000Z'))
    for _ in range(draw(st.integers(1, 16))):
        parents = [None, new_id(), *board.tiles]
        place, size = (draw(places), draw(places)), (draw(sides), draw(sides))
        tile = Tile(new_id(), place, size, order_key='a0', parent_id=draw(st.sampled_from(parents)))
        board.tiles[tile.id] = tile
    return board


def tidied(board: Board, how: Layout) -> dict[str, Rect]:
    positions = PlaceTiles.tidy(board, how=how).positions
    return {id: Rect(*place, *board.tiles[id].size) for id, place in positions.items()}


@pytest.mark.parametrize('how', LAYOUTS)
@given(boards())
def test_nothing_overlaps_and_the_corner_stays(how: Layout, board: Board) -> None:
    """Every tile has a place of its own, a gap from the others; the whole begins where it began."""
    rects = tidied(board, how)
    assert set(rects) == set(board.tiles)
    assert not any(near(a, b) for a, b in combinations(rects.values(), 2))
    before = [tile.position for tile in board.tiles.values()]
    corner = (min(x for x, _ in before), min(y for _, y in before))
    assert (min(r.x for r in rects.values()), min(r.y for r in rects.values())) == pytest.approx(corner)


def near(a: Rect, b: Rect) -> bool:
    """Less than a gap apart."""
    gap = GAP - 1e-3
    return a.x < b.right + gap and b.x < a.right + gap and a.y < b.bottom + gap and b.y < a.bottom + gap


@pytest.mark.parametrize('how', LAYOUTS)
@given(boards())
def test_tidying_twice_changes_nothing(how: Layout, board: Board) -> None:
    """What is laid out stays where it is."""
    board.apply(PlaceTiles.tidy(board, how=how).compile(board))
    for id, rect in tidied(board, how).items():
        assert (rect.x, rect.y) == pytest.approx(board.tiles[id].position, abs=1e-3)


@given(boards())
def test_families_are_what_is_joined_by_lineage(board: Board) -> None:
    """Each tile is in one family; a parent's is its child's, and two that share a lost parent are one too."""
    found = families(board, board.tiles.values())
    family_of = {tile.id: number for number, family in enumerate(found) for tile in family}
    assert set(family_of) == set(board.tiles)
    for tile in board.tiles.values():
        if tile.parent_id in family_of:
            assert family_of[tile.parent_id] == family_of[tile.id]
    for a, b in combinations(board.tiles.values(), 2):
        if a.parent_id is not None and a.parent_id == b.parent_id:
            assert family_of[a.id] == family_of[b.id]


def test_a_circle_of_parents_is_a_family() -> None:
    """No board of ours has one; a file may."""
    board = Board(BoardRecord(new_id(), 'a board', '2026-01-31T12:00:00.000Z'))
    one, two = new_id(), new_id()
    board.tiles = {
        one: Tile(one, (0, 0), (100, 100), order_key='a0', parent_id=two),
        two: Tile(two, (0, 0), (100, 100), order_key='a0', parent_id=one),
    }
    assert [tile.id for family in families(board, board.tiles.values()) for tile in family] == [one, two]
    assert len(tidied(board, 'family')) == 2
