"""The real program between a browser and loopback servers that speak the providers' protocols."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, WebSocket, expect

from tests.generation.servers import openai
from tests.generation.servers.fal import KEY, FalServer
from tests.generation.servers.openai import OpenAIServer
from tests.person import Person, person_at
from tests.running import RunningApp, running_app

SCHNELL = 'FLUX.1 schnell'


@dataclass
class Customer:
    """Someone who draws with fal.ai. `heard` is all that went over the page's sockets, both ways."""

    person: Person
    fal: FalServer
    heard: list[str] = field(default_factory=list)

    def listen(self) -> None:
        def opened(socket: WebSocket) -> None:
            for event in ('framereceived', 'framesent'):
                socket.on(event, lambda frame: self.heard.append(str(frame)))

        self.person.page.on('websocket', opened)

    def open(self, path: str = '/') -> None:
        self.person.open(path)

    def choose(self, model: str) -> None:
        """Choose a model in the bar's menu; it stays chosen for what is drawn from then on."""
        self.person.page.get_by_role('button', name='Model: ').click()
        self.person.page.get_by_role('option', name=model).click()
        expect(self.person.page.get_by_role('button', name=f'Model: {model}')).to_be_visible()

    def clear(self) -> None:
        """An empty bar over an empty board."""
        self.person.prompt.click()
        self.person.page.keyboard.press('Escape')
        if self.person.ids():
            self.person.press('Clear')
            self.person.wait('window.imagegen.size() === 0')

    def put(self, text: str) -> str:
        """Put a whole prompt into the bar at once, as by pasting, for a new tile; its id."""
        before = self.person.ids()
        self.person.prompt.click()
        self.person.page.keyboard.press('Escape')
        expect(self.person.prompt).to_have_value('')
        self.person.prompt.fill(text)
        self.person.wait('before => window.imagegen.ids().some(id => !before.includes(id))', before)
        (made,) = set(self.person.ids()) - set(before)
        return made

    def tile(self, tile_id: str) -> Locator:
        return self.person.page.locator(f'[data-id="{tile_id}"]')

    def sees_failure(self, tile_id: str, sentence: str) -> None:
        """The tile says the sentence and offers a retry, and the bar goes on taking text."""
        tile = self.tile(tile_id)
        expect(tile.locator('.ig-card')).to_contain_text(sentence, timeout=20_000)
        expect(tile.get_by_role('button', name='Retry')).to_be_attached()
        expect(self.person.prompt).to_be_editable()

    def retry(self, tile_id: str) -> None:
        self.tile(tile_id).get_by_role('button', name='Retry').click()


@contextmanager
def customer_at(browser: Browser, program: RunningApp, fal: FalServer) -> Iterator[Customer]:
    with person_at(browser, program.url) as person:
        somebody = Customer(person, fal)
        somebody.listen()
        yield somebody


@pytest.fixture(scope='session')
def fal_server() -> Iterator[FalServer]:
    with FalServer() as server:
        yield server


@pytest.fixture(scope='session')
def openai_server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


@pytest.fixture(scope='session')
def program(
    tmp_path_factory: pytest.TempPathFactory, fal_server: FalServer, openai_server: OpenAIServer
) -> Iterator[RunningApp]:
    """One program for all of them, with both keys in its environment."""
    with running_app(
        tmp_path_factory.mktemp('faults'),
        IMAGEGEN_FAL_URL=fal_server.url,
        FAL_KEY=KEY,
        IMAGEGEN_OPENAI_BASE_URL=openai_server.base_url,
        OPENAI_API_KEY=openai.KEY,
    ) as app:
        yield app
