"""What the provider tests share: a loopback fal.ai, a provider that talks to it, and requests."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest

from app.services.generation.models import find_model
from app.services.generation.provider import JobWatch, PictureRequest, Progress, Quality
from app.services.generation.providers.fal import FalProvider, Patience
from app.services.generation.providers.fal_wire import FalEndpoints
from tests.generation.servers.fal import KEY, FalServer

QUICK = Patience(preview_s=5, submit_s=5, poll_s=5, make_s=10, cancel_s=2, poll_interval_s=0, retry_waits_s=(0, 0))


@dataclass
class Watched:
    """A watch that remembers."""

    submitted: list[str] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)

    @property
    def watch(self) -> JobWatch:
        async def submitted(request_id: str) -> None:
            self.submitted.append(request_id)

        return JobWatch(submitted=submitted, progressed=self.progress.append)


def wanted(quality: Quality = 'full', model: str = 'fal/flux-schnell', prompt: str = 'a red cat') -> PictureRequest:
    """A request for a picture of 256 × 192 pixels."""
    return PictureRequest(find_model(model), prompt, seed=7, width=256, height=192, quality=quality)


def fal_provider(url: str, key: str | None = KEY, patience: Patience = QUICK) -> FalProvider:
    return FalProvider(lambda: key, endpoints=FalEndpoints.at(url), patience=patience)


@pytest.fixture(scope='session')
def fal_server() -> Iterator[FalServer]:
    with FalServer() as server:
        yield server


@pytest.fixture
def fal(fal_server: FalServer) -> FalServer:
    fal_server.reset()
    return fal_server


@pytest.fixture
async def provider(fal: FalServer) -> AsyncIterator[FalProvider]:
    made = fal_provider(fal.url)
    yield made
    await made.close()


@pytest.fixture
def watched() -> Watched:
    return Watched()
