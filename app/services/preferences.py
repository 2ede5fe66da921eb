"""What a device remembers for itself: theme, drafts, viewports, knobs (SYNC.md C13). Values are plain JSON."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from app.services.database import Database
from app.services.tables import preferences


class Preferences:
    """Rows of one device. Keys are free; those of a board are written `viewport:<board id>`."""

    def __init__(self, database: Database, device: str = 'local') -> None:
        self._database = database
        self._device = device

    async def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 -- whatever JSON may hold
        """Return a value, `default` where none was set."""
        async with self._database.reading() as connection:
            row = await connection.execute(
                select(preferences.c.value).where(preferences.c.device == self._device, preferences.c.key == key)
            )
            found = row.first()
        return default if found is None else found.value

    async def all(self, prefix: str = '') -> dict[str, Any]:
        """Return every value whose key starts with `prefix`."""
        async with self._database.reading() as connection:
            rows = await connection.execute(
                select(preferences.c.key, preferences.c.value).where(
                    preferences.c.device == self._device, preferences.c.key.startswith(prefix, autoescape=True)
                )
            )
            return {row.key: row.value for row in rows}

    async def set(self, key: str, value: Any) -> None:  # noqa: ANN401 -- whatever JSON may hold
        """Keep a JSON value; None forgets the key. Raises StoreError."""
        async with self._database.transaction() as connection:
            if value is None:
                await connection.execute(
                    delete(preferences).where(preferences.c.device == self._device, preferences.c.key == key)
                )
                return
            statement = insert(preferences).values(device=self._device, key=key, value=value)
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=['device', 'key'], set_={'value': statement.excluded.value}
                )
            )
