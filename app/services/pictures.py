"""Pictures of a person: the bytes as they came, WebP thumbnails of 256 and 1024 pixels, and the atlas of a board."""

import asyncio
import struct
from collections.abc import AsyncIterator, Hashable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from PIL import ExifTags, Image
from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.services.atlas import MICRO, AtlasPage, Side, draw_page, pages_of, per_page
from app.services.atlas_files import AtlasFiles
from app.services.blobs import Blobs, write_whole
from app.services.database import Database, telling
from app.services.errors import PictureUnreadable
from app.services.tables import atlas_slots, micros

_MIMES = {'PNG': 'image/png', 'JPEG': 'image/jpeg', 'WEBP': 'image/webp'}
_AT_ONCE = 500
_WORTH_KEEPING = 256  # an atlas page of fewer pictures is drawn in 20 ms
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Level = Literal[256, 1024]
LEVELS: tuple[Level, ...] = (256, 1024)


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture on the disk: its hash, type and size in pixels and bytes."""

    sha256: str
    mime: str
    width: int
    height: int
    bytes: int


class Pictures:
    """Stores pictures, makes their smaller levels and the atlas pages."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        self._atlas_files = AtlasFiles(database.directory)
        self._making: dict[Hashable, asyncio.Lock] = {}
        self._slots: dict[str, dict[str, int]] = {}  # by board; slots never change, so what was read stays true
        self._pages: dict[str, tuple[int, list[AtlasPage]]] = {}  # by board, for so many slots

    async def store_picture(self, content: bytes, board_id: str | None = None) -> Stored:
        """Store checked bytes with all levels, and give the picture its slot in a board's atlas.

        It is on the disk when this returns. Raises PictureUnreadable, StoreError.
        """
        stored, micro = await asyncio.to_thread(self._store, content)
        async with self._database.transaction() as connection:
            await _keep_micro(connection, stored.sha256, micro)
            made = {} if board_id is None else await _assign(connection, board_id, [stored.sha256])
        if board_id in self._slots:
            self._slots[board_id].update(made)
        return stored

    def has(self, sha256: str) -> bool:
        """Tell whether a picture is stored; where it is, its bytes are young again and nobody removes them."""
        return self._blobs.touch(sha256)

    async def thumbnail(self, sha256: str, level: Level) -> Path:
        """Return the file of a level, made anew where it is missing. Raises BlobMissing, StoreError."""
        path = self._level_path(sha256, level)
        if not path.is_file():
            async with self._alone((sha256, level)):
                if not path.is_file():
                    await asyncio.to_thread(self._remake, sha256, level)
        return path

    @asynccontextmanager
    async def _alone(self, making: Hashable) -> AsyncIterator[None]:
        """Let one at a time make a thing; those who come meanwhile find it made."""
        lock = self._making.setdefault(making, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked():
                self._making.pop(making, None)

    async def slots(self, board_id: str, sha256s: Iterable[str]) -> Mapping[str, int]:
        """Return the atlas slots of a board's pictures; those of `sha256s` that have none get the next, in their order.

        The mapping is shared by all pages of the board and grows with it.
        """
        wanted = list(dict.fromkeys(sha256s))
        known = await self._known(board_id)
        fresh = [sha256 for sha256 in wanted if sha256 not in known]
        if fresh:
            async with self._database.transaction() as connection:
                made = await _assign(connection, board_id, fresh)
            known.update(made)
        return MappingProxyType(known)

    async def atlas_pages(self, board_id: str) -> list[AtlasPage]:
        """Return the pages that a board's atlas has, with their versions."""
        known = await self._known(board_id)
        count, pages = self._pages.get(board_id, (0, []))
        if count != len(known):
            pages = pages_of(known)
            self._pages[board_id] = (len(known), pages)
        return pages

    def forget(self, sha256s: Iterable[str]) -> None:
        """These pictures have lost their slots on every board."""
        lost = list(sha256s)
        for known in self._slots.values():
            for sha256 in lost:
                known.pop(sha256, None)
        self._pages.clear()

    async def _known(self, board_id: str) -> dict[str, int]:
        if board_id not in self._slots:
            async with self._database.reading() as connection:
                rows = await connection.execute(
                    select(atlas_slots.c.sha256, atlas_slots.c.slot).where(atlas_slots.c.board_id == board_id)
                )
                read = {row.sha256: row.slot for row in rows}
            self._slots.setdefault(board_id, {}).update(read)
        return self._slots[board_id]

    async def atlas_page(self, board_id: str, side: Side, page: int) -> bytes:
        """Return a page as a JPEG of 2048 pixels width; slots without a picture are black."""
        pages = await self.atlas_pages(board_id)
        known = next((one for one in pages if (one.side, one.page) == (side, page)), None)
        if known is None:
            return await asyncio.to_thread(draw_page, {}, side)
        async with self._alone((board_id, side, page)):
            return await asyncio.to_thread(self._atlas_files.get, board_id, known) or await self._draw(board_id, known)

    async def _draw(self, board_id: str, page: AtlasPage) -> bytes:
        first, count = page.page * per_page(page.side), per_page(page.side)
        async with self._database.reading() as connection:
            rows = await connection.execute(
                select(atlas_slots.c.slot, atlas_slots.c.sha256, micros.c.content)
                .outerjoin(micros, micros.c.sha256 == atlas_slots.c.sha256)
                .where(atlas_slots.c.board_id == board_id, atlas_slots.c.slot.between(first, first + count - 1))
            )
            found = {row.slot - first: (row.sha256, row.content) for row in rows}
        missing = {sha256 for sha256, content in found.values() if content is None}
        remade = await self._remake_micros(missing)
        contents = {slot: micro for slot, (sha256, made) in found.items() if (micro := made or remade.get(sha256))}
        drawn = await asyncio.to_thread(draw_page, contents, page.side)
        if len(contents) == len(found) >= _WORTH_KEEPING:
            await asyncio.to_thread(self._atlas_files.put, board_id, page, drawn)
        return drawn

    async def _remake_micros(self, sha256s: set[str]) -> dict[str, bytes]:
        present = [sha256 for sha256 in sha256s if self._blobs.has(sha256)]
        remade = {sha256: await asyncio.to_thread(self._micro_of, sha256) for sha256 in present}
        if remade:
            async with self._database.transaction() as connection:
                for sha256, micro in remade.items():
                    await _keep_micro(connection, sha256, micro)
        return remade

    def _store(self, content: bytes) -> tuple[Stored, bytes]:
        image, mime = _open(content)
        with image:
            plain = _plain(image)
        stored = Stored(self._blobs.put_now(content), mime, plain.width, plain.height, len(content))
        for level in LEVELS:
            self._write_level(stored.sha256, level, plain)
        return stored, _micro(plain)

    def _remake(self, sha256: str, level: Level) -> None:
        image, _ = _open(self._blobs.get_now(sha256))
        with image:
            self._write_level(sha256, level, _plain(image))

    def _micro_of(self, sha256: str) -> bytes:
        image, _ = _open(self._blobs.get_now(sha256))
        with image:
            return _micro(_plain(image))

    def _write_level(self, sha256: str, level: Level, image: Image.Image) -> None:
        path = self._level_path(sha256, level)
        if path.is_file():
            return
        small = image.copy()
        small.thumbnail((level, level), Image.Resampling.LANCZOS, reducing_gap=3.0)
        buffer = BytesIO()
        small.save(buffer, 'WEBP', quality=82, method=2)
        with telling(self._database.directory):
            write_whole(path, buffer.getvalue())

    def _level_path(self, sha256: str, level: Level) -> Path:
        return self._blobs.path(sha256).with_name(f'{sha256}.{level}.webp')


def _open(content: bytes) -> tuple[Image.Image, str]:
    try:
        image = Image.open(BytesIO(content), formats=tuple(_MIMES))
        image.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureUnreadable(
            f'{len(content):,} bytes are no PNG, JPEG or WebP picture ({error}); choose another file.'
        ) from error
    return image, _MIMES[image.format or 'PNG']


def _plain(image: Image.Image) -> Image.Image:
    """Upright, as browsers show it: a camera's JPEG says in its EXIF which side is up."""
    turn = _TURNS.get(orientation(image)) if image.format == 'JPEG' else None
    image = image if turn is None else image.transpose(turn)
    has_alpha = image.mode in ('RGBA', 'LA', 'PA') or 'transparency' in image.info
    return image.convert('RGBA' if has_alpha else 'RGB')


def orientation(image: Image.Image) -> int:
    """Return EXIF's number of how to turn a picture; 1, as it is, where there is none that can be read."""
    try:
        found = image.getexif().get(ExifTags.Base.Orientation, 1)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error):
        return 1
    return found if isinstance(found, int) else 1


def _micro(image: Image.Image) -> bytes:
    """The whole picture, stretched to a square: the canvas draws it into the tile's own shape."""
    small = image.convert('RGB').resize((MICRO, MICRO), Image.Resampling.LANCZOS, reducing_gap=3.0)
    buffer = BytesIO()
    small.save(buffer, 'JPEG', quality=80)
    return buffer.getvalue()


async def _keep_micro(connection: AsyncConnection, sha256: str, content: bytes) -> None:
    await connection.execute(insert(micros).values(sha256=sha256, content=content).on_conflict_do_nothing())


async def _assign(connection: AsyncConnection, board_id: str, sha256s: list[str]) -> dict[str, int]:
    """Return the slots of pictures; those that have none get the next."""
    of_board = atlas_slots.c.board_id == board_id
    known: dict[str, int] = {}
    for start in range(0, len(sha256s), _AT_ONCE):
        some = atlas_slots.c.sha256.in_(sha256s[start : start + _AT_ONCE])
        rows = await connection.execute(select(atlas_slots.c.sha256, atlas_slots.c.slot).where(of_board, some))
        known.update({row.sha256: row.slot for row in rows})
    highest = await connection.scalar(select(func.max(atlas_slots.c.slot)).where(of_board))
    next_slot = 0 if highest is None else highest + 1
    fresh = [sha256 for sha256 in sha256s if sha256 not in known]
    made = {sha256: next_slot + place for place, sha256 in enumerate(fresh)}
    if made:
        rows_made = [{'board_id': board_id, 'sha256': sha256, 'slot': slot} for sha256, slot in made.items()]
        await connection.execute(atlas_slots.insert(), rows_made)
    return {**known, **made}
