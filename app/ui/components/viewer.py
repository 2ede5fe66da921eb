"""One picture in the whole window."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from app.ui.components.element import Component
from app.ui.components.payload import text


@dataclass(frozen=True)
class Viewed:
    """A tile's picture by its sha256."""

    id: str
    sha: str
    prompt: str


class Viewer(Component, component='viewer.js'):
    """Arrow keys go to the neighbours, Escape leaves. `download` gets the tile's id."""

    def __init__(self, download: Callable[[str], Awaitable[None]]) -> None:
        super().__init__()
        self.hears('download', lambda said: download(text(said, 'id')))

    def show(self, pictures: Sequence[Viewed], at: int = 0) -> None:
        """Opens at `pictures[at]`; the others are its neighbours in reading order."""
        self.tell('show', pictures=pictures, at=at)
