"""The pen: draws the parts of a subject in its own coordinates, and the book of all kinds of subjects.

x goes right and 0 is the middle, y goes up and 0 is where the subject stands; 1 is about its height.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

from app.services.generation.providers.sketch.light import Colour, mix, rgb

Habitat = Literal['land', 'water', 'air', 'sea']  # air: in the sky; water: floats; sea: swims, or flies without water
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top
STEPS = 7  # points between two points of a curve


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of subject is drawn. `size` is its height as a fraction of the canvas's shorter side."""

    name: str
    draw: 'Callable[[Pen], None]'
    box: Box
    size: float
    colour: str
    habitat: Habitat
    flat: bool  # drawn without the shading of a round body

    @property
    def aspect(self) -> float:
        """Width over height of its box."""
        left, bottom, right, top = self.box
        return (right - left) / (top - bottom)


KINDS: dict[str, Kind] = {}


def subject(
    name: str, box: Box, size: float, colour: str, habitat: Habitat = 'land', flat: bool = False
) -> 'Callable[[Callable[[Pen], None]], Callable[[Pen], None]]':
    """Enter the decorated drawing into the book."""

    def enter(draw: 'Callable[[Pen], None]') -> 'Callable[[Pen], None]':
        KINDS[name] = Kind(name, draw, box, size, colour, habitat, flat)
        return draw

    return enter


class Pen:
    """Draws filled shapes in tones of one colour. A tone is `body`, `light`, `pale`, `dark`, `deep`, `ink`, `white`,
    `cream`, `glow` (shines by itself), or six hexadecimal digits."""

    def __init__(self, kind: Kind, colour: Colour, scale: float) -> None:
        left, bottom, right, top = kind.box
        self.scale = scale
        self._left, self._top = left, top
        size = (max(1, round((right - left) * scale)), max(1, round((top - bottom) * scale)))
        self.image = Image.new('RGBA', size, (*_bytes(colour), 0))
        self.shine = Image.new('L', size)
        self._draw = ImageDraw.Draw(self.image)
        self._shine = ImageDraw.Draw(self.shine)
        white, ink = rgb('fffdf6'), rgb('231f2a')
        brightness = float(colour @ np.array([0.3, 0.59, 0.11], np.float32))
        self._tones = {
            'body': colour,
            'light': mix(colour, white, 0.30),
            'pale': mix(colour, rgb('fff4e0'), 0.66),
            'dark': mix(colour * np.float32(0.70), rgb('2c1f4a'), 0.10),
            'deep': mix(colour * np.float32(0.45), rgb('1d1636'), 0.25),
            'ink': ink if brightness > 0.2 else rgb('0d0c12'),
            'white': white,
            'cream': rgb('f6ead2'),
            'glow': rgb('ffd77a'),
        }

    def blob(self, tone: str, *points: Point) -> None:
        """A closed smooth shape through the points."""
        self._fill(tone, _curve(points, closed=True))

    def poly(self, tone: str, *points: Point) -> None:
        """A shape with corners."""
        self._fill(tone, list(points))

    def box(self, tone: str, left: float, bottom: float, right: float, top: float) -> None:
        """A rectangle."""
        self._fill(tone, [(left, bottom), (right, bottom), (right, top), (left, top)])

    def oval(self, tone: str, x: float, y: float, wide: float, tall: float, turn: float = 0.0) -> None:
        """An ellipse with half axes `wide` and `tall`, turned by degrees against the clock."""
        count = 40
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        points = []
        for index in range(count):
            angle = 2 * math.pi * index / count
            a, b = wide * math.cos(angle), tall * math.sin(angle)
            points.append((x + a * cos - b * sin, y + a * sin + b * cos))
        self._fill(tone, points)

    def stroke(self, tone: str, start: float, end: float, *points: Point) -> None:
        """A smooth line with round ends, `start` wide at its first point and `end` at its last."""
        path = _curve(points, closed=False)
        left, right = [], []
        for index, (x, y) in enumerate(path):
            before, after = path[max(0, index - 1)], path[min(len(path) - 1, index + 1)]
            dx, dy = after[0] - before[0], after[1] - before[1]
            length = math.hypot(dx, dy) or 1.0
            half = (start + (end - start) * index / max(1, len(path) - 1)) / 2
            left.append((x - dy / length * half, y + dx / length * half))
            right.append((x + dy / length * half, y - dx / length * half))
        self._fill(tone, [*left, *reversed(right)])
        self.oval(tone, *path[0], start / 2, start / 2)
        self.oval(tone, *path[-1], end / 2, end / 2)

    def eye(self, x: float, y: float, radius: float, tone: str = 'ink') -> None:
        """A round eye with its spark."""
        self.oval(tone, x, y, radius, radius * 1.15)
        self.oval('white', x - radius * 0.3, y + radius * 0.4, radius * 0.36, radius * 0.36)

    def _fill(self, tone: str, points: Sequence[Point]) -> None:
        place = [((x - self._left) * self.scale, (self._top - y) * self.scale) for x, y in points]
        colour = self._tones[tone] if tone in self._tones else rgb(tone)
        self._draw.polygon(place, fill=(*_bytes(colour), 255))
        self._shine.polygon(place, fill=255 if tone == 'glow' else 0)


def _curve(points: Sequence[Point], closed: bool) -> list[Point]:
    """Points on the Catmull-Rom spline through `points`."""
    count = len(points)
    if count < 3:
        return list(points)
    t = np.arange(STEPS, dtype=np.float64)[:, None] / STEPS
    curve: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            four = [points[(index + step) % count] for step in (-1, 0, 1, 2)]
        else:
            four = [points[min(count - 1, max(0, index + step))] for step in (-1, 0, 1, 2)]
        a, b, c, d = (np.array(point) for point in four)
        piece = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        curve.extend((float(x), float(y)) for x, y in piece)
    if not closed:
        curve.append(points[-1])
    return curve


def _bytes(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (int(255 * min(1.0, max(0.0, float(part))) + 0.5) for part in colour)
    return red, green, blue
