"""Everything a page may use, in one place: made by wiring, passed to the pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.platform.keys import KeyStore
from app.services.blobs import Blobs
from app.services.boards import Boards
from app.services.copies import Copies
from app.services.generation.frames import Frames
from app.services.generation.jobs import Jobs
from app.services.generation.live import Live
from app.services.generation.provider import Model, Provider
from app.services.generation.statuses import Statuses
from app.services.generation.variations import PromptVariations
from app.services.library import Library
from app.services.pictures import Pictures
from app.services.preferences import Preferences
from app.services.search.protocol import Search
from app.services.spending import Ledger
from app.services.trash import Trash


@dataclass(frozen=True, slots=True)
class Studio:
    """One person's studio on this machine. `variations` is asked anew each time: a key may have been added."""

    boards: Boards
    trash: Trash
    library: Library
    pictures: Pictures
    blobs: Blobs
    preferences: Preferences
    search: Search
    copies: Copies
    frames: Frames
    statuses: Statuses
    live: Live
    jobs: Jobs
    ledger: Ledger
    keys: KeyStore
    models: tuple[Model, ...]
    providers: Mapping[str, Provider]
    language_model: Callable[[], PromptVariations]
    variations: Callable[[], PromptVariations]
