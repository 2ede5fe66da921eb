"""Favorites in columns, beside the board or as a page of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.ui.components.element import Component, plain
from app.ui.components.payload import Payload, number, text


@dataclass(frozen=True)
class ModelFilter:
    id: str
    label: str


@dataclass(frozen=True)
class Drop:
    """A favorite let go over the board, in CSS px of the window."""

    favorite: str
    x_client: float
    y_client: float


class FavoritesActs(Protocol):
    """What the favorites ask for."""

    async def favorite_put(self, favorite: str) -> None: ...
    async def favorite_dropped(self, drop: Drop) -> None: ...
    async def favorite_removed(self, favorite: str) -> None: ...


class Favorites(Component, component='favorites.js'):
    """Reads `GET /api/favorites?query=&model=&since=&cursor=` page by page while one scrolls.

    The answer is `{items: [{id, sha, width, height, prompt, model, made_at}], next, total}`, newest first, `next` null
    at the end. As a panel it costs nothing until it is opened.
    """

    def __init__(self, acts: FavoritesActs, *, models: Sequence[ModelFilter] = (), page: bool = False) -> None:
        super().__init__()
        self._props.update(plain(models=models, page=page))
        self.hears('put', lambda said: acts.favorite_put(text(said, 'id')))
        self.hears('drop', lambda said: acts.favorite_dropped(_drop(said)))
        self.hears('unfavorite', lambda said: acts.favorite_removed(text(said, 'id')))

    def refresh(self) -> None:
        """The favorites have changed elsewhere: an open list reads its first page again."""
        self.tell('refresh')


def _drop(said: Payload) -> Drop:
    return Drop(text(said, 'id'), number(said, 'clientX'), number(said, 'clientY'))
