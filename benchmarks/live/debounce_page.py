"""The way of debouncing: 500 ms after the last key one picture is asked for, and the box is shut until it is there.

`python -m benchmarks.live.debounce_page PORT LOG`. Kinder than need be: the box gets the focus back at once.
"""

import asyncio
import base64
import sys
from pathlib import Path
from typing import Final

from nicegui import ui

from benchmarks.live.calls import CallLog, until
from benchmarks.live.picture import SMALL, jpeg, paint_ahead
from benchmarks.live.trace import load_trace

PAUSE_S: Final = 0.5


class DebouncedPage:
    """A prompt box and a picture."""

    def __init__(self, log: CallLog) -> None:
        self._log = log
        self._waiting: asyncio.Task[None] | None = None
        self._generating: asyncio.Task[None] | None = None
        self._box = ui.input('Prompt', on_change=self._changed)
        self._picture = ui.element('img').props('id=picture width=512')

    def _changed(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.create_task(self._after_pause())

    async def _after_pause(self) -> None:
        await asyncio.sleep(PAUSE_S)
        if self._generating is not None:
            await self._generating
        self._generating = asyncio.create_task(self._generate(self._box.value))

    async def _generate(self, prompt: str) -> None:
        self._box.disable()
        with self._log.call('preview', prompt) as due:
            content = jpeg(prompt)
            await until(due)
        self._picture.props['src'] = f'data:image/jpeg;base64,{base64.b64encode(content).decode()}'
        self._box.enable()
        self._box.run_method('focus')


def main() -> None:
    """Serve until the process is ended."""
    log = CallLog(Path(sys.argv[2]))
    paint_ahead(load_trace().prompts(), SMALL)

    @ui.page('/')
    def page() -> None:
        DebouncedPage(log)

    ui.run(host='127.0.0.1', port=int(sys.argv[1]), reload=False, show=False, show_welcome_message=False)


if __name__ == '__main__':
    main()
