"""The page's socket as an attacker would speak it: engine.io and socket.io by hand over a plain WebSocket."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import httpx
from websockets import Origin
from websockets.sync.client import ClientConnection, connect

SOCKET_PATH = '/_nicegui_ws/socket.io/'


@dataclass(frozen=True)
class Ears:
    """Where a page's element listens: what an event must name to be heard."""

    element: int
    listeners: dict[str, str]


@dataclass(frozen=True)
class LoadedPage:
    """A page as the program sent it."""

    html: str
    client_id: str

    @classmethod
    def load(cls, url: str, path: str = '/') -> Self:
        with httpx.Client(base_url=url, trust_env=False) as http:
            html = http.get(path).raise_for_status().text
        found = re.search(r"'client_id': '([0-9a-f-]+)'", html)
        assert found, 'the page names no client'
        return cls(html, found.group(1))

    def elements(self) -> dict[str, Any]:
        found = re.search(r'parseElements\(String\.raw`(.*?)`\)', self.html, re.DOTALL)
        assert found, 'the page holds no elements'
        text = found.group(1)
        for escaped, plain in (('&#36;', '$'), ('&#96;', '`'), ('&gt;', '>'), ('&lt;', '<'), ('&amp;', '&')):
            text = text.replace(escaped, plain)
        elements: dict[str, Any] = json.loads(text)
        return elements

    def ears(self, event: str) -> Ears:
        """The element that listens to `event`, with all that it listens to."""
        for number, element in self.elements().items():
            listeners = {one['type']: one['listener_id'] for one in element.get('events', [])}
            if event in listeners:
                return Ears(int(number), listeners)
        raise AssertionError(f'no element of the page listens to {event}')


@dataclass
class Wire:
    """An open WebSocket of a page."""

    client_id: str
    socket: ClientConnection

    def say(self, packet: str) -> None:
        self.socket.send(packet)

    def hear(self, start: str) -> str:
        """The next packet that starts so."""
        while True:
            packet = self.socket.recv(10)
            assert isinstance(packet, str)
            if packet.startswith(start):
                return packet

    def hear_text(self, text: str) -> None:
        """Listen until the program says something that holds the text."""
        while text not in self.hear(''):
            pass

    def hear_until(self, is_true: Callable[[], object]) -> None:
        """Listen until something that the program tells of has happened."""
        while not is_true():
            self.hear('')

    def emit(self, name: str, payload: str) -> None:
        """Send a socket.io event; `payload` is JSON as it stands, well-formed or not."""
        self.say(f'42["{name}",{payload}]')

    def event(self, ears: Ears, name: str, arguments: str) -> None:
        """Send a component's event; `arguments` is its JSON as it stands."""
        said = {
            'client_id': self.client_id,
            'id': ears.element,
            'listener_id': ears.listeners[name],
            'args': [arguments],
        }
        self.emit('event', json.dumps(said))


@contextmanager
def wired(url: str, client_id: str, origin: str | None = None) -> Iterator[Wire]:
    """Open the socket of a page; `origin` is what its handshake says, in place of what a browser would."""
    query = f'EIO=4&transport=websocket&client_id={client_id}&next_message_id=0&implicit_handshake=true'
    address = f'ws{url.removeprefix("http")}{SOCKET_PATH}?{query}&document_id=wire&tab_id=wire'
    said = None if origin is None else Origin(origin)
    # Unread messages must not keep the answer to the closing from being read.
    with connect(address, origin=said, proxy=None, max_queue=None) as socket:
        wire = Wire(client_id, socket)
        wire.say('40')
        wire.hear('40')
        yield wire
