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
            Row('Write a prompt', ('/',)),
            Row('Settle, then start a new tile', ('Enter',)),
            Row('New line', ('Shift', 'Enter')),
            Row('Earlier prompts, when empty', ('↑',)),
            Row('Leave', ('Esc',)),
        ),
    ),
    Group(
        'Tiles',
        (
            Row('Favorite', ('F',)),
            Row('Variations', ('V',)),
            Row('Re-roll', ('R',)),
            Row('Open', ('Space',)),
            Row('Duplicate', ('Ctrl', 'D')),
            Row('Delete', ('Delete',)),
            Row('Move', ('Arrows',)),
            Row('Move by ten', ('Shift', 'Arrows')),
            Row('Back, forward', ('[', ']')),
        ),
    ),
    Group(
        'Board',
        (
            Row('Undo', ('Ctrl', 'Z')),
            Row('Redo', ('Ctrl', 'Shift', 'Z')),
            Row('Select all', ('Ctrl', 'A')),
            Row('Add to the selection', ('Shift', 'Click')),
            Row('Duplicate by dragging', ('Alt', 'Drag')),
            Row('Search', ('Ctrl', 'K')),
            Row('This help', ('?',)),
        ),
    ),
    Group(
        'View',
        (
            Row('Pan', ('Wheel',)),
            Row('Pan by hand', ('Space', 'Drag')),
            Row('Zoom', ('Ctrl', 'Wheel')),
            Row('Fit all', ('Shift', '1')),
            Row('Fit the selection', ('Shift', '2')),
            Row('100 %', ('Ctrl', '0')),
        ),
    ),
)


class Help(Component, component='help.js', esm={'imagegen-chrome': 'parts'}):
    """Opened by "?" or the rail."""

    def __init__(self, groups: Sequence[Group] = GROUPS) -> None:
        super().__init__()
        self._props.update(plain(groups=groups))
