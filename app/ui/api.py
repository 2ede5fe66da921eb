"""What pages fetch and send by HTTP: snapshot, pictures, frames, favorites, search, downloads. Behind the guard."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

import orjson
from fastapi import APIRouter, FastAPI, HTTPException, Query, Request
from fastapi import Path as InPath
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from app.domain.contents import contents_of
from app.domain.fields import FARTHEST, MOST_RATING
from app.domain.geometry import Point, Rect
from app.domain.records import Asset, Favorite, utc_text
from app.services import atlas
from app.services.board_file import SUFFIX, export_board, import_board
from app.services.boards import OpenBoard
from app.services.errors import BlobMissing, BoardMissing, ChangeRefused, FileRefused, ServiceError
from app.services.generation.errors import BadPicture
from app.services.generation.intake import MAX_BYTES, too_large
from app.services.imports import Landing, import_picture
from app.services.library import Filter
from app.services.metadata import file_name, plain_name, with_metadata, without_metadata
from app.services.search.query import Query as Asked
from app.services.search.query import parsed
from app.services.studio import Studio
from app.services.trash import Trashed
from app.ui.columns import columns_of
from app.ui.found import found_view
from app.ui.view import Surroundings, view_tile

YEAR_S: Final = 365 * 24 * 3600
UNCHANGING: Final = {'Cache-Control': f'private, max-age={YEAR_S}, immutable', 'X-Content-Type-Options': 'nosniff'}
NEVER_CACHED: Final = {'Cache-Control': 'no-store'}
PAGE: Final = 60
MOST_FILE: Final = 4 * 1024**3  # bytes of a board file that a page sends
FOUND: Final = 8
BOARDS_OFFERED: Final = 200

Sha256 = Annotated[str, InPath(pattern='^[0-9a-f]{64}$')]
Id = Annotated[str, InPath(pattern='^[0-9a-f-]{36}$')]
AtlasSide = Literal['16', '32', '64']
SIDES: Final = {str(side): side for side in atlas.SIDES}
Words = Annotated[str, Query(max_length=500)]
Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST, allow_inf_nan=False)]
Length = Annotated[float, Field(gt=0, le=FARTHEST, allow_inf_nan=False)]


class Dropped(BaseModel):
    """Where a picture was let go, what is seen of the board (all in world units), and what came with it."""

    x: Coordinate
    y: Coordinate
    left: Coordinate
    top: Coordinate
    width: Length
    height: Length
    group: Annotated[str, Field(pattern='^[0-9a-f-]{36}$')]
    of: Annotated[int, Field(ge=1, le=1_000_000)]


def register(web: FastAPI, studio: Studio) -> None:
    """Add the routes that serve `studio`."""
    web.add_middleware(
        GZipMiddleware, minimum_size=1000, compresslevel=1
    )  # on loopback a higher level costs more than it spares
    for router in (_boards(studio), _board_files(studio), _pictures(studio), _found(studio)):
        web.include_router(router)

    @web.get('/healthz')
    async def healthz() -> dict[str, str]:
        return {'status': 'ok'}


def _boards(studio: Studio) -> APIRouter:
    router = APIRouter(prefix='/api/boards/{board_id}')

    @router.get('')
    async def snapshot(board_id: Id) -> Response:
        content = orjson.dumps(await board_snapshot(studio, await _opened(studio, board_id)))
        return Response(content, media_type='application/json', headers=NEVER_CACHED)

    @router.get('/atlas/{side}/{page}')
    async def atlas_page(board_id: Id, side: AtlasSide, page: Annotated[int, InPath(ge=0, le=10_000)]) -> Response:
        await _opened(studio, board_id)
        content = await studio.pictures.atlas_page(board_id, SIDES[side], page)
        return Response(content, media_type='image/jpeg', headers=UNCHANGING)

    @router.get('/assets/{asset_id}/download')
    async def download(board_id: Id, asset_id: Id, metadata: bool = True) -> Response:
        asset = (await _opened(studio, board_id)).board.assets.get(asset_id)
        if asset is None:
            raise HTTPException(404, 'This picture is no longer on the board.')
        return await _download(studio, asset, metadata)

    @router.post('/pictures')
    async def add_picture(request: Request, board_id: Id, at: Annotated[Dropped, Query()]) -> Response:
        opened = await _opened(studio, board_id)
        model = await _model_for_new_tiles(studio)
        view = Rect(at.left, at.top, at.width, at.height)
        landing = Landing(Point(at.x, at.y), view, at.group, at.of, model)
        try:
            tile = await import_picture(studio.pictures, opened, await _body(request), landing)
        except BadPicture as error:
            # The line is closed: what was not read of a refused upload is not wanted.
            return JSONResponse({'fault': error.fault, 'advice': error.advice}, 422, {'Connection': 'close'})
        except ServiceError as error:
            raise HTTPException(422 if isinstance(error, ChangeRefused) else 500, str(error)) from error
        return JSONResponse({'tile': tile.id, 'asset': opened.board.tiles[tile.id].asset_id})

    return router


def _board_files(studio: Studio) -> APIRouter:
    """Boards as files, in and out."""
    router = APIRouter(prefix='/api')

    @router.get('/boards/{board_id}/file')
    async def export(board_id: Id) -> Response:
        contents = contents_of((await _opened(studio, board_id)).board)
        folder = Path(tempfile.mkdtemp(prefix='imagegen-'))
        path = folder / f'board{SUFFIX}'
        try:
            await asyncio.to_thread(export_board, path, contents, studio.blobs)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, ServiceError):
                raise HTTPException(500, str(error)) from error
            raise
        name = plain_name(contents.board.name, 'board') + SUFFIX
        told = {**NEVER_CACHED, 'Content-Disposition': f"attachment; filename*=UTF-8''{quote(name)}"}
        gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
        return FileResponse(path, media_type='application/zip', headers=told, background=gone)

    @router.post('/boards/file')
    async def import_(request: Request, name: Words = '') -> Response:
        with tempfile.TemporaryDirectory(prefix='imagegen-') as folder:
            path = Path(folder) / f'board{SUFFIX}'
            try:
                await _save(request, path)
                opened = await import_board(path, name or 'The file', studio.boards, studio.pictures)
            except ServiceError as error:
                return JSONResponse({'detail': str(error)}, 422, {'Connection': 'close'})
        return JSONResponse({'id': opened.id, 'name': opened.board.name})

    return router


def _pictures(studio: Studio) -> APIRouter:
    router = APIRouter()

    @router.get('/pictures/{sha256}/{level}')
    async def picture(sha256: Sha256, level: Literal['256', '1024', 'full']) -> Response:
        try:
            if level == 'full':
                content = await studio.blobs.get(sha256)
                return Response(content, media_type=_mime(content), headers=UNCHANGING)
            path = await studio.pictures.thumbnail(sha256, 256 if level == '256' else 1024)
        except BlobMissing as error:
            raise HTTPException(404, str(error)) from error
        return FileResponse(path, media_type='image/webp', headers=UNCHANGING)

    @router.get('/frames/{name}')
    async def frame(name: Sha256) -> Response:
        content = await studio.frames.read(name)
        if content is None:
            raise HTTPException(404, 'This live picture is no longer kept.')
        return Response(content, media_type=_mime(content), headers=UNCHANGING)

    return router


def _found(studio: Studio) -> APIRouter:
    router = APIRouter(prefix='/api')

    @router.get('/favorites')
    async def favorites(query: Words = '', model: Words = '', since: Words = '', cursor: Words = '') -> dict[str, Any]:
        chosen = Filter(query, model or None, _since(since))
        page = await studio.library.favorites(chosen, cursor or None, PAGE)
        items = [_favorite(favorite) for favorite in page.favorites]
        return {'items': items, 'next': page.next_cursor, 'total': await studio.library.count_favorites(chosen)}

    @router.get('/boards')
    async def boards(query: Words = '', cursor: Words = '') -> dict[str, Any]:
        page = await studio.boards.page(query, cursor or None, PAGE)
        items = [
            {'id': board.id, 'name': board.record.name, 'tiles': board.tiles, 'pictures': board.sha256s}
            for board in page.boards
        ]
        return {'items': items, 'next': page.next_before, 'total': page.total}

    @router.get('/trash')
    async def trash(cursor: Words = '') -> dict[str, Any]:
        page = await studio.trash.page(cursor or None, PAGE)
        return {'items': [_trashed(item) for item in page.items], 'next': page.next_cursor, 'total': page.total}

    @router.get('/search')
    async def search(  # one parameter a filter of the palette
        q: Words = '',
        model: Words = '',
        board: Words = '',
        tag: Words = '',
        rating: Annotated[int, Query(ge=0, le=MOST_RATING)] = 0,
        favorite: bool = False,
        since: Words = '',
    ) -> dict[str, Any]:
        filters = Asked(model=model, board=board, tag=tag, rating=rating, favorite=favorite, since=_utc(since))
        return found_view(await studio.search.find(parsed(q, filters), FOUND))

    @router.get('/search/filters')
    async def filters() -> dict[str, Any]:
        boards = [{'id': one.id, 'name': one.name} for one in await studio.boards.newest(BOARDS_OFFERED)]
        return {'models': await studio.search.models(), 'boards': boards, 'tags': await studio.search.tags()}

    return router


async def board_snapshot(studio: Studio, opened: OpenBoard) -> dict[str, Any]:
    """Everything that the canvas draws of a board, as of its `rev`."""
    board = opened.board
    shas = [asset.sha256 for tile in board.stacked() if (asset := board.assets.get(tile.asset_id or ''))]
    slots = await studio.pictures.slots(board.id, shas)
    pages = await studio.pictures.atlas_pages(board.id)
    viewport = await studio.preferences.get(f'viewport:{board.id}')
    # From here on nothing is awaited: rev and tiles belong together.
    around = Surroundings(slots, studio.statuses.of(board.id), studio.frames.all_latest())
    return {
        'rev': opened.rev,
        'name': board.name,
        'tiles': columns_of([view_tile(board, tile, around) for tile in board.stacked()]),
        'viewport': viewport,
        'atlas': [
            {'side': page.side, 'url': f'/api/boards/{board.id}/atlas/{page.side}/{page.page}?v={page.version}'}
            for page in pages
        ],
    }


async def _opened(studio: Studio, board_id: str) -> OpenBoard:
    try:
        return await studio.boards.open(board_id)
    except BoardMissing as error:
        raise HTTPException(404, str(error)) from error


async def _body(request: Request) -> bytes:
    """What was sent, read no further than a picture may be large, whatever its headers say. Raises BadPicture."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > MAX_BYTES:
            raise too_large()
    return bytes(content)


async def _save(request: Request, path: Path) -> None:
    """Write what was sent to a file, no more than a board file may hold. Raises FileRefused."""
    size = 0
    try:
        with path.open('xb') as file:
            async for part in request.stream():
                size += len(part)
                if size > MOST_FILE:
                    raise FileRefused(f'The file is larger than {MOST_FILE >> 30} GB; import it by `imagegen import`.')
                await asyncio.to_thread(file.write, part)
    except OSError as error:
        raise FileRefused(f'The file cannot be taken in: {error.strerror}; make room for it.') from error


async def _model_for_new_tiles(studio: Studio) -> Callable[[str], str]:
    """A picture's own model where it is offered here, else the one that this device draws with."""
    offered = {model.id for model in studio.models}
    knobs = await studio.preferences.get('knobs')
    chosen = knobs.get('model') if isinstance(knobs, dict) else None
    default = chosen if chosen in offered else studio.models[0].id
    return lambda model: model if model in offered else default


async def _download(studio: Studio, asset: Asset, metadata: bool) -> Response:
    try:
        content = await studio.blobs.get(asset.sha256)
    except BlobMissing as error:
        raise HTTPException(404, str(error)) from error
    if not metadata:
        content = without_metadata(content)
    elif asset.kind != 'imported':  # such a file says more of itself than its record does
        content = with_metadata(content, asset)
    name = quote(file_name(asset.prompt, asset.mime, asset.seed))
    headers = {**NEVER_CACHED, 'Content-Disposition': f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=asset.mime, headers=headers)


def _trashed(item: Trashed) -> dict[str, Any]:
    board = {'board': item.board_id, 'board_name': item.board_name, 'deleted_at': item.deleted_at}
    if item.tile is None:
        return {'id': item.id, 'kind': 'board', **board}
    width, height = item.tile.size
    picture = {'prompt': item.tile.prompt, 'sha': item.sha256, 'width': width, 'height': height}
    return {'id': item.id, 'kind': 'tile', **board, **picture}


def _favorite(favorite: Favorite) -> dict[str, Any]:
    asset = favorite.asset
    width, height = asset.pixels
    return {
        'id': favorite.id,
        'sha': asset.sha256,
        'width': width,
        'height': height,
        'prompt': asset.prompt,
        'model': asset.model,
        'made_at': favorite.favorited_at,
    }


def _utc(text: str) -> str:
    moment = _since(text)
    return '' if moment is None else utc_text(moment)


def _since(text: str) -> datetime | None:
    """A moment in ISO 8601."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:  # the first and the last day have no counterpart in every zone
        raise HTTPException(422, f'"since" is {text[:40]!r}; write a date as 2026-01-31.') from error


def _mime(content: bytes) -> str:
    """By the bytes: what is stored was checked to be one of three."""
    if content.startswith(b'\x89PNG'):
        return 'image/png'
    return 'image/jpeg' if content.startswith(b'\xff\xd8') else 'image/webp'
