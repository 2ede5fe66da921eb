"""What axe-core finds on the real pages, in both themes, on a desk and on a small phone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.person import Person, person_at
from tests.running import RunningApp

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1] / 'js' / 'node_modules' / 'axe-core' / 'axe.min.js'
DESK, PHONE = (1440, 900), (360, 740)
GRAVE = ('serious', 'critical')


@dataclass
class Examination:
    """Someone who looks at one surface after the other and notes what axe finds there."""

    person: Person
    grave: list[str] = field(default_factory=list)
    slight: list[str] = field(default_factory=list)

    def look(self, surface: str) -> None:
        page = self.person.page
        if not page.evaluate('Boolean(window.axe)'):
            page.add_script_tag(path=AXE)
        page.evaluate('Promise.allSettled(document.getAnimations().map((one) => one.finished))')
        found: dict[str, Any] = page.evaluate(
            'axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })'
        )
        for violation in found['violations']:
            places = [' '.join(map(str, node['target'])) for node in violation['nodes']]
            line = f'{surface}: {violation["id"]} ({violation["impact"]}) at {places}'
            (self.grave if violation['impact'] in GRAVE else self.slight).append(line)


@pytest.fixture(scope='module')
def boards(browser: Browser, program: RunningApp) -> dict[str, str]:
    """The addresses of an empty board and of one with two tiles, one of them a favorite."""
    with person_at(browser, program.url) as person:
        person.open()
        person.new_board()
        empty = person.page.evaluate('location.pathname')
        person.new_board()
        person.draw('a cat at dusk')
        tile_id = person.draw('a cat at dawn')
        person.click(tile_id)
        person.page.keyboard.press('f')
        person.wait('id => window.imagegen.tile(id).favorite', tile_id)
        return {'empty': empty, 'filled': person.page.evaluate('location.pathname')}


@pytest.fixture(params=[DESK, PHONE], ids=['desk', 'phone'])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    chosen: tuple[int, int] = request.param
    return chosen


@pytest.fixture(params=['light', 'dark'])
def examination(
    browser: Browser, program: RunningApp, size: tuple[int, int], request: pytest.FixtureRequest
) -> Iterator[Examination]:
    theme: Literal['light', 'dark'] = request.param
    touch = size == PHONE
    with person_at(browser, program.url, size, color_scheme=theme, has_touch=touch, is_mobile=touch) as person:
        examined = Examination(person)
        yield examined
        print('\n'.join(examined.slight))
        assert not examined.grave, '\n'.join(examined.grave)


def go(person: Person, path: str) -> None:
    person.open(path)
    person.wait_for_board()


def test_boards_and_tiles(examination: Examination, boards: dict[str, str]) -> None:
    """The empty board, a board with tiles, and one of them selected with its menu open."""
    person = examination.person
    go(person, boards['empty'])
    expect(person.page.get_by_role('heading', name='Type, and watch the picture change.')).to_be_visible()
    examination.look('empty board')
    go(person, boards['filled'])
    tile = person.page.get_by_role('group', name='a cat at dawn', exact=True)
    expect(tile).to_be_visible()
    examination.look('board')
    tile.focus()
    person.page.keyboard.press('Enter')
    person.wait('window.imagegen.selection().length === 1')
    examination.look('selected tile')
    tile.get_by_role('button', name='More').press('Enter')
    expect(person.page.get_by_role('menu', name='More')).to_be_visible()
    examination.look('menu of a tile')


def test_panels_and_dialogs(examination: Examination, boards: dict[str, str]) -> None:
    """Favorites, search, help, details and the viewer over the board."""
    person, page = examination.person, examination.person.page
    go(person, boards['filled'])
    tile = page.get_by_role('group', name='a cat at dawn', exact=True)
    person.press('Favorites')
    expect(page.get_by_role('region', name='Favorites').get_by_role('group')).not_to_have_count(0)
    examination.look('favorites panel')
    page.get_by_role('button', name='Close favorites').click()
    page.keyboard.press('Control+k')
    expect(page.get_by_role('listbox', name='Results').get_by_role('option').first).to_be_visible()
    examination.look('search')
    page.keyboard.press('Escape')
    page.keyboard.press('?')
    expect(page.get_by_role('dialog', name='Help')).to_be_visible()
    examination.look('help')
    page.keyboard.press('Escape')
    tile.focus()
    page.keyboard.press('i')
    expect(page.get_by_role('region', name='Details')).to_be_visible()
    examination.look('details')
    page.get_by_role('button', name='Close details').click()
    tile.focus()
    page.keyboard.press(' ')
    expect(page.get_by_role('dialog', name='Viewer').get_by_role('img', name='a cat at dawn')).to_be_visible()
    examination.look('viewer')
    page.keyboard.press('c')
    page.keyboard.press('Enter')
    expect(page.get_by_role('slider', name='Compare')).to_be_visible()
    examination.look('two pictures compared')


def test_other_pages(examination: Examination, boards: dict[str, str]) -> None:
    """The pages of favorites, boards and trash, and the settings."""
    person, page = examination.person, examination.person.page
    person.page.goto(person.url + '/favorites')
    expect(page.get_by_role('group', name='a cat at dawn').first).to_be_visible()
    examination.look('favorites page')
    page.goto(person.url + '/settings')
    expect(page.get_by_role('heading', name='Providers')).to_be_visible()
    examination.look('settings')
    page.goto(person.url + '/boards')
    expect(page.get_by_role('listitem').first).to_be_visible()
    examination.look('boards page')
    page.get_by_role('button', name='More for').first.click()
    examination.look('menu of a board')
    page.goto(person.url + '/trash')
    expect(page.get_by_role('heading', name='Trash')).to_be_visible()
    examination.look('trash')


def test_every_tool_is_reached_by_tab(browser: Browser, program: RunningApp, boards: dict[str, str]) -> None:
    """Tab meets tiles in reading order, every tool and every knob, and each shows that it has the focus."""
    with person_at(browser, program.url) as person:
        go(person, boards['filled'])
        person.page.get_by_role('region', name='Board').focus()
        stops: list[str] = []
        while len(stops) < 80 and (len(stops) < 2 or stops[-1] != stops[0]):
            person.page.keyboard.press('Tab')
            stop = person.page.evaluate(
                """() => { const at = document.activeElement, style = getComputedStyle(at);
                  const shows = style.outlineStyle !== 'none' || at.matches('input, textarea, .ig-place');
                  const name = at.getAttribute('aria-label') ?? at.textContent.trim();
                  return at === document.body ? '' : shows ? name : `${name}, unseen`; }"""
            )
            if stop:
                stops.append(stop)
    assert not [stop for stop in stops if stop.endswith('unseen')]
    for group in (
        ('Undo', 'Tidy', 'Clear', 'Boards', 'Favorites', 'Search', 'Theme', 'Settings', 'Help'),
        ('Prompt', 'History', 'Live', 'Seed', 'Pin seed', 'Re-roll'),
        ('Duplicate', 'Variations', 'Favorite', 'Delete', 'More'),
        ('Zoom out', 'Zoom in', 'Fit all'),
        tuple(sorted(('a cat at dusk', 'a cat at dawn'), key=stops.index)),
    ):
        assert sorted(stops.index(name) for name in group) == [stops.index(name) for name in group]


def test_nothing_moves_where_motion_is_reduced(browser: Browser, program: RunningApp, boards: dict[str, str]) -> None:
    """Panels, menus, the viewer and its strip are there at once, and tidied tiles jump to their places."""
    with person_at(browser, program.url, reduced_motion='reduce') as person:
        page = person.page
        go(person, boards['filled'])
        page.evaluate(
            """() => { window.moved = []; const watch = () => {
              const names = document.getAnimations().map((one) => one.effect.target.className);
              window.moved.push(...names.filter((name) => name.includes('ig-'))); requestAnimationFrame(watch); };
              watch(); }"""
        )
        person.press('Favorites')
        expect(page.get_by_role('region', name='Favorites')).to_be_visible()
        person.press('Boards')
        expect(page.get_by_role('menu', name='Boards')).to_be_visible()
        page.keyboard.press('Escape')
        page.get_by_role('group', name='a cat at dawn', exact=True).first.focus()
        page.keyboard.press(' ')
        expect(page.get_by_role('dialog', name='Viewer').get_by_role('option')).to_have_count(2)
        page.keyboard.press('ArrowRight')
        page.keyboard.press('Escape')
        assert page.evaluate('window.moved') == []
        moved = person.ids()[1]
        person.drag(moved, 90, 140)
        person.saved()
        page.evaluate(
            """id => { window.places = new Set(); const watch = () => { const { x, y } = window.imagegen.tile(id);
              window.places.add(`${x} ${y}`); requestAnimationFrame(watch); }; watch(); }""",
            moved,
        )
        person.press('Tidy')
        person.wait('window.places.size > 1')
        person.saved()
        assert page.evaluate('window.places.size') == 2
