"""Bytes by the sha256 of their content: `blobs/ab/abcdef…`. A file is whole or is not there."""

import asyncio
import contextlib
import hashlib
import os
import secrets
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from app.domain.ids import is_sha256
from app.services.database import telling
from app.services.errors import BlobMissing

_TEMPORARY = '.part'


class Blobs:
    """The folder of blobs. The methods with `_now` block; the others run them in a thread."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._root = directory / 'blobs'
        self._storing = threading.Lock()  # against removing what is being stored anew

    def path(self, sha256: str) -> Path:
        """Return where the bytes stand or would stand."""
        return self._root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    async def put(self, content: bytes) -> str:
        """Store bytes and return their sha256; they are on the disk when this returns. Raises StoreError."""
        return await asyncio.to_thread(self.put_now, content)

    async def get(self, sha256: str) -> bytes:
        """Return bytes whose hash was checked. Raises BlobMissing, StoreError."""
        return await asyncio.to_thread(self.get_now, sha256)

    async def tidy(self) -> int:
        """Remove what a crash left half-written; return how many files. Call it before anything is stored."""
        return await asyncio.to_thread(self._tidy)

    def put_now(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        with telling(self._directory), self._storing:
            # The size tells a whole file from one that a failing disk or another program cut short.
            if path.is_file() and path.stat().st_size == len(content):
                os.utime(path)  # it is young again: its new record is still to be written
                return sha256
        with telling(self._directory):
            write_whole(path, content)
        return sha256

    def touch(self, sha256: str) -> bool:
        """Tell whether bytes are stored, and make them young: their new record is still to be written."""
        path = self.path(sha256)
        with telling(self._directory), self._storing:
            if not path.is_file():
                return False
            os.utime(path)
        return True

    def stored(self, before: datetime | None = None) -> set[str]:
        """Return the sha256 of everything that is stored, or was before a moment and not since. Blocks."""
        with telling(self._directory):
            found = [path for path in self._root.glob('*/*') if is_sha256(path.name)]
            young = () if before is None else [path for path in found if path.stat().st_mtime > before.timestamp()]
        return {path.name for path in found} - {path.name for path in young}

    def remove_old(self, sha256s: Iterable[str], before: datetime) -> list[int]:
        """Remove what was stored before a moment and not since, with its levels; return the sizes. Blocks."""
        return [size for sha256 in sha256s if (size := self._remove_old(self.path(sha256), before)) is not None]

    def _remove_old(self, path: Path, before: datetime) -> int | None:
        with telling(self._directory), self._storing:
            if not path.is_file() or path.stat().st_mtime > before.timestamp():
                return None
            size = path.stat().st_size
            path.unlink()
            for level in path.parent.glob(f'{path.name}.*'):
                level.unlink()
        return size

    def get_now(self, sha256: str) -> bytes:
        with telling(self._directory):
            try:
                content = self.path(sha256).read_bytes()
            except FileNotFoundError as error:
                raise BlobMissing(sha256) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BlobMissing(sha256, 'is damaged on the disk')
        return content

    def _tidy(self) -> int:
        with telling(self._directory):
            leftovers = list(self._root.glob(f'*/*{_TEMPORARY}'))
            for path in leftovers:
                path.unlink()
        return len(leftovers)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that, after a crash or a power cut, it is there as a whole or not at all. Raises OSError."""
    made = not path.parent.is_dir()
    path.parent.mkdir(parents=True, exist_ok=True)
    if made:
        _sync_directory(path.parent.parent)
    temporary = path.with_name(f'{path.name}.{secrets.token_hex(4)}{_TEMPORARY}')
    try:
        with temporary.open('xb') as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_directory(path.parent)


def _sync_directory(path: Path) -> None:
    """Make a rename durable. Windows has no such call and needs none: NTFS journals it."""
    if os.name == 'nt':
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
