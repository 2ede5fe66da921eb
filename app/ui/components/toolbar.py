"""The tool rail, the board's name with its menu, and the sync state."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, cast, get_args

from app.ui.components.element import Component, plain
from app.ui.components.payload import Payload, StrangePayload, text
from app.ui.theme import THEMES, ThemeMode

Command = Literal['undo', 'redo', 'tidy', 'tidy_time', 'tidy_family', 'tidy_packed', 'clear']
"""What the rail asks of the board; the rest of its buttons act in the browser."""


@dataclass(frozen=True)
class BoardName:
    id: str
    name: str


@dataclass(frozen=True)
class Can:
    """Which tools have something to do."""

    undo: bool
    redo: bool
    tidy: bool
    clear: bool


@dataclass(frozen=True)
class SyncState:
    """The words and the icon of the status "Sync"; `kind` adds colour to them.

    "Reconnecting" is said by the browser itself, which alone knows that the server is not there.
    """

    text: str
    icon: str
    kind: Literal['good', 'warn', 'bad'] = 'good'


SAVED_HERE = SyncState('Saved here', 'storage')
NOT_SAVED = SyncState('Not saved', 'failed', 'bad')


def saving(changes: int) -> SyncState:
    """The state while `changes` wait to be stored."""
    return SyncState(f'Saving {changes} {"change" if changes == 1 else "changes"}', 'saving')


class ToolbarActs(Protocol):
    """What the toolbar asks for."""

    async def commanded(self, command: Command) -> None: ...
    async def theme_chosen(self, mode: ThemeMode) -> None: ...
    async def board_renamed(self, board: str, name: str) -> None: ...
    async def board_opened(self, board: str) -> None: ...
    async def board_made(self) -> None: ...


class Toolbar(Component, component='toolbar.js'):
    """Favorites, search, help, boards and themes open and change in the browser at once."""

    def __init__(
        self,
        acts: ToolbarActs,
        *,
        board: BoardName,
        boards: Sequence[BoardName],
        can: Can,
        theme: ThemeMode = 'system',
        sync: SyncState = SAVED_HERE,
    ) -> None:
        super().__init__()
        self._props['initial'] = plain(board=board, boards=boards, can=can, theme=theme, sync=sync)
        self.hears('command', lambda said: acts.commanded(_command(said)))
        self.hears('theme', lambda said: acts.theme_chosen(theme_mode(said)))
        self.hears('rename', lambda said: acts.board_renamed(text(said, 'id'), text(said, 'name')))
        self.hears('open_board', lambda said: acts.board_opened(text(said, 'id')))
        self.hears('new_board', lambda _said: acts.board_made())

    def show_sync(self, sync: SyncState) -> None:
        self.tell('state', sync=sync)

    def show_can(self, can: Can) -> None:
        self.tell('state', can=can)

    def show_boards(self, board: BoardName, boards: Sequence[BoardName]) -> None:
        self.tell('state', board=board, boards=boards)


def _command(said: Payload) -> Command:
    name = text(said, 'name')
    if name not in get_args(Command):
        raise StrangePayload(f'The page pressed a tool "{name}" that the rail does not have.')
    return cast('Command', name)


def theme_mode(said: Payload) -> ThemeMode:
    """The mode in the field `mode`."""
    mode = text(said, 'mode')
    if mode not in THEMES:
        raise StrangePayload(f'The page chose a theme "{mode}" that is none of {", ".join(THEMES)}.')
    return mode
