"""Everything that can go wrong at fal.ai: one clear sentence each, one billed request at most, and no key told."""

import asyncio
import logging
from dataclasses import replace

import pytest

from app.services.generation.errors import (
    BadPicture,
    GenerationError,
    KeyMissing,
    KeyRefused,
    PromptRefused,
    ProviderDown,
    QuotaSpent,
    RateLimited,
    RequestRefused,
)
from app.services.generation.intake import check_picture
from app.services.generation.providers.fal import FalProvider
from tests.generation.conftest import QUICK, Watched, fal_provider, wanted
from tests.generation.servers import pictures
from tests.generation.servers.fal import KEY, FalServer, Reply

POLICY = {'detail': [{'loc': ['body', 'prompt'], 'msg': 'flagged', 'type': 'content_policy_violation'}]}
FIELD = {'detail': [{'loc': ['body', 'seed'], 'msg': 'must be below 2^32', 'type': 'value_error'}]}
FAULTS = [
    (Reply(401), KeyRefused, 'fal.ai refused the key. Add a valid one in Settings.'),
    (Reply(403, {'detail': f'no {KEY}'}), KeyRefused, 'fal.ai refused the key. Add a valid one in Settings.'),
    (
        Reply(403, {'detail': 'User is locked. Reason: Exhausted balance.'}),
        QuotaSpent,
        'The account at fal.ai has no credit left. Add credit there, or another key in Settings.',
    ),
    (Reply(422, POLICY), PromptRefused, 'fal.ai refused the prompt by its content policy. Change the prompt.'),
    (Reply(unsafe=True), PromptRefused, 'fal.ai refused the prompt by its content policy. Change the prompt.'),
    (
        Reply(422, FIELD),
        RequestRefused,
        'fal.ai refused the request (422): must be below 2^32. Change the prompt, or choose another model.',
    ),
    (
        Reply(400, {'detail': f'odd {KEY}', 'error_type': 'bad_request'}),
        RequestRefused,
        'fal.ai refused the request (400): odd …. Change the prompt, or choose another model.',
    ),
    (Reply(429, headers={'Retry-After': '12'}), RateLimited, 'fal.ai is busy (429). Try again in 12 s.'),
    (Reply(429), RateLimited, 'fal.ai is busy (429). Try again in a moment.'),
    (Reply(408), ProviderDown, 'fal.ai failed (408). Try again.'),
    (
        Reply(409),
        RequestRefused,
        'fal.ai refused the request (409). Change the prompt, or choose another model.',
    ),
    (Reply(500, 'Internal Server Error'), ProviderDown, 'fal.ai failed (500). Try again.'),
    (Reply(502, '<html>nginx</html>'), ProviderDown, 'fal.ai failed (502). Try again.'),
    (Reply(cut=True), ProviderDown, 'The connection to fal.ai broke. Try again.'),
    (Reply(stall=True), ProviderDown, 'fal.ai gave no answer in 0.2 s. Try again.'),
    (
        Reply(body={'pictures': []}),
        ProviderDown,
        'fal.ai answered in a way that ImageGen does not understand. Try again, or choose another model.',
    ),
]
NAMES = [f'{reply.status}{"-cut" * reply.cut}{"-stall" * reply.stall}-{kind.__name__}' for reply, kind, _ in FAULTS]
HURRIED = replace(QUICK, preview_s=0.2, submit_s=0.2)


@pytest.mark.parametrize(('reply', 'kind', 'sentence'), FAULTS, ids=NAMES)
async def test_a_fault_of_a_preview_is_one_sentence_and_one_billed_request(
    fal: FalServer, caplog: pytest.LogCaptureFixture, reply: Reply, kind: type[GenerationError], sentence: str
) -> None:
    """A preview that fails says what to do, is never sent twice, and tells no key anywhere."""
    caplog.set_level(logging.DEBUG)
    provider = fal_provider(fal.url, patience=HURRIED if reply.stall else QUICK)
    fal.script(reply)
    with pytest.raises(kind) as failed:
        await provider.preview(wanted('preview'))
    await provider.close()
    assert str(failed.value) == sentence
    assert fal.billed == 1
    assert_untold(failed.value, caplog)


@pytest.mark.parametrize(('reply', 'kind', 'sentence'), FAULTS, ids=NAMES)
async def test_a_fault_of_a_submission_is_one_sentence_and_one_billed_request(
    fal: FalServer, caplog: pytest.LogCaptureFixture, reply: Reply, kind: type[GenerationError], sentence: str
) -> None:
    """The same for a picture to keep: the queue is asked for it once."""
    caplog.set_level(logging.DEBUG)
    provider = fal_provider(fal.url, patience=HURRIED if reply.stall else QUICK)
    fal.script(reply)
    with pytest.raises(kind) as failed:
        await provider.make(wanted(), Watched().watch)
    await provider.close()
    assert str(failed.value) == sentence
    assert fal.billed == 1
    assert_untold(failed.value, caplog)


async def test_a_busy_server_says_for_how_long(fal: FalServer, provider: FalProvider) -> None:
    """The seconds of Retry-After are at hand for whoever schedules the next try, and so is the request's id."""
    fal.script(Reply(429, headers={'Retry-After': '12'}))
    with pytest.raises(RateLimited) as failed:
        await provider.preview(wanted('preview'))
    assert failed.value.retry_after == 12
    assert failed.value.request_id == 'fal-request-1'


async def test_a_stall_in_the_queue_is_told_with_the_id(fal: FalServer, watched: Watched) -> None:
    """When polls stay unanswered the failure carries the id by which the picture can still be fetched."""
    provider = fal_provider(fal.url, patience=replace(QUICK, poll_s=0.1, retry_waits_s=(0,)))
    fal.script(Reply(stall=True), Reply(stall=True), kind='status')
    with pytest.raises(ProviderDown, match=r'gave no answer in 0\.1 s') as failed:
        await provider.make(wanted(), watched.watch)
    assert failed.value.request_id == watched.submitted[0]
    made = await provider.resume(wanted(), watched.submitted[0], watched.watch)
    assert check_picture(made.content).width == 256
    assert fal.billed == 1
    await provider.close()


async def test_a_server_that_is_not_there_is_one_sentence() -> None:
    """A refused connection is told like a broken one."""
    with FalServer() as gone:
        url = gone.url
    provider = fal_provider(url)
    with pytest.raises(ProviderDown, match=r'The connection to fal\.ai broke'):
        await provider.preview(wanted('preview'))
    await provider.close()


@pytest.mark.parametrize('key', [None, '', '  '])
async def test_without_a_key_nothing_is_sent(fal: FalServer, key: str | None) -> None:
    """A missing key is told before any request."""
    provider = fal_provider(fal.url, key)
    with pytest.raises(KeyMissing, match=r'^fal\.ai needs a key\. Add one in Settings\.$'):
        await provider.preview(wanted('preview'))
    assert fal.calls == []
    await provider.close()


@pytest.mark.parametrize('key', ['wrong-key-of-a-stranger', 'broken\nkey-in-two-lines', 'schlüssel-mit-umlaut'])
async def test_a_wrong_key_is_told_without_telling_it(
    fal: FalServer, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    """A wrong or damaged key is refused in one sentence that does not hold it, though the server's answer does."""
    caplog.set_level(logging.DEBUG)
    provider = fal_provider(fal.url, key)
    with pytest.raises(KeyRefused, match=r'Add a valid one in Settings\.$') as failed:
        await provider.check()
    await provider.close()
    assert_untold(failed.value, caplog, key)


@pytest.mark.parametrize(
    ('content', 'sentence'),
    [
        (pictures.SVG, 'An SVG drawing arrived where a PNG, JPEG or WebP picture was expected. Try again.'),
        (pictures.HTML, 'A web page arrived where a PNG, JPEG or WebP picture was expected. Try again.'),
        (pictures.truncated_jpeg(), 'The picture that arrived is damaged or cut short. Try again.'),
        (
            pictures.bomb(12_000, 12_000),
            'The picture that arrived has 12,000 × 12,000 pixels. Ask for one of at most 16.8 million.',
        ),
    ],
    ids=['svg', 'html', 'truncated', 'bomb'],
)
async def test_a_bad_picture_is_refused_after_one_request(
    fal: FalServer, provider: FalProvider, watched: Watched, content: bytes, sentence: str
) -> None:
    """Bytes that are no picture to keep come through the real client and stop at the gate, inline or as a file."""
    fal.script(Reply(picture=content), Reply(picture=content))
    for made in (await provider.preview(wanted('preview')), await provider.make(wanted(), watched.watch)):
        with pytest.raises(BadPicture) as refused:
            check_picture(made.content)
        assert str(refused.value) == sentence
    assert fal.billed == 2


async def test_a_redirect_to_a_private_address_is_not_followed(
    fal: FalServer, provider: FalProvider, watched: Watched
) -> None:
    """A result that redirects to another local server is refused, and that server hears nothing."""
    with FalServer() as private:
        fal.script(Reply(url=fal.redirect_to(f'{private.url}/media/secret.png')))
        with pytest.raises(BadPicture, match='no plain https address'):
            await provider.make(wanted(), watched.watch)
        assert private.calls == []
    assert fal.billed == 1


async def test_two_requests_at_once_fail_apart(fal: FalServer, provider: FalProvider) -> None:
    """A refusal of one preview leaves the other alone."""
    fal.script(Reply(422, POLICY), Reply(seconds=0.05))
    first, second = await asyncio.gather(
        provider.preview(wanted('preview')), provider.preview(wanted('preview')), return_exceptions=True
    )
    assert sum(isinstance(outcome, PromptRefused) for outcome in (first, second)) == 1


def assert_untold(error: BaseException, caplog: pytest.LogCaptureFixture, key: str = KEY) -> None:
    """No key in the text or repr of the error and of all that led to it, and none in the log."""
    told = caplog.text
    link: BaseException | None = error
    while link is not None:
        told += f'{link}{link!r}{vars(link)}'
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    assert key not in told
