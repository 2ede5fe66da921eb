"""Full pictures: asked for once, bought once, fetched where they were bought before."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pytest

from app.domain.records import Asset
from app.services.generation.errors import GenerationError, KeyRefused, ProviderDown
from app.services.generation.jobs import Making
from app.services.generation.provider import JobWatch, MadePicture, PictureRequest
from app.services.studio import Studio
from app.settings import Settings
from app.wiring import open_studio
from tests.live.conftest import HandProvider, Watcher, wanted


async def test_a_tile_has_one_picture_under_way(studio: Studio, watcher: Watcher, provider: HandProvider) -> None:
    """Retry, pressed twice, buys one picture."""
    tile = await watcher.tile()
    making = Making(watcher.board, tile.id, wanted(tile, 'a red cat'), 'live')
    studio.jobs.start(making)
    studio.jobs.start(making)
    (await provider.next(1))[0].answer()
    await watcher.until(lambda: watcher.board.board.tiles[tile.id].asset_id is not None)
    assert len(provider.asked) == 1
    assert len(watcher.board.board.assets) == 1


@pytest.mark.parametrize('lost', [ProviderDown, KeyRefused])
async def test_a_retry_fetches_what_was_bought_for_another_reason(
    studio: Studio, watcher: Watcher, provider: HandProvider, lost: Callable[..., GenerationError]
) -> None:
    """A variation whose result was lost is fetched, and is still a variation with its parents."""
    tile = await watcher.tile()
    variation = Making(watcher.board, tile.id, wanted(tile, 'a red cat'), 'variation', (tile.id,))
    studio.jobs.start(variation)
    (await provider.next(1))[0].fail(lost('lost', request_id='request-0'))
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    studio.jobs.start(replace(variation, kind='live', parents=()))
    await watcher.until(lambda: watcher.board.board.tiles[tile.id].asset_id is not None)
    assert provider.resumed == ['request-0']
    assert len(provider.asked) == 1
    (asset,) = watcher.board.board.assets.values()
    assert (asset.kind, asset.parents) == ('variation', (tile.id,))


async def test_what_was_cancelled_on_purpose_is_not_fetched(
    studio: Studio, watcher: Watcher, provider: HandProvider
) -> None:
    """A tile that was deleted while its picture was made, and came back, gets one that is asked for anew."""
    tile = await watcher.tile()
    making = Making(watcher.board, tile.id, wanted(tile, 'a red cat'), 'variation')
    studio.jobs.start(making)
    (asked,) = await provider.next(1)
    watcher.events.clear()
    studio.jobs.cancel(tile.id)
    await studio.jobs.close()  # until it has ended, and its row is gone
    assert asked.future.cancelled()
    studio.jobs.start(making)
    (await provider.next(2))[1].answer()
    await watcher.until(lambda: watcher.board.board.tiles[tile.id].asset_id is not None)
    assert provider.resumed == []


async def test_the_same_full_picture_is_bought_once(studio: Studio, watcher: Watcher, provider: HandProvider) -> None:
    """Typing back to an earlier text brings its picture again, as an asset of its own that undo can take away."""
    tile = replace(await watcher.tile(), pixels=(64, 48))
    for count, prompt in ((0, 'cat'), (2, 'cats')):
        watcher.type(tile, prompt, rests=True)
        (await provider.next(count + 1))[count].answer()
        (await provider.next(count + 2))[count + 1].answer()
        await watcher.until(lambda: len(watcher.board.board.assets) == len(provider.asked) / 2)
    spent = studio.ledger.totals().session_usd
    watcher.type(tile, 'cat', rests=True)
    await watcher.until(lambda: len(watcher.board.board.assets) == 3)
    again = watcher.board.board.assets[watcher.board.board.tiles[tile.id].asset_id or '']
    assert (again.prompt, again.cost_usd, len(provider.asked)) == ('cat', 0, 4)
    assert studio.ledger.totals().session_usd == pytest.approx(spent)
    await watcher.board.undo()
    shown = watcher.board.board.assets[watcher.board.board.tiles[tile.id].asset_id or '']
    assert shown.prompt == 'cats'


@pytest.mark.parametrize('other', [{'seed': 8}, {'width': 48}, {'styles': ('ink',)}, {'prompt': 'a cat'}])
async def test_another_request_is_bought(
    studio: Studio, watcher: Watcher, provider: HandProvider, other: dict[str, Any]
) -> None:
    """Another seed, size, style or text is another picture; so is one whose file is gone."""
    tile = replace(await watcher.tile(), pixels=(64, 48))
    making = Making(watcher.board, tile.id, wanted(tile, 'cat'), 'variation')
    studio.jobs.start(making)
    (await provider.next(1))[0].answer()
    await watcher.until(lambda: not studio.jobs.is_making(tile.id) and bool(watcher.board.board.assets))
    studio.jobs.start(replace(making, request=replace(making.request, **other)))
    (await provider.next(2))[1].answer()
    await watcher.until(lambda: not studio.jobs.is_making(tile.id) and len(watcher.board.board.assets) == 2)
    (first, _) = watcher.board.board.assets.values()
    studio.blobs.path(first.sha256).unlink()
    studio.jobs.start(making)
    await provider.next(3)


@dataclass
class SlowProvider(HandProvider):
    """Hands out what was bought before only once the test lets it: `let_go` by prompt."""

    let_go: dict[str, asyncio.Event] = field(default_factory=dict)

    async def resume(self, request: PictureRequest, request_id: str, watch: JobWatch) -> MadePicture:
        await self.let_go.setdefault(request.prompt, asyncio.Event()).wait()
        return await super().resume(request, request_id, watch)


async def _watch_only_board(studio: Studio) -> Watcher:
    return Watcher(studio, await studio.boards.open((await studio.boards.list_boards())[0].id))


async def test_a_picture_that_is_fetched_late_does_not_cover_a_newer_one(settings: Settings) -> None:
    """Its text had gone on before the program ended: it stands in the strip, and the newer preview stays."""
    provider = SlowProvider()
    async with open_studio(settings, {'fal': provider}) as studio:
        watcher = await _watch_only_board(studio)
        tile = await watcher.tile()
        watcher.type(tile, 'a', rests=True)
        (await provider.next(1))[0].answer()
        await provider.next(2)
        watcher.type(tile, 'ab')
        (await provider.next(3))[2].answer()
        await watcher.until_shown('ab')
    async with open_studio(settings, {'fal': provider}) as studio:
        watcher = await _watch_only_board(studio)
        assert studio.jobs.is_making(tile.id, 'a')
        assert not studio.jobs.is_making(tile.id, 'ab')
        provider.let_go.setdefault('a', asyncio.Event()).set()
        await watcher.until(lambda: bool(watcher.board.board.assets))
        await studio.frames.load(watcher.board.id)
        shown = studio.frames.latest(tile.id)
        assert (watcher.board.board.tiles[tile.id].asset_id, shown and shown.prompt) == (None, 'ab')
        strip = await studio.frames.strip(tile.id)
        assert [(frame.prompt, frame.asset_id is not None) for frame in strip] == [
            ('a', False),
            ('a', True),
            ('ab', False),
        ]


@pytest.mark.parametrize('last', ['a', 'ab'])
async def test_of_two_pictures_that_are_fetched_the_newer_stays(settings: Settings, last: str) -> None:
    """Whichever comes last."""
    provider = SlowProvider()
    async with open_studio(settings, {'fal': provider}) as studio:
        watcher = await _watch_only_board(studio)
        tile = await watcher.tile()
        for number, prompt in enumerate(('a', 'ab')):
            watcher.type(tile, prompt, rests=True)
            (await provider.next(2 * number + 1))[2 * number].answer()
            await provider.next(2 * number + 2)
    async with open_studio(settings, {'fal': provider}) as studio:
        watcher = await _watch_only_board(studio)
        assets = watcher.board.board.assets
        for prompt in ('a' if last == 'ab' else 'ab', last):
            provider.let_go.setdefault(prompt, asyncio.Event()).set()
            await watcher.until(partial(_has_one_of, assets, prompt))
        settled = watcher.board.board.tiles[tile.id]
        assert settled.prompt == 'ab'
        assert assets[settled.asset_id or ''].prompt == 'ab'


def _has_one_of(assets: Mapping[str, Asset], prompt: str) -> bool:
    return any(asset.prompt == prompt for asset in assets.values())
