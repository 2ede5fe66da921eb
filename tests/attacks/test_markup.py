"""Markup and template code in prompts and names: shown as the text it is, wherever it is shown."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.person import Person, person_at
from tests.running import RunningApp

pytestmark = pytest.mark.browser
PROMPT = (
    'a cat <img src=x onerror="window.ran=1"> "><script>window.ran=2</script>'
    ' {{ constructor.constructor("window.ran=3")() }} ${window.ran=4} `x` \\u0027 </textarea>'
)
NAME = '</script><script>window.ran=5</script> `${window.ran=6}` {{ window.ran=7 }} <svg onload=window.ran=8>'
INJECTED = '[onerror], [onload], img[src="x"], script:not([src]):empty'


@pytest.fixture(scope='module')
def person(browser: Browser, program: RunningApp) -> Iterator[Person]:
    """Someone whose board, prompt and favorite are all markup."""
    with person_at(browser, program.url) as somebody:
        somebody.open()
        somebody.new_board()
        yield somebody


@pytest.fixture(scope='module')
def tile_id(person: Person) -> str:
    made = person.draw(PROMPT)
    person.click(made)
    person.press('Favorite')
    person.wait('id => window.imagegen.tile(id).favorite', made)
    return made


def is_text(place: Locator, text: str) -> None:
    """The text stands there letter by letter, and none of it became an element or ran."""
    expect(place.first).to_contain_text(text)
    page = place.page
    assert page.evaluate('window.ran') is None
    assert page.locator(INJECTED).count() == 0


def test_a_prompt_of_markup_is_the_tile_s_name(person: Person, tile_id: str) -> None:
    """On the tile, in its hover badge, and in the bar when it is chosen again."""
    expect(person.page.get_by_role('group', name=PROMPT, exact=True)).to_be_attached()
    person.page.keyboard.press('Escape')
    person.page.mouse.move(5, 5)
    person.page.mouse.move(*person.middle(tile_id))
    is_text(person.page.locator('.ig-hint').first, PROMPT)
    person.click(tile_id)
    expect(person.prompt).to_have_value(PROMPT)


def test_details_show_a_prompt_of_markup(person: Person, tile_id: str) -> None:
    """The panel beside the board, and the picture opened large."""
    person.click(tile_id)
    person.press('More')
    person.page.get_by_role('menuitem', name='Details').click()
    is_text(person.page.get_by_role('region', name='Details'), PROMPT)
    person.press('Close details')


def test_history_and_search_show_a_prompt_of_markup(person: Person, tile_id: str) -> None:
    """Both lists mark what was searched for, and mark nothing else up."""
    person.press('History')
    is_text(person.page.get_by_role('option', name='a cat').first, PROMPT)
    person.page.keyboard.press('Escape')
    person.press('Search')
    found = person.page.get_by_role('dialog', name='Search')
    found.get_by_role('combobox', name='Search').fill('onerror')
    is_text(found.get_by_role('option').filter(has_text='a cat').first, PROMPT)
    person.page.keyboard.press('Escape')


def test_favorites_show_a_prompt_of_markup(person: Person, tile_id: str) -> None:
    """In the panel and on the page of their own."""
    person.press('Favorites')
    panel = person.page.get_by_role('region', name='Favorites')
    is_text(panel.get_by_role('group', name=PROMPT, exact=True), PROMPT)
    person.press('Close favorites')
    person.open('/favorites')
    is_text(person.page.get_by_role('group', name=PROMPT, exact=True), PROMPT)
    person.open()


def test_a_board_named_in_markup_is_only_oddly_named(person: Person, tile_id: str) -> None:
    """The name stands in the page's own source after a reload, and in the menu and the search."""
    person.press('Untitled board')
    person.page.get_by_role('menuitem', name='Rename this board').click()
    person.page.get_by_role('textbox', name='Board name').fill(NAME)
    person.page.keyboard.press('Enter')
    is_text(person.page.locator('.ig-corner'), NAME)
    person.saved()
    person.page.reload()
    person.wait_for_board()
    is_text(person.page.locator('.ig-corner'), NAME)
    person.page.locator('.ig-corner button').first.click()
    is_text(person.page.get_by_role('menuitemradio', name=NAME), NAME)
    person.page.keyboard.press('Escape')
    person.press('Search')
    found = person.page.get_by_role('dialog', name='Search')
    found.get_by_role('combobox', name='Search').fill('window')
    is_text(found.get_by_role('option').filter(has_text='svg'), NAME)
