"""Reads what a page sent: an event's payload is checked field by field before anyone acts on it."""

from collections.abc import Mapping
from typing import TypeAlias, cast

Payload: TypeAlias = Mapping[str, object]

LONGEST_TEXT = 10_000
"""Characters of a prompt or a query that are accepted; beyond that nobody typed it."""


class StrangePayload(ValueError):
    """A page sent an event with a field that is missing or of another kind."""


def fields(payload: object) -> Payload:
    """The payload as fields, or `StrangePayload`."""
    if not isinstance(payload, dict):
        raise StrangePayload(f'The page sent {type(payload).__name__} where fields were expected.')
    return cast('Payload', payload)


def text(payload: Payload, name: str) -> str:
    """A text of at most `LONGEST_TEXT` characters."""
    value = payload.get(name)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise StrangePayload(f'The page sent no usable text in "{name}".')
    return value


def optional_text(payload: Payload, name: str) -> str | None:
    """A text, or None where the field is null or missing."""
    return None if payload.get(name) is None else text(payload, name)


def number(payload: Payload, name: str) -> float:
    """A finite number."""
    value = payload.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float('inf'):
        raise StrangePayload(f'The page sent no usable number in "{name}".')
    return value


def whole(payload: Payload, name: str) -> int:
    """A whole number."""
    value = number(payload, name)
    if value != int(value):
        raise StrangePayload(f'The page sent {value} in "{name}" where a whole number was expected.')
    return int(value)


def flag(payload: Payload, name: str) -> bool:
    """True or false."""
    value = payload.get(name)
    if not isinstance(value, bool):
        raise StrangePayload(f'The page sent no yes or no in "{name}".')
    return value
