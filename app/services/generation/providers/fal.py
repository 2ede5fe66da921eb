"""Pictures from fal.ai: `run` for previews, the queue for pictures to keep, a WebSocket where the model has one."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import fal_client

from app.services.generation.download import Downloader
from app.services.generation.errors import GenerationError, ProviderDown, RateLimited
from app.services.generation.provider import JobWatch, MadePicture, Model, PictureRequest, Progress
from app.services.generation.providers.fal_realtime import RealtimeLine
from app.services.generation.providers.fal_wire import NAME, FalClient, FalEndpoints, Receipt, receipt
from app.services.generation.providers.refusals import no_answer, not_understood, prompt_refused

T = TypeVar('T')
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long fal.ai is waited for, in seconds. `retry_waits_s` are the pauses before a lost poll is sent again:
    asking for a status is free, asking for a picture is not and is never repeated."""

    preview_s: float = 20.0
    submit_s: float = 30.0
    poll_s: float = 20.0
    make_s: float = 300.0
    cancel_s: float = 3.0
    poll_interval_s: float = 0.25
    retry_waits_s: tuple[float, ...] = (0.5, 1.0, 2.0)


class FalProvider:
    """fal.ai, or a server that speaks its protocol at `endpoints`.

    `key_source` is asked before every request, so that a key from Settings works at once.
    """

    name = 'fal'

    def __init__(
        self,
        key_source: Callable[[], str | None],
        *,
        endpoints: FalEndpoints | None = None,
        patience: Patience | None = None,
        downloader: Downloader | None = None,
    ) -> None:
        self._endpoints = endpoints or FalEndpoints()
        self._patience = patience or Patience()
        self._client = FalClient(key_source, self._endpoints, submit_s=self._patience.submit_s)
        self._downloader = downloader or Downloader(NAME, self._endpoints.sources)
        self._lines: dict[str, RealtimeLine] = {}
        self._cancelling: set[asyncio.Task[None]] = set()

    async def preview(self, request: PictureRequest) -> MadePicture:
        """Make a small picture in one call that leaves nothing in fal.ai's history."""
        started = time.monotonic()
        with receipt() as paid:
            try:
                async with asyncio.timeout(self._patience.preview_s):
                    answer = _answer(await self._ask(request))
                    content = await self._content(answer)
            except TimeoutError:
                raise no_answer(NAME, self._patience.preview_s) from None
        return MadePicture(
            content=content,
            seed=request.seed if answer.seed is None else answer.seed,
            cost_usd=_cost(request, paid),
            seconds=time.monotonic() - started,
            request_id=paid.request_id,
        )

    async def make(self, request: PictureRequest, watch: JobWatch) -> MadePicture:
        """Submit once, store the request id, wait, fetch. Cancelling cancels the request at fal.ai."""
        started = time.monotonic()
        request_id = await self._submit(request)
        try:
            await watch.submitted(request_id)
        except BaseException:
            # Nobody would ever come back for a request whose id is not on the disk.
            await self._cancel(request.model, request_id)
            raise
        return await self._collect(request, request_id, watch, started)

    async def resume(self, request: PictureRequest, request_id: str, watch: JobWatch) -> MadePicture:
        """Fetch what was submitted before: nothing is bought."""
        return await self._collect(request, request_id, watch, time.monotonic())

    async def check(self) -> str:
        """Ask for a token that is thrown away: free, and refused with a wrong key."""
        try:
            async with asyncio.timeout(self._patience.poll_s):
                await self._client.realtime_token('fal-ai/fast-lcm-diffusion')
        except TimeoutError:
            raise no_answer(NAME, self._patience.poll_s) from None
        return f'{NAME} accepted the key.'

    async def close(self) -> None:
        """Finish the cancellations under way, then release connections."""
        await asyncio.gather(*self._cancelling, *(line.close() for line in self._lines.values()))
        await self._client.close()
        await self._downloader.close()

    async def _ask(self, request: PictureRequest) -> object:
        arguments = _arguments(request) | {'sync_mode': True}
        if not request.model.realtime:
            with _understood():
                answer: object = await self._client.run(request.model.endpoint, arguments)
                return answer
        line = self._lines.get(request.model.endpoint)
        if line is None:
            line = RealtimeLine(self._client, self._endpoints, request.model.endpoint)
            self._lines[request.model.endpoint] = line
        return await line.ask(arguments)

    async def _submit(self, request: PictureRequest) -> str:
        arguments = _arguments(request)
        submission = asyncio.create_task(self._submitted(request.model, arguments))
        try:
            return await asyncio.shield(submission)
        except asyncio.CancelledError:
            # The request may have arrived: only its answer tells the id by which it can be cancelled.
            task = asyncio.create_task(self._cancel_when_submitted(request.model, submission))
            self._cancelling.add(task)
            task.add_done_callback(self._cancelling.discard)
            raise

    async def _submitted(self, model: Model, arguments: dict[str, Any]) -> str:
        try:
            async with asyncio.timeout(self._patience.submit_s):
                with _understood():
                    handle = await self._client.submit(model.endpoint, arguments)
                    return str(handle.request_id)
        except TimeoutError:
            raise no_answer(NAME, self._patience.submit_s) from None

    async def _cancel_when_submitted(self, model: Model, submission: asyncio.Task[str]) -> None:
        with contextlib.suppress(GenerationError):
            await self._cancel(model, await submission)

    async def _cancel(self, model: Model, request_id: str) -> None:
        """Cancel as well as can be: it may be done already, and the connection may be gone."""
        with contextlib.suppress(GenerationError, TimeoutError):
            async with asyncio.timeout(self._patience.cancel_s):
                await self._client.cancel(model.endpoint, request_id)

    async def _collect(self, request: PictureRequest, request_id: str, watch: JobWatch, started: float) -> MadePicture:
        try:
            with receipt() as paid:
                answer, content = await self._fetched(request.model, request_id, watch)
        except asyncio.CancelledError:
            if not watch.leaving():
                await self._cancel(request.model, request_id)
            raise
        except GenerationError as failure:
            failure.request_id = request_id
            raise
        return MadePicture(
            content=content,
            seed=request.seed if answer.seed is None else answer.seed,
            cost_usd=_cost(request, paid),
            seconds=time.monotonic() - started,
            request_id=request_id,
        )

    async def _fetched(self, model: Model, request_id: str, watch: JobWatch) -> tuple['_Answer', bytes]:
        try:
            async with asyncio.timeout(self._patience.make_s):
                answer = _answer(await self._result(model, request_id, watch))
                return answer, await self._content(answer)
        except TimeoutError:
            raise no_answer(NAME, self._patience.make_s) from None

    async def _result(self, model: Model, request_id: str, watch: JobWatch) -> object:
        """Poll until the request is done, then fetch its answer."""
        handle = await self._client.get_handle(model.endpoint, request_id)
        while True:
            status = await self._patiently(handle.status)
            if isinstance(status, fal_client.Completed):
                break
            queued = status.position if isinstance(status, fal_client.Queued) else None
            watch.progressed(Progress(queued_before=queued))
            await asyncio.sleep(self._patience.poll_interval_s)
        if status.error is not None:
            return await self._once(handle.get)  # answers with the status of the failure
        return await self._patiently(handle.get)

    async def _patiently(self, poll: Callable[[], Awaitable[T]]) -> T:
        """Poll, and poll again after a lost answer."""
        for wait_s in self._patience.retry_waits_s:
            try:
                return await self._once(poll)
            except (ProviderDown, RateLimited) as error:
                await asyncio.sleep(max(wait_s, error.retry_after or 0))
        return await self._once(poll)

    async def _once(self, poll: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self._patience.poll_s):
                with _understood():
                    return await poll()
        except TimeoutError:
            raise no_answer(NAME, self._patience.poll_s) from None

    async def _content(self, answer: '_Answer') -> bytes:
        """The picture's bytes: inline, or behind an address that will not live long."""
        if isinstance(answer.picture, bytes):
            return answer.picture
        return await self._downloader.fetch(answer.picture)


@dataclass(frozen=True, slots=True)
class _Answer:
    """`picture` is its bytes, or an https or data URL."""

    picture: bytes | str
    seed: int | None


def _answer(answer: Any) -> _Answer:  # noqa: ANN401 - whatever JSON or msgpack came
    with _understood():
        if any(answer.get('has_nsfw_concepts') or ()):
            raise prompt_refused(NAME)
        image = answer['images'][0]
        picture = image.get('content') or image['url']
        seed = answer.get('seed')
    if not isinstance(picture, bytes | str):
        raise not_understood(NAME)
    return _Answer(picture, seed if isinstance(seed, int) else None)


@contextlib.contextmanager
def _understood() -> Iterator[None]:
    """Turns the client's stumbling over an answer of another shape into a sentence."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        _log.warning('An answer of %s has another shape than expected: %s.', NAME, type(error).__name__)
        raise not_understood(NAME) from None


def _arguments(request: PictureRequest) -> dict[str, Any]:
    model = request.model
    width, height = request.pixels
    return {
        'prompt': ', '.join((request.prompt, *request.styles)),
        'seed': request.seed,
        'image_size': {'width': width, 'height': height},
        'num_inference_steps': model.preview_steps if request.quality == 'preview' else model.steps,
        'num_images': 1,
        **model.inputs,
    }


def _cost(request: PictureRequest, paid: Receipt) -> float:
    """What the answer says was billed, else the catalogue's price."""
    model = request.model
    if paid.units is not None and model.unit_price_usd:
        return paid.units * model.unit_price_usd
    return model.preview_price_usd if request.quality == 'preview' else model.price_usd
