"""The search over SQLite's index of words (FTS5), which the database keeps by itself (migration 0004)."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final, cast

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.ids import is_id
from app.domain.records import USER_SPACE
from app.services.database import Database
from app.services.search.protocol import Found, Hit
from app.services.search.query import KINDS, HitKind, Query

PICTURES: Final[tuple[HitKind, ...]] = ('tile', 'favorite', 'trash')
_TERM: Final = re.compile(r'[^\W_]+')
_HITS: Final = """
SELECT d.kind, d.id, d.words, d.model, d.at, d.space_id, d.sha256, d.rating, b.words AS board_name
FROM search_words AS w JOIN search_docs AS d ON d.doc = w.rowid
LEFT JOIN search_docs AS b ON b.kind = 'board' AND b.space_id = :user AND b.id = d.space_id
WHERE search_words MATCH :match AND (d.kind != 'tile' OR b.doc IS NOT NULL) {where}
ORDER BY w.rowid DESC LIMIT :limit
"""
_SEEN: Final = (
    "SELECT 1 FROM search_vocabulary WHERE term >= :term AND term < :beyond AND col IN ('words', 'tags') LIMIT 1"
)
_TERMS: Final = "SELECT term, sum(doc) FROM search_vocabulary WHERE col IN ('words', 'tags') GROUP BY term"
_TAGS: Final = """
SELECT t.value, count(*) AS uses FROM search_docs AS d, json_each(d.tags) AS t
WHERE d.tags IS NOT NULL AND d.kind IN ('tile', 'favorite')
GROUP BY lower(t.value) ORDER BY uses DESC, t.value LIMIT :limit
"""


class SqliteSearch:
    """Implements `Search`. A word that nothing begins with is taken for the nearest one that something has."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._terms: dict[str, int] = {}
        self._terms_at = -1

    async def find(self, query: Query, limit: int) -> Found:
        async with self._database.reading() as connection:
            terms = _TERM.findall(_folded(query.words))
            if query.words and not terms:  # signs alone, which no index has
                return Found(())
            looked_for = [await self._nearest(connection, term) for term in terms]
            boards = await _boards(connection, query.board)
            hits: list[Hit] = []
            for kind in _kinds(query):
                hits += await _hits(connection, query, kind, looked_for, boards, limit)
        return Found(tuple(hits), None if looked_for == terms else ' '.join(looked_for))

    async def tags(self, limit: int = 100) -> list[str]:
        async with self._database.reading() as connection:
            rows = await connection.execute(text(_TAGS), {'limit': limit})
            return [row.value for row in rows]

    async def models(self) -> list[str]:
        async with self._database.reading() as connection:
            rows = await connection.execute(
                text("SELECT term FROM search_vocabulary WHERE term >= 'm' AND term < 'n' AND col = 'facets'")
            )
            names = [bytes.fromhex(row.term[1:]).decode() for row in rows if len(row.term) > 1]
        return sorted(names)

    async def _nearest(self, connection: AsyncConnection, term: str) -> str:
        """The term itself where something begins with it, else the most frequent of the nearest ones."""
        bounds = {'term': term, 'beyond': term + '\U0010ffff'}
        if (await connection.execute(text(_SEEN), bounds)).first() is not None:
            return term
        most = 0 if len(term) < 3 else 1 if len(term) < 6 else 2
        terms = await self._vocabulary(connection) if most else {}
        near = process.extract(term, terms.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
        return min(near, key=lambda one: (one[1], -terms[one[0]]))[0] if near else term

    async def _vocabulary(self, connection: AsyncConnection) -> dict[str, int]:
        """All terms with how often they stand somewhere; read again once there is a newer document."""
        newest = await connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'search_docs'")) or 0
        if newest != self._terms_at:
            self._terms = {row[0]: row[1] for row in await connection.execute(text(_TERMS))}
            self._terms_at = newest
        return self._terms


def _kinds(query: Query) -> Sequence[HitKind]:
    if query.kind is not None:
        return (query.kind,)
    if query.favorite:
        return ('tile', 'favorite')
    if query.board or query.tag or query.rating:
        return PICTURES
    return KINDS


async def _boards(connection: AsyncConnection, board: str) -> list[str] | None:
    """The boards that are meant by an id or by words of a name; None for all."""
    if not board:
        return None
    if is_id(board):
        return [board]
    terms = _TERM.findall(_folded(board))
    if not terms:
        return []
    match = _match(Query(), 'board', terms)
    rows = await connection.execute(
        text(
            'SELECT d.id FROM search_words AS w JOIN search_docs AS d ON d.doc = w.rowid '
            'WHERE search_words MATCH :match ORDER BY w.rowid DESC LIMIT 50'
        ),
        {'match': match},
    )
    return [row.id for row in rows]


async def _hits(
    connection: AsyncConnection, query: Query, kind: HitKind, terms: list[str], boards: list[str] | None, limit: int
) -> list[Hit]:
    """At most `limit` hits of one kind; `boards` are those that are meant, None for all."""
    if boards == []:
        return []
    where: list[str] = []
    values = {'match': _match(query, kind, terms, boards), 'limit': limit, 'user': USER_SPACE}
    if query.tag:
        where.append('AND EXISTS (SELECT 1 FROM json_each(d.tags) AS t WHERE lower(t.value) = lower(:tag))')
        values['tag'] = query.tag
    for name, sign in (('since', '>='), ('until', '<')):
        if value := getattr(query, name):
            where.append(f'AND d.at {sign} :{name}')
            values[name] = value
    rows = await connection.execute(text(_HITS.format(where=' '.join(where))), values)
    return [_hit(row) for row in rows]


def _match(query: Query, kind: HitKind, terms: list[str], boards: list[str] | None = None) -> str:
    """An expression of FTS5. Terms and facets have letters and digits alone, so that none is read as a command."""
    facets = [f'k{kind}']
    if query.model:
        facets.append(f'm{query.model.encode().hex()}')
    if query.rating:
        facets.append(f'r{query.rating}')
    if query.favorite and kind == 'tile':
        facets.append('fav')
    if boards is not None:
        facets.append(f'({" OR ".join(f"b{board}".replace("-", "") for board in boards)})')
    parts = [f'facets : ({" AND ".join(facets)})']
    if terms:
        parts.append('{words tags} : (' + ' AND '.join(f'"{term}"*' for term in terms) + ')')
    if tag := _TERM.findall(_folded(query.tag)):
        parts.append(f'tags : "{" ".join(tag)}"')
    return ' AND '.join(parts)


def _hit(row: Any) -> Hit:  # noqa: ANN401 -- a row of _HITS
    is_board = row.kind == 'board' or row.space_id == USER_SPACE
    board_id = row.id if row.kind == 'board' else None if is_board else row.space_id
    return Hit(
        kind=cast('HitKind', row.kind),
        id=row.id,
        label=row.words,
        model=row.model,
        at=row.at,
        board_id=board_id or None,
        board_name=row.words if row.kind == 'board' else row.board_name or '',
        sha256=row.sha256,
        rating=row.rating,
    )


def _folded(words: str) -> str:
    """As the index's tokenizer folds them: no case, no diacritics."""
    apart = unicodedata.normalize('NFD', words.casefold())
    return unicodedata.normalize('NFC', ''.join(letter for letter in apart if not unicodedata.combining(letter)))
