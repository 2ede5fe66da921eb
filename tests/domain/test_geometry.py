import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.geometry import Point, Rect, Size, cross_places, free_place, reading_order, tidy_grid, world_size

whole = st.integers(-500, 500)
lengths = st.integers(8, 300)
rects = st.builds(Rect, whole, whole, lengths, lengths)
sizes = st.builds(Size, lengths, lengths)
points = st.builds(Point, whole, whole)


@pytest.mark.parametrize(
    ('pixels', 'size'),
    [
        ((1024, 768), Size(288, 216)),
        ((768, 1024), Size(216, 288)),
        ((1024, 1024), Size(256, 256)),
        ((512, 512), Size(256, 256)),
        ((1280, 720), Size(320, 180)),
        ((720, 1280), Size(180, 320)),
    ],
)
def test_a_new_tile_has_the_shape_of_its_picture(pixels: tuple[int, int], size: Size) -> None:
    """Pictures of every shape get tiles of about one perimeter, upright ones upright."""
    assert world_size(pixels) == size


def test_an_empty_board_is_free_where_one_asks() -> None:
    """Nothing in the way: the place is the one that was wanted."""
    assert free_place(Size(256, 256), Point(10, 20), []) == Point(10, 20)


def test_a_taken_place_gives_way_to_the_nearest_side() -> None:
    """Wanted a little left of a tile's middle, the place is at its left side, a gap away."""
    taken = Rect(0, 0, 100, 100)
    assert free_place(Size(100, 100), Point(-10, 0), [taken], gap=32) == Point(-132, 0)


@given(sizes, points, st.lists(rects, max_size=12))
def test_a_free_place_is_free_and_the_nearest(size: Size, near: Point, occupied: list[Rect]) -> None:
    """No tile is nearer than the gap, and no other spot that touches the gaps of tiles is nearer."""
    place = free_place(size, near, occupied, gap=32)
    assert _is_free(place, size, occupied)
    xs = {near.x, *(edge for r in occupied for edge in (r.x - size.w - 32, r.right + 32))}
    ys = {near.y, *(edge for r in occupied for edge in (r.y - size.h - 32, r.bottom + 32))}
    nearest = min(_squared(Point(x, y), near) for x in xs for y in ys if _is_free(Point(x, y), size, occupied))
    assert _squared(place, near) == nearest


@given(sizes, points, st.lists(rects, max_size=12))
def test_a_place_in_view_is_preferred(size: Size, near: Point, occupied: list[Rect]) -> None:
    """Where any spot inside the view is free, the place that is given lies inside the view."""
    view = Rect(-300, -300, 900, 700)
    place = free_place(size, near, occupied, gap=32, view=view)
    assert _is_free(place, size, occupied)
    free_inside = any(
        _is_free(Point(x, y), size, occupied)
        for x in range(-300, int(600 - size.w) + 1, 50)
        for y in range(-300, int(400 - size.h) + 1, 50)
    )
    assert view.contains(Rect.at(place, size)) or not free_inside


def test_five_thousand_overlapping_tiles_leave_a_free_place() -> None:
    """A jumble of thousands of tiles is no trap: a place is found, and it is free."""
    dice = random.Random(7)  # noqa: S311 -- a fixed jumble
    jumble = [Rect(dice.uniform(0, 10_000), dice.uniform(0, 10_000), 256, 256) for _ in range(5_000)]
    place = free_place(Size(256, 256), Point(5_000, 5_000), jumble)
    assert not any(Rect.at(place, Size(256, 256)).overlaps(other) for other in jumble)


def test_variations_stand_in_a_cross() -> None:
    """With room all around, the four are up, right, down and left of the parent, centred, a gap away."""
    parent = Rect(0, 0, 100, 100)
    places = cross_places(parent, [Size(50, 50)] * 4, [parent], gap=32)
    assert places == [Point(25, -82), Point(132, 25), Point(25, 132), Point(-82, 25)]


@given(st.lists(sizes, max_size=4), st.lists(rects, max_size=8))
def test_a_cross_overlaps_nothing(four: list[Size], others: list[Rect]) -> None:
    """Whatever stands around, the four overlap neither it, nor the parent, nor each other."""
    parent = Rect(0, 0, 100, 100)
    places = cross_places(parent, four, others)
    made = [Rect.at(place, size) for place, size in zip(places, four, strict=True)]
    assert not any(a.overlaps(b) for a, b in combinations(made, 2))
    assert not any(a.overlaps(b) for a in made for b in (parent, *others))


def test_a_blocked_arm_takes_no_other_arms_place() -> None:
    """Where only "up" is blocked, right, down and left are where they would be anyway."""
    parent = Rect(0, 0, 100, 100)
    free = cross_places(parent, [Size(100, 100)] * 4, [])
    blocked = cross_places(parent, [Size(100, 100)] * 4, [Rect(0, -132, 100, 100)])
    assert blocked[1:] == free[1:]


@given(st.lists(rects, min_size=1, max_size=30))
def test_a_tidy_group_keeps_its_corner_and_order_and_overlaps_nothing(group: list[Rect]) -> None:
    """Rows start at the group's top left, nothing overlaps, and the reading order is what it was."""
    ordered = [group[place] for place in reading_order(group)]
    tidied = [Rect.at(place, r.size) for place, r in zip(tidy_grid(ordered), ordered, strict=True)]
    assert (min(r.x for r in tidied), min(r.y for r in tidied)) == (min(r.x for r in group), min(r.y for r in group))
    assert not any(a.overlaps(b) for a, b in combinations(tidied, 2))
    assert reading_order(tidied) == list(range(len(tidied)))


@given(st.lists(rects, min_size=1, max_size=30))
def test_tidying_twice_changes_nothing(group: list[Rect]) -> None:
    """A group that is tidy stays where it is."""
    ordered = [group[place] for place in reading_order(group)]
    tidied = [Rect.at(place, r.size) for place, r in zip(tidy_grid(ordered), ordered, strict=True)]
    again = [tidied[place] for place in reading_order(tidied)]
    assert tidy_grid(again) == [Point(r.x, r.y) for r in again]


def _is_free(place: Point, size: Size, occupied: list[Rect]) -> bool:
    return not any(Rect.at(place, size).grown(32).overlaps(other) for other in occupied)


def _squared(a: Point, b: Point) -> float:
    return (a.x - b.x) ** 2 + (a.y - b.y) ** 2
