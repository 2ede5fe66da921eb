"""The board's page: the canvas and the chrome around it, wired to one session."""

import random
from dataclasses import replace

from fastapi.responses import RedirectResponse
from nicegui import Client, ui

from app.domain.ids import is_id
from app.services.boards import OpenBoard
from app.services.errors import BoardMissing
from app.services.generation.errors import RequestRefused
from app.services.generation.jobs import Making
from app.services.generation.provider import Model
from app.services.generation.providers.sketch.lexicon import STYLES
from app.services.generation.requests import answers, picture_request
from app.services.studio import Studio
from app.ui import modules, theme
from app.ui.board.canvas_acts import CanvasActs
from app.ui.board.chrome_acts import ChromeActs, board_names
from app.ui.board.prompt_acts import TypedActs, draft_from, knobs_from
from app.ui.board.session import Parts, Session
from app.ui.canvas.canvas import Canvas
from app.ui.components.details import DetailsPanel
from app.ui.components.empty_board import EmptyBoard
from app.ui.components.favorites import Favorites
from app.ui.components.help import Help
from app.ui.components.move_dialog import MoveDialog
from app.ui.components.prompt_bar import Knobs, ModelChoice, PromptBar, StyleChoice
from app.ui.components.search import SearchPalette
from app.ui.components.toast import Toast
from app.ui.components.toolbar import BoardName, Toolbar
from app.ui.components.viewer import Viewer
from app.ui.pages.device import model_filters, theme_of

PROVIDERS = {'sketch': 'Built in', 'fal': 'fal.ai'}


def register(studio: Studio) -> None:
    """Add the pages: `/` shows the board that this device had open last, `/boards/{id}` that one."""

    @ui.page('/', favicon=theme.FAVICON, viewport=theme.VIEWPORT)
    async def last_board(client: Client) -> None:
        await _show(studio, await _last_board(studio), client)

    @ui.page('/boards/{board_id}', favicon=theme.FAVICON, viewport=theme.VIEWPORT)
    async def one_board(client: Client, board_id: str, tile: str = '') -> RedirectResponse | None:
        try:
            opened = await studio.boards.open(board_id)
        except BoardMissing:
            return RedirectResponse('/')
        await _show(studio, opened, client, tile)
        return None


async def _show(studio: Studio, opened: OpenBoard, client: Client, tile: str = '') -> None:
    """Show a board, with one tile in view where `tile` is its id."""
    await studio.frames.load(opened.id)
    _resume_unsettled(studio, opened)
    session = await _session(studio, opened)
    chrome = await _build(session)
    client.on_delete(session.end)
    session.say_not_made(tile.id for tile in opened.board.stacked())
    await session.prefer('board', opened.id)
    if is_id(tile):
        await client.connected()
        chrome.go_to(tile)
    favorite = await studio.preferences.get('put')
    if isinstance(favorite, str):  # chosen on the page of favorites
        await client.connected()
        await session.prefer('put', None)
        await chrome.favorite_put(favorite)


async def _last_board(studio: Studio) -> OpenBoard:
    last = await studio.preferences.get('board')
    if isinstance(last, str):
        try:
            return await studio.boards.open(last)
        except BoardMissing:
            pass  # it was deleted: the newest takes its place
    newest = await studio.boards.newest(1)
    return await studio.boards.open(newest[0].id) if newest else await studio.boards.create_board()


async def _session(studio: Studio, opened: OpenBoard) -> Session:
    stored = await studio.preferences.all()
    seed = random.randrange(10_000)  # noqa: S311 -- a picture's seed is no secret
    knobs = knobs_from(stored.get('knobs'), Knobs(studio.models[0].id, (1024, 768), seed, pin=False))
    if knobs.model not in {model.id for model in studio.models}:
        knobs = replace(knobs, model=studio.models[0].id)
    assets = opened.board.assets.values()
    slots = await studio.pictures.slots(opened.id, [asset.sha256 for asset in assets])
    return Session(studio, opened, knobs, stored.get('live') is not False, slots)


async def _build(session: Session) -> ChromeActs:
    studio, board = session.studio, session.board
    mode = await theme_of(studio)
    theme.dress(mode)
    modules.preload('imagegen-canvas', 'imagegen-chrome')
    typed, canvas_acts = TypedActs(session), CanvasActs(session)
    chrome = ChromeActs(session, canvas_acts)
    canvas = Canvas(f'/api/boards/{board.id}', on_event=canvas_acts.heard)
    empty = EmptyBoard(empty=not board.tiles)
    here = BoardName(board.id, board.name)
    names = await board_names(studio, board)
    toolbar = Toolbar(chrome, board=here, boards=names, can=session.can(), theme=mode)
    bar = PromptBar(
        typed,
        board=board.id,
        models=model_choices(studio),
        knobs=session.knobs,
        styles=[StyleChoice(style, style) for style in STYLES],
        money=session.money(),
        live=session.live_on,
        draft=draft_from(await studio.preferences.get(f'draft:{board.id}')),
    )
    favorites = Favorites(chrome, models=await model_filters(studio))
    details, toast = DetailsPanel(chrome), Toast()
    SearchPalette(chrome)
    Viewer()
    Help()
    session.start(Parts(canvas, bar, toolbar, toast, favorites, details, empty, MoveDialog(canvas_acts.moves)))
    session.follow(canvas_acts.details.followed)
    return chrome


def model_choices(studio: Studio) -> list[ModelChoice]:
    """The models as the bar offers them; one without a key says so."""
    return [_choice(studio, model) for model in studio.models]


def _choice(studio: Studio, model: Model) -> ModelChoice:
    available = model.provider != 'fal' or studio.keys.has('fal')
    provider = PROVIDERS.get(model.provider, model.provider)
    return ModelChoice(model.id, model.label, provider, model.price_usd, model.usual_s, available, ai=model.is_ai)


def _resume_unsettled(studio: Studio, opened: OpenBoard) -> None:
    """After a crash: tiles that only have a live picture get their full one where that is free.

    That a picture was settled is written before the strip knows of it.
    """
    statuses = studio.statuses.of(opened.id)
    for tile in opened.board.stacked():
        if tile.id in statuses or studio.jobs.is_making(tile.id) or studio.live.is_live(tile.id):
            continue
        frame = studio.frames.latest(tile.id)
        if frame is not None:
            made_from = replace(tile, prompt=frame.prompt, seed=frame.seed, model=frame.model)
            try:
                request = picture_request(made_from)
            except RequestRefused:
                continue  # its model is no longer offered: the live picture stays
            asset = opened.board.asset_of(tile)
            if asset is not None and answers(asset, request):
                studio.frames.withdraw(tile.id)
            elif request.model.is_free:
                studio.jobs.start(Making(opened, tile.id, request, 'live'))
