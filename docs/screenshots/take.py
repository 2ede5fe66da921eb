"""Takes the README's screenshot of the real program: `.venv/bin/python -m docs.screenshots.take`."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM, FLAGS
from tests.person import Person, person_at
from tests.running import running_app

HERE = Path(__file__).parent
VARIED = 'lighthouse on a hill by the sea at sunset, oil painting'
OTHERS = (
    'three boats on a calm sea at dawn, watercolor',
    'snowy mountains at night with aurora',
    'pixel art castle, mountains, sunset',
    'field of pink tulips, house, impressionist',
)
SEEDS = (7, 42, 3, 7)
LAST = 'a red fox in an autumn forest, morning mist'
MOST_BYTES = 300_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as program, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with person_at(browser, program.url, color_scheme='light', reduced_motion='reduce') as person:
            person.open()
            _fill(person)
            _write(person.page.screenshot())
        browser.close()


def _fill(person: Person) -> None:
    """A board as an hour of play leaves it: a cross of variations, more beside it, some of them favorites."""
    _name_board(person, 'Harbour studies')
    varied = _draw(person, VARIED, 7)
    person.click(varied)
    person.page.keyboard.press('v')
    person.wait('window.imagegen.size() === 5')
    for tile_id in person.ids():
        person.wait_settled(tile_id)
    _show_all(person)
    drawn = [_draw(person, prompt, seed) for prompt, seed in zip(OTHERS, SEEDS, strict=True)]
    for tile_id in (varied, *drawn):
        _show_all(person)
        person.click(tile_id)
        person.page.keyboard.press('f')
        person.wait('id => window.imagegen.tile(id).favorite', tile_id)
    _show_all(person)
    person.press('Favorites')
    last = _draw(person, LAST, 11)
    _show_all(person)
    corner, beside = person.tile(drawn[-1])['screen'], person.tile(varied)['screen']
    place = person.tile(last)['screen']
    gap = corner['x'] - beside['x'] - beside['w']
    person.drag(last, corner['x'] + corner['w'] + gap - place['x'], beside['y'] - place['y'])
    _show_all(person)
    person.click(last)
    person.saved()
    person.page.wait_for_load_state('networkidle')


def _name_board(person: Person, name: str) -> None:
    person.page.get_by_title('Untitled board').click()
    person.page.get_by_role('menuitem', name='Rename').click()
    field = person.page.get_by_role('textbox', name='Board name')
    field.fill(name)
    field.press('Enter')


def _show_all(person: Person) -> None:
    """Fit the board into the window, and wait until the flight there is over."""
    person.page.keyboard.press('Escape')
    person.page.keyboard.press('Shift+Digit1')
    person.wait(
        """() => { const { x, y, zoom } = window.imagegen.viewport(), now = [x, y, zoom].join();
          const rested = window.lastSeen === now; window.lastSeen = now; return rested; }"""
    )


def _draw(person: Person, prompt: str, seed: int) -> str:
    field = person.page.get_by_role('textbox', name='Seed', exact=True)
    field.fill(str(seed))
    field.press('Enter')
    tile_id = person.draw(prompt)
    person.page.keyboard.press('Escape')
    return tile_id


def _write(png: bytes) -> None:
    image = Image.open(io.BytesIO(png)).convert('RGB')
    path = HERE / 'board.webp'
    for quality in range(92, 40, -4):
        image.save(path, 'WEBP', quality=quality, method=6)
        if path.stat().st_size <= MOST_BYTES:
            break
    (HERE / 'board.png').write_bytes(png) if '--png' in sys.argv else None


if __name__ == '__main__':
    main()
