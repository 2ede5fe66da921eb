"""Prompt variations from OpenAI, or from any server that speaks its protocol."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from typing import Literal

import httpx2
import openai
from openai.types.chat.completion_create_params import ResponseFormat
from pydantic import BaseModel

from app.services.generation.errors import GenerationError, ProviderDown
from app.services.generation.providers.refusals import (
    connection_cut,
    key_malformed,
    key_missing,
    no_answer,
    not_understood,
    prompt_refused,
    quota_spent,
    refusal,
    retry_after,
)
from app.services.generation.variations import AXES, MAX_PROMPT, Axis, Variation

OPENAI = 'https://api.openai.com/v1'
TIMEOUT_S = 15.0

_MAX_TOKENS = 1_500
_MAX_ANSWER = 32_000  # characters
_NOT_OFFERED = (400, 415, 422, 501)  # how servers refuse a response format they do not have
_LINE = re.compile(rf'^[\W\d]*({"|".join(AXES)})\b\W*[:=–—-]\W*(\w.*?)["”*\s]*$', re.IGNORECASE | re.MULTILINE)

_INSTRUCTIONS = """\
You rewrite prompts for an image generator. Give four variations of the prompt you get, one for each axis:
style (medium or artistic style), light (time of day, weather, lighting), composition (framing, viewpoint,
surroundings), palette (colours). Each keeps the subject, changes only its own axis, replaces what contradicts it, is
a complete prompt of at most 60 words in the language of the prompt, and differs from it. This is set number {set}:
other numbers get other ideas."""
_AS_JSON = (
    '\nAnswer with JSON only: {"variations": [{"axis": "style", "prompt": "…"}, {"axis": "light", "prompt": "…"}, '
    '{"axis": "composition", "prompt": "…"}, {"axis": "palette", "prompt": "…"}]}'
)
_AS_LINES = '\nAnswer with four lines only, each the name of the axis, a colon, and the prompt.'


class _Item(BaseModel):
    axis: Axis
    prompt: str


class _Items(BaseModel):
    variations: list[_Item]


_SCHEMA = {
    'type': 'object',
    'additionalProperties': False,
    'required': ['variations'],
    'properties': {
        'variations': {
            'type': 'array',
            'items': {
                'type': 'object',
                'additionalProperties': False,
                'required': ['axis', 'prompt'],
                'properties': {'axis': {'type': 'string', 'enum': list(AXES)}, 'prompt': {'type': 'string'}},
            },
        }
    },
}
# What a compatible server is asked for, best first: a format it enforces, any JSON, plain lines.
_FORMATS: tuple[tuple[ResponseFormat, str], ...] = (
    ({'type': 'json_schema', 'json_schema': {'name': 'variations', 'strict': True, 'schema': _SCHEMA}}, _AS_JSON),
    ({'type': 'json_object'}, _AS_JSON),
    ({'type': 'text'}, _AS_LINES),
)


class OpenAIVariations:
    """Four variations in one streamed call that is never sent twice.

    OpenAI is asked through the Responses API; any other `base_url` through chat completions, which is all that
    Ollama, llama.cpp, LM Studio and vLLM have in common. Such a server needs no key. `key_source` is asked before
    every call. `timeout_s` is for a whole call.
    """

    def __init__(
        self,
        key_source: Callable[[], str | None],
        base_url: str | None = None,
        model: str = 'gpt-6-luna',
        *,
        timeout_s: float = TIMEOUT_S,
        protocol: Literal['responses', 'chat'] | None = None,
    ) -> None:
        address = httpx2.URL(base_url or OPENAI)
        self._official = address.host == 'api.openai.com'
        self.name = 'OpenAI' if self._official else address.netloc.decode('ascii')
        self._responses = (protocol or ('responses' if self._official else 'chat')) == 'responses'
        self._key_source = key_source
        self._model = model
        self._timeout_s = timeout_s
        self._format = 0  # the best of _FORMATS that the server has not refused
        self._client = openai.AsyncOpenAI(api_key=self._key, base_url=str(address), timeout=timeout_s, max_retries=0)

    async def variations(self, prompt: str, seed: int) -> AsyncIterator[Variation]:
        """Yields each variation when its JSON object closes in the stream."""
        reader = _Reader(prompt)
        deltas = self._deltas(prompt, seed)
        deadline = asyncio.get_running_loop().time() + self._timeout_s
        try:
            while (delta := await self._next(deltas, deadline)) is not None:
                for variation in reader.feed(delta):
                    yield variation
                if reader.is_full:
                    return
        finally:
            await deltas.aclose()
        for variation in reader.end():
            yield variation
        if not reader.found:
            raise not_understood(self.name)

    async def check(self) -> str:
        """List the models, which is free."""
        with self._translated():
            async with asyncio.timeout(self._timeout_s):
                models = (await self._client.models.list()).data
        if self._official:
            return 'OpenAI accepted the key.'
        offered = any(model.id == self._model for model in models)
        return f'{self.name} answered{"" if offered else f", but offers no model named {self._model}"}.'

    async def close(self) -> None:
        """Release connections."""
        await self._client.close()

    async def _key(self) -> str:
        key = (self._key_source() or '').strip()
        if not key and self._official:
            raise key_missing(self.name)
        if not key.isascii() or not (key or 'none').isprintable():
            raise key_malformed(self.name)
        return key or 'none'

    async def _next(self, deltas: AsyncGenerator[str], deadline: float) -> str | None:
        with self._translated():
            async with asyncio.timeout_at(deadline):
                return await anext(deltas, None)

    async def _deltas(self, prompt: str, seed: int) -> AsyncGenerator[str]:
        """The pieces of the answer's text."""
        answer = self._by_responses(prompt, seed) if self._responses else self._by_chat(prompt, seed)
        async with contextlib.aclosing(answer):
            async for delta in answer:
                yield delta

    async def _by_responses(self, prompt: str, seed: int) -> AsyncGenerator[str]:
        async with self._client.responses.stream(
            model=self._model,
            instructions=_INSTRUCTIONS.format(set=seed % 1000),
            input=prompt[:MAX_PROMPT],
            text_format=_Items,
            reasoning={'effort': 'none'},
            max_output_tokens=_MAX_TOKENS,
            store=False,
        ) as stream:
            async for event in stream:
                if event.type == 'response.output_text.delta':
                    yield event.delta
                elif event.type in ('response.refusal.delta', 'response.refusal.done'):
                    raise prompt_refused(self.name)
                elif event.type in ('response.failed', 'error'):
                    raise ProviderDown(f'{self.name} failed while it wrote. Try again.', provider=self.name)

    async def _by_chat(self, prompt: str, seed: int) -> AsyncGenerator[str]:
        async with await self._chat(prompt, seed) as stream:
            async for chunk in stream:
                for choice in chunk.choices[:1]:
                    if choice.delta.refusal or choice.finish_reason == 'content_filter':
                        raise prompt_refused(self.name)
                    yield choice.delta.content or ''

    async def _chat(self, prompt: str, seed: int) -> openai.AsyncStream[openai.types.chat.ChatCompletionChunk]:
        """Ask in the best format that the server has; a refused format is not tried again."""
        while True:
            response_format, how = _FORMATS[self._format]
            try:
                return await self._client.chat.completions.create(
                    model=self._model,
                    messages=[
                        {'role': 'system', 'content': _INSTRUCTIONS.format(set=seed % 1000) + how},
                        {'role': 'user', 'content': prompt[:MAX_PROMPT]},
                    ],
                    response_format=response_format,
                    seed=seed,
                    max_tokens=_MAX_TOKENS,
                    stream=True,
                )
            except openai.APIStatusError as error:
                if error.status_code not in _NOT_OFFERED or self._format + 1 == len(_FORMATS):
                    raise
                self._format += 1

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except openai.APIStatusError as error:
            raise self._refusal(error) from None
        except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException):
            raise no_answer(self.name, self._timeout_s) from None
        except (openai.APIConnectionError, httpx2.HTTPError):
            raise connection_cut(self.name) from None
        except openai.APIError:
            raise ProviderDown(f'{self.name} failed while it wrote. Try again.', provider=self.name) from None
        except (openai.OpenAIError, AttributeError, IndexError, KeyError, TypeError, ValueError):
            raise not_understood(self.name) from None

    def _refusal(self, error: openai.APIStatusError) -> GenerationError:
        if error.code == 'insufficient_quota':
            return quota_spent(self.name, error.request_id)
        if error.code == 'content_policy_violation':
            return prompt_refused(self.name, error.request_id)
        told = error.body.get('message') if isinstance(error.body, dict) else None
        key = (self._key_source() or '').strip()
        return refusal(
            self.name,
            error.status_code,
            reason=str(told or '').replace(key, '…') if key else str(told or ''),
            retry_after=retry_after(error.response.headers),
            request_id=error.request_id,
        )


class _Reader:
    """Takes the pieces of an answer and gives each variation once, when it is whole.

    One for each axis, none that is empty or the prompt itself, none longer than `MAX_PROMPT`.
    """

    def __init__(self, prompt: str) -> None:
        self.found: set[Axis] = set()
        self._told = {_plain(prompt)}
        self._text = ''
        self._at: int | None = None  # in the array, where the next item begins

    @property
    def is_full(self) -> bool:
        return len(self.found) == len(AXES) or len(self._text) > _MAX_ANSWER

    def feed(self, delta: str) -> Iterator[Variation]:
        self._text += delta
        if self._at is None:
            if (start := self._text.find('[')) < 0:
                return
            self._at = start + 1
        if '}' not in delta:
            return
        for item in self._closed_items():
            yield from self._fitting(item.get('axis'), item.get('prompt'))

    def end(self) -> Iterator[Variation]:
        """What a server told as plain lines, where it told no JSON."""
        if not self.found:
            for axis, prompt in _LINE.findall(self._text[:_MAX_ANSWER]):
                yield from self._fitting(axis.lower(), prompt)

    def _closed_items(self) -> Iterator[dict[str, object]]:
        at = self._at or 0
        decoder = json.JSONDecoder()
        while (start := self._text.find('{', at)) >= 0:
            try:
                item, at = decoder.raw_decode(self._text, start)
            except json.JSONDecodeError:
                return  # it has not closed yet
            self._at = at
            if isinstance(item, dict):
                yield item

    def _fitting(self, axis: object, prompt: object) -> Iterator[Variation]:
        known = next((name for name in AXES if name == axis), None)
        if known is None or known in self.found or not isinstance(prompt, str):
            return
        kept = ' '.join(prompt.split())[:MAX_PROMPT].rstrip()
        if not kept or _plain(kept) in self._told:
            return
        self.found.add(known)
        self._told.add(_plain(kept))
        yield Variation(known, kept)


def _plain(prompt: str) -> str:
    return ' '.join(prompt.casefold().split()).rstrip('.')
