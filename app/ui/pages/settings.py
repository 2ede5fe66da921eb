"""The settings page: providers and their keys, spending, theme."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, cast

from nicegui import ui

from app import __version__
from app.platform.keys import KeyName, KeyStoreError
from app.services.errors import ServiceError
from app.services.generation.errors import GenerationError, KeyRefused
from app.services.spending import CapName
from app.services.studio import Studio
from app.ui import theme
from app.ui.components.settings_form import CapRow, Outcome, ProviderRow, SettingsState, SumRow
from app.ui.pages.device import theme_of
from app.ui.pages.settings_view import settings_view
from app.ui.theme import ThemeMode

SKETCH: Final = ProviderRow('sketch', 'Sketch', 'Built in. Drawn by rules, not AI. No key, no network.', 'free')
LABELS: Final[dict[KeyName, str]] = {'fal': 'fal.ai', 'openai': 'OpenAI'}
WITHOUT: Final[dict[KeyName, str]] = {
    'fal': 'No key yet. Draws pictures with FLUX and other models, from ${cheapest:.3f} each.',
    'openai': 'No key yet. Writes prompt variations; without it a built-in grammar does.',
}
log = logging.getLogger(__name__)


def register(studio: Studio) -> None:
    """Add the page at `/settings`."""
    refused: set[str] = set()  # by which keys were refused since the start; the keys themselves are not kept here

    @ui.page('/settings', title='Settings · ImageGen', favicon=theme.FAVICON, viewport=theme.VIEWPORT)
    async def settings_page() -> None:
        await settings_view(StudioSettings(studio, refused))


class StudioSettings:
    """Presents the settings of a studio. `refused` names the providers whose key was refused when tested."""

    def __init__(self, studio: Studio, refused: set[str]) -> None:
        self._studio = studio
        self._refused = refused

    async def state(self) -> SettingsState:
        rows = [SKETCH]
        for name in LABELS:
            if await asyncio.to_thread(self._studio.keys.look_again, name):
                self._studio.live.unblock()
            rows.append(await asyncio.to_thread(self._row, name))
        totals = self._studio.ledger.totals()
        return SettingsState(
            providers=tuple(rows),
            caps=(
                CapRow(
                    'session', 'Cap for a session', totals.session_cap_usd, totals.session_usd, 'spent since the start'
                ),
                CapRow('day', 'Cap for a day', totals.day_cap_usd, totals.day_usd, 'spent today'),
            ),
            sums=tuple(await self._sums()),
            theme=await theme_of(self._studio),
            keys_kept=self._studio.keys.where,
            kept_in=str(self._studio.boards.database.directory),
            version=__version__,
        )

    async def _sums(self) -> list[SumRow]:
        names = {board.id: board.name for board in await self._studio.boards.newest()}
        rows: dict[tuple[str, str], SumRow] = {}
        for one in await self._studio.ledger.sums():
            name = one.name
            if one.kind == 'board':
                name = names.get(one.name, 'Deleted boards' if one.name else 'No board')
            elif one.kind == 'provider':
                name = LABELS.get(cast('KeyName', one.name), one.name)
            before = rows.get((one.kind, name), SumRow(one.kind, name, 0.0, 0))
            rows[one.kind, name] = SumRow(one.kind, name, before.usd + one.usd, before.requests + one.requests)
        return sorted(
            rows.values(), key=lambda row: row.name if row.kind == 'day' else f'{row.usd:020.6f}', reverse=True
        )

    async def set_key(self, provider: str, key: str) -> Outcome:
        return await self._change_key(provider, lambda name: self._studio.keys.set(name, key), 'The key is kept.')

    async def remove_key(self, provider: str) -> Outcome:
        return await self._change_key(provider, self._studio.keys.delete, 'The key was removed.')

    async def test(self, provider: str) -> Outcome:
        """Try the provider at no cost."""
        model = self._studio.language_model
        source = await asyncio.to_thread(model) if provider == 'openai' else self._studio.providers.get(provider)
        if source is None:
            return Outcome(False, f'There is no provider "{provider[:40]}".')
        try:
            sentence = await source.check()
        except GenerationError as error:
            if isinstance(error, KeyRefused):
                self._refused.add(provider)
            return Outcome(False, str(error))
        self._refused.discard(provider)
        return Outcome(True, sentence)

    async def set_cap(self, name: str, usd: float) -> Outcome:
        if name not in ('session', 'day'):
            return Outcome(False, f'There is no cap "{name[:40]}".')
        try:
            await self._studio.ledger.set_cap(cast('CapName', name), usd)
        except ServiceError as error:
            return Outcome(False, str(error))
        self._studio.live.unblock()
        return Outcome(True, f'Generation stops at ${usd:.2f}.')

    async def set_theme(self, mode: ThemeMode) -> None:
        try:
            await self._studio.preferences.set('theme', mode)
        except ServiceError as error:  # the page wears it all the same
            log.warning('The theme was not kept. %s', error)

    async def _change_key(self, provider: str, change: Callable[[KeyName], None], done: str) -> Outcome:
        if provider not in LABELS:
            return Outcome(False, f'The provider "{provider[:40]}" takes no key.')
        try:
            await asyncio.to_thread(change, provider)
        except KeyStoreError as error:
            return Outcome(False, str(error))
        self._refused.discard(provider)
        self._studio.live.unblock()
        return Outcome(True, done)

    def _row(self, name: KeyName) -> ProviderRow:
        """Asks the keyring, which may block."""
        try:
            source, ending = self._studio.keys.source(name), self._studio.keys.ending(name)
        except KeyStoreError as error:
            return ProviderRow(name, LABELS[name], str(error), 'none')
        if source is None:
            cheapest = min((model.price_usd for model in self._studio.models if not model.is_free), default=0)
            return ProviderRow(name, LABELS[name], WITHOUT[name].format(cheapest=cheapest), 'none')
        note = f'Key ending in {ending}.' if ending else 'A key is set.'
        fixed = source == 'environment'
        if fixed:
            note += ' It comes from the environment.'
        return ProviderRow(name, LABELS[name], note, 'refused' if name in self._refused else 'ready', fixed)
