"""Builds the services of a studio from the settings, and takes them down again in the right order."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.platform.keys import ENVIRONMENT, KeyName, KeyStore, KeyStoreError
from app.services.blobs import Blobs
from app.services.boards import Boards
from app.services.copies import Copies
from app.services.database import Database, open_database
from app.services.generation.errors import KeyMissing
from app.services.generation.frames import Frames
from app.services.generation.grammar import GrammarVariations
from app.services.generation.jobs import Jobs
from app.services.generation.live import Live
from app.services.generation.models import load_models
from app.services.generation.provider import Provider
from app.services.generation.providers.fal import FalProvider
from app.services.generation.providers.fal_wire import FalEndpoints
from app.services.generation.providers.sketch import SketchProvider
from app.services.generation.statuses import Statuses
from app.services.generation.variations import PromptVariations
from app.services.library import Library
from app.services.pictures import Pictures
from app.services.preferences import Preferences
from app.services.purge import Purge
from app.services.search.index import SqliteSearch
from app.services.spending import Ledger
from app.services.studio import Studio
from app.services.trash import Trash
from app.settings import Settings


@asynccontextmanager
async def open_studio(settings: Settings, providers: Mapping[str, Provider] | None = None) -> AsyncIterator[Studio]:
    """Open the data directory and everything that works on it. `providers` stand in for those of the settings.

    Raises ServiceError with one sentence where the directory cannot be used.
    """
    sys.setswitchinterval(0.001)  # painters are threads too: a key press must not wait 5 ms for each of them
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings.data_dir))
        keys = await _open_keys(store.database.directory, settings)
        made = dict(providers) if providers is not None else _providers(settings, keys)
        for provider in made.values():
            stack.push_async_callback(provider.close)
        statuses = Statuses()
        jobs = Jobs(
            providers=made,
            boards=store.boards,
            pictures=store.pictures,
            frames=store.frames,
            library=store.library,
            statuses=statuses,
            ledger=store.ledger,
            database=store.database,
        )
        stack.push_async_callback(jobs.close)
        live = Live(made, jobs, store.frames, statuses, store.ledger)
        stack.push_async_callback(live.close)
        stack.callback(jobs.leave)
        await jobs.resume()
        purging = asyncio.create_task(Purge(store.boards, store.pictures, store.blobs).daily())
        stack.callback(purging.cancel)
        authors = _Authors(settings, keys, stack)
        yield Studio(
            boards=store.boards,
            trash=store.trash,
            library=store.library,
            pictures=store.pictures,
            blobs=store.blobs,
            preferences=store.preferences,
            search=SqliteSearch(store.database),
            copies=Copies(),
            frames=store.frames,
            statuses=statuses,
            live=live,
            jobs=jobs,
            ledger=store.ledger,
            keys=keys,
            models=tuple(model for model in load_models() if model.provider in made),
            providers=made,
            language_model=authors.language_model,
            variations=authors.variations,
        )


@dataclass(frozen=True, slots=True)
class Store:
    """What is kept in the data directory."""

    database: Database
    blobs: Blobs
    boards: Boards
    trash: Trash
    library: Library
    pictures: Pictures
    preferences: Preferences
    ledger: Ledger
    frames: Frames


@asynccontextmanager
async def open_store(directory: Path) -> AsyncIterator[Store]:
    """Open and tidy the data directory. Raises StoreError with one sentence where it cannot be used."""
    async with AsyncExitStack() as stack:
        database = await open_database(directory)
        stack.push_async_callback(database.close)
        blobs = Blobs(database.directory)
        await blobs.tidy()
        boards = Boards(database)
        await boards.start()
        trash = Trash(boards)
        preferences = Preferences(database)
        ledger = Ledger(database, preferences)
        await ledger.load()
        frames = Frames(database, database.directory / 'frames')
        await frames.start()
        stack.push_async_callback(frames.close)
        pictures = Pictures(database, blobs)
        yield Store(database, blobs, boards, trash, Library(boards), pictures, preferences, ledger, frames)


class _Authors:
    """Who writes the prompts of variations: the language model where there is one to ask, else the built-in grammar."""

    def __init__(self, settings: Settings, keys: KeyStore, stack: AsyncExitStack) -> None:
        self._settings = settings
        self._keys = keys
        self._stack = stack
        self._grammar = GrammarVariations()
        self._language_model: PromptVariations | None = None

    def language_model(self) -> PromptVariations:
        if self._language_model is None:
            # Importing openai takes half a second, and most starts never ask it.
            from app.services.generation.providers.openai_prompts import OpenAIVariations  # noqa: PLC0415 -- see above

            key = _source(self._keys, 'openai')
            made = OpenAIVariations(key, self._settings.openai_base_url, self._settings.variations_model)
            self._stack.push_async_callback(made.close)
            self._language_model = made
        return self._language_model

    def variations(self) -> PromptVariations:
        has_model = self._settings.openai_base_url or self._keys.has('openai')
        return self.language_model() if has_model else self._grammar


async def _open_keys(directory: Path, settings: Settings) -> KeyStore:
    keys = KeyStore(directory, _environment(settings))
    for name in ENVIRONMENT:
        await asyncio.to_thread(keys.has, name)  # the first look may wait for the system's keyring
    return keys


def _providers(settings: Settings, keys: KeyStore) -> dict[str, Provider]:
    endpoints = FalEndpoints.at(settings.fal_url) if settings.fal_url else None
    fal = FalProvider(_source(keys, 'fal'), endpoints=endpoints)
    return {'sketch': SketchProvider(), 'fal': fal}


def _source(keys: KeyStore, name: KeyName) -> Callable[[], str | None]:
    """Where a provider asks for its key; a keyring that does not open is a key that is missing."""

    def key() -> str | None:
        try:
            return keys.get(name)
        except KeyStoreError as error:
            raise KeyMissing(str(error)) from None

    return key


def _environment(settings: Settings) -> dict[str, str]:
    secrets = {'FAL_KEY': settings.fal_key, 'OPENAI_API_KEY': settings.openai_api_key}
    return {name: secret.get_secret_value() for name, secret in secrets.items() if secret is not None}
