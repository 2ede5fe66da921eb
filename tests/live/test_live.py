"""The live loop over a provider that answers late, twice, out of order or never; and what is kept of it."""

import asyncio
from dataclasses import replace

import pytest

from app.domain.ids import new_id
from app.domain.mutation import AddTile, DeleteTiles, SettleTile
from app.domain.records import Asset, Tile
from app.services.errors import DiskFull
from app.services.generation.errors import KeyRefused, ProviderDown, RateLimited
from app.services.generation.frames import MOST_PER_TILE
from app.services.generation.jobs import Making
from app.services.generation.live import Live
from app.services.generation.models import find_model
from app.services.generation.statuses import FrameWithdrawn, PromptRead
from app.services.studio import Studio
from app.settings import Settings
from app.ui.view import Surroundings, view_frame, view_operations
from app.wiring import open_studio
from tests.live.conftest import PATIENCE_S, HandProvider, Watcher, wanted


async def test_replies_out_of_order_never_cover_a_newer_picture(watcher: Watcher, provider: HandProvider) -> None:
    """The second edit's picture comes first; the first one's is then not shown."""
    tile = await watcher.tile()
    watcher.type(tile, 'a')
    watcher.type(tile, 'ab')
    first, second = (await provider.next(2))[:2]
    second.answer()
    await watcher.until_shown('ab')
    first.answer()
    watcher.type(tile, 'abc')
    (await provider.next(3))[2].answer()
    await watcher.until_shown('abc')
    assert watcher.prompts_shown == ['ab', 'abc']


async def test_a_free_model_has_one_request_under_way(watcher: Watcher, provider: HandProvider) -> None:
    """What is typed meanwhile waits, and only the latest of it is sent."""
    tile = await watcher.tile('sketch')
    for prompt in ('a', 'ab', 'abc', 'abcd'):
        watcher.type(tile, prompt)
    (asked,) = await provider.next(1)
    asked.answer()
    assert (await provider.next(2))[1].request.prompt == 'abcd'


async def test_a_rest_settles_the_tile_in_one_step_of_undo(watcher: Watcher, provider: HandProvider) -> None:
    """The full picture is stored as an asset with its prompt; undo takes it away again."""
    tile = await watcher.tile('sketch')
    watcher.type(tile, 'a red cat', rests=True)
    (await provider.next(1))[0].answer()
    full = (await provider.next(2))[1]
    assert full.request.quality == 'full'
    full.answer()
    await watcher.until(lambda: watcher.board.board.tiles[tile.id].asset_id is not None)
    settled = watcher.board.board.tiles[tile.id]
    assert settled.prompt == 'a red cat'
    assert watcher.studio.blobs.has(watcher.board.board.assets[settled.asset_id or ''].sha256)
    await watcher.board.undo()
    assert watcher.board.board.tiles[tile.id].asset_id is None


async def test_a_full_picture_that_comes_late_stands_in_the_strip(watcher: Watcher, provider: HandProvider) -> None:
    """It was perhaps paid for: the newer picture stays on the tile, and the late one can be kept from the strip."""
    tile = await watcher.tile()
    watcher.type(tile, 'a', rests=True)
    (await provider.next(1))[0].answer()
    full = (await provider.next(2))[1]
    watcher.type(tile, 'ab')
    (await provider.next(3))[2].answer()
    await watcher.until_shown('ab')
    full.answer()
    await watcher.until(lambda: len(watcher.board.board.assets) == 1)
    (asset,) = watcher.board.board.assets.values()
    assert watcher.board.board.tiles[tile.id].asset_id is None
    async with asyncio.timeout(PATIENCE_S):
        while len(strip := await watcher.studio.frames.strip(tile.id)) < 3:  # noqa: ASYNC110 -- strips tell nobody
            await asyncio.sleep(0)
    assert [(frame.prompt, frame.asset_id) for frame in strip] == [('a', None), ('a', asset.id), ('ab', None)]


async def test_a_failure_keeps_the_prompt_and_another_model_is_tried(watcher: Watcher, provider: HandProvider) -> None:
    """What was typed is stored though no picture came; a refused key of one provider does not stop another."""
    tile = await watcher.tile()
    watcher.type(tile, 'a red cat')
    (await provider.next(1))[0].fail(KeyRefused('refused'))
    await watcher.until(lambda: watcher.board.board.tiles[tile.id].prompt == 'a red cat')
    watcher.type(replace(tile, model='sketch'), 'a red cat')
    assert (await provider.next(2))[1].request.model.id == 'sketch'


async def test_text_typed_behind_a_block_is_kept_as_one_step(watcher: Watcher, provider: HandProvider) -> None:
    """No picture will carry it to the tile. A fast typist makes few commits, and one undo takes all of it back."""
    tile = await watcher.tile()
    watcher.type(tile, 'a')
    (await provider.next(1))[0].fail(KeyRefused('refused'))
    await watcher.until(lambda: watcher.board.board.tiles[tile.id].prompt == 'a')
    before = watcher.board.rev
    for end in range(2, 10):
        watcher.type(tile, 'a red cat'[:end])
    watcher.studio.live.leave(tile.id)
    await watcher.until(lambda: watcher.board.board.tiles[tile.id].prompt == 'a red cat')
    assert watcher.board.rev - before <= 2
    await watcher.board.undo()
    assert watcher.board.board.tiles[tile.id].prompt == ''


async def test_text_that_failed_before_its_tile_was_stored_is_kept(watcher: Watcher, provider: HandProvider) -> None:
    """A cap refuses the first key at once: the text goes to the tile as soon as there is one."""
    tile = Tile(new_id(), (0, 0), (288, 216), seed=7, model='fal/flux-schnell', pixels=(1024, 768))
    await watcher.studio.ledger.set_cap('session', 0)
    watcher.type(tile, 'a red cat')
    await watcher.until(lambda: watcher.last_status is not None)
    await watcher.board.do(AddTile(tile))
    watcher.studio.live.stored(tile.id)
    await watcher.until(lambda: watcher.board.board.tiles[tile.id].prompt == 'a red cat')
    assert provider.asked == []


async def test_the_same_request_comes_from_the_cache(watcher: Watcher, provider: HandProvider) -> None:
    """Typing back to an earlier text shows its picture at once and asks nobody."""
    tile = await watcher.tile('sketch')
    watcher.type(tile, 'a')
    (await provider.next(1))[0].answer()
    await watcher.until_shown('a')
    watcher.type(tile, 'ab')
    (await provider.next(2))[1].answer()
    await watcher.until_shown('ab')
    watcher.type(tile, 'a')
    assert watcher.prompts_shown == ['a', 'ab', 'a']
    assert len(provider.asked) == 2


async def test_a_refused_key_is_said_once_and_nothing_more_is_sent(watcher: Watcher, provider: HandProvider) -> None:
    """Typing goes on; after the key was changed the next key draws."""
    tile = await watcher.tile()
    watcher.type(tile, 'a')
    (await provider.next(1))[0].fail(KeyRefused('fal.ai refused the key. Add a valid one in Settings.'))
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    watcher.type(tile, 'ab')
    assert watcher.last_status is not None
    assert watcher.last_status.cure == 'settings'
    assert len(provider.asked) == 1
    watcher.studio.live.unblock()
    watcher.type(tile, 'abc')
    assert (await provider.next(2))[1].request.prompt == 'abc'


async def test_a_busy_provider_is_asked_again_by_itself(watcher: Watcher, provider: HandProvider) -> None:
    """Retry-After is waited for; nobody has to press anything."""
    tile = await watcher.tile()
    watcher.type(tile, 'a')
    (await provider.next(1))[0].fail(RateLimited('fal.ai is busy.', retry_after=0.01))
    (await provider.next(2))[1].answer()
    await watcher.until_shown('a')
    assert watcher.last_status is None


async def test_a_failure_keeps_the_picture_and_retry_draws(watcher: Watcher, provider: HandProvider) -> None:
    """The sentence is on the tile until the retry's picture is there."""
    tile = await watcher.tile('sketch')
    watcher.type(tile, 'a')
    (await provider.next(1))[0].fail(ProviderDown('The server is down. Try again.'))
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    assert watcher.studio.live.retry(tile.id)
    (await provider.next(2))[1].answer()
    await watcher.until_shown('a')
    assert watcher.last_status is None


async def test_a_reply_that_never_comes_is_given_up(watcher: Watcher, provider: HandProvider) -> None:
    """The tile says so, its place is free again, and the next key draws."""
    tile = await watcher.tile('sketch')
    studio = watcher.studio
    live = Live(studio.providers, studio.jobs, studio.frames, studio.statuses, studio.ledger, slowest_preview_s=0.01)
    quick = replace(wanted(tile, 'a'), model=replace(find_model('sketch'), preview_usual_s=0.001))
    live.edit(watcher.board, tile.id, quick, group='', rests=False)
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    assert watcher.last_status is not None
    assert 'did not answer within' in (watcher.last_status.message or '')
    live.edit(watcher.board, tile.id, wanted(tile, 'ab'), group='', rests=False)
    (await provider.next(2))[1].answer()
    await watcher.until_shown('ab')
    await live.close()


async def test_a_deleted_tile_gets_no_more_pictures(watcher: Watcher, provider: HandProvider) -> None:
    """Its requests are cancelled and a late reply changes nothing."""
    tile = await watcher.tile('sketch')
    watcher.type(tile, 'a')
    (asked,) = await provider.next(1)
    await watcher.board.do(DeleteTiles((tile.id,)))
    watcher.studio.live.forget(tile.id)
    await asyncio.wait([asked.future])
    assert asked.future.cancelled()
    assert watcher.prompts_shown == []


async def test_a_tile_keeps_64_pictures_of_its_typing(watcher: Watcher, provider: HandProvider) -> None:
    """The oldest go, with their files, unless another strip has them too."""
    tile = await watcher.tile('sketch')
    for number in range(MOST_PER_TILE + 6):
        watcher.type(tile, f'text {number}')
        (await provider.next(number + 1))[number].answer()
        await watcher.until_shown(f'text {number}')
    strip = await watcher.studio.frames.strip(tile.id)
    assert [frame.prompt for frame in strip] == [f'text {number}' for number in range(6, MOST_PER_TILE + 6)]
    folder = watcher.studio.boards.database.directory / 'frames'
    names = {path.name for path in folder.rglob('*') if path.is_file()}
    assert names == {frame.name for frame in strip}


async def test_live_pictures_are_there_after_a_restart(settings: Settings, provider: HandProvider) -> None:
    """A tile that was never settled shows the last picture of its typing."""
    async with open_studio(settings, {'fal': provider}) as studio:
        watcher = Watcher(studio, await studio.boards.open((await studio.boards.list_boards())[0].id))
        tile = await watcher.tile()
        watcher.type(tile, 'a')
        (await provider.next(1))[0].answer()
        await watcher.until_shown('a')
    async with open_studio(settings, {'fal': provider}) as studio:
        await studio.frames.load(watcher.board.id)
        frame = studio.frames.latest(tile.id)
        assert frame is not None
        assert frame.prompt == 'a'
        assert await studio.frames.read(frame.name)


async def test_what_a_crash_left_half_written_is_removed(settings: Settings, provider: HandProvider) -> None:
    """A live picture whose writing was cut off leaves no file for ever."""
    half = settings.data_dir / 'frames' / 'ab' / 'abcd.part'
    half.parent.mkdir(parents=True)
    half.write_bytes(b'half')
    async with open_studio(settings, {'fal': provider}):
        assert not half.exists()


async def test_a_withdrawn_picture_does_not_come_back(settings: Settings, provider: HandProvider) -> None:
    """Its text was erased or undone: no page and no start shows it on the tile again; the strip keeps it."""
    async with open_studio(settings, {'fal': provider}) as studio:
        watcher = Watcher(studio, await studio.boards.open((await studio.boards.list_boards())[0].id))
        tile = await watcher.tile()
        watcher.type(tile, 'a')
        (await provider.next(1))[0].answer()
        await watcher.until_shown('a')
        studio.live.withdraw(watcher.board.id, tile.id)
        assert FrameWithdrawn(tile.id) in watcher.events
        await studio.frames.load(watcher.board.id)  # before it is written
        assert studio.frames.latest(tile.id) is None
    async with open_studio(settings, {'fal': provider}) as studio:
        watcher = Watcher(studio, await studio.boards.open(watcher.board.id))
        await studio.frames.load(watcher.board.id)
        assert studio.frames.latest(tile.id) is None
        assert [frame.prompt for frame in await studio.frames.strip(tile.id)] == ['a']
        watcher.type(tile, 'ab')
        (await provider.next(2))[1].answer()
        await watcher.until_shown('ab')
        shown = studio.frames.latest(tile.id)
        assert shown is not None
        assert shown.prompt == 'ab'


async def test_a_live_picture_that_comes_while_one_settles_stays(watcher: Watcher, provider: HandProvider) -> None:
    """Only those that are older than the settled one go, and the page is told so."""
    tile = await watcher.tile('sketch')
    watcher.type(tile, 'a')
    (await provider.next(1))[0].answer()
    await watcher.until_shown('a')
    frames = watcher.studio.frames
    older = frames.latest(tile.id)
    assert older is not None
    with frames.settling(tile.id, older.order + 1):
        assert frames.latest(tile.id) is None
        newer = frames.add(watcher.board.id, tile.id, older.order + 2, older)
        asset = Asset(new_id(), older.name, older.mime, (8, 8), 1, 'a', 7, tile.model, '2026-01-01T00:00:00.000Z')
        change = await watcher.board.do(SettleTile(tile.id, asset))
        around = Surroundings({}, {}, frames.all_latest())
        [patch] = view_operations(watcher.board.board, change.operations, around)
    assert patch[2]['frame'] == view_frame(newer)
    assert frames.latest(tile.id) == newer


async def test_a_live_picture_comes_back_where_settling_fails(watcher: Watcher, provider: HandProvider) -> None:
    """A full disk does not take from the tile what it showed."""
    tile = await watcher.tile('sketch')
    watcher.type(tile, 'a')
    (await provider.next(1))[0].answer()
    await watcher.until_shown('a')
    shown = watcher.studio.frames.latest(tile.id)
    assert shown is not None
    with pytest.raises(DiskFull), watcher.studio.frames.settling(tile.id, shown.order + 1):
        raise DiskFull('There is no room.', watcher.studio.boards.database.directory)
    assert watcher.studio.frames.latest(tile.id) == shown


async def test_a_live_picture_never_comes_back_over_the_settled_one(watcher: Watcher, provider: HandProvider) -> None:
    """A page that is opened while the settled picture's row still waits to be written shows the settled one."""
    tile = await watcher.tile('sketch')
    watcher.type(tile, 'a', rests=True)
    (await provider.next(1))[0].answer()
    await watcher.studio.frames.strip(tile.id)
    (await provider.next(2))[1].answer()
    await watcher.until(lambda: watcher.board.board.tiles[tile.id].asset_id is not None)
    await watcher.studio.frames.load(watcher.board.id)
    assert watcher.studio.frames.latest(tile.id) is None


async def test_a_bought_picture_is_fetched_after_a_crash(settings: Settings, provider: HandProvider) -> None:
    """The request id was on the disk before the wait: the next start fetches it and asks for no second one."""
    async with open_studio(settings, {'fal': provider}) as studio:
        watcher = Watcher(studio, await studio.boards.open((await studio.boards.list_boards())[0].id))
        tile = await watcher.tile()
        studio.jobs.start(Making(watcher.board, tile.id, wanted(tile, 'a red cat'), 'variation'))
        await provider.next(1)
    async with open_studio(settings, {'fal': provider}) as studio:
        watcher = Watcher(studio, await studio.boards.open(watcher.board.id))
        await watcher.until(lambda: watcher.board.board.tiles[tile.id].asset_id is not None)
    assert provider.resumed == ['request-0']
    assert len(provider.asked) == 1


async def test_spending_is_reserved_settled_and_capped(
    studio: Studio, watcher: Watcher, provider: HandProvider
) -> None:
    """The estimate counts while the request is under way, then what was billed; above the cap nothing is sent."""
    tile = await watcher.tile()
    price = wanted(tile, '').model.preview_price_usd
    watcher.type(tile, 'a')
    (asked,) = await provider.next(1)
    assert studio.ledger.totals().day_usd == pytest.approx(price)
    asked.answer()
    await watcher.until_shown('a')
    assert studio.ledger.totals().day_usd == pytest.approx(0.001)
    await studio.ledger.set_cap('session', 0.001)
    watcher.type(tile, 'ab')
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.cure == 'caps')
    assert len(provider.asked) == 1
    assert await studio.library.spent_usd() == pytest.approx(0.001)


@pytest.mark.parametrize('refused', ['INSERT', 'UPDATE'])
async def test_a_bill_that_cannot_be_written_down_stops_the_buying(
    studio: Studio, watcher: Watcher, provider: HandProvider, refused: str
) -> None:
    """The picture is shown and its price counts; the tile says what is wrong, and the typing buys nothing more."""
    database = studio.boards.database
    async with database.transaction() as connection:
        stop = f"CREATE TRIGGER full BEFORE {refused} ON ledger BEGIN SELECT RAISE(ABORT, 'no room'); END"
        await connection.exec_driver_sql(stop)
    tile = await watcher.tile()
    watcher.type(tile, 'a', rests=True)
    (await provider.next(1))[0].answer()
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    assert watcher.prompts_shown == ['a']
    watcher.type(tile, 'ab')
    await watcher.until(lambda: watcher.board.board.tiles[tile.id].prompt == 'ab')
    assert len(provider.asked) == 1
    assert studio.ledger.totals().session_usd == studio.ledger.totals().day_usd == pytest.approx(0.001)
    async with database.transaction() as connection:
        await connection.exec_driver_sql('DROP TRIGGER full')
    assert studio.live.retry(tile.id)
    (await provider.next(2))[1].answer()
    await watcher.until_shown('ab')


async def test_nothing_is_spent_where_the_reservation_cannot_be_written(
    studio: Studio, watcher: Watcher, provider: HandProvider
) -> None:
    """A picture in full size is not asked for then, and the sum is as before."""
    async with studio.boards.database.transaction() as connection:
        stop = "CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'no room'); END"
        await connection.exec_driver_sql(stop)
    tile = await watcher.tile()
    studio.jobs.start(Making(watcher.board, tile.id, wanted(tile, 'a'), 'live'))
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    assert provider.asked == []
    assert studio.ledger.totals().session_usd == 0


async def test_a_request_that_cannot_be_billed_is_released(
    studio: Studio, watcher: Watcher, provider: HandProvider
) -> None:
    """A refused key costs nothing; a cut connection may, so it stays counted."""
    tile = await watcher.tile()
    price = wanted(tile, '').model.preview_price_usd
    watcher.type(tile, 'a')
    (await provider.next(1))[0].fail(KeyRefused('no'))
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.message == 'no')
    assert studio.ledger.totals().day_usd == 0
    studio.live.unblock()
    watcher.type(tile, 'ab')
    (await provider.next(2))[1].fail(ProviderDown('cut'))
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.message == 'cut')
    assert studio.ledger.totals().day_usd == pytest.approx(price)


async def test_a_tile_that_failed_can_be_retried_after_it_was_left(watcher: Watcher, provider: HandProvider) -> None:
    """What was typed is not lost by a click elsewhere."""
    tile = await watcher.tile('sketch')
    watcher.type(tile, 'a')
    (await provider.next(1))[0].fail(ProviderDown('The server is down. Try again.'))
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    watcher.studio.live.leave(tile.id)
    assert watcher.studio.live.prompt_of(tile.id) == 'a'
    assert watcher.studio.live.retry(tile.id)
    (await provider.next(2))[1].answer()
    await watcher.until_shown('a')


async def test_a_tile_that_was_left_is_forgotten_once_it_has_its_picture(
    watcher: Watcher, provider: HandProvider
) -> None:
    """The full picture that is under way is made; nothing of the tile stays in memory."""
    tile = await watcher.tile('sketch')
    watcher.type(tile, 'a', rests=True)
    watcher.studio.live.leave(tile.id)
    (await provider.next(1))[0].answer()
    (await provider.next(2))[1].answer()
    await watcher.until(lambda: isinstance(watcher.events[-1], PromptRead) and not watcher.studio.live.is_live(tile.id))
    assert watcher.board.board.tiles[tile.id].asset_id is not None


async def test_another_model_draws_where_the_first_one_has_no_key(watcher: Watcher, provider: HandProvider) -> None:
    """A block belongs to the model that was refused."""
    tile = await watcher.tile()
    watcher.type(tile, 'a')
    (await provider.next(1))[0].fail(KeyRefused('no'))
    await watcher.until(lambda: watcher.last_status is not None)
    watcher.type(replace(tile, model='sketch'), 'a')
    (await provider.next(2))[1].answer()
    await watcher.until_shown('a')
    assert watcher.last_status is None


async def test_an_older_picture_does_not_hide_that_the_newest_failed(watcher: Watcher, provider: HandProvider) -> None:
    """It is shown, and the sentence with its retry stays."""
    tile = await watcher.tile()
    watcher.type(tile, 'a')
    watcher.type(tile, 'ab')
    first, second = (await provider.next(2))[:2]
    second.fail(ProviderDown('cut'))
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    first.answer()
    await watcher.until_shown('a')
    assert watcher.last_status is not None
    assert watcher.last_status.message == 'cut'


async def test_a_second_press_of_retry_sends_nothing_more(watcher: Watcher, provider: HandProvider) -> None:
    """A paid model has room for two requests; one is bought."""
    tile = await watcher.tile()
    watcher.type(tile, 'a')
    (await provider.next(1))[0].fail(ProviderDown('cut'))
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    assert watcher.studio.live.retry(tile.id)
    await provider.next(2)
    assert watcher.studio.live.retry(tile.id)
    watcher.type(tile, 'ab')
    assert [asked.request.prompt for asked in await provider.next(3)] == ['a', 'a', 'ab']


async def test_a_live_picture_that_cannot_be_saved_is_told(watcher: Watcher, provider: HandProvider) -> None:
    """The tile says why; a retry saves the same picture and buys no second one."""
    tile = replace(await watcher.tile(), seed=-1)  # no record may hold it
    watcher.type(tile, 'a', rests=True)
    (await provider.next(1))[0].answer()
    (await provider.next(2))[1].answer()
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    assert watcher.last_status is not None
    assert 'seed' in (watcher.last_status.message or '')
    watcher.events.clear()
    assert watcher.studio.live.retry(tile.id)
    await watcher.until(lambda: watcher.last_status is not None and watcher.last_status.state == 'failed')
    assert len(provider.asked) == 2
