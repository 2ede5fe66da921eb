"""Looking at the pictures of a board, and at two of them together."""

import pytest
from playwright.sync_api import expect

from tests.person import Person

pytestmark = pytest.mark.browser


def test_a_board_is_looked_through_and_two_are_compared(person: Person) -> None:
    """A double click opens, arrows go on in reading order, the star is kept, C compares, Escape leads back."""
    drawn = [person.tile(person.draw(prompt)) for prompt in ('a cat at dusk', 'a cat at dawn')]
    left, right = sorted(drawn, key=lambda tile: tile['x'])
    words = [tile['prompt'].split()[-1] for tile in (left, right)]
    page, viewer = person.page, person.page.get_by_role('dialog', name='Viewer')
    page.mouse.dblclick(*person.middle(left['id']))
    expect(viewer.get_by_role('img', name=left['prompt'], exact=True)).to_be_visible()
    expect(viewer.locator('.ig-shown img')).to_have_attribute('data-level', '1024')
    page.keyboard.press('ArrowRight')
    expect(viewer.get_by_role('img', name=right['prompt'], exact=True)).to_be_visible()
    page.keyboard.press('f')
    expect(viewer.get_by_role('button', name='Favorite')).to_have_attribute('aria-pressed', 'true')
    with page.expect_download() as download:
        viewer.get_by_role('button', name='Download').click()
    assert words[1] in download.value.suggested_filename
    page.keyboard.press('c')
    page.keyboard.press('Enter')
    expect(viewer.get_by_role('slider', name='Compare')).to_be_focused()
    expect(viewer.locator('.ig-lbl')).to_have_text([f'A {words[1]}', f'B {words[0]}'])
    page.keyboard.press('Escape')
    expect(viewer).to_have_count(0)
    expect(page.get_by_role('group', name=left['prompt'], exact=True)).to_be_focused()
    assert person.tile(right['id'])['favorite']


def test_two_chosen_tiles_are_compared_from_the_menu(person: Person) -> None:
    """With exactly two tiles chosen the More menu puts both under the slider."""
    first, second = person.draw('a boat'), person.draw('a boat, watercolor')
    person.page.keyboard.press('Escape')
    person.click(first)
    person.click(second, shift=True)
    person.press('More')
    person.page.get_by_role('menuitem', name='Compare').click()
    viewer = person.page.get_by_role('dialog', name='Viewer')
    expect(viewer.locator('.ig-lbl')).to_have_text(['A without “watercolor”', 'B watercolor'])
    expect(viewer.get_by_role('slider', name='Compare')).to_be_focused()
    person.page.keyboard.press('Escape')
    expect(person.page.get_by_role('button', name='More', exact=True)).to_be_focused()
