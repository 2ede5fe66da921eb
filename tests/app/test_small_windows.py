"""The board in a window at 200 % and on a screen 360 px wide: nothing cut off, nothing that covers another control."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.person import Person, person_at
from tests.running import RunningApp

pytestmark = pytest.mark.browser

# 1440 × 900 at 200 %, 1366 × 768 at 150 %, a small phone
WINDOWS: dict[str, tuple[tuple[int, int], dict[str, Any]]] = {
    'at 200 %': ((720, 450), {'device_scale_factor': 2}),
    'at 150 %': ((911, 440), {'device_scale_factor': 1.5}),
    'phone': ((360, 740), {'has_touch': True, 'is_mobile': True}),
}
CONTROLS = (
    ('textbox', 'Prompt'),
    ('button', 'Settle'),
    ('button', 'Boards'),
    ('button', 'Undo'),
    ('button', 'Favorites'),
)


@pytest.fixture(params=list(WINDOWS))
def cramped(browser: Browser, program: RunningApp, request: pytest.FixtureRequest) -> Iterator[Person]:
    size, context = WINDOWS[request.param]
    with person_at(browser, program.url, size, reduced_motion='reduce', **context) as person:
        person.open()
        person.new_board()
        yield person


def fits(person: Person) -> None:
    """Nothing scrolls sideways, and no control of the page stands outside of the window for good."""
    beyond = person.page.evaluate(
        """() => {
          const moves = (element) => /auto|scroll/.test(getComputedStyle(element).overflow);
          const scrolls = (element) => element !== null && (moves(element) || scrolls(element.parentElement));
          const controls = 'button, a[href], input, textarea, [role=slider], [role=option]';
          return [...document.querySelectorAll(controls)]
            .filter((one) => one.checkVisibility() && !one.closest('.ig-places') && !scrolls(one.parentElement))
            .filter((one) => { const { left, top, right, bottom } = one.getBoundingClientRect();
              return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight; })
            .map((one) => one.getAttribute('aria-label') ?? one.textContent); }"""
    )
    assert beyond == []
    assert person.page.evaluate('document.scrollingElement.scrollWidth <= innerWidth')


def uncovered(control: Locator) -> None:
    """The middle of a control is the control itself: nothing lies over it."""
    expect(control).to_be_visible()
    assert control.evaluate(
        """control => { const { left, top, width, height } = control.getBoundingClientRect();
          const hit = document.elementFromPoint(left + width / 2, top + height / 2);
          return control.contains(hit) || hit.contains(control) && hit.closest('label') !== null; }"""
    ), control


def test_the_board_is_all_there(cramped: Person) -> None:
    """Prompt, Settle, boards, undo, favorites and the rest of the tools can be pressed, with tiles and without."""
    page = cramped.page
    for drawn in (False, True):
        if drawn:
            cramped.draw('a cat')
        fits(cramped)
        for role, name in CONTROLS:
            uncovered(page.get_by_role(role, name=name, exact=True).first)  # type: ignore[arg-type]  # a literal of roles
    page.get_by_role('button', name='More tools').click()
    for tool in ('Select', 'Hand', 'Redo', 'Tidy', 'Clear', 'Search', 'Settings', 'Help'):
        item = page.get_by_role('menuitem', name=tool, exact=True)
        item.scroll_into_view_if_needed()
        uncovered(item)


def test_the_tools_of_a_tile_stand_free_of_the_chrome(cramped: Person) -> None:
    """Wherever the tile is, all five tools can be pressed, and the menu fits the window."""
    page = cramped.page
    tile_id = cramped.draw('a cat')
    page.keyboard.press('Escape')
    page.keyboard.press('Shift+Digit1')
    cramped.click(tile_id)
    tile = page.get_by_role('group', name='a cat', exact=True)
    for tool in ('Duplicate', 'Variations', 'Favorite', 'Delete', 'More'):
        uncovered(tile.get_by_role('button', name=tool))
    tile.get_by_role('button', name='More').click()
    last = page.get_by_role('menuitem', name='Details')
    last.scroll_into_view_if_needed()
    uncovered(last)


def test_panels_dialogs_and_pages_fit(cramped: Person) -> None:
    """Help, search, favorites, details, the viewer and the other pages are whole, and can be left again."""
    page = cramped.page
    tile_id = cramped.draw('a cat')
    page.keyboard.press('Escape')
    cramped.click(tile_id)
    page.get_by_role('region', name='Board').focus()
    for key, close in (('?', 'Close help'), ('i', 'Close details'), (' ', 'Close')):
        page.keyboard.press(key)
        uncovered(page.get_by_role('button', name=close, exact=True))
        fits(cramped)
        page.get_by_role('button', name=close, exact=True).click()
    cramped.press('Favorites')
    uncovered(page.get_by_role('button', name='Close favorites'))
    fits(cramped)
    for path, heading in (('/favorites', 'Favorites'), ('/settings', 'Settings')):
        page.goto(cramped.url + path)
        expect(page.get_by_role('heading', name=heading, exact=True)).to_be_visible()
        uncovered(page.get_by_role('link', name='Back to the board'))
        fits(cramped)


@pytest.mark.parametrize('path', ['/boards', '/trash', '/favorites'])
def test_other_pages_fit(cramped: Person, path: str) -> None:
    """Their headings and buttons too."""
    cramped.page.goto(cramped.url + path)
    expect(cramped.page.get_by_role('heading', level=1)).to_be_visible()
    fits(cramped)
