"""Previews over fal.ai's WebSocket: many questions on one line, answered in any order or not at all."""

import asyncio
import json
import logging

import pytest

from app.services.generation.errors import KeyRefused, ProviderDown
from app.services.generation.intake import check_picture
from app.services.generation.provider import MadePicture
from app.services.generation.providers.fal import FalProvider
from tests.generation.conftest import wanted
from tests.generation.servers.fal import KEY, TOKEN, FalServer, Reply


def ask(provider: FalProvider, prompt: str) -> 'asyncio.Task[MadePicture]':
    return asyncio.create_task(provider.preview(wanted('preview', 'fal/fast-lcm', prompt)))


async def test_previews_share_one_connection(
    fal: FalServer, provider: FalProvider, caplog: pytest.LogCaptureFixture
) -> None:
    """Two previews fetch one token and open one socket; neither key nor token reaches the log."""
    caplog.set_level(logging.DEBUG)
    for prompt in ('a', 'a cat'):
        made = await ask(provider, prompt)
        assert check_picture(made.content).mime == 'image/jpeg'
        assert made.cost_usd == 0.001
    assert [call.kind for call in fal.calls] == ['token', 'live', 'live']
    assert [call.body['prompt'] for call in fal.calls[1:]] == ['a', 'a cat']
    assert KEY not in caplog.text
    assert TOKEN not in caplog.text


async def test_answers_that_come_out_of_order_find_their_questions(fal: FalServer, provider: FalProvider) -> None:
    """The later question is answered first; each preview gets its own answer."""
    fal.live_answers = False
    first = ask(provider, 'first')
    await fal.until(lambda: fal.count('live') == 1)
    second = ask(provider, 'second')
    await fal.until(lambda: fal.count('live') == 2)
    await asyncio.to_thread(fal.answer_live, 1)
    await second
    assert not first.done()
    await asyncio.to_thread(fal.answer_live, 0)
    await first
    assert fal.billed == 2


async def test_a_dropped_question_is_given_up_after_a_later_answer(fal: FalServer, provider: FalProvider) -> None:
    """fal.ai drops inputs when its buffer is full: what it drops fails soon, and what it answers twice is no harm."""
    fal.live_answers = False
    dropped = ask(provider, 'dropped')
    await fal.until(lambda: fal.count('live') == 1)
    answered = ask(provider, 'answered')
    await fal.until(lambda: fal.count('live') == 2)
    await asyncio.to_thread(fal.answer_live, 1)
    await asyncio.to_thread(fal.answer_live, 1)
    await answered
    with pytest.raises(ProviderDown, match='skipped this preview for a later one'):
        await dropped
    assert fal.billed == 2


async def test_a_closed_line_is_opened_anew(fal: FalServer, provider: FalProvider) -> None:
    """Questions under way fail when the line is cut; the next one opens another."""
    fal.live_answers = False
    under_way = ask(provider, 'under way')
    await fal.until(lambda: fal.count('live') == 1)
    await asyncio.to_thread(fal.cut_live)
    with pytest.raises(ProviderDown, match=r'The connection to fal\.ai broke'):
        await under_way
    fal.live_answers = True
    await ask(provider, 'next')
    assert [call.kind for call in fal.calls] == ['token', 'live', 'token', 'live']


@pytest.mark.parametrize(('error', 'kind'), [('UNAUTHORIZED', KeyRefused), ('INTERNAL_ERROR', ProviderDown)])
async def test_an_error_on_the_line_is_one_sentence(
    fal: FalServer, provider: FalProvider, error: str, kind: type[Exception]
) -> None:
    """An x-fal-error ends the questions under way."""
    fal.live_answers = False
    question = ask(provider, 'a cat')
    await fal.until(lambda: fal.count('live') == 1)
    await asyncio.to_thread(fal.say_live, json.dumps({'type': 'x-fal-error', 'error': error, 'reason': 'because'}))
    with pytest.raises(kind, match=r'^fal\.ai '):
        await question


async def test_a_refused_handshake_and_a_refused_token_are_told(fal: FalServer, provider: FalProvider) -> None:
    """A token that opens nothing and a key that gives no token are both a matter of the key; nothing is billed."""
    fal.script(Reply(body='a token of somebody else'), Reply(403), kind='token')
    for _ in range(2):
        with pytest.raises(KeyRefused, match=r'^fal\.ai refused the key\.'):
            await ask(provider, 'a cat')
    assert fal.billed == 0
