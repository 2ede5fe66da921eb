"""Where each subject stands: none over another, far ones smaller, and the first where the picture is about it.

Places depend on the seed, the kind and the order of the words, so that words typed later move nothing typed before.
"""

from dataclasses import dataclass

from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.noise import chance
from app.services.generation.providers.sketch.scene import Wish
from app.services.generation.providers.sketch.subjects import KINDS, Kind
from app.services.generation.providers.sketch.terrain import Ground

TRIES = 40
SHRINKS = (1.0, 0.86, 0.74, 0.62, 0.5, 0.4, 0.3, 0.22, 0.15, 0.1)
GAP = 0.012


@dataclass(frozen=True, slots=True)
class Placed:
    """A subject on the canvas: x is its middle, y where it stands (fractions), `tall` its height in pixels."""

    kind: Kind
    colour: str | None
    x: float
    y: float
    tall: float
    mirrored: bool
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: 'Placed') -> bool:
        """Whether the boxes touch, with a little air around them."""
        return (
            self.left < other.right + GAP
            and other.left < self.right + GAP
            and self.top < other.bottom + GAP
            and other.top < self.bottom + GAP
        )


def place(canvas: Canvas, ground: Ground) -> list[Placed]:
    """Every subject that finds room, far ones first."""
    placed: list[Placed] = []
    kinds = len({wish.kind for wish in canvas.scene.wishes})
    for number, wish in enumerate(canvas.scene.wishes):
        kind = KINDS[wish.kind]
        earlier = sum(w.count for w in canvas.scene.wishes[:number] if w.kind == wish.kind)
        placed += _together(canvas, ground, wish, kind, (number, earlier, kinds), placed)
    return sorted(placed, key=lambda one: (one.kind.habitat != 'air', one.y))


def _together(
    canvas: Canvas, ground: Ground, wish: Wish, kind: Kind, order: tuple[int, int, int], placed: list[Placed]
) -> list[Placed]:
    """All subjects of a wish in one size, as large as they find room for."""
    number, earlier, kinds = order
    group: list[Placed] = []
    for shrink in SHRINKS:
        group = []
        for index in range(wish.count):
            candidates = (
                _candidate(canvas, ground, wish, kind, (number, earlier + index, kinds), shrink, attempt)
                for attempt in range(TRIES)
            )
            free = (one for one in candidates if not any(one.meets(other) for other in (*placed, *group)))
            found = next(free, None)
            if found is None:
                break
            group.append(found)
        if len(group) == wish.count:
            break
    return group


def _candidate(
    canvas: Canvas, ground: Ground, wish: Wish, kind: Kind, order: tuple[int, int, int], shrink: float, attempt: int
) -> Placed:
    number, index, kinds = order
    key = (kind.name, index, attempt, canvas.seed)
    many = wish.count
    depth = 0.42 + 0.1 * chance('depth', kind.name, canvas.seed)
    if number == 0 and index == 0 and attempt == 0 and many == 1:
        x = ground.focus
    elif many > 1 and attempt < 4:
        x = 0.12 + 0.76 * (index % many + 0.5 + 0.5 * (chance('x', *key) - 0.5)) / many
        depth = 0.15 + 0.6 * ((index * 0.618 + chance('depth', kind.name, canvas.seed)) % 1)
    else:
        x = 0.1 + 0.8 * chance('x', *key)
        depth = 0.12 + 0.75 * chance('d', *key)
    crowd = {1: 1.0, 2: 0.8, 3: 0.66, 4: 0.58}.get(many, 0.5)
    company = 1.0 if kinds == 1 else 0.86 if kinds == 2 else 0.72
    # Flocks are drawn small by nature and need no more room when there are many.
    if kind.size < 0.2:
        crowd = max(crowd, 0.8)
        if many == 1:
            crowd = 1.5 if kind.habitat == 'air' else 1.25
    size = kind.size * wish.scale * crowd * company * shrink
    if kind.habitat == 'air':
        return _box(canvas, kind, wish, key, x, _air(canvas, ground, kind, key), min(size, 0.8))
    scale = 0.62 + 0.72 * depth
    in_water = kind.habitat in {'water', 'sea'} and ground.water
    y = ground.afloat(canvas, depth) if in_water else ground.standing(canvas, x, depth)
    if not ground.water and kind.habitat == 'sea':
        y -= 0.12
    return _box(canvas, kind, wish, key, x, y, min(0.85, size * scale))


def _air(canvas: Canvas, ground: Ground, kind: Kind, key: tuple[object, ...]) -> float:
    return canvas.horizon * (0.3 + 0.42 * chance('air', *key)) + (0.12 if kind.size > 0.25 else 0.0)


def _season(canvas: Canvas, kind: Kind) -> str | None:
    """The colour that the time of year gives to leaves."""
    if kind.name != 'tree':
        return None
    if 'petals' in canvas.scene.weather:
        return 'pink'
    return 'orange' if 'autumn' in canvas.scene.times else None


def _box(canvas: Canvas, kind: Kind, wish: Wish, key: tuple[object, ...], x: float, y: float, size: float) -> Placed:
    """The place as pixels say it, kept inside the picture."""
    tall = size * canvas.unit
    left, bottom, right, top = kind.box
    pixels = tall / (top - bottom)
    room = 0.96 * canvas.width / (pixels * (right - left))
    if room < 1:
        tall, pixels = tall * room, pixels * room
    wide = pixels * (right - left) / canvas.width / 2
    x = min(0.985 - wide, max(0.015 + wide, x))
    above, below = pixels * top / canvas.height, -pixels * bottom / canvas.height
    y = min(0.985 - below, max(0.02 + above, y))
    mirrored = chance('mirror', kind.name, key[1], canvas.seed) < 0.5
    return Placed(
        kind, wish.colour or _season(canvas, kind), x, y, tall, mirrored, x - wide, y - above, x + wide, y + below
    )
