"""A NiceGUI page with nothing but the canvas: boards from a fixed snapshot, generated pictures, and a way to be asked.

Started as a process of its own with a port. A board's name is the test's; what its page tells is kept by that name.
"""

import asyncio
import io
import sys
from collections import defaultdict
from dataclasses import asdict
from typing import Any

from fastapi import Request, Response
from nicegui import app, ui
from PIL import Image

from app.ui import modules, theme
from app.ui.canvas.canvas import Canvas
from app.ui.canvas.events import CanvasEvent
from app.ui.columns import columns_of

COLORS = {'red': (200, 40, 40), 'blue': (40, 60, 200), 'green': (40, 160, 60), 'gold': (210, 170, 40)}
MANY = 2000
PAGES = [{'side': side, 'url': f'/atlas/{side}'} for side in (16, 32, 64)]

events: dict[str, list[dict[str, Any]]] = defaultdict(list)
canvases: dict[str, Canvas] = {}
snapshots: dict[str, dict[str, Any]] = {}
fetched: dict[str, int] = defaultdict(int)
gates: dict[str, asyncio.Event] = defaultdict(asyncio.Event)


def tile_id(number: int) -> str:
    return f'01900000-0000-7000-8000-{number:012d}'


def tile(number: int, x: float, y: float, prompt: str, sha: str | None = None, **fields: Any) -> dict[str, Any]:
    made = {
        'id': tile_id(number),
        'x': x,
        'y': y,
        'w': 200,
        'h': 150,
        'order': f'a{number:05d}',
        'prompt': prompt,
        'seed': 1,
        'model': 'sketch',
        'pixels': [1024, 768],
        'styles': [],
        'axis': None,
        'parent': None,
        'favorite': False,
        'picture': {'sha': sha, 'width': 1024, 'height': 768, 'slot': None} if sha else None,
        'frame': None,
        'status': None,
    }
    return made | fields


def small_board() -> dict[str, Any]:
    failed = {'state': 'failed', 'message': 'fal.ai refused the key. Add a valid one in Settings.', 'cure': 'settings'}
    tiles = [
        tile(1, 100, 150, 'a red cat', 'red'),
        tile(2, 400, 150, 'a blue boat', 'blue', parent=tile_id(1), axis='light'),
        tile(3, 700, 150, 'a green hill', 'green', favorite=True),
        tile(4, 100, 450, 'a glass house', status=failed),
        tile(5, 400, 450, 'a paper boat', status={'state': 'generating', 'fraction': 0.62}),
        tile(6, 700, 450, 'a tin robot', status={'state': 'waiting', 'queued_before': 2}),
    ]
    return {'rev': 1, 'name': 'Test', 'tiles': tiles, 'viewport': {'x': 0, 'y': 0, 'zoom': 1}, 'atlas': []}


def many_tiles() -> dict[str, Any]:
    tiles = [tile(n, n % 55 * 240, n // 55 * 190, f'picture {n}') for n in range(MANY)]
    for each in tiles:
        each['picture'] = {'sha': 'red', 'width': 1024, 'height': 768, 'slot': 0}
    return {'rev': 1, 'name': 'Many', 'tiles': tiles, 'viewport': None, 'atlas': PAGES}


@app.get('/api/boards/{board}')
def snapshot(board: str) -> dict[str, Any]:
    fetched[board] += 1
    if board not in snapshots:
        snapshots[board] = many_tiles() if board.startswith('many') else small_board()
    return snapshots[board] | {'tiles': columns_of(snapshots[board]['tiles'])}


def webp(color: str, size: tuple[int, int]) -> Response:
    stream = io.BytesIO()
    Image.new('RGB', size, COLORS[color]).save(stream, 'WEBP', quality=80)
    return Response(stream.getvalue(), media_type='image/webp')


@app.get('/pictures/{sha}/{level}')
async def picture(sha: str, level: str) -> Response:
    if sha.startswith('held-'):
        await gates[sha].wait()
    color = sha.removeprefix('held-').split('-')[0]
    if color not in COLORS:
        return Response(status_code=404)
    return webp(color, (256, 192) if level == '256' else (1024, 768))


@app.get('/frames/{name}')
async def frame(name: str) -> Response:
    return await picture(name, '256')


@app.get('/atlas/{side}')
def atlas(side: int) -> Response:
    del side
    return webp('red', (2048, 2048))


@app.post('/release/{name}')
async def release(name: str) -> None:
    gates[name].set()


@app.get('/told/{board}')
def told(board: str) -> dict[str, Any]:
    return {'events': events[board], 'fetched': fetched[board]}


@app.post('/call/{board}/{method}')
async def call(board: str, method: str, request: Request) -> Any:
    message = await request.json()
    positional, named = message.get('args', []), message.get('named', {})
    return await getattr(canvases[board], method)(*positional, **named)


@app.post('/set/{board}')
async def change_snapshot(board: str, request: Request) -> None:
    snapshots[board] |= await request.json()


theme.register_static(app)
modules.register(app)


@ui.page('/{board}')
def page(board: str, mode: theme.ThemeMode = 'light') -> None:
    theme.dress(mode)

    def keep(event: CanvasEvent) -> None:
        events[board].append({'type': type(event).__name__, **asdict(event)})

    canvases[board] = Canvas(f'/api/boards/{board}', on_event=keep)
    ui.html(
        '<textarea aria-label="Prompt" class="ig-bar" style="position:fixed;bottom:12px;z-index:20"></textarea>',
        sanitize=False,
    )


ui.run(host='127.0.0.1', port=int(sys.argv[1]), reload=False, show=False, title='Canvas', tailwind=False)
