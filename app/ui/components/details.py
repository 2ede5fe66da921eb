"""All that is known of one tile, beside the board."""

from dataclasses import dataclass
from typing import Protocol

from app.ui.components.element import Component
from app.ui.components.payload import text


@dataclass(frozen=True)
class Parent:
    """The tile that this one came from, with the sha256 of its picture."""

    id: str
    sha: str
    prompt: str


@dataclass(frozen=True)
class Details:
    """What the panel shows; what is None has no line. `made_at` is ISO 8601, `stored` a phrase like "0.9 MB"."""

    id: str
    prompt: str
    model: str
    seed: int | None
    sha: str | None = None
    pixels: tuple[int, int] | None = None
    seconds: float | None = None
    cost_usd: float | None = None
    made_at: str | None = None
    stored: str | None = None
    parent: Parent | None = None


class DetailsActs(Protocol):
    """What the panel asks for; "Use prompt" acts in the browser."""

    async def tile_downloaded(self, tile: str) -> None: ...
    async def tile_rerolled(self, tile: str) -> None: ...
    async def tile_opened(self, tile: str) -> None: ...


class DetailsPanel(Component, component='details.js'):
    """Takes the place of the favorites panel while it is open."""

    def __init__(self, acts: DetailsActs) -> None:
        super().__init__()
        self.hears('download', lambda said: acts.tile_downloaded(text(said, 'id')))
        self.hears('reroll', lambda said: acts.tile_rerolled(text(said, 'id')))
        self.hears('open_tile', lambda said: acts.tile_opened(text(said, 'id')))

    def show(self, details: Details) -> None:
        """Opens the panel, or shows another tile in it."""
        self.tell('show', tile=details)

    def refresh(self, details: Details) -> None:
        """Shows newer facts if this tile is the one that is shown."""
        self.tell('refresh', tile=details)
