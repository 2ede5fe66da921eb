"""A person at the real page: a browser that speaks of tiles and prompts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PatienceOver

WIDE = (1440, 900)
SMALL = (390, 844)


@dataclass
class Person:
    """Someone at the page. Waits are for what the page shows, never for time to pass."""

    page: Page
    url: str

    def open(self, path: str = '/') -> None:
        self.page.goto(self.url + path)
        self.wait('window.did_handshake')
        if path == '/':
            self.wait_for_board()

    def wait_for_board(self) -> None:
        self.wait('window.did_handshake && window.imagegen && window.imagegen.rev() !== null')

    def new_board(self) -> None:
        """A board of one's own, so that tests do not meet."""
        self.mark()
        self.press('Boards')
        self.page.get_by_role('menuitem', name='New board').click()
        self.wait_for_another_page()
        self.wait('window.imagegen.size() === 0')

    def mark(self) -> None:
        """Remember this page, to know another one from it."""
        self.page.evaluate('window.isMarked = true')

    def wait_for_another_page(self) -> None:
        self.wait('!window.isMarked && window.did_handshake && window.imagegen')

    @property
    def prompt(self) -> Locator:
        return self.page.get_by_role('textbox', name='Prompt', exact=True)

    def type(self, text: str, delay_ms: float = 10) -> None:
        self.prompt.click()
        self.page.keyboard.type(text, delay=delay_ms)

    def draw(self, text: str) -> str:
        """Type a prompt, settle it, and return the id of its finished tile."""
        before = set(self.ids())
        self.page.keyboard.press('Escape')  # nothing is selected: typing makes a new tile
        self.type(text)
        self.page.keyboard.press('Enter')
        self.wait('before => window.imagegen.ids().some(id => !before.includes(id))', list(before))
        (tile_id,) = set(self.ids()) - before
        self.wait_settled(tile_id, text)
        return tile_id

    def draw_several(self, text: str, count: int) -> str:
        """Type a prompt for so many candidates on an empty board; return the first of the finished tiles."""
        self.page.keyboard.press('Escape')
        self.type(text)
        self.page.keyboard.press('Enter')
        self.wait('count => window.imagegen.size() === count', count)
        for tile_id in self.ids():
            self.wait_settled(tile_id, text)
        return self.ids()[0]

    def ids(self) -> list[str]:
        ids: list[str] = self.page.evaluate('window.imagegen.ids()')
        return ids

    def tile(self, tile_id: str) -> dict[str, Any]:
        tile: dict[str, Any] = self.page.evaluate('id => window.imagegen.tile(id)', tile_id)
        return tile

    def wait(self, expression: str, argument: object = None) -> None:
        try:
            self.page.wait_for_function(expression, arg=argument, timeout=20_000)
        except PatienceOver as error:
            tiles = self.page.evaluate('window.imagegen?.ids().map(window.imagegen.tile)')
            raise AssertionError(f'{expression} of {argument} did not come true. The tiles: {tiles}') from error

    def wait_settled(self, tile_id: str, prompt: str | None = None) -> None:
        """Wait until the tile shows its stored picture, of this prompt where one is given."""
        self.wait(
            """([id, prompt]) => { const tile = window.imagegen.tile(id);
              return tile?.picture && !tile.frame && !tile.status && (prompt === null || tile.prompt === prompt); }""",
            [tile_id, prompt],
        )

    def middle(self, tile_id: str) -> tuple[float, float]:
        screen = self.tile(tile_id)['screen']
        return screen['x'] + screen['w'] / 2, screen['y'] + screen['h'] / 2

    def click(self, tile_id: str, *, shift: bool = False) -> None:
        if shift:
            self.page.keyboard.down('Shift')
        self.page.mouse.click(*self.middle(tile_id))
        if shift:
            self.page.keyboard.up('Shift')

    def drag(self, tile_id: str, dx: float, dy: float) -> None:
        x, y = self.middle(tile_id)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx / 2, y + dy / 2)
        self.page.keyboard.down('Control')  # no snapping: the distance is exact
        self.page.mouse.move(x + dx, y + dy)
        self.page.mouse.up()
        self.page.keyboard.up('Control')

    def press(self, name: str) -> None:
        """Press a button of the page by its accessible name."""
        self.page.get_by_role('button', name=name, exact=True).first.click()

    def saved(self) -> None:
        """Wait until the page says that everything is stored."""
        expect(self.page.get_by_role('status', name='Sync')).to_contain_text('Saved here')


@contextmanager
def person_at(browser: Browser, url: str, size: tuple[int, int] = WIDE, **context: Any) -> Iterator[Person]:
    """Open a browser window of its own; a script error on the page fails the test."""
    window = browser.new_context(viewport={'width': size[0], 'height': size[1]}, **context)
    page = window.new_page()
    broken: list[str] = []
    page.on('pageerror', lambda error: broken.append(str(error)))
    yield Person(page, url)
    window.close()
    assert not broken, broken


def part_of(path: Path, pattern: str) -> list[Path]:
    """The files below a folder that match, for looking at what is on the disk."""
    return sorted(found for found in path.rglob(pattern) if found.is_file())
