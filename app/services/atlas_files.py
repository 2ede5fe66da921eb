"""Atlas pages on the disk: `atlas/BOARD/SIDE-PAGE-VERSION.jpg`, so that a page is drawn once and not for each window.

Whatever is missing here is drawn anew: the folder may be removed at any time.
"""

import logging
from pathlib import Path

from app.services.atlas import AtlasPage
from app.services.blobs import write_whole

log = logging.getLogger(__name__)


class AtlasFiles:
    """The pages of every board. The methods block; they say in the log what the disk refuses, and go on without it."""

    def __init__(self, directory: Path) -> None:
        self._root = directory / 'atlas'

    def get(self, board_id: str, page: AtlasPage) -> bytes | None:
        """Return a page of this very version, None where it is not kept."""
        try:
            return self._path(board_id, page).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning('A page of the atlas cannot be read, and is drawn anew. %s', error)
            return None

    def put(self, board_id: str, page: AtlasPage, content: bytes) -> None:
        """Keep a page in the place of its earlier versions."""
        path = self._path(board_id, page)
        try:
            write_whole(path, content)
            for other in path.parent.glob(f'{page.side}-{page.page}-*'):
                if other != path:
                    other.unlink(missing_ok=True)
        except OSError as error:
            log.warning('A page of the atlas cannot be kept. %s', error)

    def _path(self, board_id: str, page: AtlasPage) -> Path:
        return self._root / board_id / f'{page.side}-{page.page}-{page.version}.jpg'
