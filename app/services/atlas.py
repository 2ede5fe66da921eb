"""The atlas of a board: pages of many small pictures in three sizes, so that a board seen from afar is a few files.

A picture has one slot for good; slot n stands on page n // per_page(side), row by row.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image

Side = Literal[16, 32, 64]
SIDES: tuple[Side, ...] = (16, 32, 64)
MICRO = 64  # pixels of the pictures that pages are made of, each side
WIDTH = 2048  # of a page; its height follows the slots in use


@dataclass(frozen=True, slots=True)
class AtlasPage:
    """A page of a board's atlas. `version` changes when its content does."""

    side: Side
    page: int
    version: str


def per_page(side: Side) -> int:
    """How many slots a page has."""
    return (WIDTH // side) ** 2


def pages_of(slots: Mapping[str, int]) -> list[AtlasPage]:
    """The pages of pictures whose slots are given by sha256, by side and number."""
    lines = [f'{slot}:{sha256}' for sha256, slot in sorted(slots.items(), key=lambda item: item[1])]
    numbers = sorted(slots.values())
    return [page for side in SIDES for page in _pages(side, numbers, lines)]


def draw_page(contents: Mapping[int, bytes], side: Side) -> bytes:
    """A page from JPEGs by their place on it, a JPEG too: WebP takes ten times as long to make, and six to decode."""
    columns = WIDTH // side
    rows = max(contents, default=0) // columns + 1
    page = Image.new('RGB', (WIDTH, rows * side))
    for place, content in contents.items():
        with Image.open(BytesIO(content), formats=('JPEG',)) as micro:
            micro.draft('RGB', (side, side))
            page.paste(micro, (place % columns * side, place // columns * side))
    buffer = BytesIO()
    page.save(buffer, 'JPEG', quality=85)
    return buffer.getvalue()


def _pages(side: Side, numbers: list[int], lines: list[str]) -> list[AtlasPage]:
    pages: dict[int, list[str]] = {}
    for number, line in zip(numbers, lines, strict=True):
        pages.setdefault(number // per_page(side), []).append(line)
    return [AtlasPage(side, page, _digest(some)) for page, some in pages.items()]


def _digest(lines: list[str]) -> str:
    return hashlib.sha256('\n'.join(lines).encode()).hexdigest()[:16]
