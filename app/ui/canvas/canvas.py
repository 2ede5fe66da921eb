"""The canvas as a NiceGUI element. The scene lives in the browser (src/); this sends operations and hears events.

The messages are those of docs/ARCHITECTURE.md, "The page".
"""

import base64
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from nicegui import ui
from nicegui.awaitable_response import AwaitableResponse
from nicegui.dependencies import register_vue_component
from nicegui.events import GenericEventArguments

from app.ui.canvas.events import EVENT_NAMES, BadEvent, CanvasEvent, read_event
from app.ui.modules import content_digest, publish

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
ESM_NAME = 'imagegen-canvas'
ANSWER_WITHIN_S = 5.0
INLINE_BYTES = 256 * 1024  # a larger preview is fetched: the socket carries the events of the page too

EventCallback = Callable[[CanvasEvent], Awaitable[None] | None]


publish(ESM_NAME, HERE / 'src')


class Canvas(ui.element):
    """The board of one page. It fetches its snapshot from `board_url` by itself when it is mounted.

    Every method sends a message and may be awaited for the browser's answer, `{'ok': True, ...}` or
    `{'ok': False, 'error': ...}`; awaiting raises `TimeoutError` when no browser answers within five seconds.
    A message before the canvas is mounted is lost, and stands in the snapshot.
    """

    component = register_vue_component(HERE / 'canvas.js', max_time=float(int(content_digest(HERE / 'canvas.js'), 16)))

    def __init__(
        self, board_url: str, *, pictures_url: str = '/pictures', on_event: EventCallback | None = None
    ) -> None:
        super().__init__()
        self._props['board-url'] = board_url
        self._props['pictures-url'] = pictures_url
        self._callbacks: list[EventCallback] = []
        if on_event:
            self.on_event(on_event)
        for name in EVENT_NAMES:
            self.on(name, self._receiver(name))
        # The snapshot comes beside the start of the page, not after it.
        ui.add_head_html(f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{escape(board_url)}">')
        ui.add_css((HERE / 'canvas.css').read_text(encoding='utf-8'))

    def on_event(self, callback: EventCallback) -> None:
        """Call `callback` with each checked event; it may be a coroutine function."""
        self._callbacks.append(callback)

    def _receiver(self, name: str) -> Callable[[GenericEventArguments], Awaitable[None]]:
        async def receive(arguments: GenericEventArguments) -> None:
            try:
                event = read_event(name, arguments.args)
            except BadEvent as error:
                log.warning('An event of the canvas was refused. %s', error)
                return
            for callback in self._callbacks:
                result = callback(event)
                if inspect.isawaitable(result):
                    await result

        return receive

    def apply(
        self,
        rev: int,
        ops: Sequence[Sequence[Any]],
        *,
        animate: bool = False,
        atlas: Sequence[Mapping[str, str]] | None = None,
    ) -> AwaitableResponse:
        """Apply view operations that lead to revision `rev`. `atlas` names the pages anew when slots were added."""
        message: dict[str, Any] = {'rev': rev, 'ops': ops, 'animate': animate}
        if atlas is not None:
            message['atlas'] = atlas
        return self._send('apply', message)

    def status(self, statuses: Mapping[str, Mapping[str, Any] | None]) -> AwaitableResponse:
        """Set what is drawn on tiles while a picture is made, by tile id; None takes it away."""
        return self._send('status', statuses)

    def frame(
        self,
        tile_id: str,
        *,
        seq: int,
        url: str,
        width: int,
        height: int,
        prompt: str,
        count: int,
        content: bytes | None = None,
    ) -> AwaitableResponse:
        """Show a live preview once it is decoded, if `seq` is above the shown one. `content` spares fetching `url`."""
        sizes = {'width': width, 'height': height}
        message = {'id': tile_id, 'seq': seq, 'url': url, **sizes, 'prompt': prompt, 'count': count}
        if content is not None and len(content) <= INLINE_BYTES:
            message['content'] = base64.b64encode(content).decode()
        return self._send('frame', message)

    def withdraw(self, tile_id: str) -> AwaitableResponse:
        """Take the live preview off a tile: it shows its stored picture, or none."""
        return self._send('withdraw', {'id': tile_id})

    def select(self, ids: Sequence[str], *, reveal: bool = False) -> AwaitableResponse:
        """Select exactly these tiles, and bring them into view with `reveal`. No `Selected` event follows."""
        return self._send('select', {'ids': ids, 'reveal': reveal})

    def announce(self, text: str) -> AwaitableResponse:
        """Tell assistive technology, politely."""
        return self._send('announce', {'text': text})

    def view(self, x: float, y: float, zoom: float, *, animate: bool = True) -> AwaitableResponse:
        """Go to a viewport."""
        return self._send('view', {'x': x, 'y': y, 'zoom': zoom, 'animate': animate})

    def scrub(self, tile_id: str, frames: Sequence[Mapping[str, Any]]) -> AwaitableResponse:
        """Offer the pictures `{n, url, shows, prompt}` that a live tile went through, the oldest first.

        `url` is the thumbnail, `shows` what the tile shows while one looks back; `n` grows and names it in `keep`.
        """
        return self._send('scrub', {'id': tile_id, 'frames': frames})

    def _send(self, method: str, message: object) -> AwaitableResponse:
        return self.run_method(method, message, timeout=ANSWER_WITHIN_S)
