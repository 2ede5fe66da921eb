"""The canvas by keyboard, and what assistive technology meets."""

import pytest
from playwright.sync_api import expect

from tests.canvas.conftest import CanvasPage

pytestmark = pytest.mark.browser


def test_tab_goes_through_the_tiles_and_their_buttons(canvas: CanvasPage) -> None:
    """Tab reaches the tiles in reading order, and from a tile its five buttons by their names."""
    canvas.open()
    expect(canvas.page.get_by_role('region', name='Board')).to_be_visible()
    canvas.page.get_by_role('region', name='Board').focus()
    canvas.page.keyboard.press('Tab')
    expect(canvas.tile('a red cat')).to_be_focused()
    for name in ('Duplicate', 'Variations', 'Favorite', 'Delete', 'More'):
        canvas.page.keyboard.press('Tab')
        expect(canvas.tile('a red cat').get_by_role('button', name=name, exact=True)).to_be_focused()
    canvas.page.keyboard.press('Tab')
    expect(canvas.tile('a blue boat')).to_be_focused()
    canvas.page.keyboard.press('Shift+Tab')
    expect(canvas.tile('a red cat')).to_be_focused()


def test_a_button_acts_on_its_tile(canvas: CanvasPage) -> None:
    """The toolbar that a pointer brings up acts on the tile it stands at, without selecting it."""
    canvas.open().tile('a blue boat').hover()
    canvas.tile('a blue boat').get_by_role('button', name='Favorite').click()
    [command] = canvas.wait_for_told('Command')
    assert (command['name'], command['ids']) == ('favorite', [canvas.id_of(2)])
    assert canvas.selection() == []


def test_favorite_says_whether_it_is_one(canvas: CanvasPage) -> None:
    """The favorite button is pressed on a favorite, and follows a change."""
    canvas.open().tile('a green hill').hover()
    favorite = canvas.tile('a green hill').get_by_role('button', name='Favorite')
    expect(favorite).to_have_attribute('aria-pressed', 'true')
    canvas.call('apply', 2, [['patch', canvas.id_of(3), {'favorite': False}]])
    expect(favorite).to_have_attribute('aria-pressed', 'false')


def test_one_toolbar_acts_on_a_selection_of_several(canvas: CanvasPage) -> None:
    """Several selected tiles have one toolbar, and Delete asks for all of them."""
    canvas.open().page.keyboard.press('Control+a')
    expect(canvas.button('Duplicate')).to_have_count(1)
    canvas.page.keyboard.press('Delete')
    [command] = canvas.wait_for_told('Command')
    assert (command['name'], len(command['ids'])) == ('delete', 6)


def test_arrows_nudge_and_are_told_once(canvas: CanvasPage) -> None:
    """Arrow keys move the selection at once, and one event tells their sum after a rest."""
    canvas.open().tile('a red cat').click()
    for key in ('ArrowRight', 'ArrowRight', 'Shift+ArrowDown'):
        canvas.page.keyboard.press(key)
    assert canvas.place(1) == (102, 160)
    assert canvas.wait_for_told('Moved') == [{'type': 'Moved', 'ids': [canvas.id_of(1)], 'dx': 2, 'dy': 10}]


def test_alt_shift_arrows_resize_and_are_told_once(canvas: CanvasPage) -> None:
    """Right and down enlarge by 10, left and up make smaller, around the top left with the ratio kept."""
    canvas.open().tile('a red cat').click()
    for key in ('ArrowRight', 'ArrowRight', 'ArrowLeft'):
        canvas.page.keyboard.press(f'Alt+Shift+{key}')
    tile = canvas.scene(1)
    assert (tile['x'], tile['y'], tile['w'], tile['h']) == (100, 150, 210, 157.5)
    for key in ('ArrowDown', 'ArrowUp'):
        canvas.page.keyboard.press(f'Alt+Shift+{key}')
    told = canvas.wait_for_told('Resized')
    assert told == [{'type': 'Resized', 'id': canvas.id_of(1), 'x': 100, 'y': 150, 'w': 210, 'h': 157.5}]
    expect(canvas.page.locator('.ig-size')).to_be_hidden()


def test_a_resize_by_keys_is_told_before_what_follows(canvas: CanvasPage) -> None:
    """A nudge after it comes as an act of its own, in order; a tile never gets smaller than it may."""
    canvas.open().tile('a red cat').click()
    for _ in range(30):
        canvas.page.keyboard.press('Alt+Shift+ArrowLeft')
    assert canvas.scene(1)['h'] == pytest.approx(32, abs=0.02)
    canvas.page.keyboard.press('ArrowRight')
    canvas.wait_for_told('Moved')
    assert canvas.told('Resized')[-1]['h'] == pytest.approx(32, abs=0.02)


def test_arrows_on_a_focused_tile_move_the_focus(canvas: CanvasPage) -> None:
    """A tile that is focused and not selected gives the focus to its neighbour; Enter selects, Space opens."""
    canvas.open().tile('a red cat').focus()
    canvas.page.keyboard.press('ArrowRight')
    expect(canvas.tile('a blue boat')).to_be_focused()
    canvas.page.keyboard.press('Enter')
    assert canvas.selection() == [2]
    canvas.hear('open')
    canvas.page.keyboard.press(' ')
    assert canvas.heard() == [{'ids': [canvas.id_of(2)]}]


def test_keys_in_a_text_field_are_left_alone(canvas: CanvasPage) -> None:
    """Typing into the prompt neither deletes nor favorites the selected tile."""
    canvas.open().tile('a red cat').click()
    prompt = canvas.page.get_by_role('textbox', name='Prompt')
    prompt.click()
    canvas.page.keyboard.type('fr ')
    for key in ('Backspace', 'Control+a', 'ArrowLeft', 'Delete'):
        canvas.page.keyboard.press(key)
    assert canvas.selection() == [1]
    canvas.page.get_by_role('region', name='Board').focus()
    canvas.page.keyboard.press('f')
    [command] = canvas.wait_for_told('Command')
    assert command['name'] == 'favorite'


def test_the_more_menu_works_by_keyboard(canvas: CanvasPage) -> None:
    """The menu opens on its first item, arrows go through it, Escape brings the focus back to the button."""
    canvas.open().tile('a red cat').focus()
    more = canvas.tile('a red cat').get_by_role('button', name='More')
    more.focus()
    canvas.page.keyboard.press('Enter')
    expect(canvas.page.get_by_role('menuitem', name='Open')).to_be_focused()
    canvas.page.keyboard.press('Escape')
    expect(more).to_be_focused()
    expect(canvas.page.get_by_role('menu')).to_have_count(0)
    canvas.page.keyboard.press('Enter')
    for _ in range(2):
        canvas.page.keyboard.press('ArrowDown')
    expect(canvas.page.get_by_role('menuitem', name='Download without metadata')).to_be_focused()
    canvas.page.keyboard.press('Enter')
    [command] = canvas.wait_for_told('Command')
    assert (command['name'], command['metadata'], command['ids']) == ('download', False, [canvas.id_of(1)])


def test_two_chosen_tiles_can_be_compared(canvas: CanvasPage) -> None:
    """Compare stands in the menu for exactly two tiles, and C does it too."""
    canvas.open().tile('a red cat').click()
    canvas.page.keyboard.press('c')
    canvas.page.get_by_role('button', name='More').click()
    expect(canvas.page.get_by_role('menuitem', name='Compare')).to_be_disabled()
    canvas.page.keyboard.press('Escape')
    canvas.tile('a blue boat').click(modifiers=['Shift'])
    canvas.hear('open')
    canvas.page.keyboard.press('c')
    canvas.page.get_by_role('button', name='More').click()
    expect(canvas.page.get_by_role('menuitem', name='Open')).to_be_disabled()
    canvas.page.get_by_role('menuitem', name='Compare').click()
    assert canvas.heard() == 2 * [{'ids': [canvas.id_of(1), canvas.id_of(2)]}]


def test_a_click_outside_closes_the_menu(canvas: CanvasPage) -> None:
    """The menu goes when one presses beside it."""
    canvas.open().tile('a red cat').hover()
    canvas.tile('a red cat').get_by_role('button', name='More').click()
    expect(canvas.page.get_by_role('menu', name='More')).to_be_visible()
    canvas.page.mouse.click(1200, 300)
    expect(canvas.page.get_by_role('menu')).to_have_count(0)


def test_a_failed_tile_says_why_and_what_to_do(canvas: CanvasPage) -> None:
    """A failure shows its sentence, the way to its cure, and a retry."""
    canvas.open()
    failed = canvas.tile('a glass house')
    expect(failed).to_contain_text('fal.ai refused the key.')
    expect(failed.get_by_role('link', name='Settings')).to_have_attribute('href', '/settings')
    failed.get_by_role('button', name='Retry').click()
    [command] = canvas.wait_for_told('Command')
    assert (command['name'], command['ids']) == ('retry', [canvas.id_of(4)])


def test_news_are_told_politely(canvas: CanvasPage) -> None:
    """What Python announces is in a polite live region."""
    canvas.open().call('announce', 'A red cat was drawn')
    expect(canvas.page.get_by_role('status', name='Board news')).to_have_text('A red cat was drawn')


def test_the_scrub_strip_is_one_slider(canvas: CanvasPage) -> None:
    """Arrow keys go through the pictures of a live tile, which shows each, and Keep asks for the shown one."""
    canvas.open().tile('a red cat').click()
    frames = [
        {'n': n, 'url': f'/frames/{color}', 'shows': f'/frames/{color}', 'prompt': f'{n} words'}
        for n, color in ((3, 'red'), (5, 'blue'), (8, 'gold'))
    ]
    canvas.call('scrub', canvas.id_of(1), frames)
    slider = canvas.page.get_by_role('slider', name='Earlier pictures')
    expect(slider).to_have_attribute('aria-valuetext', '3 of 3: 8 words')
    slider.focus()
    canvas.page.keyboard.press('ArrowLeft')
    expect(slider).to_have_attribute('aria-valuetext', '2 of 3: 5 words')
    screen = canvas.scene(1)['screen']
    middle = screen['x'] + screen['w'] / 2, screen['y'] + screen['h'] / 2
    canvas.wait_for_color(*middle, 'blue')
    canvas.button('Keep').click()
    [keep] = canvas.wait_for_told('Command')
    assert (keep['name'], keep['n']) == ('keep', 5)
    assert canvas.place(1) == (100, 150)
    # A picture that comes meanwhile leaves one where one is; a key of the strip leads back to the tile's own.
    canvas.call('scrub', canvas.id_of(1), [*frames, {**frames[0], 'n': 9, 'prompt': '9 words'}])
    expect(slider).to_have_attribute('aria-valuetext', '2 of 4: 5 words')
    slider.focus()
    canvas.page.keyboard.press('End')
    canvas.wait_for_color(*middle, 'red')
