"""Names of records: time-ordered uuid7, and for favorites a uuid5 of the picture's hash (SYNC.md C6)."""

import re
from uuid import UUID, uuid5

from uuid6 import uuid7

FAVORITES = UUID('5a0c9b52-7c1d-5e0e-9d6b-6d1a3f0b7a11')
_ID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[57][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}')
_SHA256 = re.compile(r'[0-9a-f]{64}')


def new_id() -> str:
    """Return a new uuid7: ids made later sort later, to the millisecond."""
    return str(uuid7())


def favorite_id(sha256: str) -> str:
    """Return the one id that a picture's favorite has on every device."""
    return str(uuid5(FAVORITES, sha256))


def is_id(text: object) -> bool:
    """Tell whether `text` is a lowercase uuid7 or uuid5."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def is_sha256(text: object) -> bool:
    """Tell whether `text` is the lowercase hex of a sha256."""
    return isinstance(text, str) and _SHA256.fullmatch(text) is not None
