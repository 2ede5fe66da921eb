"""Our own JavaScript modules, served from memory: a page needs some seventy of them before it can draw anything.

A folder has an address that changes with its content, so that browsers may keep its modules for a year. NiceGUI's own
way reads each file anew, and makes its address from the folder's age, which an edit of a file in it does not change.
"""

import gzip
import hashlib
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from nicegui import ui
from nicegui.dependencies import register_importmap_override
from starlette.responses import Response

YEAR_S: Final = 365 * 24 * 3600
HEADERS: Final = {
    'Cache-Control': f'public, max-age={YEAR_S}, immutable',
    'Vary': 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
}
_published: dict[str, list[str]] = {}  # addresses by name
_modules: dict[str, bytes] = {}  # by address
_packed: dict[str, bytes] = {}


def content_digest(root: Path) -> str:
    """Return digits that change with the content of `root`, a file or a folder."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob('*')) if root.is_dir() else [root]:
        if path.is_file():
            digest.update(path.relative_to(root.parent).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def publish(name: str, folder: Path) -> None:
    """Let pages import `name`, which is the folder's index.js, and `name/FILE`."""
    base = f'/modules/{content_digest(folder)}/'
    files = {base + path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob('*.js'))}
    _modules.update(files)
    _published[name] = list(files)
    register_importmap_override(name, f'{base}index.js')
    register_importmap_override(f'{name}/', base)


def preload(*names: str) -> None:
    """Let the page that is being built fetch all of these modules at once, not only when another imports them."""
    addresses = (address for name in names for address in _published[name])
    ui.add_head_html('\n'.join(f'<link rel="modulepreload" href="{address}">' for address in addresses))


def register(app: FastAPI) -> None:
    """Serve `/modules`."""

    @app.get('/modules/{path:path}', include_in_schema=False)
    async def module(request: Request) -> Response:
        content = _modules.get(request.url.path)
        if content is None:
            return Response(status_code=404)
        if 'gzip' not in request.headers.get('Accept-Encoding', ''):
            return Response(content, media_type='text/javascript', headers=HEADERS)
        packed = _packed.get(request.url.path) or gzip.compress(content)
        _packed[request.url.path] = packed
        return Response(packed, media_type='text/javascript', headers={**HEADERS, 'Content-Encoding': 'gzip'})
