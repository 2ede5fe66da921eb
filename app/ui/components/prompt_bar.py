"""The prompt bar: the text, what was drawn of it, what it costs, and the knobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from app.ui.components.element import Component, plain
from app.ui.components.payload import (
    Payload,
    StrangePayload,
    fields,
    flag,
    number,
    optional_text,
    text,
    whole,
)

SIZES = ((1024, 1024), (1024, 768), (768, 1024), (1152, 768), (1280, 720), (720, 1280))
"""The sizes on offer, in px: 1:1, 4:3, 3:4, 3:2, 16:9, 9:16."""

SEED_LIMIT = 2**32
MOST_CANDIDATES = 4


@dataclass(frozen=True)
class ModelChoice:
    """A model in the bar's menu. `ai` is false for the painter that draws by rules; the menu says so."""

    id: str
    label: str
    provider: str
    price_usd: float
    usual_s: float | None
    available: bool = True
    ai: bool = True


@dataclass(frozen=True)
class StyleChoice:
    id: str
    label: str


@dataclass(frozen=True)
class Knobs:
    """What new tiles are made with; a chosen tile shows its own values instead. `pixels` is width, height.

    `count` tiles are made at once of what is typed, each with a seed of its own.
    """

    model: str
    pixels: tuple[int, int]
    seed: int
    pin: bool = True
    styles: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True)
class Money:
    """Dollars spent by this session and today, and the cap of a day where there is one."""

    session_usd: float
    day_usd: float
    day_cap_usd: float | None = None


@dataclass(frozen=True)
class Reading:
    """What became of a tile's text: the words that were drawn and ignored, or a sentence. None as tile: any."""

    drew: tuple[str, ...] | None = None
    ignored: tuple[str, ...] = ()
    text: str = ''
    tile: str | None = None


@dataclass(frozen=True)
class Link:
    """A link within the program: `href` is a path of ours, never an address that came from elsewhere."""

    label: str
    href: str


@dataclass(frozen=True)
class Trouble:
    """What stands in place of the reading line: one sentence and one link."""

    text: str
    kind: Literal['bad', 'warn'] = 'bad'
    icon: str = 'failed'
    link: Link | None = None
    tile: str | None = None


@dataclass(frozen=True)
class HistoryEntry:
    """A prompt of before; `at` is ISO 8601 with its zone."""

    id: str
    text: str
    at: str


@dataclass(frozen=True)
class ViewRect:
    """The visible part of the board in world units."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Typed:
    """The text of a tile as it stands after change number `n` of this page.

    `new` stays true until the tile is selected on the board, so that a lost event does no harm: make the tile if it is
    not there, within `view`. `restored` marks the text that a reload brought back.
    """

    text: str
    n: int
    tile: str
    new: bool
    view: ViewRect | None
    restored: bool


@dataclass(frozen=True)
class Draft:
    """Text that was in the bar when the program or the page ended, and the tile that it belongs to."""

    text: str
    tile: str
    isNew: bool = True  # noqa: N815 -- the name that the page's own drafts have
    n: int = 0


Knob: TypeAlias = (
    tuple[Literal['model'], str]
    | tuple[Literal['pixels'], tuple[int, int]]
    | tuple[Literal['seed'], int]
    | tuple[Literal['pin'], bool]
    | tuple[Literal['count'], int]
    | tuple[Literal['styles'], tuple[str, ...]]
)


class PromptActs(Protocol):
    """What the bar asks for. `tile` None means: for the tiles to come."""

    async def typed(self, typed: Typed) -> None: ...
    async def settled(self, typed: Typed) -> None: ...
    async def left(self) -> None: ...
    async def live_changed(self, on: bool) -> None: ...
    async def knob_turned(self, knob: Knob, tile: str | None) -> None: ...
    async def rerolled(self, tile: str | None) -> None: ...
    async def history_asked(self, query: str, before: str | None) -> None: ...
    async def history_used(self, entry: str) -> None: ...


class PromptBar(Component, component='prompt_bar.js'):
    """The bar. The page also holds the canvas, whose browser module 'imagegen-canvas' tells it the selection."""

    def __init__(
        self,
        acts: PromptActs,
        *,
        board: str,
        models: Sequence[ModelChoice],
        knobs: Knobs,
        styles: Sequence[StyleChoice] = (),
        sizes: Sequence[tuple[int, int]] = SIZES,
        money: Money | None = None,
        live: bool = True,
        draft: Draft | None = None,
    ) -> None:
        """`board` names the draft that a reload brings back; `draft` is for a tab that has none of its own."""
        super().__init__()
        self._props['board'] = board
        self._props['initial'] = plain(
            models=models, defaults=knobs, styles=styles, sizes=sizes, money=money, live=live, draft=draft
        )
        self._is_silent = False  # told that there is neither a reading nor a trouble
        self._listen(acts)

    def _listen(self, acts: PromptActs) -> None:
        self.hears('typed', lambda said: acts.typed(_typed(said)))
        self.hears('settle', lambda said: acts.settled(_typed(said)))
        self.hears('leave', lambda _said: acts.left())
        self.hears('live', lambda said: acts.live_changed(flag(said, 'on')))
        self.hears('knob', lambda said: acts.knob_turned(_knob(said), optional_text(said, 'tile')))
        self.hears('reroll', lambda said: acts.rerolled(optional_text(said, 'tile')))
        self.hears('history', lambda said: acts.history_asked(text(said, 'query'), optional_text(said, 'before')))
        self.hears('use_history', lambda said: acts.history_used(text(said, 'id')))

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        self.tell('state', models=models)

    def show_knobs(self, knobs: Knobs) -> None:
        """The values for new tiles; a chosen tile's own come with the selection."""
        self.tell('state', defaults=knobs)

    def show_reading(self, reading: Reading | None) -> None:
        """Also takes the trouble away: what was drawn is newer."""
        if reading is None and self._is_silent:
            return
        self._is_silent = reading is None
        self.tell('state', reading=reading, error=None)

    def show_trouble(self, trouble: Trouble | None) -> None:
        self._is_silent = False
        self.tell('state', error=trouble)

    def show_money(self, money: Money) -> None:
        self.tell('state', money=money)

    def show_live(self, on: bool) -> None:
        self.tell('state', live=on)

    def set_text(self, value: str, *, tile: str | None, seen: int, force: bool = False) -> None:
        """Replaces the text unless the person has typed since change `seen`; `force` replaces it all the same."""
        self.tell('setText', text=value, tile=tile, n=seen, force=force)

    def undo_text(self, value: str, *, tile: str) -> None:
        """What was typed into the tile was undone: its prompt stands again, and the bar says that it left the text."""
        self.tell('undoText', text=value, tile=tile)

    def show_history(
        self, entries: Sequence[HistoryEntry], *, query: str, more: bool, after: str | None = None
    ) -> None:
        """Answers `history_asked`: `after` repeats its `before`, `more` says that older ones can be asked for."""
        self.tell('showHistory', entries=entries, query=query, more=more, after=after)


def _typed(said: Payload) -> Typed:
    view = None if said.get('view') is None else _view(fields(said['view']))
    return Typed(
        text=text(said, 'text'),
        n=whole(said, 'n'),
        tile=text(said, 'tile'),
        new=flag(said, 'new'),
        view=view,
        restored=flag(said, 'restored'),
    )


def _view(rect: Payload) -> ViewRect:
    return ViewRect(number(rect, 'x'), number(rect, 'y'), number(rect, 'w'), number(rect, 'h'))


def _knob(said: Payload) -> Knob:
    match text(said, 'name'):
        case 'model':
            return 'model', text(said, 'value')
        case 'pin':
            return 'pin', flag(said, 'value')
        case 'seed':
            return 'seed', _seed(whole(said, 'value'))
        case 'count':
            return 'count', min(max(whole(said, 'value'), 1), MOST_CANDIDATES)
        case 'pixels':
            return 'pixels', _pixels(said.get('value'))
        case 'styles':
            return 'styles', _styles(said.get('value'))
        case other:
            raise StrangePayload(f'The page turned a knob "{other}" that the bar does not have.')


def _seed(seed: int) -> int:
    if not 0 <= seed < SEED_LIMIT:
        raise StrangePayload(f'The page sent the seed {seed}; a seed lies between 0 and {SEED_LIMIT - 1}.')
    return seed


def _pixels(value: object) -> tuple[int, int]:
    match value:
        case [int(width), int(height)] if 0 < width <= 4096 and 0 < height <= 4096:
            return width, height
    raise StrangePayload('The page sent a size that is not two numbers of pixels up to 4096.')


def _styles(value: object) -> tuple[str, ...]:
    if (
        not isinstance(value, list)
        or len(value) > 64
        or not all(isinstance(style, str) and len(style) < 100 for style in value)
    ):
        raise StrangePayload('The page sent styles that are no list of names.')
    return tuple(value)
