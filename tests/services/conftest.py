import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from PIL import Image

from app.domain.ids import new_id
from app.domain.records import Asset, Tile, utc_text
from app.services.blobs import Blobs
from app.services.boards import Boards, OpenBoard
from app.services.database import Database, open_database
from app.services.pictures import Pictures

# How fast an example runs says more about the machine's other work than about the code.
settings.register_profile('any machine', deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile('any machine')

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
_numbers = itertools.count(1)


def a_tile(prompt: str = 'a red cat', x: float = 0, y: float = 0) -> Tile:
    return Tile(new_id(), (x, y), (256.0, 256.0), prompt=prompt, model='sketch')


def an_asset(prompt: str = 'a red cat', model: str = 'sketch', sha256: str | None = None) -> Asset:
    sha256 = sha256 or f'{next(_numbers):064x}'
    return Asset(new_id(), sha256, 'image/png', (64, 48), 100, prompt, 7, model, utc_text(NOW))


def a_picture(color: str = 'red', size: tuple[int, int] = (64, 48), format_: str = 'PNG') -> bytes:
    buffer = BytesIO()
    Image.new('RGB', size, color).save(buffer, format_)
    return buffer.getvalue()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_database(tmp_path / 'data')
    yield database
    await database.close()


@pytest.fixture
def blobs(database: Database) -> Blobs:
    return Blobs(database.directory)


@pytest.fixture
def pictures(database: Database, blobs: Blobs) -> Pictures:
    return Pictures(database, blobs)


@pytest.fixture
async def boards(database: Database) -> Boards:
    boards = Boards(database)
    await boards.start()
    return boards


@pytest.fixture
async def board(boards: Boards) -> OpenBoard:
    (only,) = await boards.list_boards()
    return await boards.open(only.id)
