"""Builds the services of a studio from the settings, and takes them down again in the right order."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path

from app.platform.keys import ENVIRONMENT, KeyName, KeyStore, KeyStoreError
from app.services.blobs import Blobs
from app.services.boards import Boards
from app.services.database import open_database
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
from app.services.spending import Ledger
from app.services.studio import Studio
from app.settings import Settings


@asynccontextmanager
async def open_studio(settings: Settings, providers: Mapping[str, Provider] | None = None) -> AsyncIterator[Studio]:
    """Open the data directory and everything that works on it. `providers` stand in for those of the settings.

    Raises ServiceError with one sentence where the directory cannot be used.
    """
    sys.setswitchinterval(0.001)  # painters are threads too: a key press must not wait 5 ms for each of them
    async with AsyncExitStack() as stack:
        database = await open_database(settings.data_dir)
        stack.push_async_callback(database.close)
        blobs = Blobs(database.directory)
        await blobs.tidy()
        boards = Boards(database)
        await boards.start()
        preferences = Preferences(database)
        ledger = Ledger(database, preferences)
        await ledger.load()
        frames = Frames(database, database.directory / 'frames')
        await frames.start()
        stack.push_async_callback(frames.close)
        keys = await _open_keys(database.directory, settings)
        made = dict(providers) if providers is not None else _providers(settings, keys)
        for provider in made.values():
            stack.push_async_callback(provider.close)
        pictures, library, statuses = Pictures(database, blobs), Library(boards), Statuses()
        jobs = Jobs(
            providers=made,
            boards=boards,
            pictures=pictures,
            frames=frames,
            library=library,
            statuses=statuses,
            ledger=ledger,
            database=database,
        )
        stack.push_async_callback(jobs.close)
        live = Live(made, jobs, frames, statuses, ledger)
        stack.push_async_callback(live.close)
        stack.callback(jobs.leave)
        await jobs.resume()

        @cache
        def language_model() -> PromptVariations:
            made = _language_model(settings, keys)
            stack.push_async_callback(made.close)
            return made

        grammar = GrammarVariations()

        def variations() -> PromptVariations:
            """The language model where there is one to ask, else the built-in grammar."""
            return language_model() if settings.openai_base_url or keys.has('openai') else grammar

        yield Studio(
            boards=boards,
            library=library,
            pictures=pictures,
            blobs=blobs,
            preferences=preferences,
            frames=frames,
            statuses=statuses,
            live=live,
            jobs=jobs,
            ledger=ledger,
            keys=keys,
            models=tuple(model for model in load_models() if model.provider in made),
            providers=made,
            language_model=language_model,
            variations=variations,
        )


def _language_model(settings: Settings, keys: KeyStore) -> PromptVariations:
    # Importing openai takes half a second, and most starts never ask it.
    from app.services.generation.providers.openai_prompts import OpenAIVariations  # noqa: PLC0415 -- see above

    return OpenAIVariations(_source(keys, 'openai'), settings.openai_base_url, settings.variations_model)


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
