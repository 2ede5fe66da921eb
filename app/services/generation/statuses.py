"""What is going on with each tile: pictures on their way, failures, live frames. On this device, in memory only.

A failure stays until the person acts on it. What is in here is told to whoever subscribed to the board.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.services.generation.errors import Cure, GenerationError
from app.services.generation.provider import Progress, Reading

State = Literal['waiting', 'generating', 'failed']


@dataclass(frozen=True, slots=True)
class Status:
    """How the making of a tile's picture stands. `started_at` is epoch seconds, for the page's elapsed time."""

    state: State
    started_at: float | None = None
    usual_s: float | None = None
    fraction: float | None = None
    queued_before: int | None = None
    message: str | None = None
    cure: Cure | None = None

    @classmethod
    def of_failure(cls, error: GenerationError) -> 'Status':
        return cls('failed', message=str(error), cure=error.cure)


@dataclass(frozen=True, slots=True)
class StatusChanged:
    tile_id: str
    status: Status | None


@dataclass(frozen=True, slots=True)
class FrameShown:
    """A live picture to draw on a tile: `order` grows, `name` is what `/frames/` serves it under.

    `count` is how many pictures the typing of this tile has passed through since the program started.
    """

    tile_id: str
    order: int
    name: str
    width: int
    height: int
    prompt: str
    count: int


@dataclass(frozen=True, slots=True)
class FrameWithdrawn:
    """The tile's live picture is of a text that was erased or undone: the tile shows its stored picture, if any."""

    tile_id: str


@dataclass(frozen=True, slots=True)
class PromptRead:
    """What a painter made of a tile's prompt."""

    tile_id: str
    reading: Reading | None


TileEvent = StatusChanged | FrameShown | FrameWithdrawn | PromptRead
Listener = Callable[[TileEvent], None]


class Statuses:
    """The statuses of every open board's tiles, and who wants to hear of them."""

    def __init__(self) -> None:
        self._statuses: dict[str, dict[str, Status]] = defaultdict(dict)
        self._listeners: dict[str, list[Listener]] = defaultdict(list)

    def of(self, board_id: str) -> dict[str, Status]:
        """The status of each tile of the board that has one."""
        return dict(self._statuses[board_id])

    def set(self, board_id: str, tile_id: str, status: Status | None) -> None:
        if status is None and self._statuses[board_id].pop(tile_id, None) is None:
            return
        if status is not None:
            self._statuses[board_id][tile_id] = status
        self.tell(board_id, StatusChanged(tile_id, status))

    def progressed(self, board_id: str, tile_id: str, progress: Progress, started_at: float, usual_s: float) -> None:
        state: State = 'waiting' if progress.queued_before else 'generating'
        status = Status(state, started_at, usual_s, progress.fraction, progress.queued_before)
        self.set(board_id, tile_id, status)

    def tell(self, board_id: str, event: TileEvent) -> None:
        for listener in tuple(self._listeners[board_id]):
            listener(event)

    def subscribe(self, board_id: str, listener: Listener) -> Callable[[], None]:
        """Have `listener` called for each event of the board; return what ends it."""
        self._listeners[board_id].append(listener)
        return lambda: self._listeners[board_id].remove(listener)
