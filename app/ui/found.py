"""What the search found, as the palette lists it."""

from typing import Any, Final

from app.services.search.protocol import Found, Hit
from app.services.search.query import HitKind

TITLES: Final[dict[HitKind, str]] = {
    'board': 'Boards',
    'tile': 'Pictures',
    'favorite': 'Favorites',
    'prompt': 'History',
    'trash': 'Trash',
}
UNTITLED: Final = 'Without a prompt'


def found_view(found: Found) -> dict[str, Any]:
    """`{groups: [{title, items: [{kind, id, board, label, hint, thumb, rating}]}], instead}`."""
    groups = [
        {'title': title, 'items': [_row(hit) for hit in found.hits if hit.kind == kind]}
        for kind, title in TITLES.items()
    ]
    return {'groups': groups, 'instead': found.instead}


def _row(hit: Hit) -> dict[str, Any]:
    return {
        'kind': hit.kind,
        'id': hit.id,
        'board': hit.board_id,
        'label': hit.label or UNTITLED,
        'hint': '' if hit.kind == 'board' else hit.board_name or hit.model,
        'thumb': None if hit.sha256 is None else f'/pictures/{hit.sha256}/256',
        'rating': hit.rating,
    }
