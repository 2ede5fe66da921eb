"""A studio on a real temporary database, with a provider that answers when the test says so."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PIL import Image

from app.domain.ids import new_id
from app.domain.mutation import AddTile
from app.domain.records import Tile
from app.services.boards import OpenBoard
from app.services.generation.models import find_model
from app.services.generation.provider import JobWatch, MadePicture, PictureRequest
from app.services.generation.statuses import FrameShown, Status, StatusChanged, TileEvent
from app.services.studio import Studio
from app.settings import Settings
from app.wiring import open_studio

PATIENCE_S = 20


def picture(prompt: str, size: tuple[int, int] = (64, 48)) -> bytes:
    """A PNG whose colour belongs to the prompt."""
    file = io.BytesIO()
    shade = sum(prompt.encode()) % 256
    Image.new('RGB', size, (shade, 255 - shade, len(prompt) % 256)).save(file, 'PNG')
    return file.getvalue()


@dataclass(eq=False)
class Asked:
    """One request that the provider got; `answer` and `fail` end it."""

    request: PictureRequest
    future: 'asyncio.Future[MadePicture]'
    watch: JobWatch | None = None

    def answer(self) -> None:
        if not self.future.done():
            self.future.set_result(MadePicture(picture(self.request.prompt), self.request.seed, 0.001, 0.01))

    def fail(self, error: Exception) -> None:
        self.future.set_exception(error)


@dataclass
class HandProvider:
    """Answers by hand: late, in any order, or never."""

    name: str = 'fal'
    asked: list[Asked] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def preview(self, request: PictureRequest) -> MadePicture:
        return await self._ask(Asked(request, asyncio.get_running_loop().create_future()))

    async def make(self, request: PictureRequest, watch: JobWatch) -> MadePicture:
        await watch.submitted(f'request-{len(self.asked)}')
        return await self._ask(Asked(request, asyncio.get_running_loop().create_future(), watch))

    async def resume(self, request: PictureRequest, request_id: str, watch: JobWatch) -> MadePicture:
        self.resumed.append(request_id)
        return MadePicture(picture(request.prompt), request.seed, 0.001, 0.01)

    async def check(self) -> str:
        return 'It works.'

    async def close(self) -> None:
        pass

    async def _ask(self, asked: Asked) -> MadePicture:
        self.asked.append(asked)
        self.came.set()
        return await asked.future

    async def next(self, count: int) -> list[Asked]:
        """Wait until so many requests have come in all."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.asked) < count:
                self.came.clear()
                await self.came.wait()
        return self.asked


@dataclass
class Watcher:
    """What a page would be told about one board's tiles."""

    studio: Studio
    board: OpenBoard
    events: list[TileEvent] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.studio.statuses.subscribe(self.board.id, self._hear)
        self.board.subscribe(lambda _: self.told.set())

    def _hear(self, event: TileEvent) -> None:
        self.events.append(event)
        self.told.set()

    @property
    def prompts_shown(self) -> list[str]:
        return [event.prompt for event in self.events if isinstance(event, FrameShown)]

    @property
    def last_status(self) -> Status | None:
        statuses = [event.status for event in self.events if isinstance(event, StatusChanged)]
        return statuses[-1] if statuses else None

    async def until_shown(self, prompt: str) -> None:
        await self.until(lambda: prompt in self.prompts_shown)

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self.told.clear()
                await self.told.wait()

    async def tile(self, model: str = 'fal/flux-schnell') -> Tile:
        """Put an empty tile on the board."""
        tile = Tile(new_id(), (0, 0), (288, 216), seed=7, model=model, pixels=(1024, 768))
        await self.board.do(AddTile(tile))
        return tile

    def type(self, tile: Tile, prompt: str, *, rests: bool = False) -> None:
        request = wanted(tile, prompt)
        self.studio.live.edit(self.board, tile.id, request, group='', rests=rests)


def wanted(tile: Tile, prompt: str) -> PictureRequest:
    width, height = tile.pixels
    return PictureRequest(find_model(tile.model), prompt, tile.seed, width, height, 'full')


@pytest.fixture
def provider() -> HandProvider:
    return HandProvider()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / 'data')


@pytest.fixture
async def studio(settings: Settings, provider: HandProvider) -> AsyncIterator[Studio]:
    free = replace(provider, name='sketch')
    free.asked, free.came = provider.asked, provider.came
    async with open_studio(settings, {'fal': provider, 'sketch': free}) as opened:
        yield opened


@pytest.fixture
async def watcher(studio: Studio) -> Watcher:
    (only,) = await studio.boards.list_boards()
    return Watcher(studio, await studio.boards.open(only.id))
