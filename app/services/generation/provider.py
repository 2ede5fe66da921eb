"""What a picture provider is: the protocol, what goes in, what comes out, and what a model is."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Quality = Literal['preview', 'full']


@dataclass(frozen=True, slots=True)
class Model:
    """One row of the model catalogue (models.toml).

    `price_usd` is for one picture of `full` size (0 is free), `preview_price_usd` for one preview;
    `usual_s` and `preview_usual_s` are what a person is told to expect, in seconds. `unit_price_usd` is the price
    of one unit where the provider's answer counts them, 0 where it is not known; `inputs` go into every call as
    they stand.
    """

    id: str  # 'sketch', 'fal/flux-schnell'
    provider: str  # 'sketch', 'fal'
    label: str
    endpoint: str
    price_usd: float
    preview_price_usd: float
    usual_s: float
    preview_usual_s: float
    preview_px: int  # longest side of a preview
    steps: int
    preview_steps: int
    is_ai: bool = True
    realtime: bool = False  # the endpoint has a WebSocket for previews
    unit_price_usd: float = 0.0
    inputs: Mapping[str, str | int | float | bool] = field(default_factory=dict, hash=False)

    @property
    def is_free(self) -> bool:
        return self.price_usd == 0


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """A picture to make. `width` and `height` are the pixels of the full picture, whatever the quality."""

    model: Model
    prompt: str
    seed: int
    width: int
    height: int
    quality: Quality
    styles: tuple[str, ...] = ()

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height in pixels that this quality asks for."""
        longest = max(self.width, self.height)
        if self.quality == 'full' or longest <= self.model.preview_px:
            return self.width, self.height
        scale = self.model.preview_px / longest
        return max(8, round(self.width * scale / 8) * 8), max(8, round(self.height * scale / 8) * 8)


@dataclass(frozen=True, slots=True)
class Reading:
    """Which words of a prompt a painter drew and which it ignored, as they stand in the prompt."""

    drew: tuple[str, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadePicture:
    """What a provider made: encoded bytes that have not been checked yet, and what they cost."""

    content: bytes
    seed: int
    cost_usd: float
    seconds: float
    reading: Reading | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `fraction` 0..1 where the provider tells it, `queued_before` while it waits."""

    fraction: float | None = None
    queued_before: int | None = None


@dataclass(frozen=True, slots=True)
class JobWatch:
    """How a job reports while it runs. `submitted` is awaited before waiting for the result, so that the
    provider's request id is on the disk first: after a crash the result is fetched, never bought again.
    `leaving` tells a cancelled job that the program ends: a request whose id is stored is then left running, to be
    fetched by `resume` at the next start, and not cancelled at the provider."""

    submitted: Callable[[str], Awaitable[None]]
    progressed: Callable[[Progress], None]
    leaving: Callable[[], bool] = lambda: False


class Provider(Protocol):
    """Makes pictures. Cancelling the task that awaits a method cancels the request, explicitly where the
    provider has a call for it. Every failure is a `GenerationError`; nothing is retried in here when a retry
    may be billed."""

    name: str

    async def preview(self, request: PictureRequest) -> MadePicture:
        """Make a small picture fast, for the live loop."""

    async def make(self, request: PictureRequest, watch: JobWatch) -> MadePicture:
        """Make the full picture."""

    async def resume(self, request: PictureRequest, request_id: str, watch: JobWatch) -> MadePicture:
        """Fetch the picture of a request that was submitted before a crash."""

    async def check(self) -> str:
        """Try the key or the address; return one sentence that says it works. Costs nothing."""

    async def close(self) -> None:
        """Release connections."""
