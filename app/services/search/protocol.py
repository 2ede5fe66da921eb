"""Who answers a search. The pages know this and not the index behind it."""

from dataclasses import dataclass
from typing import Protocol

from app.services.search.query import HitKind, Query


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. `id` is that of the tile, favorite, board, prompt or deleted thing.

    `board_id` and `board_name` are of the board it is on, or was on; a deleted board has its own id in both places.
    """

    kind: HitKind
    id: str
    label: str
    model: str
    at: str
    board_id: str | None = None
    board_name: str = ''
    sha256: str | None = None
    rating: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, kind after kind, the newest first; `instead` are the words that were looked for where none fitted."""

    hits: tuple[Hit, ...]
    instead: str | None = None


class Search(Protocol):
    """Finds boards, tiles, favorites, settled prompts and what is in the trash."""

    async def find(self, query: Query, limit: int) -> Found:
        """Return at most `limit` hits of each kind. Raises StoreError."""

    async def tags(self, limit: int = 100) -> list[str]:
        """Return the tags that pictures have, the most used first. Raises StoreError."""

    async def models(self) -> list[str]:
        """Return the models that pictures were made with. Raises StoreError."""
