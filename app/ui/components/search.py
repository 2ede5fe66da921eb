"""The search palette: commands, and what stands on boards, in favorites, history and trash."""

from dataclasses import dataclass
from typing import Protocol

from app.ui.components.element import Component
from app.ui.components.payload import Payload, flag, optional_text, text


@dataclass(frozen=True)
class Chosen:
    """A result of the search. `put` asks for it on this board instead of going there."""

    kind: str
    id: str
    put: bool
    board: str | None = None


class SearchActs(Protocol):
    """What the palette asks for; the tools' own commands and prompts of the history act in the browser."""

    async def search_chosen(self, chosen: Chosen) -> None: ...


class SearchPalette(Component, component='search.js'):
    """Opened by Ctrl+K or the rail.

    Reads `GET /api/search?q=&model=&board=&tag=&rating=&favorite=&since=` as `found.found_view` writes it, and
    `GET /api/search/filters`: `{models, boards: [{id, name}], tags}`. A row's `kind` is one of board, tile, favorite,
    prompt, trash.
    """

    def __init__(self, acts: SearchActs) -> None:
        super().__init__()
        self.hears('chosen', lambda said: acts.search_chosen(_chosen(said)))


def _chosen(said: Payload) -> Chosen:
    return Chosen(text(said, 'kind'), text(said, 'id'), flag(said, 'put'), optional_text(said, 'board'))
