"""A snapshot's columns read as the canvas reads them (app/ui/canvas/src/columns.js)."""

import base64
from typing import Any


def tiles_of(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """The view tiles of `{count, columns, picture}`."""
    count, columns, picture = snapshot['count'], dict(snapshot['columns']), dict(snapshot['picture'])
    shown = [place for place in range(count) if picture['width'][place] is not None]
    if isinstance(columns.get('id'), str):
        columns['id'] = [_dashed(id) for id in _unpacked(columns['id'], count)]
    if isinstance(picture['sha'], str):
        found = dict(zip(shown, _unpacked(picture['sha'], len(shown)), strict=True))
        picture['sha'] = [found.get(place) for place in range(count)]
    return [
        {name: values[place] for name, values in columns.items()}
        | {'picture': {name: values[place] for name, values in picture.items()} if place in set(shown) else None}
        for place in range(count)
    ]


def _unpacked(text: str, count: int) -> list[str]:
    digits = base64.b64decode(text).hex()
    length = len(digits) // max(count, 1)
    return [digits[at : at + length] for at in range(0, len(digits), length)]


def _dashed(id: str) -> str:
    return '-'.join((id[:8], id[8:12], id[12:16], id[16:20], id[20:]))
