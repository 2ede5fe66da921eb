"""Every gesture and key, in a dialog."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.ui.components.element import Component, plain


@dataclass(frozen=True)
class Row:
    """What happens and the keys or gestures that make it happen, one cap each."""

    does: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    title: str
    rows: tuple[Row, ...]


GROUPS = (
    Group(
        'Prompt',
        (
            Row('Settle, then start a new tile', ('Enter',)),
            Row('New line', ('Shift', 'Enter')),
            Row('Earlier prompts, when empty', ('↑',)),
            Row('Leave', ('Esc',)),
        ),
    ),
    Group('View', (Row('Pan', ('Wheel',)), Row('Pan by hand', ('Space', 'Drag')), Row('Zoom', ('Ctrl', 'Wheel')))),
    Group(
        'Tile',
        (
            Row('Select with others', ('Shift', 'Click')),
            Row('Duplicate by dragging', ('Alt', 'Drag')),
            Row('Drag without snapping', ('Ctrl', 'Drag')),
        ),
    ),
    Group(
        'Viewer',
        (
            Row('Earlier, later', ('←', '→')),
            Row('First, last', ('Home', 'End')),
            Row('Zoom', ('Wheel',)),
            Row('Fit, 100 %', ('0', '1')),
            Row('Compare with another', ('C',)),
        ),
    ),
    Group('Board', (Row('Search', ('Ctrl', 'K')), Row('Select what it touches', ('Drag',)))),
)
"""What no table of the canvas holds: the prompt's keys and the gestures."""


class Help(Component, component='help.js'):
    """Opened by "?" or the rail; lists the canvas's own table of keys with the groups given here."""

    def __init__(self, groups: Sequence[Group] = GROUPS) -> None:
        super().__init__()
        self._props.update(plain(groups=groups))
