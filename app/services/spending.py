"""What pictures cost: reserved before a request, settled or released after it, and never above the person's caps."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal, cast

from sqlalchemy import func, insert, select, update

from app.domain.ids import new_id
from app.domain.records import utc_text
from app.services.database import Database
from app.services.generation.errors import (
    CapReached,
    GenerationError,
    KeyMissing,
    KeyRefused,
    QuotaSpent,
    RateLimited,
    RequestRefused,
)
from app.services.generation.provider import Model
from app.services.preferences import Preferences
from app.services.tables import ledger as table

CapName = Literal['session', 'day']
DEFAULT_CAPS: Final[dict[CapName, float]] = {'session': 1.0, 'day': 2.0}
NEVER_BILLED: Final = (KeyMissing, KeyRefused, QuotaSpent, RateLimited, RequestRefused, CapReached)


@dataclass(frozen=True, slots=True)
class Totals:
    """Dollars spent or reserved since the program started and since midnight, and the caps on both."""

    session_usd: float
    day_usd: float
    session_cap_usd: float
    day_cap_usd: float


@dataclass(frozen=True, slots=True)
class Sum:
    """What was spent on one day (as 2026-01-31), with one provider, or on one board (its id, '' for none)."""

    kind: Literal['day', 'provider', 'board']
    name: str
    usd: float
    requests: int


@dataclass(slots=True)
class Spending:
    """One request's money. `cost_usd` is the estimate until `settle` gives what was billed."""

    cost_usd: float

    def settle(self, cost_usd: float) -> None:
        self.cost_usd = cost_usd


class Ledger:
    """The person's spending on this device. `now` gives the local time: a day is the person's own."""

    def __init__(
        self, database: Database, preferences: Preferences, now: Callable[[], datetime] = datetime.now
    ) -> None:
        self._database = database
        self._preferences = preferences
        self._now = now
        self._caps = dict(DEFAULT_CAPS)
        self._session = 0.0
        self._day = 0.0
        self._today = now().date()
        self._listeners: list[Callable[[], None]] = []

    async def load(self) -> None:
        """Read today's spending and the caps. A reservation that a crash left open counts: it may be billed."""
        midnight = datetime.combine(self._now().date(), datetime.min.time()).astimezone(UTC)
        query = select(func.sum(table.c.cost_usd)).where(table.c.at >= utc_text(midnight), table.c.state != 'released')
        async with self._database.reading() as connection:
            self._day = float((await connection.execute(query)).scalar() or 0)
        for name in self._caps:
            stored = await self._preferences.get(f'cap:{name}')
            if isinstance(stored, (int, float)):
                self._caps[name] = float(stored)

    def totals(self) -> Totals:
        self._turn_day()
        return Totals(self._session, self._day, self._caps['session'], self._caps['day'])

    async def sums(self, days: int = 30) -> list[Sum]:
        """Return what was spent or is reserved in the last days, today among them: the latest day, the most, first."""
        first = datetime.combine(self._now().date() - timedelta(days=days - 1), datetime.min.time()).astimezone(UTC)
        query = select(table.c.at, table.c.provider, table.c.board_id, table.c.cost_usd).where(
            table.c.at >= utc_text(first), table.c.state != 'released', table.c.cost_usd > 0
        )
        found: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        async with self._database.reading() as connection:
            for row in await connection.execute(query):
                day = datetime.fromisoformat(row.at).astimezone(self._now().tzinfo).date().isoformat()
                for key in (('day', day), ('provider', row.provider), ('board', row.board_id or '')):
                    found[key].append(row.cost_usd)
        made = [Sum(cast('Any', kind), name, sum(costs), len(costs)) for (kind, name), costs in found.items()]
        return sorted(made, key=lambda one: one.name if one.kind == 'day' else f'{one.usd:020.6f}', reverse=True)

    async def set_cap(self, name: CapName, usd: float) -> None:
        await self._preferences.set(f'cap:{name}', usd)
        self._caps[name] = usd
        self._tell()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have `listener` called when totals or caps change; return what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @contextlib.asynccontextmanager
    async def spending(
        self, model: Model, estimate_usd: float, board_id: str, *, beside: bool = False
    ) -> AsyncIterator[Spending]:
        """Reserve the estimate for one request, and settle or release it at the end. Free models pass through.

        Raises CapReached before anything is sent. A request that failed in a way that may be billed all the same
        (a cut connection, a refusal after the work) stays counted. With `beside` the row is written while the request
        is sent, which a preview's few milliseconds are worth; the caps hold all the same, and a sum that cannot be
        written counts until the program ends. Raises StoreError, with `beside` at the end of the block.
        """
        spending = Spending(estimate_usd)
        if model.is_free:
            yield spending
            return
        row, written = self._reserve(model, estimate_usd, board_id)
        day = self._today
        if not beside:
            await self._or_released(written, estimate_usd)
        state = 'settled'
        try:
            yield spending
        except GenerationError as error:
            state = 'released' if isinstance(error, NEVER_BILLED) else 'settled'
            raise
        finally:
            cost = spending.cost_usd if state == 'settled' else 0.0
            self._add(cost - estimate_usd, day)
            await written
            change = update(table).where(table.c.id == row).values(cost_usd=cost, state=state)
            async with self._database.transaction() as connection:
                await connection.execute(change)

    def _reserve(self, model: Model, usd: float, board_id: str) -> tuple[str, asyncio.Task[None]]:
        self._turn_day()
        self._check(usd)
        self._add(usd)
        row = new_id()
        values = {
            'id': row,
            'at': utc_text(self._now()),
            'provider': model.provider,
            'model': model.id,
            'board_id': board_id,
            'cost_usd': usd,
            'state': 'reserved',
        }
        return row, asyncio.create_task(self._write(values))

    async def _write(self, values: dict[str, object]) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(insert(table).values(values))

    async def _or_released(self, written: asyncio.Task[None], usd: float) -> None:
        """Wait for the row; without it nothing is sent, so that nothing is spent."""
        try:
            await written
        except BaseException:
            self._add(-usd)
            raise

    def _check(self, usd: float) -> None:
        totals = self.totals()
        for words, spent, cap in (
            ('This session', totals.session_usd, totals.session_cap_usd),
            ('Today', totals.day_usd, totals.day_cap_usd),
        ):
            if spent + usd > cap + 1e-9:
                raise CapReached(f'{words} reached its cap of ${cap:.2f}. Raise it in Settings to go on.')

    def _add(self, usd: float, day: date | None = None) -> None:
        """Count a sum. What corrects a reservation belongs to the day of that reservation."""
        self._turn_day()
        self._session = max(0.0, self._session + usd)
        if day in (None, self._today):
            self._day = max(0.0, self._day + usd)
        self._tell()

    def _turn_day(self) -> None:
        today = self._now().date()
        if today != self._today:
            self._today, self._day = today, 0.0

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
