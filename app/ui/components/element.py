"""The base of our components: events that were checked, methods that speak in dataclasses."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, is_dataclass
from pathlib import Path

from nicegui import ui
from nicegui.events import GenericEventArguments

from app.ui.components.payload import Payload, StrangePayload, fields
from app.ui.modules import publish

log = logging.getLogger(__name__)


publish('imagegen-chrome', Path(__file__).parent / 'parts')


class Component(ui.element):
    """One piece of chrome: a Vue component whose whole interior lives in the browser."""

    def hears(self, event: str, act: Callable[[Payload], Awaitable[None]]) -> None:
        """Calls `act` with the fields of each `event`; an event that the page garbled is logged and dropped."""

        async def heard(arguments: GenericEventArguments) -> None:
            try:
                await act(fields(arguments.args))
            except StrangePayload as strange:
                log.warning('Dropped the event "%s" of a page. %s', event, strange)

        self.on(event, heard)

    def tell(self, method: str, **values: object) -> None:
        """Runs a method of the component in the browser; dataclasses become fields. Does not wait."""
        self.run_method(method, {name: _plain(value) for name, value in values.items()})


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def plain(**values: object) -> dict[str, object]:
    """Values for a component's prop: dataclasses become fields, what is None is left out."""
    return {name: _plain(value) for name, value in values.items() if value is not None}
