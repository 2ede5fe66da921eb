"""fal.ai through its real client, against a server on loopback that speaks its protocol."""

import asyncio
from dataclasses import replace

import pytest

from app.services.generation.errors import ProviderDown, RequestRefused
from app.services.generation.intake import check_picture
from app.services.generation.provider import JobWatch, Progress
from app.services.generation.providers.fal import FalProvider
from app.services.generation.providers.fal_wire import FalEndpoints
from tests.generation.conftest import QUICK, Watched, fal_provider, wanted
from tests.generation.servers.fal import KEY, FalServer, Reply


async def test_a_preview_is_one_call_with_the_picture_inline(fal: FalServer, provider: FalProvider) -> None:
    """A preview is one `run` in sync mode: the small size, the preview's steps, the seed, and no file to fetch."""
    made = await provider.preview(wanted('preview'))
    checked = check_picture(made.content)
    assert (checked.width, checked.height, made.seed) == (256, 192, 7)
    assert [call.kind for call in fal.calls] == ['run']
    assert fal.calls[0].path == '/run/fal-ai/flux/schnell'
    assert fal.calls[0].body == {
        'prompt': 'a red cat',
        'seed': 7,
        'image_size': {'width': 256, 'height': 192},
        'num_inference_steps': 4,
        'num_images': 1,
        'output_format': 'jpeg',
        'acceleration': 'regular',
        'sync_mode': True,
    }


async def test_styles_are_said_after_the_prompt(fal: FalServer, provider: FalProvider) -> None:
    """Style chips reach a model that knows no such thing as words of the prompt."""
    await provider.preview(replace(wanted('preview'), styles=('watercolor', 'vintage')))
    assert fal.calls[0].body['prompt'] == 'a red cat, watercolor, vintage'


async def test_a_picture_is_submitted_stored_polled_and_fetched(
    fal: FalServer, provider: FalProvider, watched: Watched
) -> None:
    """Making a picture tells the request id, the place in the queue and the progress, then brings the bytes."""
    fal.statuses({'status': 'IN_QUEUE', 'queue_position': 2}, {'status': 'IN_PROGRESS', 'logs': None})
    made = await provider.make(wanted(), watched.watch)
    assert check_picture(made.content).width == 256
    assert watched.submitted == [made.request_id]
    assert watched.progress == [Progress(queued_before=2), Progress()]
    assert fal.billed == 1
    assert [call.kind for call in fal.calls if call.kind != 'status'] == ['submit', 'result', 'media']


async def test_the_key_is_not_sent_to_where_pictures_lie(
    fal: FalServer, provider: FalProvider, watched: Watched
) -> None:
    """The download of a result carries no key; every other request does."""
    await provider.make(wanted(), watched.watch)
    assert {call.authorization for call in fal.calls if call.kind == 'media'} == {''}
    assert {call.authorization for call in fal.calls if call.kind != 'media'} == {f'Key {KEY}'}


async def test_the_request_id_is_stored_before_the_first_poll(fal: FalServer, provider: FalProvider) -> None:
    """While the id is being stored nothing else is asked, so that a crash can come at any moment."""
    seen: list[list[str]] = []

    async def submitted(_: str) -> None:
        seen.append([call.kind for call in fal.calls])

    await provider.make(wanted(), JobWatch(submitted=submitted, progressed=lambda _: None))
    assert seen == [['submit']]


async def test_a_request_whose_id_cannot_be_stored_is_cancelled(fal: FalServer, provider: FalProvider) -> None:
    """With a full disk nobody would ever fetch the picture, so it is not bought."""

    async def submitted(_: str) -> None:
        raise OSError('disk full')

    with pytest.raises(OSError, match='disk full'):
        await provider.make(wanted(), JobWatch(submitted=submitted, progressed=lambda _: None))
    assert [call.kind for call in fal.calls] == ['submit', 'cancel']


async def test_after_a_crash_another_process_fetches_what_was_bought(fal: FalServer, watched: Watched) -> None:
    """A second provider that knows only the request id brings the picture; the server saw one submission."""
    stored: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def submitted(request_id: str) -> None:
        stored.set_result(request_id)
        await asyncio.Event().wait()  # the process is gone

    first = fal_provider(fal.url)
    job = asyncio.create_task(first.make(wanted(), JobWatch(submitted=submitted, progressed=lambda _: None)))
    request_id = await stored
    second = fal_provider(fal.url)
    made = await second.resume(wanted(), request_id, watched.watch)
    assert check_picture(made.content).height == 192
    assert made.request_id == request_id
    assert fal.billed == 1
    job.cancel()
    await asyncio.wait([job])
    await asyncio.gather(first.close(), second.close())


async def test_a_request_that_fal_has_forgotten_says_so(provider: FalProvider, watched: Watched) -> None:
    """Resuming an unknown request is a refusal with the id, not an endless wait."""
    with pytest.raises(RequestRefused, match='Request not found') as refused:
        await provider.resume(wanted(), 'job-of-last-year', watched.watch)
    assert refused.value.request_id == 'job-of-last-year'


async def test_cancelling_while_waiting_cancels_at_fal(fal: FalServer, provider: FalProvider, watched: Watched) -> None:
    """A cancelled job is taken back by an explicit call, with the id of its request."""
    fal.statuses(*({'status': 'IN_QUEUE', 'queue_position': 1} for _ in range(100_000)))
    job = asyncio.create_task(provider.make(wanted(), watched.watch))
    await fal.until(lambda: fal.count('status') > 1)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    cancelled = [call.path for call in fal.calls if call.kind == 'cancel']
    assert cancelled == [f'/queue/fal-ai/flux/requests/{watched.submitted[0]}/cancel']


async def test_a_program_that_ends_leaves_its_request_to_be_fetched(
    fal: FalServer, provider: FalProvider, watched: Watched
) -> None:
    """Cancelled because the program ends, a stored request goes on at fal.ai and is fetched by the next start."""
    fal.statuses(*({'status': 'IN_QUEUE', 'queue_position': 1} for _ in range(100_000)))
    job = asyncio.create_task(provider.make(wanted(), replace(watched.watch, leaving=lambda: True)))
    await fal.until(lambda: fal.count('status') > 1)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    fal.finish()
    made = await provider.resume(wanted(), watched.submitted[0], watched.watch)
    assert check_picture(made.content).width == 256
    assert (fal.count('cancel'), fal.billed) == (0, 1)


async def test_cancelling_while_submitting_cancels_as_soon_as_the_id_is_known(
    fal: FalServer, provider: FalProvider, watched: Watched
) -> None:
    """A request that is on its way when its job is cancelled is taken back when its answer arrives."""
    fal.script(Reply(seconds=0.2))
    job = asyncio.create_task(provider.make(wanted(), watched.watch))
    await fal.until(lambda: fal.count('submit') == 1)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    await fal.until(lambda: fal.count('cancel') == 1)
    assert watched.submitted == []


async def test_a_lost_poll_is_asked_again_and_buys_nothing(
    fal: FalServer, provider: FalProvider, watched: Watched
) -> None:
    """Asking how far a picture is costs nothing, so a cut line or a busy server there loses nothing."""
    fal.script(Reply(cut=True), Reply(status=503), kind='status')
    fal.script(Reply(status=502), kind='result')
    made = await provider.make(wanted(), watched.watch)
    assert check_picture(made.content).width == 256
    assert fal.billed == 1


async def test_a_request_that_failed_at_fal_is_told_once(
    fal: FalServer, provider: FalProvider, watched: Watched
) -> None:
    """A request that is done without a picture gives its own failure, without asking again."""
    fal.statuses(*[{'status': 'COMPLETED', 'logs': None, 'error': 'out of memory'}] * 2)
    fal.script(Reply(status=500, body={'detail': 'out of memory'}), kind='result')
    with pytest.raises(ProviderDown, match=r'fal\.ai failed \(500\)\. Try again\.') as failed:
        await provider.make(wanted(), watched.watch)
    assert fal.count('result') == 1
    assert failed.value.request_id == watched.submitted[0]


async def test_what_fal_says_it_billed_is_the_cost(fal: FalServer, provider: FalProvider, watched: Watched) -> None:
    """The number of billed units times the unit price stands above the catalogue's estimate."""
    fal.script(Reply(headers={'x-fal-billable-units': '2'}))
    fal.script(Reply(headers={'x-fal-billable-units': '0.5'}), kind='result')
    assert (await provider.preview(wanted('preview'))).cost_usd == pytest.approx(0.006)
    assert (await provider.make(wanted(), watched.watch)).cost_usd == pytest.approx(0.0015)
    assert (await provider.preview(wanted('preview'))).cost_usd == pytest.approx(0.003)


async def test_pictures_made_at_once_do_not_mix_up_their_bills(fal: FalServer, provider: FalProvider) -> None:
    """Each of two concurrent previews is told its own cost."""
    fal.script(Reply(headers={'x-fal-billable-units': '4'}, seconds=0.1), Reply())
    dear, cheap = await asyncio.gather(provider.preview(wanted('preview')), provider.preview(wanted('preview')))
    assert sorted((dear.cost_usd, cheap.cost_usd)) == pytest.approx([0.003, 0.012])


async def test_a_new_key_is_used_at_once(fal: FalServer) -> None:
    """The key is asked for before each request, so Settings need no restart."""
    keys = [KEY]
    provider = FalProvider(lambda: keys[0], endpoints=FalEndpoints.at(fal.url), patience=QUICK)
    assert await provider.check() == 'fal.ai accepted the key.'
    fal.key = keys[0] = 'the-second-key-of-this-test'
    assert await provider.check() == 'fal.ai accepted the key.'
    assert fal.billed == 0
    await provider.close()
