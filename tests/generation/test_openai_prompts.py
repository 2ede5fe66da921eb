"""Prompt variations through the real OpenAI client, against servers on loopback that speak its protocols."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Literal

import pytest

from app.services.generation.errors import (
    GenerationError,
    KeyMissing,
    KeyRefused,
    PromptRefused,
    ProviderDown,
    QuotaSpent,
    RateLimited,
    RequestRefused,
)
from app.services.generation.providers.openai_prompts import OpenAIVariations
from app.services.generation.variations import AXES, MAX_PROMPT, Variation
from tests.generation.servers.openai import FOUR, KEY, OpenAIServer, Said

PROTOCOLS: tuple[Literal['responses', 'chat'], ...] = ('responses', 'chat')


@pytest.fixture(scope='module')
def language_server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as started:
        yield started


@pytest.fixture
def server(language_server: OpenAIServer) -> OpenAIServer:
    language_server.reset()
    return language_server


@pytest.fixture(params=PROTOCOLS)
async def writer(server: OpenAIServer, request: pytest.FixtureRequest) -> AsyncIterator[OpenAIVariations]:
    made = OpenAIVariations(lambda: KEY, server.base_url, timeout_s=5, protocol=request.param)
    yield made
    await made.close()


async def four(writer: OpenAIVariations, prompt: str = 'a red cat') -> list[Variation]:
    return [variation async for variation in writer.variations(prompt, seed=7)]


async def test_four_axes_come_from_one_call(server: OpenAIServer, writer: OpenAIVariations) -> None:
    """One request brings a variation for each axis, as the model wrote them."""
    assert [(made.axis, made.prompt) for made in await four(writer)] == [
        (item['axis'], item['prompt']) for item in FOUR
    ]
    assert len(server.calls) == 1


async def test_each_variation_comes_before_the_next_is_written(server: OpenAIServer, writer: OpenAIVariations) -> None:
    """The first three are yielded while the server still holds the last."""
    server.script(Said(hold_before=3))
    stream = writer.variations('a red cat', seed=7)
    early = [await anext(stream) for _ in range(3)]
    assert server.sent == 3
    server.let_go()
    assert [made.axis async for made in stream] == ['palette']
    assert [made.axis for made in early] == ['style', 'light', 'composition']


async def test_openai_is_asked_for_speed_and_to_keep_nothing(server: OpenAIServer) -> None:
    """The Responses API gets no reasoning, no storage, a schema and a bound on the answer's length."""
    writer = OpenAIVariations(lambda: KEY, server.base_url, 'gpt-6-luna', protocol='responses')
    await four(writer)
    path, body = server.calls[0]
    assert path == '/v1/responses'
    assert (body['model'], body['store'], body['reasoning'], body['stream']) == (
        'gpt-6-luna',
        False,
        {'effort': 'none'},
        True,
    )
    assert body['text']['format']['type'] == 'json_schema'
    assert body['max_output_tokens'] <= 2000
    await writer.close()


@pytest.mark.parametrize(
    ('refused', 'formats'),
    [
        (set(), ['json_schema']),
        ({'json_schema'}, ['json_schema', 'json_object']),
        ({'json_schema', 'json_object'}, ['json_schema', 'json_object', 'text']),
    ],
)
async def test_a_compatible_server_is_asked_in_the_best_format_it_has(
    server: OpenAIServer, refused: set[str], formats: list[str]
) -> None:
    """A format that is refused is left for the next simpler one, and not tried again in the next call."""
    server.refused_formats = refused
    writer = OpenAIVariations(lambda: KEY, server.base_url, 'local', timeout_s=5)
    assert len(await four(writer)) == 4
    assert [body['response_format']['type'] for _, body in server.calls] == formats
    await four(writer)
    assert len(server.calls) == len(formats) + 1
    await writer.close()


@pytest.mark.parametrize(
    'text',
    [
        'Style: a cat, in oils\n- Light: a cat at dusk\n3. **Composition** - a cat from above\n'
        'Palette: “a cat in blue”',
        '```json\n[{"axis":"style","prompt":"a cat, in oils"},{"axis":"light","prompt":"a cat at dusk"},'
        '{"axis":"composition","prompt":"a cat from above"},{"axis":"palette","prompt":"a cat in blue"}]\n```',
    ],
    ids=['lines', 'fenced'],
)
async def test_a_server_that_ignores_the_format_is_still_understood(server: OpenAIServer, text: str) -> None:
    """Plain lines and fenced JSON of small local models give the four as well."""
    server.script(Said(text=text))
    writer = OpenAIVariations(lambda: KEY, server.base_url, 'local', timeout_s=5)
    made = await four(writer)
    assert [variation.axis for variation in made] == list(AXES)
    assert made[0].prompt == 'a cat, in oils'
    assert made[2].prompt == 'a cat from above'
    await writer.close()


async def test_what_a_model_writes_is_bounded(server: OpenAIServer) -> None:
    """Unknown axes, a second of the same axis, empty prompts and the prompt itself are dropped; long ones are cut."""
    server.script(
        Said(
            items=[
                {'axis': 'mood', 'prompt': 'a sad cat'},
                {'axis': 'light', 'prompt': ' A red  cat. '},
                {'axis': 'light', 'prompt': ''},
                {'axis': 'style', 'prompt': 'a cat ' * 1000},
                {'axis': 'style', 'prompt': 'a second style'},
            ]
        )
    )
    writer = OpenAIVariations(lambda: KEY, server.base_url, 'local', timeout_s=5)
    made = await four(writer)
    assert [variation.axis for variation in made] == ['style']
    assert MAX_PROMPT - 10 < len(made[0].prompt) <= MAX_PROMPT
    await writer.close()


QUOTA = {'message': 'You exceeded your current quota', 'type': 'insufficient_quota', 'code': 'insufficient_quota'}
FAULTS = [
    (Said(status=401), KeyRefused, '{} refused the key. Add a valid one in Settings.'),
    (
        Said(status=429, error=QUOTA),
        QuotaSpent,
        'The account at {} has no credit left. Add credit there, or another key in Settings.',
    ),
    (Said(status=429, headers={'Retry-After': '12'}), RateLimited, '{} is busy (429). Try again in 12 s.'),
    (Said(status=500), ProviderDown, '{} failed (500). Try again.'),
    (
        Said(status=404, error={'message': f'no model for {KEY}'}),
        RequestRefused,
        '{} refused the request (404): no model for …. Change the prompt, or choose another model.',
    ),
    (Said(refusal='I cannot help'), PromptRefused, '{} refused the prompt by its content policy. Change the prompt.'),
    (Said(cut_after=0), ProviderDown, 'The connection to {} broke. Try again.'),
    (
        Said(text='I would rather not.'),
        ProviderDown,
        '{} answered in a way that ImageGen does not understand. Try again, or choose another model.',
    ),
]


@pytest.mark.parametrize('fault', FAULTS, ids=[kind.__name__ for _, kind, _ in FAULTS])
async def test_a_fault_is_one_sentence_after_one_request(
    server: OpenAIServer,
    writer: OpenAIVariations,
    caplog: pytest.LogCaptureFixture,
    fault: tuple[Said, type[GenerationError], str],
) -> None:
    """Every failure says what to do, is sent once, and tells no key."""
    said, kind, sentence = fault
    caplog.set_level(logging.DEBUG)
    server.script(said)
    with pytest.raises(kind) as failed:
        await four(writer)
    assert str(failed.value) == sentence.format(writer.name)
    assert len(server.calls) == 1
    assert KEY not in f'{failed.value!r}{vars(failed.value)}{caplog.text}'


@pytest.mark.parametrize('protocol', PROTOCOLS)
async def test_what_came_before_a_stall_stays(server: OpenAIServer, protocol: Literal['responses', 'chat']) -> None:
    """Two variations are yielded, then silence becomes a sentence after the time limit."""
    server.script(Said(stall_after=2))
    writer = OpenAIVariations(lambda: KEY, server.base_url, timeout_s=0.5, protocol=protocol)
    stream = writer.variations('a red cat', seed=7)
    assert [(await anext(stream)).axis for _ in range(2)] == ['style', 'light']
    with pytest.raises(ProviderDown, match=r'gave no answer in 0\.5 s\. Try again\.$'):
        await anext(stream)
    assert len(server.calls) == 1
    await writer.close()


async def test_what_came_before_a_cut_stays(server: OpenAIServer, writer: OpenAIVariations) -> None:
    """A broken connection after three variations leaves the three."""
    server.script(Said(cut_after=3))
    stream = writer.variations('a red cat', seed=7)
    assert [(await anext(stream)).axis for _ in range(3)] == ['style', 'light', 'composition']
    with pytest.raises(ProviderDown, match='The connection to'):
        await anext(stream)


async def test_cancelling_closes_the_stream(server: OpenAIServer, writer: OpenAIVariations) -> None:
    """Cancelling the task that waits passes through as a cancellation."""
    server.script(Said(stall_after=0))
    task = asyncio.create_task(four(writer))
    await server.until(lambda: len(server.calls) == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_openai_needs_a_key() -> None:
    """Without a key nothing is sent to OpenAI."""
    writer = OpenAIVariations(lambda: None)
    with pytest.raises(KeyMissing, match=r'^OpenAI needs a key\. Add one in Settings\.$'):
        await four(writer)
    await writer.close()


async def test_the_check_lists_models(server: OpenAIServer) -> None:
    """The test button costs nothing and names a model that is not there; a wrong key is refused and not told."""
    writer = OpenAIVariations(lambda: KEY, server.base_url, 'gpt-6-luna')
    other = OpenAIVariations(lambda: KEY, server.base_url, 'llama')
    stranger = OpenAIVariations(lambda: 'sk-of-a-stranger-123', server.base_url)
    assert await writer.check() == f'{writer.name} answered.'
    assert await other.check() == f'{writer.name} answered, but offers no model named llama.'
    with pytest.raises(KeyRefused) as refused:
        await stranger.check()
    assert 'stranger' not in f'{refused.value!r}'
    assert {path for path, _ in server.calls} == {'/v1/models'}
    for made in (writer, other, stranger):
        await made.close()
