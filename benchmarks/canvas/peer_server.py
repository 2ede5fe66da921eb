"""`python -m benchmarks.canvas.peer_server PORT COUNT`: the built pages of the peers, the scene and the pictures."""

import sys
from typing import Final

import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from benchmarks.canvas.boards import CACHE, made_board
from benchmarks.canvas.scene import scene_of

BUILT: Final = CACHE / 'peers' / 'dist'
HOUR: Final = {'Cache-Control': 'max-age=3600'}


def build(count: int) -> FastAPI:
    """The server for boards of `count` tiles."""
    web = FastAPI()
    board = made_board(count)
    tiles = [[tile.x, tile.y, tile.side] for tile in scene_of(count).tiles]

    @web.get('/scene.json')
    async def scene() -> list[list[float]]:
        return tiles

    @web.get('/thumbnails/{index}.webp')
    async def thumbnail(index: int) -> FileResponse:
        return FileResponse(board.thumbnail(index), media_type='image/webp', headers=HOUR)

    web.mount('/peers', StaticFiles(directory=BUILT))
    return web


if __name__ == '__main__':
    uvicorn.run(build(int(sys.argv[2])), host='127.0.0.1', port=int(sys.argv[1]), log_level='warning')
