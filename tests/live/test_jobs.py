"""Full pictures: asked for once, bought once, fetched where they were bought before."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.services.generation.errors import GenerationError, KeyRefused, ProviderDown
from app.services.generation.jobs import Making
from app.services.studio import Studio
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
