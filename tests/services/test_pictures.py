import asyncio
from io import BytesIO
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from PIL import Image

from app.services.atlas import MICRO, SIDES, Side, per_page
from app.services.blobs import Blobs
from app.services.database import Database
from app.services.errors import BlobMissing, PictureUnreadable
from app.services.pictures import Pictures
from app.services.tables import micros
from tests.services.conftest import a_picture

BOARD = 'a board'


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
        return image


async def test_bytes_come_back_by_their_hash(blobs: Blobs) -> None:
    """What was put is read back; putting it again changes nothing."""
    sha256 = await blobs.put(b'a picture')
    assert await blobs.put(b'a picture') == sha256
    assert await blobs.get(sha256) == b'a picture'
    assert blobs.path(sha256).parent.name == sha256[:2]


async def test_missing_and_damaged_bytes_are_told(blobs: Blobs) -> None:
    """A blob that is not there, or not what was stored, is never given out; stored again it is whole."""
    with pytest.raises(BlobMissing, match='is not in the data directory'):
        await blobs.get('0' * 64)
    sha256 = await blobs.put(b'a picture')
    blobs.path(sha256).write_bytes(b'a pi')
    with pytest.raises(BlobMissing, match='is damaged'):
        await blobs.get(sha256)
    await blobs.put(b'a picture')
    assert await blobs.get(sha256) == b'a picture'


async def test_what_a_crash_left_is_removed(blobs: Blobs) -> None:
    """Half-written files of a dead process go; whole ones stay."""
    path = blobs.path(await blobs.put(b'a picture'))
    half = path.with_name(f'{path.name}.0a1b2c3d.part')
    half.write_bytes(b'a pi')
    assert await blobs.tidy() == 1
    assert not half.exists()
    assert path.exists()


@pytest.mark.parametrize('format_', ['PNG', 'JPEG', 'WEBP'])
async def test_a_stored_picture_is_described_and_has_its_levels(pictures: Pictures, format_: str) -> None:
    """Its bytes are kept as they came; 256 and 1024 px WebP stand beside, never larger than the picture."""
    content = a_picture(size=(800, 400), format_=format_)
    stored = await pictures.store_picture(content)
    assert (stored.mime, stored.width, stored.height, stored.bytes) == (
        f'image/{format_.lower()}',
        800,
        400,
        len(content),
    )
    small, large = await pictures.thumbnail(stored.sha256, 256), await pictures.thumbnail(stored.sha256, 1024)
    assert (opened(small).format, opened(small).size) == ('WEBP', (256, 128))
    assert opened(large).size == (800, 400)


async def test_a_missing_level_is_made_again(pictures: Pictures) -> None:
    """A thumbnail that somebody deleted is there when it is asked for."""
    stored = await pictures.store_picture(a_picture())
    path = await pictures.thumbnail(stored.sha256, 256)
    path.unlink()
    assert opened(await pictures.thumbnail(stored.sha256, 256)).size == (64, 48)
    with pytest.raises(BlobMissing):
        await pictures.thumbnail('0' * 64, 256)


async def test_transparency_is_kept(pictures: Pictures) -> None:
    """A picture with clear parts has them in its thumbnail."""
    buffer = BytesIO()
    Image.new('RGBA', (64, 64), (255, 0, 0, 0)).save(buffer, 'PNG')
    stored = await pictures.store_picture(buffer.getvalue())
    assert opened(await pictures.thumbnail(stored.sha256, 256)).mode == 'RGBA'


async def test_what_is_no_picture_is_refused(pictures: Pictures, blobs: Blobs) -> None:
    """A page of HTML is no picture, and no byte of it is kept."""
    with pytest.raises(PictureUnreadable, match='no PNG, JPEG or WebP'):
        await pictures.store_picture(b'<html>' * 100)
    assert not blobs.path('0' * 64).parent.parent.exists()


async def test_slots_are_first_come_and_for_good(pictures: Pictures) -> None:
    """Each picture of a board has its own slot, and keeps it."""
    first = await pictures.slots(BOARD, ['a', 'b', 'a'])
    assert first == {'a': 0, 'b': 1}
    assert await pictures.slots(BOARD, ['c', 'b']) == {'a': 0, 'b': 1, 'c': 2}
    assert await pictures.slots('another board', ['c']) == {'c': 0}


async def test_pictures_that_come_at_once_share_no_slot(pictures: Pictures) -> None:
    """Ten pages that ask at the same time get twelve slots for twelve pictures, and agree on them."""
    wanted = [[f'{n}', f'{n + 1}', f'{n + 2}'] for n in range(10)]
    answers = await asyncio.gather(*(pictures.slots(BOARD, some) for some in wanted))
    agreed = {sha256: slot for answer in answers for sha256, slot in answer.items()}
    assert all(agreed[sha256] == slot for answer in answers for sha256, slot in answer.items())
    assert sorted(agreed.values()) == list(range(12))


async def test_an_atlas_page_shows_the_pictures_in_their_slots(pictures: Pictures) -> None:
    """Slot 33 is the second of the second row; the version changes when a picture comes."""
    await pictures.slots(BOARD, [f'{n}' for n in range(33)])
    before = await pictures.atlas_pages(BOARD)
    await pictures.store_picture(a_picture('lime'), BOARD)
    pages = await pictures.atlas_pages(BOARD)
    assert [page.side for page in pages] == list(SIDES)
    assert all(new.version != old.version for new, old in zip(pages, before, strict=True))
    with Image.open(BytesIO(await pictures.atlas_page(BOARD, 64, 0))) as image:
        assert (image.format, image.size) == ('JPEG', (2048, 128))
        color = image.getpixel((MICRO + 32, MICRO + 32))
    assert isinstance(color, tuple)
    assert color[1] > 200
    assert max(color[0], color[2]) < 60


@pytest.mark.parametrize('side', SIDES)
async def test_each_size_of_the_atlas_has_its_own_rows(pictures: Pictures, side: Side) -> None:
    """The same slot stands further up on a page of smaller slots."""
    columns = 2048 // side
    await pictures.slots(BOARD, [f'{n}' for n in range(columns + 1)])
    await pictures.store_picture(a_picture('lime'), BOARD)
    with Image.open(BytesIO(await pictures.atlas_page(BOARD, side, 0))) as image:
        assert image.size == (2048, 2 * side)
        color = image.getpixel((side + side // 2, side + side // 2))
    assert isinstance(color, tuple)
    assert color[1] > 200


async def test_a_full_page_is_made_in_well_under_a_second(database: Database, pictures: Pictures) -> None:
    """1,024 different pictures; the second page begins at slot 1,024."""
    await _fill(database, pictures, per_page(64) + 1)
    started = process_time()
    content = await pictures.atlas_page(BOARD, 64, 0)
    assert process_time() - started < 0.5
    assert content.startswith(b'\xff\xd8')
    told = [(page.side, page.page) for page in await pictures.atlas_pages(BOARD)]
    assert told == [(16, 0), (32, 0), (64, 0), (64, 1)]


async def test_a_lost_micro_is_made_again(database: Database, pictures: Pictures) -> None:
    """Small pictures that are gone from the database are made from the blobs."""
    await pictures.store_picture(a_picture('lime'), BOARD)
    whole = await pictures.atlas_page(BOARD, 64, 0)
    async with database.transaction() as connection:
        await connection.execute(micros.delete())
    assert await pictures.atlas_page(BOARD, 64, 0) == whole


async def test_a_page_of_many_pictures_is_drawn_once(database: Database, pictures: Pictures) -> None:
    """Kept until a picture comes, also for the next start; only the last version of a page stays."""
    await _fill(database, pictures, 300)
    drawn = await pictures.atlas_page(BOARD, 16, 0)
    async with database.transaction() as connection:
        await connection.execute(micros.update().values(content=b'no longer asked for'))
    later = Pictures(database, Blobs(database.directory))
    assert await later.atlas_page(BOARD, 16, 0) == drawn
    async with database.transaction() as connection:
        await connection.execute(micros.update().values(content=_noise(np.random.default_rng(2))))
    await pictures.store_picture(a_picture('lime'), BOARD)
    assert await pictures.atlas_page(BOARD, 16, 0) != drawn
    assert len(list((database.directory / 'atlas' / BOARD).iterdir())) == 1


async def test_a_page_that_cannot_be_kept_is_drawn(database: Database, pictures: Pictures) -> None:
    """Where the folder of the pages cannot be used, every page is drawn when it is asked for."""
    (database.directory / 'atlas').write_bytes(b'in the way')
    await _fill(database, pictures, 300)
    assert (await pictures.atlas_page(BOARD, 16, 0)).startswith(b'\xff\xd8')


async def _fill(database: Database, pictures: Pictures, count: int) -> None:
    """Give the board so many pictures, of which only the small ones exist."""
    dice = np.random.default_rng(1)
    async with database.transaction() as connection:
        await connection.execute(micros.insert(), [{'sha256': f'{n}', 'content': _noise(dice)} for n in range(count)])
    await pictures.slots(BOARD, [f'{n}' for n in range(count)])


def _noise(dice: np.random.Generator) -> bytes:
    buffer = BytesIO()
    coarse = Image.fromarray(dice.integers(0, 255, (8, 8, 3), dtype=np.uint8))
    coarse.resize((MICRO, MICRO), Image.Resampling.BICUBIC).save(buffer, 'JPEG', quality=80)
    return buffer.getvalue()
