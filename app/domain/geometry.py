"""Places on the board, in world units: y grows downwards, a rectangle is named by its top left."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GAP = 32.0
# Levels that are tried one by one; beyond them a sample: 5,000 overlapping tiles have 10,000.
_LEVELS = 200


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Size:
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def center(self) -> Point:
        return Point(self.x + self.w / 2, self.y + self.h / 2)

    @property
    def size(self) -> Size:
        return Size(self.w, self.h)

    @classmethod
    def at(cls, place: Point, size: Size) -> 'Rect':
        return cls(place.x, place.y, size.w, size.h)

    def moved(self, dx: float, dy: float) -> 'Rect':
        return Rect(self.x + dx, self.y + dy, self.w, self.h)

    def grown(self, by: float) -> 'Rect':
        return Rect(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def overlaps(self, other: 'Rect') -> bool:
        """Tell whether the two share area; touching edges share none."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def contains(self, other: 'Rect') -> bool:
        return self.x <= other.x and self.y <= other.y and self.right >= other.right and self.bottom >= other.bottom


_EVERYWHERE = Rect(-1e9, -1e9, 2e9, 2e9)


def bounds(rects: Iterable[Rect]) -> Rect | None:
    """Return the smallest rectangle around all, None where there are none."""
    all_rects = list(rects)
    if not all_rects:
        return None
    x, y = min(r.x for r in all_rects), min(r.y for r in all_rects)
    return Rect(x, y, max(r.right for r in all_rects) - x, max(r.bottom for r in all_rects) - y)


def world_size(pixels: tuple[int, int]) -> Size:
    """Return the size of a new tile for a picture of so many pixels.

    Every shape has about the same perimeter, long sides in steps of 32: 1024x768 is 288x216, a square 256x256,
    16:9 is 320x180.
    """
    width, height = pixels
    ratio = max(width, height) / min(width, height)
    longest = math.floor(512 * ratio / (1 + ratio) / 32) * 32
    shortest = max(8, round(longest / ratio))
    return Size(longest, shortest) if width >= height else Size(shortest, longest)


def free_place(size: Size, near: Point, occupied: Iterable[Rect], gap: float = GAP, view: Rect | None = None) -> Point:
    """Return the top left of a free place for `size`, nearest to `near`, `gap` away from all that is occupied.

    With a `view`, a place inside it is preferred; where it holds none, the nearest outside is taken.
    """
    blocks = [
        Rect(r.x - size.w - gap, r.y - size.h - gap, r.w + size.w + 2 * gap, r.h + size.h + 2 * gap) for r in occupied
    ]
    if view is not None and view.w >= size.w and view.h >= size.h:
        room = Rect(view.x, view.y, view.w - size.w, view.h - size.h)
        inside = Point(min(max(near.x, room.x), room.right), min(max(near.y, room.y), room.bottom))
        found = _nearest_free(inside, blocks, room)
        if found is not None:
            return found
    return _nearest_free(near, blocks, _EVERYWHERE) or near


def cross_places(parent: Rect, sizes: Sequence[Size], occupied: Iterable[Rect], gap: float = GAP) -> list[Point]:
    """Return places for up to four sizes around `parent`: up, right, down, left, each at the nearest free spot.

    Those whose own spot is free are placed first, so that one that must give way never takes another's.
    """
    taken = [parent, *occupied]
    middle = parent.center
    wanted = [_cross_spot(parent, middle, arm, size, gap) for arm, size in enumerate(sizes)]
    places: dict[int, Point] = {}
    for arm, (spot, size) in enumerate(zip(wanted, sizes, strict=True)):
        if not any(Rect.at(spot, size).grown(gap - 1e-6).overlaps(other) for other in taken):
            places[arm] = spot
            taken.append(Rect.at(spot, size))
    for arm, (spot, size) in enumerate(zip(wanted, sizes, strict=True)):
        if arm not in places:
            places[arm] = free_place(size, spot, taken, gap)
            taken.append(Rect.at(places[arm], size))
    return [places[arm] for arm in range(len(sizes))]


def _cross_spot(parent: Rect, middle: Point, arm: int, size: Size, gap: float) -> Point:
    return (
        Point(middle.x - size.w / 2, parent.y - gap - size.h),
        Point(parent.right + gap, middle.y - size.h / 2),
        Point(middle.x - size.w / 2, parent.bottom + gap),
        Point(parent.x - gap - size.w, middle.y - size.h / 2),
    )[arm]


def reading_order(rects: Sequence[Rect]) -> list[int]:
    """Return the indices of `rects` row by row, left to right.

    A rectangle belongs to a row while its top is above the middle of the row's first.
    """
    by_top = sorted(range(len(rects)), key=lambda i: (rects[i].y, rects[i].x))
    rows: list[list[int]] = []
    for i in by_top:
        first = rects[rows[-1][0]] if rows else None
        if first is not None and rects[i].y < first.y + first.h / 2:
            rows[-1].append(i)
        else:
            rows.append([i])
    return [i for row in rows for i in sorted(row, key=lambda i: (rects[i].x, rects[i].y))]


def tidy_grid(rects: Sequence[Rect], gap: float = GAP) -> list[Point]:
    """Return where `rects`, given in reading order, stand in rows from the group's top left, without overlap.

    Rows are about 1.6 times as wide as all of them are high. Tidying twice changes nothing.
    """
    around = bounds(rects)
    if around is None:
        return []
    area = sum((r.w + gap) * (r.h + gap) for r in rects)
    column = sum(r.w + gap for r in rects) / len(rects)
    widest = max(r.w + gap for r in rects)
    width = max(widest, math.ceil(math.sqrt(area * 1.6) / column) * column)
    places, x, y, height = [], 0.0, 0.0, 0.0
    for rect in rects:
        if x + rect.w + gap > width + 1e-6 and x > 0:
            x, y, height = 0.0, y + height + gap, 0.0
        places.append(Point(around.x + x, around.y + y))
        x, height = x + rect.w + gap, max(height, rect.h)
    return places


def tidy_groups(groups: Sequence[Sequence[Rect]], gap: float = GAP) -> list[Point]:
    """Return where the rectangles of all groups stand, in their order: each group in rows, and the groups in rows.

    The whole begins at the top left of what it was; groups stand three gaps apart. Tidying twice changes nothing.
    """
    around = bounds([rect for group in groups for rect in group])
    if around is None:
        return []
    inside = [tidy_grid([Rect(0, 0, rect.w, rect.h) for rect in group], gap) for group in groups]
    blocks = [
        bounds([Rect(at.x, at.y, rect.w, rect.h) for at, rect in zip(places, group, strict=True)]) or Rect(0, 0, 0, 0)
        for places, group in zip(inside, groups, strict=True)
    ]
    corners = tidy_grid(blocks, 3 * gap)
    return [
        Point(around.x + corner.x + at.x, around.y + corner.y + at.y)
        for corner, places in zip(corners, inside, strict=True)
        for at in places
    ]


def _nearest_free(near: Point, blocks: Sequence[Rect], room: Rect) -> Point | None:
    """Return the point of `room` nearest to `near` that is strictly inside no block.

    Such a point is level with `near` or with the top or bottom of a block, so those levels are tried, outwards.
    """
    rows = _Rows(blocks)
    best, shortest = None, math.inf
    for y in _levels(near.y, blocks, room):
        if abs(y - near.y) >= shortest:
            break
        x = _nearest_gap(near.x, rows.across(y), room.x, room.right)
        if x is not None and math.hypot(x - near.x, y - near.y) < shortest:
            best, shortest = Point(x, y), math.hypot(x - near.x, y - near.y)
    return best


def _levels(near: float, blocks: Sequence[Rect], room: Rect) -> list[float]:
    edges = {edge for block in blocks for edge in (block.y, block.bottom) if room.y <= edge <= room.bottom}
    levels = sorted({near, *edges}, key=lambda y: abs(y - near))
    step = len(levels) // _LEVELS + 1
    return [*levels[:_LEVELS], *levels[_LEVELS::step]]


def _nearest_gap(x: float, spans: list[tuple[float, float]], low: float, high: float) -> float | None:
    """Return the number nearest to `x` from `low` to `high` that is strictly inside no span."""
    right = left = x
    for start, end in sorted(spans):
        if start >= right:
            break
        right = max(right, end)
    for start, end in sorted(spans, key=lambda span: -span[1]):
        if end <= left:
            break
        left = min(left, start)
    free = [place for place in (left, right) if low <= place <= high]
    return min(free, key=lambda place: abs(place - x), default=None)


class _Rows:
    """Blocks by horizontal stripes of their mean height."""

    def __init__(self, blocks: Sequence[Rect]) -> None:
        self._height = max(1.0, sum(block.h for block in blocks) / len(blocks)) if blocks else 1.0
        self._rows: defaultdict[int, list[Rect]] = defaultdict(list)
        for block in blocks:
            for row in range(math.floor(block.y / self._height), math.floor(block.bottom / self._height) + 1):
                self._rows[row].append(block)

    def across(self, y: float) -> list[tuple[float, float]]:
        """Return the left and right ends of the blocks that `y` runs through."""
        row = self._rows.get(math.floor(y / self._height), ())
        return [(block.x, block.right) for block in row if block.y < y < block.bottom]
