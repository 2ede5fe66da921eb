"""What just happened, with the way back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.ui.components.element import Component
from app.ui.components.payload import Payload, whole


@dataclass(frozen=True)
class Action:
    """The button of a message: what it shows, the fuller name it has for assistive technology, what it does."""

    label: str
    name: str
    act: Callable[[], Awaitable[None]]


class Toast(Component, component='toast.js'):
    """One message at a time, for 6 s with an action or much to read, else 3 s; it stays while hovered or focused."""

    def __init__(self) -> None:
        super().__init__()
        self._last = 0
        self._action: Action | None = None
        self.hears('act', self._acted)

    def show(self, text: str, action: Action | None = None) -> None:
        """Replaces the message that stands there."""
        self._last += 1
        self._action = action
        button = None if action is None else {'label': action.label, 'name': action.name}
        self.tell('show', id=self._last, text=text, action=button)

    async def _acted(self, said: Payload) -> None:
        action, self._action = self._action, None
        if action is not None and whole(said, 'id') == self._last:
            await action.act()
