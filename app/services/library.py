"""What a person keeps beside boards: favorites, the history of prompts, and what was spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from app.domain.mutation import favorite_operations, unfavorite_operations
from app.domain.records import USER_SPACE, Asset, Favorite, utc_text
from app.services.boards import Boards
from app.services.tables import favorites, history, ledger, records


@dataclass(frozen=True, slots=True)
class Filter:
    """Which favorites: every word of `words` in the prompt, one model, made favorite in `since` <= t < `until`."""

    words: str = ''
    model: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FavoritePage:
    """Favorites, the newest first; `next_cursor` is None at the end."""

    favorites: tuple[Favorite, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class PromptEntry:
    id: int
    prompt: str
    model: str
    settled_at: str


class Library:
    def __init__(self, boards: Boards) -> None:
        self._boards = boards
        self._database = boards.database

    async def add_favorite(self, asset: Asset, at: datetime) -> bool:
        """Make a picture a favorite; False where it is one. Raises StoreError.

        Not undoable: on a board use the mutation AddFavorite.
        """
        return await self._boards.change_favorites(lambda known: favorite_operations(known, asset, utc_text(at)))

    async def remove_favorite(self, sha256: str) -> bool:
        """Make a picture no favorite; False where it is none. Raises StoreError."""
        return await self._boards.change_favorites(lambda known: unfavorite_operations(known, sha256))

    async def favorites(
        self, filter_: Filter | None = None, cursor: str | None = None, limit: int = 60
    ) -> FavoritePage:
        """Return a page of favorites, from `cursor` of the page before. What is added meanwhile doubles nothing."""
        where = _conditions(filter_ or Filter())
        if cursor is not None:
            at, _, id = cursor.partition(' ')
            where.append(tuple_(favorites.c.favorited_at, favorites.c.id) < tuple_(at, id))
        newest = favorites.c.favorited_at.desc(), favorites.c.id.desc()
        page = select(favorites.c.id).where(*where).order_by(*newest).limit(limit + 1).subquery()
        found = await self._read(_of_page(page))
        more = len(found) > limit
        shown = found[:limit]
        return FavoritePage(tuple(shown), f'{shown[-1].favorited_at} {shown[-1].id}' if more else None)

    async def count_favorites(self, filter_: Filter | None = None) -> int:
        async with self._database.reading() as connection:
            counted = select(func.count()).select_from(favorites).where(*_conditions(filter_ or Filter()))
            return await connection.scalar(counted) or 0

    async def favorite_models(self) -> list[str]:
        """Return the models that favorites were made with, to filter by."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(favorites.c.model).distinct().order_by(favorites.c.model))
            return list(rows.scalars())

    async def favorite(self, id: str) -> Favorite | None:
        """Return a live favorite by its id."""
        found = await self._read(_of_page(select(favorites.c.id).where(favorites.c.id == id).subquery()))
        return found[0] if found else None

    async def remember_prompt(self, prompt: str, model: str, at: datetime) -> None:
        """Add a settled prompt to the history; the same again right after it is one entry. Raises StoreError."""
        if not prompt.strip():
            return
        async with self._database.transaction() as connection:
            last = await connection.scalar(select(history.c.prompt).order_by(history.c.id.desc()).limit(1))
            if last != prompt:
                row = {'prompt': prompt, 'words': prompt.casefold(), 'model': model, 'settled_at': utc_text(at)}
                await connection.execute(history.insert().values(row))

    async def prompts(self, words: str = '', before: int | None = None, limit: int = 50) -> list[PromptEntry]:
        """Return prompts with every word of `words`, the newest first; `before` is the last id of the page before."""
        where = _holding(history.c.words, words)
        if before is not None:
            where.append(history.c.id < before)
        columns = (history.c.id, history.c.prompt, history.c.model, history.c.settled_at)
        async with self._database.reading() as connection:
            rows = await connection.execute(select(*columns).where(*where).order_by(history.c.id.desc()).limit(limit))
            return [PromptEntry(*row) for row in rows]

    async def spent_usd(self, since: datetime | None = None) -> float:
        """Return what was spent or is reserved, in US dollars, from a moment on or ever."""
        where = [ledger.c.state != 'released']
        if since is not None:
            where.append(ledger.c.at >= utc_text(since))
        async with self._database.reading() as connection:
            return await connection.scalar(select(func.coalesce(func.sum(ledger.c.cost_usd), 0.0)).where(*where)) or 0.0

    async def _read(self, query: Select[Any]) -> list[Favorite]:
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [Favorite.from_fields(row.id, row.fields) for row in rows]


def _of_page(page: Any) -> Select[Any]:  # noqa: ANN401 -- a subquery of favorites' ids
    return (
        select(records.c.id, records.c.fields)
        .join(page, page.c.id == records.c.id)
        .join(favorites, favorites.c.id == records.c.id)
        .where(records.c.space_id == USER_SPACE, records.c.kind == 'favorite')
        .order_by(favorites.c.favorited_at.desc(), favorites.c.id.desc())
    )


def _conditions(filter_: Filter) -> list[ColumnElement[bool]]:
    where = _holding(favorites.c.words, filter_.words)
    if filter_.model is not None:
        where.append(favorites.c.model == filter_.model)
    if filter_.since is not None:
        where.append(favorites.c.favorited_at >= utc_text(filter_.since))
    if filter_.until is not None:
        where.append(favorites.c.favorited_at < utc_text(filter_.until))
    return where


def _holding(column: ColumnElement[str], words: str) -> list[ColumnElement[bool]]:
    """SQLite folds the case of ASCII alone, so both sides are folded by Python."""
    folded: Sequence[str] = words.casefold().split()
    return [func.instr(column, word) > 0 for word in folded]
