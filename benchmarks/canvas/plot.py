"""The table's p95 as a plot, an SVG without anything from elsewhere."""

import math
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from benchmarks.canvas.figures import Row
from benchmarks.canvas.table import TITLES

WIDTH: Final = 1080
PANEL: Final = (320, 190)  # a scenario: its room for lines
LEFT, TOP, GAP_X, GAP_Y = 52, 64, 40, 62
LEAST_MS, MOST_MS = 10.0, 5000.0
GRID_MS: Final = (16.7, 33.3, 100, 1000)
COLORS: Final = {'ImageGen': '#2257c5', 'Excalidraw': '#8a5bd0', 'react-konva': '#c2571a', 'tldraw': '#3d8b5f'}


def write_plot(path: Path, rows: Sequence[Row]) -> None:
    """A panel for each scenario: p95 of frame intervals over the number of pictures, both logarithmic."""
    names = [name for name in TITLES if any(name in row.scenarios for row in rows)]
    height = TOP + math.ceil(len(names) / 3) * (PANEL[1] + GAP_Y)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 60} {height}" font-family="sans-serif" '
        f'font-size="12" fill="#3a3a38"><rect width="100%" height="100%" fill="#fdfcfa"/>',
        '<text x="52" y="24" font-size="15">p95 of frame intervals in ms, by the number of pictures</text>',
        *_legend(rows),
    ]
    for place, name in enumerate(names):
        parts += _panel(rows, name, LEFT + place % 3 * (PANEL[0] + GAP_X), TOP + place // 3 * (PANEL[1] + GAP_Y))
    path.write_text('\n'.join([*parts, '</svg>\n']), 'utf-8')


def _legend(rows: Sequence[Row]) -> Iterator[str]:
    for place, program in enumerate(dict.fromkeys(row.program for row in rows)):
        x = 520 + place * 140
        yield f'<circle cx="{x}" cy="20" r="5" fill="{COLORS[program]}"/>'
        yield f'<text x="{x + 10}" y="24">{escape(program)}</text>'


def _panel(rows: Sequence[Row], name: str, left: float, top: float) -> Iterator[str]:
    counts = sorted({row.count for row in rows})
    yield f'<text x="{left}" y="{top - 8}" font-weight="600">{escape(TITLES[name])}</text>'
    for value in GRID_MS:
        y = top + _y(value)
        yield f'<path d="M{left} {y:.1f}h{PANEL[0]}" stroke="#dddad4"/>'
        yield f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#77746e">{value:g}</text>'
    for count in counts:
        x = left + _x(count, counts)
        yield f'<text x="{x:.1f}" y="{top + PANEL[1] + 16}" text-anchor="middle" fill="#77746e">{count:,}</text>'
    for program in dict.fromkeys(row.program for row in rows):
        some = [row for row in rows if row.program == program and name in row.scenarios]
        points = [(left + _x(row.count, counts), top + _y(row.scenarios[name].p95)) for row in some]
        line = ' '.join(f'{x:.1f},{y:.1f}' for x, y in points)
        yield f'<polyline points="{line}" fill="none" stroke="{COLORS[program]}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{COLORS[program]}"/>' for x, y in points)


def _x(count: int, counts: Sequence[int]) -> float:
    wide = math.log(counts[-1] / counts[0]) or 1
    return 12 + (PANEL[0] - 24) * math.log(count / counts[0]) / wide


def _y(value: float) -> float:
    held = min(max(value, LEAST_MS), MOST_MS)
    return PANEL[1] * (1 - math.log(held / LEAST_MS) / math.log(MOST_MS / LEAST_MS))
