"""The settings as one form: providers and their keys, spending, theme."""

from dataclasses import asdict, dataclass
from typing import Literal, Protocol

from app.ui.components.element import Component
from app.ui.components.payload import Payload, StrangePayload, number, text
from app.ui.components.toolbar import theme_mode
from app.ui.theme import ThemeMode

MOST_USD = 10_000
"""The highest cap that can be set."""


@dataclass(frozen=True)
class ProviderRow:
    """A provider as the page may know it: never its key, at most the key's ending, within `note`.

    `status` is "free" for the built-in painter. `fixed` marks a key that the environment gives and no form can change.
    """

    id: str
    label: str
    note: str
    status: Literal['free', 'none', 'ready', 'refused']
    fixed: bool = False


@dataclass(frozen=True)
class CapRow:
    """A cap in dollars and what was spent of it; `spent_when` completes "$0.48 …": "spent today"."""

    name: str
    label: str
    cap_usd: float
    spent_usd: float
    spent_when: str


@dataclass(frozen=True)
class SumRow:
    """What was spent in the last 30 days on a day, with a provider or on a board, as the page names it."""

    kind: Literal['day', 'provider', 'board']
    name: str
    usd: float
    requests: int


@dataclass(frozen=True)
class SettingsState:
    """All that the form shows. `keys_kept` says in one sentence where keys are kept, `kept_in` where pictures are."""

    providers: tuple[ProviderRow, ...]
    caps: tuple[CapRow, ...]
    sums: tuple[SumRow, ...]
    theme: ThemeMode
    keys_kept: str
    kept_in: str
    version: str


@dataclass(frozen=True)
class Outcome:
    """What came of a test or a change, as one sentence."""

    ok: bool
    text: str


class SettingsPresenter(Protocol):
    """What the form asks for. Each change answers with an outcome; `state` is asked again after it."""

    async def state(self) -> SettingsState: ...
    async def set_key(self, provider: str, key: str) -> Outcome: ...
    async def remove_key(self, provider: str) -> Outcome: ...
    async def test(self, provider: str) -> Outcome: ...
    async def set_cap(self, name: str, usd: float) -> Outcome: ...
    async def set_theme(self, mode: ThemeMode) -> None: ...


class SettingsForm(Component, component='settings_form.js'):
    """A key goes from the form to the presenter once; the field is emptied and nothing of the key comes back."""

    def __init__(self, presenter: SettingsPresenter, state: SettingsState) -> None:
        super().__init__()
        self._presenter = presenter
        self._props['initial'] = asdict(state)
        self.hears('set_key', self._set_key)
        self.hears('remove_key', self._remove_key)
        self.hears('test', self._test)
        self.hears('set_cap', self._set_cap)
        self.hears('theme', lambda said: presenter.set_theme(theme_mode(said)))

    async def _set_key(self, said: Payload) -> None:
        provider = text(said, 'provider')
        await self._show(provider, await self._presenter.set_key(provider, text(said, 'key')))

    async def _remove_key(self, said: Payload) -> None:
        provider = text(said, 'provider')
        await self._show(provider, await self._presenter.remove_key(provider))

    async def _test(self, said: Payload) -> None:
        provider = text(said, 'provider')
        await self._show(provider, await self._presenter.test(provider))

    async def _set_cap(self, said: Payload) -> None:
        usd = number(said, 'usd')
        if not 0 <= usd <= MOST_USD:
            raise StrangePayload(f'The page sent a cap of {usd} dollars; it lies between 0 and {MOST_USD}.')
        name = text(said, 'name')
        await self._show(name, await self._presenter.set_cap(name, usd))

    async def _show(self, about: str, outcome: Outcome) -> None:
        self.tell('tell', provider=about, ok=outcome.ok, text=outcome.text)
        self.tell('state', **asdict(await self._presenter.state()))
