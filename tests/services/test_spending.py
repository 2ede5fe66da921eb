"""What is spent, counted by session and day."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.services.database import open_database
from app.services.generation.errors import KeyRefused
from app.services.generation.models import find_model
from app.services.preferences import Preferences
from app.services.spending import Ledger

EVENING = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
NEXT_DAY = datetime(2026, 3, 2, 0, 1, tzinfo=UTC)


async def test_a_request_over_midnight_belongs_to_the_day_it_was_sent(tmp_path: Path) -> None:
    """What it cost less than its estimate is not taken off the new day."""
    database = await open_database(tmp_path)
    now = [EVENING]
    try:
        ledger = Ledger(database, Preferences(database), now=lambda: now[0])
        model = find_model('fal/flux-schnell')
        async with ledger.spending(model, 0.5, 'board') as over_midnight:
            now[0] = NEXT_DAY
            async with ledger.spending(model, 0.2, 'board') as today:
                today.settle(0.2)
            over_midnight.settle(0.1)
        totals = ledger.totals()
        assert round(totals.session_usd, 6) == 0.3
        assert round(totals.day_usd, 6) == 0.2
    finally:
        await database.close()


async def test_sums_are_told_by_day_provider_and_board(tmp_path: Path) -> None:
    """What was released counts nothing, and what is older than the days asked for is left out."""
    database = await open_database(tmp_path)
    now = [datetime(2026, 1, 1, 12, tzinfo=UTC)]
    try:
        ledger = Ledger(database, Preferences(database), now=lambda: now[0])
        model = find_model('fal/flux-schnell')

        async def spend(usd: float, board: str) -> None:
            async with ledger.spending(model, usd, board) as spending:
                spending.settle(usd)

        await spend(0.2, 'an old board')
        now[0] = EVENING
        await spend(0.1, 'sea')
        await spend(0.2, 'sea')
        now[0] = NEXT_DAY
        await spend(0.05, 'hills')
        with pytest.raises(KeyRefused):
            async with ledger.spending(model, 0.3, 'hills'):
                raise KeyRefused('no')
        told = [(one.kind, one.name, round(one.usd, 6), one.requests) for one in await ledger.sums(30)]
        assert [one for one in told if one[0] == 'day'] == [
            ('day', '2026-03-02', 0.05, 1),
            ('day', '2026-03-01', 0.3, 2),
        ]
        assert [one for one in told if one[0] == 'board'] == [('board', 'sea', 0.3, 2), ('board', 'hills', 0.05, 1)]
        assert [one for one in told if one[0] == 'provider'] == [('provider', 'fal', 0.35, 3)]
    finally:
        await database.close()
