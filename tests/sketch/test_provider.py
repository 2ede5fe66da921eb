"""Sketch as a provider of pictures."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from app.services.generation.errors import RequestRefused
from app.services.generation.provider import JobWatch, Model, PictureRequest, Progress, Provider, Quality
from app.services.generation.providers.sketch import SketchProvider
from app.services.generation.providers.sketch.examples import MOST_BYTES, write_examples

MODEL = Model('sketch', 'sketch', 'Sketch', '', 0, 0, 0.1, 0.02, 128, 1, 1, is_ai=False)


@pytest.fixture
async def sketch() -> AsyncIterator[SketchProvider]:
    provider = SketchProvider()
    yield provider
    await provider.close()


def request(quality: Quality, width: int = 256, height: int = 192, styles: tuple[str, ...] = ()) -> PictureRequest:
    return PictureRequest(MODEL, 'a red cat and a xylophone', 3, width, height, quality, styles)


def watch() -> JobWatch:
    async def submitted(request_id: str) -> None:
        raise AssertionError(f'Sketch submits nothing, but said {request_id}')

    def progressed(progress: Progress) -> None:
        raise AssertionError(f'Sketch tells no progress, but said {progress}')

    return JobWatch(submitted, progressed)


async def test_a_preview_is_a_small_jpeg(sketch: SketchProvider) -> None:
    """A preview has the model's preview size, costs nothing and tells its reading."""
    made = await sketch.preview(request('preview'))
    image = Image.open(io.BytesIO(made.content))
    assert (image.format, image.size) == ('JPEG', (128, 96))
    assert (made.cost_usd, made.seed) == (0, 3)
    assert made.seconds > 0
    assert made.reading is not None
    assert (made.reading.drew, made.reading.ignored) == (('red cat',), ('xylophone',))


async def test_a_full_picture_is_a_png_that_comes_again(sketch: SketchProvider) -> None:
    """A full picture is a PNG of the full size, and resuming it gives the same bytes."""
    made = await sketch.make(request('full'), watch())
    image = Image.open(io.BytesIO(made.content))
    assert (image.format, image.size) == ('PNG', (256, 192))
    assert (await sketch.resume(request('full'), 'lost', watch())).content == made.content


async def test_styles_are_painted(sketch: SketchProvider) -> None:
    """A style chip changes the picture."""
    plain, noir = await sketch.preview(request('preview')), await sketch.preview(request('preview', styles=('Noir',)))
    assert plain.content != noir.content


async def test_a_picture_that_is_too_large_is_refused(sketch: SketchProvider) -> None:
    """Above four megapixels the error says which size and what to do."""
    with pytest.raises(RequestRefused, match=r'5000 × 5000.*choose'):
        await sketch.make(request('full', 5000, 5000), watch())


async def test_the_event_loop_runs_on_while_it_paints(sketch: SketchProvider) -> None:
    """Other tasks get their turn before a large picture is done."""
    painting = asyncio.create_task(sketch.make(request('full', 1024, 1024), watch()))
    turns = 0
    while not painting.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 10
    assert (await painting).content


async def test_sketch_is_a_provider_that_says_it_is_no_ai(sketch: SketchProvider) -> None:
    """It fits the protocol, needs no key, and says plainly what it is not."""
    provider: Provider = sketch
    assert provider.name == 'sketch'
    assert 'not AI' in await provider.check()


def test_the_examples_of_the_empty_board_are_small(tmp_path: Path) -> None:
    """Six pictures are written, each small enough to load with the page."""
    write_examples(tmp_path)
    paths = sorted(tmp_path.iterdir())
    assert [path.name for path in paths] == [f'{number}.webp' for number in range(1, 7)]
    assert all(path.stat().st_size <= MOST_BYTES for path in paths)
