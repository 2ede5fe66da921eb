"""A small program whose pages hold the real chrome and a canvas that is none; it keeps what the page asked for.

`GET /acts` tells what was asked, `POST /do/{name}` makes Python speak to the page.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

from nicegui import app, ui
from PIL import Image
from starlette.responses import Response

from app.ui import modules, theme
from app.ui.canvas.canvas import ESM_NAME
from app.ui.components.details import Details, DetailsPanel, Relative
from app.ui.components.empty_board import EmptyBoard
from app.ui.components.favorites import Drop, Favorites, ModelFilter
from app.ui.components.help import Help
from app.ui.components.prompt_bar import (
    HistoryEntry,
    Knob,
    Knobs,
    Link,
    ModelChoice,
    Money,
    PromptBar,
    Reading,
    StyleChoice,
    Trouble,
    Typed,
)
from app.ui.components.search import Chosen, SearchPalette
from app.ui.components.settings_form import CapRow, Outcome, ProviderRow, SettingsState, SumRow
from app.ui.components.toast import Action, Toast
from app.ui.components.toolbar import NOT_SAVED, BoardName, Can, Command, Toolbar, saving
from app.ui.components.viewer import Viewer
from app.ui.pages.favorites_view import favorites_view
from app.ui.pages.settings_view import settings_view
from app.ui.theme import ThemeMode

MODELS = (
    ModelChoice('sketch', 'Sketch', 'Built in', 0, 0.1, ai=False),
    ModelChoice('flux', 'FLUX schnell', 'fal.ai', 0.003, 1),
    ModelChoice('gpt', 'GPT Image', 'OpenAI', 0.04, 15, available=False),
)
STYLES = (StyleChoice('watercolor', 'Watercolor'), StyleChoice('oil', 'Oil'), StyleChoice('noir', 'Noir'))
KNOBS = Knobs('sketch', (1024, 768), 4821)
BOARDS = (BoardName('b1', 'Harbour studies'), BoardName('b2', 'Forests'))
PROMPTS = (
    'a red cat on a hill at sunset',
    'three mushrooms in an autumn forest',
    'soft window light on a wooden table',
)

PAGE = 40
PICTURES = (
    ('pine-mist', (768, 1024)),
    ('harbour', (1024, 1024)),
    ('aurora', (1280, 720)),
    ('lighthouse-storm', (1024, 1024)),
    ('castle-pixel', (1024, 1024)),
    ('balloons', (1280, 720)),
    ('boats-dawn', (1024, 768)),
    ('mushrooms', (819, 1024)),
)
REAL_PICTURES = Path(sys.argv[2]) if len(sys.argv) > 2 else None
DETAILS = Details(
    't1',
    'a lighthouse and two boats by the sea at dusk, oil painting',
    'Sketch, built in',
    4821,
    sha='harbour',
    pixels=(1024, 1024),
    seconds=0.09,
    cost_usd=0,
    made_at='2026-11-22T18:41:00Z',
    stored='0.9 MB, here',
    how='Variation: light',
    rating=3,
    tags=('sea', 'night sky'),
    ancestors=(Relative('t0', 'aurora', 'a lighthouse and two boats by the sea at dusk', 'Typed'),),
)

acts: list[list[object]] = []
doings: dict[str, Callable[[], object]] = {}


class Board:
    """Keeps every act of the bar and the toolbar, and answers for the history."""

    bar: PromptBar

    async def typed(self, typed: Typed) -> None:
        acts.append(['typed', typed])

    async def settled(self, typed: Typed) -> None:
        acts.append(['settled', typed])

    async def left(self) -> None:
        acts.append(['left'])

    async def live_changed(self, on: bool) -> None:
        acts.append(['live', on])

    async def knob_turned(self, knob: Knob, tile: str | None) -> None:
        acts.append(['knob', *knob, tile])

    async def rerolled(self, tile: str | None) -> None:
        acts.append(['reroll', tile])

    async def history_asked(self, query: str, before: str | None) -> None:
        acts.append(['history', query, before])
        found = [
            HistoryEntry(str(index), prompt, '2026-11-22T18:40:00Z')
            for index, prompt in enumerate(PROMPTS)
            if query in prompt
        ]
        self.bar.show_history(found, query=query, more=False)

    async def history_used(self, entry: str) -> None:
        acts.append(['history_used', entry])

    async def commanded(self, command: Command) -> None:
        acts.append(['command', command])

    async def theme_chosen(self, mode: ThemeMode) -> None:
        acts.append(['theme', mode])

    async def board_renamed(self, board: str, name: str) -> None:
        acts.append(['renamed', board, name])

    async def board_opened(self, board: str) -> None:
        acts.append(['opened', board])

    async def board_made(self) -> None:
        acts.append(['made'])

    async def undo(self) -> None:
        acts.append(['undone'])

    async def favorite_put(self, favorite: str) -> None:
        acts.append(['put', favorite])

    async def favorite_dropped(self, drop: Drop) -> None:
        acts.append(['dropped', drop])

    async def favorite_removed(self, favorite: str) -> None:
        acts.append(['unfavorite', favorite])

    async def tile_downloaded(self, tile: str) -> None:
        acts.append(['download', tile])

    async def tile_rerolled(self, tile: str) -> None:
        acts.append(['reroll', tile])

    async def tile_opened(self, tile: str) -> None:
        acts.append(['open_tile', tile])

    async def tile_rated(self, tile: str, rating: int) -> None:
        acts.append(['rate', tile, rating])

    async def tile_tagged(self, tile: str, tag: str, *, remove: bool) -> None:
        acts.append(['tag', tile, tag, remove])

    async def search_chosen(self, chosen: Chosen) -> None:
        acts.append(['chosen', chosen])


class FakeSettings:
    """Keys in memory; a test of one says that it was refused."""

    def __init__(self) -> None:
        self.ending = ''

    async def state(self) -> SettingsState:
        fal = ProviderRow('fal', 'fal.ai', 'No key yet.', 'none')
        if self.ending:
            fal = ProviderRow('fal', 'fal.ai', f'Key ending in {self.ending}.', 'ready')
        sketch = ProviderRow('sketch', 'Sketch', 'Built in. Drawn by rules, not AI. No key, no network.', 'free')
        openai = ProviderRow('openai', 'OpenAI', 'The key ending in 91bd was refused on 22 Nov.', 'refused')
        caps = (
            CapRow('session', 'Cap for a session', 1.0, 0.12, 'spent since 18:02'),
            CapRow('day', 'Cap for a day', 2.0, 0.48, 'spent today'),
        )
        kept = 'Keys are kept in the keyring of this device.'
        sums = (
            SumRow('day', '2026-11-25', 0.48, 160),
            SumRow('provider', 'fal.ai', 0.6, 200),
            SumRow('board', 'Hills', 0.6, 200),
        )
        return SettingsState((sketch, fal, openai), caps, sums, 'light', kept, '~/.local/share/imagegen', '0.1.0')

    async def set_key(self, provider: str, key: str) -> Outcome:
        acts.append(['set_key', provider, len(key)])
        self.ending = key[-4:]
        return Outcome(True, 'The key is kept.')

    async def remove_key(self, provider: str) -> Outcome:
        acts.append(['remove_key', provider])
        self.ending = ''
        return Outcome(True, 'The key is gone.')

    async def test(self, provider: str) -> Outcome:
        acts.append(['test', provider])
        return Outcome(False, 'fal.ai refused the key. Paste a valid one.')

    async def set_cap(self, name: str, usd: float) -> Outcome:
        acts.append(['set_cap', name, usd])
        return Outcome(True, '')

    async def set_theme(self, mode: ThemeMode) -> None:
        acts.append(['theme', mode])


class StubCanvas(ui.element, component='stub_canvas.js'):
    """The canvas's browser module without a board; importing `ESM_NAME` has registered it."""

    module = ESM_NAME


@ui.page('/', title='ImageGen', favicon=theme.FAVICON, viewport=theme.VIEWPORT)
def board_page(theme_mode: ThemeMode = 'light') -> None:
    theme.dress(theme_mode)
    board = Board()
    StubCanvas()
    EmptyBoard(empty=True)
    toolbar = Toolbar(board, board=BOARDS[0], boards=BOARDS, can=Can(True, False, True, True), theme=theme_mode)
    board.bar = PromptBar(board, board='b1', models=MODELS, knobs=KNOBS, styles=STYLES, money=Money(0.12, 0.48, 2.0))
    Favorites(board, models=[ModelFilter('sketch', 'Sketch')])
    details, toast = DetailsPanel(board), Toast()
    SearchPalette(board)
    Viewer()
    Help()
    offer_chrome(board, toolbar, toast)
    doings.update(details=lambda: details.show(DETAILS))


def offer_chrome(board: Board, toolbar: Toolbar, toast: Toast) -> None:
    """What a test can make Python say to the bar, the rail and the toast."""
    bar = board.bar
    key_missing = Trouble('fal.ai has no key.', link=Link('Add one in settings', '/settings'))
    undo = Action('Undo', 'Undo moving two tiles to trash', board.undo)
    doings.update(
        reading=lambda: bar.show_reading(Reading(('cat', 'hill', 'sunset'), ('xylophone',))),
        trouble=lambda: bar.show_trouble(key_missing),
        no_trouble=lambda: bar.show_trouble(None),
        stale_text=lambda: bar.set_text('from the server', tile=None, seen=0),
        toast=lambda: toast.show('Two tiles moved to trash', undo),
        brief=lambda: toast.show('Copied'),
        saving=lambda: toolbar.show_sync(saving(2)),
        not_saved=lambda: toolbar.show_sync(NOT_SAVED),
        can_redo=lambda: toolbar.show_can(Can(False, True, True, True)),
    )


@ui.page('/favorites', title='Favorites', favicon=theme.FAVICON, viewport=theme.VIEWPORT)
def favorites_page(theme_mode: ThemeMode = 'light') -> None:
    favorites_view(Board(), models=[ModelFilter('sketch', 'Sketch')], mode=theme_mode)


@ui.page('/settings', title='Settings', favicon=theme.FAVICON, viewport=theme.VIEWPORT)
async def settings_page() -> None:
    await settings_view(FakeSettings())


def favorite(number: int) -> dict[str, object]:
    name, (width, height) = PICTURES[number % len(PICTURES)]
    prompt = f'{name}, number {number}'
    made_at = f'2026-{11 - number // 20:02}-22T18:40:00Z'
    return {'id': f'f{number}', 'sha': name, 'width': width, 'height': height, 'prompt': prompt, 'model': 'sketch'} | {
        'made_at': made_at
    }


@app.get('/api/favorites')
def favorites(query: str = '', model: str = '', since: str = '', cursor: int = 0) -> dict[str, object]:
    acts.append(['asked', query, model, bool(since), cursor])
    found = [item for item in map(favorite, range(128)) if query in str(item['prompt'])]
    more = cursor + PAGE if cursor + PAGE < len(found) else None
    return {'items': found[cursor : cursor + PAGE], 'next': more, 'total': len(found)}


@app.get('/api/search')
def search(q: str = '') -> dict[str, object]:
    items = [
        {'id': f'f{number}', 'kind': 'favorite', 'label': f'{name} in the light', 'hint': '14 Nov', 'thumb': None}
        for number, (name, _size) in enumerate(PICTURES)
        if q in name
    ]
    return {'groups': [{'title': 'Favorites', 'items': items}], 'instead': None}


@app.get('/api/search/filters')
def search_filters() -> dict[str, object]:
    boards = [{'id': '01979000-0000-7000-8000-000000000000', 'name': 'Harbour ideas'}]
    return {'models': ['sketch', 'fal-ai/flux/schnell'], 'boards': boards, 'tags': ['sea', 'night sky']}


@app.get('/pictures/{sha}/{size}')
def picture(sha: str, size: str) -> Response:
    """The named picture where there is one, else a plain one of its own shade. "harbour-7" is another "harbour"."""
    named = REAL_PICTURES / f'{sha}.webp' if REAL_PICTURES else None
    if named and named.is_file():
        return Response(named.read_bytes(), media_type='image/webp')
    sizes = dict(PICTURES)
    width, height = sizes.get(sha) or sizes[sha.rpartition('-')[0]]
    shade = 60 + 40 * (len(sha) % 4)
    kept = io.BytesIO()
    Image.new('RGB', (width // 4, height // 4), (shade, shade, shade)).save(kept, 'WEBP')
    return Response(kept.getvalue(), media_type='image/webp')


@app.get('/acts')
def tell_acts() -> list[list[object]]:
    return acts


@app.post('/forget')
def forget() -> None:
    acts.clear()


@app.post('/do/{name}')
def do(name: str) -> None:
    doings[name]()


if __name__ in {'__main__', '__mp_main__'}:
    theme.register_static(app)
    modules.register(app)
    ui.run(
        host='127.0.0.1', port=int(sys.argv[1]), show=False, reload=False, tailwind=False, show_welcome_message=False
    )
