"""A snapshot's tiles as columns, which compress to a third less than rows: each field as a list in the tiles' order.

A column of hexadecimal digits, all of one length, is sent as the base64 of its bytes in a row. `columns.js` reads it.
"""

import base64
from collections.abc import Sequence
from typing import Any, Final

Json = dict[str, Any]
HEX: Final = ('id', 'sha')
PICTURE: Final = ('sha', 'width', 'height', 'slot')


def columns_of(tiles: Sequence[Json]) -> Json:
    """Turn view tiles (app/ui/view.py) into `{count, columns, picture}`; a tile without a picture has no width."""
    names = [name for name in (tiles[0] if tiles else ()) if name != 'picture']
    pictures = [tile['picture'] or {} for tile in tiles]
    return {
        'count': len(tiles),
        'columns': {name: _column(name, [tile[name] for tile in tiles]) for name in names},
        'picture': {name: _column(name, [picture.get(name) for picture in pictures]) for name in PICTURE},
    }


def _column(name: str, values: list[Any]) -> list[Any] | str:
    if name not in HEX or not values:
        return values
    digits = ''.join((value or '').replace('-', '') for value in values)
    alike = len(set(map(len, filter(None, values)))) == 1
    try:
        packed = bytes.fromhex(digits)
    except ValueError:
        return values
    return base64.b64encode(packed).decode() if alike else values
