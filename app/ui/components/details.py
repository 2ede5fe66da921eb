"""All that is known of one tile, beside the board."""

from dataclasses import dataclass
from typing import Protocol

from app.ui.components.element import Component
from app.ui.components.payload import flag, text, whole


@dataclass(frozen=True)
class Relative:
    """A picture that this one came from, or that came from it: its tile (None where it is gone) and how it was made."""

    id: str | None
    sha: str
    prompt: str
    how: str


@dataclass(frozen=True)
class Details:
    """What the panel shows; what is None has no line. `made_at` is ISO 8601, `stored` a phrase like "0.9 MB".

    `ancestors` begin with the parent; `rating` is 0 to 5.
    """

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
    how: str | None = None
    rating: int = 0
    tags: tuple[str, ...] = ()
    ancestors: tuple[Relative, ...] = ()
    children: tuple[Relative, ...] = ()


class DetailsActs(Protocol):
    """What the panel asks for; "Use prompt" acts in the browser."""

    async def tile_downloaded(self, tile: str) -> None: ...
    async def tile_rerolled(self, tile: str) -> None: ...
    async def tile_opened(self, tile: str) -> None: ...
    async def tile_rated(self, tile: str, rating: int) -> None: ...
    async def tile_tagged(self, tile: str, tag: str, *, remove: bool) -> None: ...


class DetailsPanel(Component, component='details.js'):
    """Takes the place of the favorites panel while it is open."""

    def __init__(self, acts: DetailsActs) -> None:
        super().__init__()
        self.hears('download', lambda said: acts.tile_downloaded(text(said, 'id')))
        self.hears('reroll', lambda said: acts.tile_rerolled(text(said, 'id')))
        self.hears('rate', lambda said: acts.tile_rated(text(said, 'id'), whole(said, 'rating')))
        self.hears(
            'tag', lambda said: acts.tile_tagged(text(said, 'id'), text(said, 'tag'), remove=flag(said, 'remove'))
        )
        self.hears('open_tile', lambda said: acts.tile_opened(text(said, 'id')))

    def show(self, details: Details) -> None:
        """Opens the panel, or shows another tile in it."""
        self.tell('show', tile=details)

    def refresh(self, details: Details) -> None:
        """Shows newer facts if this tile is the one that is shown."""
        self.tell('refresh', tile=details)
