"""What every page loads: one stylesheet, the icons, and the theme before the first paint."""

import hashlib
from html import escape
from pathlib import Path
from typing import Literal, get_args

from fastapi import FastAPI, Request
from nicegui import ui
from starlette.responses import FileResponse, Response

ThemeMode = Literal['light', 'dark', 'system']
THEMES: tuple[ThemeMode, ...] = get_args(ThemeMode)

STATIC = Path(__file__).parent / 'static'
SHEETS = (
    'tokens',
    'base',
    'controls',
    'menus',
    'board',
    'chrome',
    'prompt_bar',
    'panels',
    'toast',
    'dialogs',
    'pages',
    'empty',
    'viewer',
    'small',
    'recede',
)
"""The parts of the one stylesheet, in the order of the cascade."""

TEXT_FONT = 'fonts/inter-latin-wght-normal.woff2'

VIEWPORT = 'width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content'
"""For `ui.page`: the bar reaches the screen's edge and rises with the keyboard."""

YEAR_S = 365 * 24 * 3600
FAVICON = STATIC / 'favicon.svg'


def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob('*')):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


VERSION = _version()


def address(name: str) -> str:
    """Where a page finds a static file; the address changes when any of the files does."""
    return f'/static/{name}?v={VERSION}'


def register_static(app: FastAPI) -> None:
    """Serves `/static`: for a year where the address names this version, else to be asked for again."""
    sheet = stylesheet()

    @app.get('/static/imagegen.css', include_in_schema=False)
    def one_sheet(request: Request) -> Response:
        return Response(sheet, media_type='text/css', headers=_caching(request))

    @app.get('/static/{name:path}', include_in_schema=False)
    def static_file(name: str, request: Request) -> Response:
        try:
            path = (STATIC / name).resolve()
            is_ours = path.is_relative_to(STATIC.resolve()) and path.is_file()
        except OSError:  # a name longer than the system's names
            is_ours = False
        return FileResponse(path, headers=_caching(request)) if is_ours else Response(status_code=404)


def stylesheet() -> str:
    """Every sheet in order, the fonts under addresses that last."""
    sheet = '\n'.join((STATIC / f'{name}.css').read_text('utf-8') for name in SHEETS)
    return sheet.replace('.woff2)', f'.woff2?v={VERSION})')


def _caching(request: Request) -> dict[str, str]:
    current = request.query_params.get('v') == VERSION
    lasting = f'public, max-age={YEAR_S}, immutable' if current else 'no-cache'
    return {'Cache-Control': lasting, 'X-Content-Type-Options': 'nosniff'}


def head_html(mode: ThemeMode) -> str:
    """What stands in the head: the theme first, so that no page is ever painted in the wrong one."""
    if mode not in THEMES:
        raise ValueError(f'The theme "{mode}" is none of {", ".join(THEMES)}; choose one of them in the settings.')
    script = (STATIC / 'theme.js').read_text('utf-8')
    return '\n'.join(
        (
            f'<script>const IMAGEGEN_THEME = "{mode}";\n{script}</script>',
            f'<meta name="imagegen-icons" content="{escape(address("icons.svg"))}">',
            f'<link rel="preload" href="{escape(address(TEXT_FONT))}" as="font" type="font/woff2" crossorigin>',
            f'<link rel="stylesheet" href="{escape(address("imagegen.css"))}">',
        )
    )


def dress(mode: ThemeMode) -> None:
    """Gives the page that is being built our look. Call it once, before its components."""
    ui.add_head_html(head_html(mode))
