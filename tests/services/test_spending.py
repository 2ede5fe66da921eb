"""What is spent, counted by session and day."""

from datetime import UTC, datetime
from pathlib import Path

from app.services.database import open_database
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
