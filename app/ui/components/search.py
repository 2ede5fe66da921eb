"""The search palette: commands, and prompts over boards, favorites and history."""

from dataclasses import dataclass
from typing import Protocol

from app.ui.components.element import Component
from app.ui.components.payload import Payload, flag, text


@dataclass(frozen=True)
class Chosen:
    """A result of the search. `put` asks for it on this board instead of going there."""

    kind: str
    id: str
    put: bool


class SearchActs(Protocol):
    """What the palette asks for; the tools' own commands and prompts of the history act in the browser."""

    async def search_chosen(self, chosen: Chosen) -> None: ...


class SearchPalette(Component, component='search.js'):
    """Opened by Ctrl+K or the rail.

    Reads `GET /api/search?q=`: `{groups: [{title, items: [{id, kind, label, hint, thumb}]}]}`, `thumb` an address or
    null, `kind` one of board, tile, favorite, history.
    """

    def __init__(self, acts: SearchActs) -> None:
        super().__init__()
        self.hears('chosen', lambda said: acts.search_chosen(_chosen(said)))


def _chosen(said: Payload) -> Chosen:
    return Chosen(text(said, 'kind'), text(said, 'id'), flag(said, 'put'))
