"""What a person asks of the search, and how it is written in one line: `fox tag:sea rating:4 after:2026-01-31`."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from app.domain.fields import MOST_RATING

HitKind = Literal['board', 'tile', 'favorite', 'prompt', 'trash']

KINDS: Final[tuple[HitKind, ...]] = ('board', 'tile', 'favorite', 'prompt', 'trash')
MOST_WORDS: Final = 32
_OPERATOR: Final = re.compile(
    r'(?P<name>model|tag|board|rating|is|before|after):(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))', re.I
)
_IS: Final[dict[str, HitKind]] = {
    'tile': 'tile',
    'trashed': 'trash',
    'trash': 'trash',
    'board': 'board',
    'prompt': 'prompt',
}


@dataclass(frozen=True, slots=True)
class Query:
    """Every word must be there, the beginning of a word is enough. `board` is a board's id or words of its name.

    `since` <= the day it was made < `until`, as texts that begin with YYYY-MM-DD. `rating` is the least. Empty filters
    ask for nothing.
    """

    words: str = ''
    model: str = ''
    board: str = ''
    tag: str = ''
    rating: int = 0
    favorite: bool = False
    since: str = ''
    until: str = ''
    kind: HitKind | None = None


def parsed(text: str, query: Query | None = None) -> Query:
    """Read a line of words and operators, beside filters that were chosen; what is no operator is a word."""
    asked = query or Query()
    words: list[str] = []
    at = 0
    for found in _OPERATOR.finditer(text):
        words.append(text[at : found.start()])
        at = found.end()
        value = found['quoted'] if found['quoted'] is not None else found['plain']
        understood = _with(asked, found['name'].lower(), value.strip())
        if understood is None:
            words.append(found[0])
        else:
            asked = understood
    words.append(text[at:])
    return replace(asked, words=' '.join(' '.join(words).split()[:MOST_WORDS]))


def _with(query: Query, name: str, value: str) -> Query | None:
    """The query with an operator; None where its value says nothing."""
    match name:
        case 'model' | 'tag' | 'board' if value:
            return replace(query, **{name: value})  # type: ignore[arg-type]  # all three are texts
        case 'rating' if (rating := value.removeprefix('>=').removeprefix('=')).isdecimal():
            return replace(query, rating=min(int(rating), MOST_RATING))
        case 'is':
            return _being(query, value.lower())
        case 'after' | 'before' if (day := _day(value)) is not None:
            edge = {'since': (day + timedelta(days=1)).isoformat()} if name == 'after' else {'until': day.isoformat()}
            return replace(query, **edge)  # type: ignore[arg-type]  # both are texts
    return None


def _being(query: Query, value: str) -> Query | None:
    if value in ('favorite', 'favourite'):
        return replace(query, favorite=True)
    return replace(query, kind=_IS[value]) if value in _IS else None


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day < date.max else None
