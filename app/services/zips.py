"""Zip files that people carry from place to place: written whole or not at all, and read with suspicion.

Nothing in them is packed, so that no file can swell, and nothing is unpacked by a name that it brings.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from app import __version__
from app.domain.records import utc_text
from app.services.errors import FileRefused

MANIFEST: Final = 'manifest.json'
FOREIGN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
"""What `zipfile` raises over foreign bytes."""
MOST_MANIFEST: Final = 16 * 1024 * 1024  # bytes
Progress = Callable[[int, int], None]
"""Is told how many pictures are done, and of how many."""


@contextmanager
def new_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Write a file that did not exist; no half one is left where the block fails. Raises FileRefused."""
    try:
        made = path.open('xb')
    except FileExistsError:
        raise FileRefused(f'"{path}" is there already; choose another name.') from None
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with made, zipfile.ZipFile(made, 'w', zipfile.ZIP_STORED) as archive:
            yield archive
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise


def add_manifest(archive: zipfile.ZipFile, format_: str, version: int, told: Mapping[str, Any]) -> None:
    """Write what the file is, in which version, by whom and when, and what else is `told` of it."""
    manifest = {
        'format': format_,
        'version': version,
        'written_by': f'ImageGen {__version__}',
        'written_at': utc_text(datetime.now(UTC)),
        **told,
    }
    archive.writestr(MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))


class CarriedZip:
    """An open zip of one of our formats. `name` is what the person calls it; `what` is said where it is none.

    The methods raise FileRefused with one sentence.
    """

    def __init__(self, path: Path, name: str, what: str, may_hold: Callable[[str], bool]) -> None:
        self.name = name
        self._what = what
        try:
            self._archive = zipfile.ZipFile(path)
        except OSError as error:
            raise FileRefused(f'"{name}" cannot be read ({error.strerror}); choose another file.') from error
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error) as error:
            raise self.is_none() from error
        try:
            self.names = frozenset(self._checked(may_hold))
            # Entries that lie over one another would let a small file fill the disk.
            if sum(entry.file_size for entry in self._archive.infolist()) > path.stat().st_size:
                raise self.refused('its parts overlap')
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._archive.close()

    def manifest(self, format_: str, version: int) -> Mapping[str, Any]:
        """Return the manifest of a file in `format_` that is no newer than `version`."""
        if MANIFEST not in self.names:
            raise self.is_none()
        manifest = self.json(MANIFEST, MOST_MANIFEST)
        if not isinstance(manifest, dict) or manifest.get('format') != format_:
            raise self.is_none()
        found = manifest.get('version')
        if not isinstance(found, int) or isinstance(found, bool) or found < 1:
            raise self.damaged(f'its version is {found!r:.40}')
        if found > version:
            raise FileRefused(
                f'"{self.name}" was written by a newer ImageGen (format {found}, this one reads {version}); '
                'update ImageGen and try again.'
            )
        return manifest

    def read(self, entry: str, most: int) -> bytes:
        """Return an entry of at most so many bytes."""
        if entry not in self.names:
            raise self.damaged(f'it has no {entry}')
        if self._archive.getinfo(entry).file_size > most:
            raise self.refused(f'its {entry} is larger than {most >> 20} MB')
        with self._told():
            return self._archive.read(entry)

    def json(self, entry: str, most: int) -> Any:  # noqa: ANN401 -- whatever the file holds
        try:
            return orjson.loads(self.read(entry, most))
        except orjson.JSONDecodeError as error:
            raise self.damaged(f'its {entry} cannot be read') from error

    def chunks(self, entry: str, size: int = 1024 * 1024) -> Iterator[bytes]:
        """Yield an entry of any size in parts."""
        if entry not in self.names:
            raise self.damaged(f'it has no {entry}')
        with self._told(), self._archive.open(entry) as file:
            while part := file.read(size):
                yield part

    def damaged(self, how: str) -> FileRefused:
        return FileRefused(f'"{self.name}" is damaged: {how}; get it again from where it came.')

    def refused(self, why: str) -> FileRefused:
        return FileRefused(f'"{self.name}" is refused: {why}; open only files that ImageGen has written.')

    def is_none(self) -> FileRefused:
        return FileRefused(f'"{self.name}" is no {self._what}.')

    def _checked(self, may_hold: Callable[[str], bool]) -> Iterator[str]:
        found: set[str] = set()
        for entry in self._archive.infolist():
            if entry.filename != MANIFEST and not may_hold(entry.filename):
                # Any zip may be chosen by mistake; only one that says it is ours is suspicious.
                mine = MANIFEST in self._archive.namelist()
                raise self.refused(f'it holds "{entry.filename[:80]}"') if mine else self.is_none()
            if entry.filename in found:
                raise self.refused(f'it holds "{entry.filename}" twice')
            if entry.flag_bits & 1:
                raise self.refused('it is encrypted')
            if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
                raise self.refused(f'its {entry.filename} is packed')
            found.add(entry.filename)
            yield entry.filename

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What `zipfile` says about foreign bytes, in our words."""
        try:
            yield
        except FOREIGN as error:
            raise self.damaged('it ends too early or its parts do not fit together') from error


def _unwritable(path: Path, error: OSError) -> FileRefused:
    return FileRefused(f'"{path}" cannot be written ({error.strerror}); choose another place.')
