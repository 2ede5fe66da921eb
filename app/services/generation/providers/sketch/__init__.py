"""Sketch, the built-in painter: no key, no network, no cost, and no AI. It paints the words that its lexicon knows."""

import asyncio
import io
import time
from concurrent.futures import ThreadPoolExecutor

from app.services.generation.errors import RequestRefused
from app.services.generation.provider import JobWatch, MadePicture, PictureRequest
from app.services.generation.providers.sketch.lexicon import STYLES
from app.services.generation.providers.sketch.paint import MOST_PIXELS, paint
from app.services.generation.providers.sketch.reading import read_prompt
from app.services.generation.providers.sketch.scene import Scene

__all__ = ['MOST_PIXELS', 'STYLES', 'Scene', 'SketchProvider', 'paint', 'read_prompt']

JPEG_QUALITY = 88
# Level 1 encodes 1024 × 768 several times faster than the default and the file grows by a tenth only.
PNG_LEVEL = 1


class SketchProvider:
    """Paints in threads of its own, so that the event loop never waits for a picture. Previews are JPEG, full
    pictures PNG. The same request gives the same bytes."""

    name = 'sketch'

    def __init__(self) -> None:
        # Apart, so that the next key's preview does not wait for a full picture that is being painted.
        self._previews = ThreadPoolExecutor(1, thread_name_prefix='sketch-preview')
        self._pictures = ThreadPoolExecutor(1, thread_name_prefix='sketch-picture')

    async def preview(self, request: PictureRequest) -> MadePicture:
        """Paint a small picture."""
        return await self._in_thread(request)

    async def make(self, request: PictureRequest, watch: JobWatch) -> MadePicture:
        """Paint the full picture. It takes a moment, so there is nothing to watch."""
        return await self._in_thread(request)

    async def resume(self, request: PictureRequest, request_id: str, watch: JobWatch) -> MadePicture:
        """Paint again: the same request gives the same picture, and it costs nothing."""
        return await self._in_thread(request)

    async def check(self) -> str:
        """Say that it works: it needs no key."""
        return 'Sketch is built in: it needs no key and no network. It is not AI.'

    async def close(self) -> None:
        """Let the threads go; pictures that wait are not painted."""
        for threads in (self._previews, self._pictures):
            threads.shutdown(wait=False, cancel_futures=True)

    async def _in_thread(self, request: PictureRequest) -> MadePicture:
        threads = self._previews if request.quality == 'preview' else self._pictures
        return await asyncio.get_running_loop().run_in_executor(threads, _make, request)


def _make(request: PictureRequest) -> MadePicture:
    started = time.perf_counter()
    scene = read_prompt(request.prompt, request.styles)
    try:
        image = paint(scene, request.seed, *request.pixels)
    except ValueError as error:
        raise RequestRefused(str(error), provider='Sketch') from error
    file = io.BytesIO()
    if request.quality == 'preview':
        image.save(file, 'JPEG', quality=JPEG_QUALITY)
    else:
        image.save(file, 'PNG', compress_level=PNG_LEVEL)
    return MadePicture(file.getvalue(), request.seed, 0.0, time.perf_counter() - started, scene.reading)
