"""Stacking order: jittered fractional index keys in base 62; ties go by id (SYNC.md C5)."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from fractional_indexing import (  # type: ignore[import-untyped]  # it ships no types
    FIError,
    generate_key_between,
    generate_n_keys_between,
    validate_order_key,
)

LONGEST = 64
# Halvings of the gap. Two devices that insert at the same place differ with 65,535 to 1; costs about 3 characters.
_JITTER_BITS = 16

_DIGITS = frozenset('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')


def is_key(text: object) -> bool:
    """Tell whether `text` is a well-formed order key."""
    if not isinstance(text, str) or not text or not _DIGITS.issuperset(text):
        return False
    try:
        validate_order_key(text)
    except FIError:
        return False
    return True


def between(below: str | None, above: str | None) -> str:
    """Return a key strictly between two keys; None is the open end.

    Raises ValueError where `below` is not under `above`: ties must be spread first, see `insert`.
    """
    try:
        key: str = generate_key_between(below, above)
        for _ in range(_JITTER_BITS):
            if random.getrandbits(1):
                below = key
            else:
                above = key
            key = generate_key_between(below, above)
    except FIError as error:
        raise ValueError(f'No order key fits between {below!r} and {above!r}: {error}') from error
    return key


def many_between(below: str | None, above: str | None, count: int) -> list[str]:
    """Return `count` rising keys strictly between two keys; the range as a whole is jittered."""
    if count <= 0:
        return []
    first = between(below, above)
    if count == 1:
        return [first]
    if above is None:
        return list(generate_n_keys_between(first, None, count))
    last = between(first, above)
    return [first, *generate_n_keys_between(first, last, count - 2), last]


@dataclass(frozen=True, slots=True)
class Insertion:
    """`keys` for what is inserted; `rekeyed` maps an index among the old keys to its new key, mostly empty."""

    keys: list[str]
    rekeyed: dict[int, str]


def insert(keys: Sequence[str], index: int, count: int) -> Insertion:
    """Make `count` keys that stack between `keys[index - 1]` and `keys[index]`.

    `keys` is in stacking order. Where two neighbours tie, or a new key would pass 64 characters, everything
    is given short keys again.
    """
    below = keys[index - 1] if index > 0 else None
    above = keys[index] if index < len(keys) else None
    if below is None or above is None or below < above:
        fresh = many_between(below, above, count)
        if all(len(key) <= LONGEST for key in fresh):
            return Insertion(fresh, {})
    spread = many_between(None, None, len(keys) + count)
    old = [*spread[:index], *spread[index + count :]]
    rekeyed = {place: key for place, key in enumerate(old) if key != keys[place]}
    return Insertion(spread[index : index + count], rekeyed)
