"""Checks of a record's fields: each returns the value in its own type or raises `FieldInvalid`."""

import math
import re
from collections.abc import Mapping
from sys import intern
from typing import Any, TypeGuard

from app.domain.ids import is_id, is_sha256
from app.domain.order import is_key

FARTHEST = 1e7
SMALLEST, LARGEST = 8.0, 1e5
PROMPT_CHARACTERS = 10_000
NAME_CHARACTERS = 200
STYLES = 64
PARENTS = 64
MOST_PIXELS = 32_768
MOST_RATING = 5
MOST_TAGS = 20
TAG_CHARACTERS = 40
MOST_SEED = 2**63 - 1

_TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z')

Fields = Mapping[str, Any]


class FieldInvalid(ValueError):
    """A field has a value that no record may hold; the message names both."""

    def __init__(self, kind: str, name: str, value: object, wanted: str) -> None:
        shown = repr(value)
        shown = shown if len(shown) <= 80 else f'{shown[:77]}...'
        super().__init__(f'The {kind} field {name!r} is {shown}; it must be {wanted}.')
        self.kind = kind
        self.name = name


class Reader:
    """Takes the known fields of one record, by name, and leaves the unknown ones (SYNC.md S10)."""

    def __init__(self, kind: str, fields: Fields) -> None:
        self._kind = kind
        self._rest = dict(fields)

    def rest(self) -> dict[str, Any]:
        """Return the fields that nobody took, in a table of their size: a board holds thousands of these."""
        return dict(self._rest)

    def _take(self, name: str) -> Any:  # noqa: ANN401 -- whatever JSON may hold
        return self._rest.pop(name, None)

    def _wrong(self, name: str, value: object, wanted: str) -> FieldInvalid:
        return FieldInvalid(self._kind, name, value, wanted)

    def text(self, name: str, most: int) -> str:
        value = self._take(name)
        if not isinstance(value, str) or len(value) > most:
            raise self._wrong(name, value, f'text of at most {most:,} characters')
        if not _is_unicode(value):
            raise self._wrong(name, value, 'text without half characters')
        return intern(value)  # a tile repeats its picture's prompt, and thousands name one model

    def name(self, name: str) -> str:
        value = self.text(name, NAME_CHARACTERS)
        if not value.strip():
            raise self._wrong(name, value, 'a name with at least one letter')
        return value

    def pair(self, name: str, low: float, high: float) -> tuple[float, float]:
        value = self._take(name)
        if not isinstance(value, (list, tuple)) or len(value) != 2 or not all(_in(n, low, high) for n in value):
            raise self._wrong(name, value, f'two numbers from {low:g} to {high:g}')
        return float(value[0]), float(value[1])

    def pixels(self, name: str) -> tuple[int, int]:
        value = self._take(name)
        fits = isinstance(value, (list, tuple)) and len(value) == 2
        if not fits or not all(_whole(n, 1, MOST_PIXELS) for n in value):
            raise self._wrong(name, value, f'two whole numbers from 1 to {MOST_PIXELS}')
        return value[0], value[1]

    def whole(self, name: str, low: int, high: int) -> int:
        value = self._take(name)
        if not _whole(value, low, high):
            raise self._wrong(name, value, f'a whole number from {low} to {high}')
        result: int = value
        return result

    def number(self, name: str, low: float, high: float) -> float:
        value = self._take(name)
        if not _in(value, low, high):
            raise self._wrong(name, value, f'a number from {low:g} to {high:g}')
        return float(value)

    def rating(self, name: str) -> int:
        """From 1 to 5; 0 where there is none."""
        value = self._take(name)
        if value is None:
            return 0
        if not _whole(value, 0, MOST_RATING):
            raise self._wrong(name, value, f'a whole number from 0 to {MOST_RATING}')
        result: int = value
        return result

    def tags(self, name: str) -> tuple[str, ...]:
        value = self._take(name)
        if value is None:
            return ()
        fits = isinstance(value, (list, tuple)) and len(value) <= MOST_TAGS and all(is_tag(tag) for tag in value)
        if not fits or len({tag.casefold() for tag in value}) < len(value):
            raise self._wrong(name, value, f'at most {MOST_TAGS} different tags of at most {TAG_CHARACTERS} characters')
        return tuple(value)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._take(name)
        fits = isinstance(value, (list, tuple)) and len(value) <= STYLES
        if not fits or not all(isinstance(t, str) and len(t) <= NAME_CHARACTERS and _is_unicode(t) for t in value):
            raise self._wrong(name, value, f'at most {STYLES} texts of at most {NAME_CHARACTERS} characters')
        return tuple(value)

    def ids(self, name: str) -> tuple[str, ...]:
        value = self._take(name)
        if not isinstance(value, (list, tuple)) or len(value) > PARENTS or not all(is_id(i) for i in value):
            raise self._wrong(name, value, f'at most {PARENTS} ids')
        return tuple(value)

    def id_or_none(self, name: str) -> str | None:
        value: str | None = self._take(name)
        if value is not None and not is_id(value):
            raise self._wrong(name, value, 'an id or null')
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self._take(name)
        if value not in choices:
            raise self._wrong(name, value, f'one of {", ".join(choices)}')
        result: str = value
        return result

    def choice_or_none(self, name: str, choices: tuple[str, ...]) -> str | None:
        return None if self._rest.get(name) is None and self._take(name) is None else self.choice(name, choices)

    def order_key(self, name: str) -> str:
        value = self._take(name)
        if not is_key(value) or len(value) > 1_000:
            raise self._wrong(name, value, 'an order key')
        result: str = value
        return result

    def sha256(self, name: str) -> str:
        value = self._take(name)
        if not is_sha256(value):
            raise self._wrong(name, value, 'a sha256 in lowercase hex')
        result: str = value
        return result

    def time(self, name: str) -> str:
        value = self._take(name)
        if not isinstance(value, str) or _TIME.fullmatch(value) is None:
            raise self._wrong(name, value, 'a time as 2026-01-31T12:00:00.000Z')
        return value


def is_tag(value: object) -> bool:
    """Whether a value may be a tag: some letters, single spaces between words, none at the ends."""
    if not isinstance(value, str) or not 0 < len(value) <= TAG_CHARACTERS:
        return False
    return value == ' '.join(value.split()) and value.isprintable() and _is_unicode(value)


def _is_unicode(text: str) -> bool:
    """Half surrogates come out of JSON and cannot be written as UTF-8."""
    return text.isascii() or not any('\ud800' <= letter <= '\udfff' for letter in text)


def _whole(value: object, low: int, high: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _in(value: object, low: float, high: float) -> TypeGuard[float]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return math.isfinite(value) and low <= value <= high
