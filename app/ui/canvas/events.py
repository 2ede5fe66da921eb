"""What the canvas tells: one dataclass an event, and the reading of what a browser sent.

Whatever a browser sends is checked here before anything acts on it. Numbers are finite world units, ids are uuids,
lists are bounded; a payload that is not so raises `BadEvent` and harms nobody.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

MOST_IDS = 20_000
"""More tiles than this in one event are refused: a board that large is not drawn."""

FARTHEST = 1e9
"""World units; a place or size beyond this is a fault of the browser, not a wish."""

MOST_WHOLE = 2**53
"""From here on a browser's numbers are no longer exact."""

_ID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', re.ASCII)

CommandName = Literal[
    'duplicate',
    'variations',
    'seeds',
    'favorite',
    'delete',
    'reroll',
    'retry',
    'download',
    'copy_prompt',
    'details',
    'move',
    'rate',
    'forward',
    'backward',
    'to_front',
    'to_back',
    'undo',
    'redo',
    'tidy',
    'clear',
    'keep',
]


class BadEvent(ValueError):
    """The browser sent something that no canvas of ours sends; the message says which part."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The person dragged or nudged tiles by (dx, dy)."""

    ids: tuple[str, ...]
    dx: float
    dy: float


@dataclass(frozen=True, slots=True)
class Resized:
    """The person gave a tile another rectangle."""

    id: str
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Selected:
    """The selection is now exactly these tiles, in the order they were chosen."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """The person asked for something. `n` belongs to keep, (dx, dy) to duplicate, `metadata` to download."""

    name: CommandName
    ids: tuple[str, ...] = ()
    n: int | None = None
    dx: float | None = None
    dy: float | None = None
    metadata: bool = True


@dataclass(frozen=True, slots=True)
class Copied:
    """The person copied tiles; `copy` is the id that the system's clipboard holds for them."""

    copy: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pasted:
    """The person pasted what was copied under that id, on whatever board, around (x, y)."""

    copy: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ViewportRested:
    """The viewport rested: (x, y) is the world point at the screen's top left."""

    x: float
    y: float
    zoom: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The revision jumped, and the canvas fetches the snapshot again."""


CanvasEvent = Moved | Resized | Selected | Command | Copied | Pasted | ViewportRested | Gap


def read_event(name: str, payload: object) -> CanvasEvent:
    """Return the event `name` with its checked payload; raise `BadEvent` for anything else."""
    reader = _READERS.get(name)
    if reader is None:
        raise BadEvent(f'The canvas has no event "{name:.40}".')
    if not isinstance(payload, Mapping):
        raise BadEvent(f'The payload of "{name}" is a {type(payload).__name__} instead of an object.')
    return reader(cast('Mapping[str, object]', payload))


def _moved(payload: Mapping[str, object]) -> Moved:
    return Moved(_ids(payload), _number(payload, 'dx'), _number(payload, 'dy'))


def _resized(payload: Mapping[str, object]) -> Resized:
    x, y, w, h = (_number(payload, name) for name in ('x', 'y', 'w', 'h'))
    if w <= 0 or h <= 0:
        raise BadEvent(f'A tile cannot be {w} by {h}.')
    return Resized(_id(payload.get('id')), x, y, w, h)


def _selected(payload: Mapping[str, object]) -> Selected:
    return Selected(_ids(payload))


def _command(payload: Mapping[str, object]) -> Command:
    name = payload.get('name')
    if name not in get_args(CommandName):
        raise BadEvent(f'There is no command {str(name)[:40]!r}.')
    ids = _ids(payload) if 'ids' in payload else ()
    n = _whole(payload, 'n') if 'n' in payload else None
    dx = _number(payload, 'dx') if 'dx' in payload else None
    dy = _number(payload, 'dy') if 'dy' in payload else None
    return Command(cast('CommandName', name), ids, n, dx, dy, payload.get('metadata') is not False)


def _copied(payload: Mapping[str, object]) -> Copied:
    return Copied(_id(payload.get('copy')), _ids(payload))


def _pasted(payload: Mapping[str, object]) -> Pasted:
    return Pasted(_id(payload.get('copy')), _number(payload, 'x'), _number(payload, 'y'))


def _viewport(payload: Mapping[str, object]) -> ViewportRested:
    zoom = _number(payload, 'zoom')
    if zoom <= 0:
        raise BadEvent(f'A viewport cannot have the zoom {zoom}.')
    return ViewportRested(_number(payload, 'x'), _number(payload, 'y'), zoom)


def _gap(payload: Mapping[str, object]) -> Gap:
    del payload  # it carries nothing
    return Gap()


_READERS: Mapping[str, Callable[[Mapping[str, object]], CanvasEvent]] = {
    'moved': _moved,
    'resized': _resized,
    'selected': _selected,
    'command': _command,
    'copied': _copied,
    'pasted': _pasted,
    'viewport': _viewport,
    'gap': _gap,
}
EVENT_NAMES = tuple(_READERS)


def _number(payload: Mapping[str, object], name: str) -> float:
    value = payload.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadEvent(f'"{name}" is {str(value)[:40]!r} instead of a number.')
    if not math.isfinite(value) or abs(value) > FARTHEST:
        raise BadEvent(f'"{name}" is {value:g}, which is no place on a board.')
    return float(value)


def _whole(payload: Mapping[str, object], name: str) -> int:
    value = payload.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MOST_WHOLE:
        raise BadEvent(f'"{name}" is {str(value)[:40]!r} instead of a whole number from 0 on.')
    return value


def _ids(payload: Mapping[str, object]) -> tuple[str, ...]:
    ids = payload.get('ids')
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        raise BadEvent(f'"ids" is not a list of at most {MOST_IDS} ids.')
    return tuple(_id(value) for value in ids)


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadEvent(f'{str(value)[:40]!r} is not the id of a tile.')
    return value
