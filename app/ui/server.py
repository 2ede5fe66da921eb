"""The ASGI application of one studio: its HTTP routes, NiceGUI's pages behind them, the guard around everything."""

import gc
import logging
from collections.abc import Iterable
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from nicegui import app as nicegui_app
from nicegui import ui
from starlette.types import ASGIApp

from app.guard import Guard
from app.services.errors import ServiceError
from app.services.studio import Studio
from app.ui import api, modules, theme
from app.ui.pages import board, boards, favorites, settings

RECONNECT_TIMEOUT_S: Final = 30.0  # a shorter one reloads the page after a nap of the network
COLLECTED_AFTER: Final = (50_000, 20, 50)  # Python's own 700, 10, 10 collect all the time while a large board is opened
FAILED: Final = 'Something went wrong on this page. Reload it; nothing was lost.'
log = logging.getLogger(__name__)


def build_app(studio: Studio, hosts: Iterable[str]) -> ASGIApp:
    """Build the app that serves `studio` under the exact `hosts` (`127.0.0.1:8080`). Call once a process."""
    # NiceGUI looks for its server among all objects that the collector knows, and a library's lazy ones import much
    # when they are looked at (openai's 1.8 s). What is imported by now stays: the collector may forget it.
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    web = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    web.add_exception_handler(Exception, _show_failure)
    api.register(web, studio)
    theme.register_static(web)
    modules.register(web)
    for page in (board, boards, favorites, settings):
        page.register(studio)
    # a bar without a name, drawn over the page at each request of its socket
    nicegui_app.config.quasar_config['loadingBar']['skipHijack'] = True
    nicegui_app.on_page_exception(_show_page_failure)  # the stock page tells the exception's text
    nicegui_app.on_exception(lambda error: log.error('An event of the page failed', exc_info=error))
    ui.run_with(
        web,
        title='ImageGen',
        favicon=theme.FAVICON,
        dark=None,
        reconnect_timeout=RECONNECT_TIMEOUT_S,
        binding_refresh_interval=None,
        tailwind=False,
        show_welcome_message=False,
    )
    return Guard(web, hosts)


def _show_page_failure(error: Exception) -> None:
    ui.label(str(error) if isinstance(error, ServiceError) else FAILED)


async def _show_failure(_: Request, error: Exception) -> PlainTextResponse:
    log.error('A request failed', exc_info=error)
    return PlainTextResponse(FAILED, status_code=500)
