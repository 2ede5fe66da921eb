"""The rail, the panels, the dialogs and the pages in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.chrome.conftest import Chrome

pytestmark = pytest.mark.browser

TOOLS = (
    'Select',
    'Hand',
    'Undo',
    'Redo',
    'Tidy',
    'Clear',
    'Boards',
    'Favorites',
    'Search',
    'Theme',
    'Settings',
    'Help',
)


def button(chrome: Chrome, name: str) -> Locator:
    return chrome.page.get_by_role('button', name=name, exact=True)


def favorite(chrome: Chrome, name: str) -> Locator:
    return chrome.page.get_by_role('group', name=name, exact=True)


def test_the_rail_has_every_tool_by_name(chrome: Chrome) -> None:
    """Each tool has its accessible name and a title; what has nothing to do is disabled and 34 % strong."""
    chrome.open()
    rail = chrome.page.get_by_role('navigation', name='Tools')
    names = rail.get_by_role('button').evaluate_all('all => all.map(each => each.getAttribute("aria-label"))')
    assert tuple(names) == TOOLS
    expect(button(chrome, 'Undo')).to_have_attribute('title', 'Undo (Ctrl+Z)')
    expect(button(chrome, 'Redo')).to_be_disabled()
    expect(button(chrome, 'Redo')).to_have_css('opacity', '0.34')
    chrome.do('can_redo')
    expect(button(chrome, 'Redo')).to_be_enabled()
    expect(button(chrome, 'Undo')).to_be_disabled()


def test_the_rail_asks_for_what_python_does(chrome: Chrome) -> None:
    """Tools that change the board are told to Python; the hand is told to the canvas."""
    chrome.open()
    for name in ('Undo', 'Tidy', 'Clear'):
        button(chrome, name).click()
        chrome.wait_for_act('command', name.lower())
    button(chrome, 'Hand').click()
    expect(button(chrome, 'Hand')).to_have_attribute('aria-pressed', 'true')
    chrome.page.evaluate('window.stubBus.emit("tool", { tool: "select" })')
    expect(button(chrome, 'Hand')).to_have_attribute('aria-pressed', 'false')


def test_the_theme_goes_light_dark_system(chrome: Chrome) -> None:
    """The theme changes at once, on the page and on Quasar's body, follows the device, and Python keeps it."""
    page = chrome.open()
    html, body = page.locator('html'), page.locator('body')
    expect(html).to_have_attribute('data-theme', 'light')
    button(chrome, 'Theme').click()
    expect(html).to_have_attribute('data-theme', 'dark')
    expect(body).to_have_class(re.compile('body--dark'))
    chrome.wait_for_act('theme', 'dark')
    button(chrome, 'Theme').click()
    page.emulate_media(color_scheme='light')
    expect(html).to_have_attribute('data-theme', 'light')
    page.emulate_media(color_scheme='dark')
    expect(html).to_have_attribute('data-theme', 'dark')
    chrome.wait_for_act('theme', 'system')


def test_a_dark_page_is_dark_from_the_first_element_on(chrome: Chrome) -> None:
    """The theme stands before the body exists, so nothing flashes."""
    chrome.page.add_init_script("""new MutationObserver((_, watch) => {
      if (!document.body) return;
      window.firstTheme = document.documentElement.dataset.theme;
      watch.disconnect();
    }).observe(document, { childList: true, subtree: true });""")
    chrome.open('/?theme_mode=dark')
    assert chrome.page.evaluate('window.firstTheme') == 'dark'


def test_a_board_is_renamed_in_its_place(chrome: Chrome) -> None:
    """The name becomes a field; Enter keeps the new name, Escape the old."""
    chrome.open()
    for name, key, kept in (('Boats', 'Enter', 'Boats'), ('Cars', 'Escape', 'Boats')):
        button(chrome, 'Harbour studies').or_(button(chrome, 'Boats')).click()
        chrome.page.get_by_role('menuitem', name='Rename this board').click()
        chrome.page.get_by_role('textbox', name='Board name').fill(name)
        chrome.page.keyboard.press(key)
        expect(button(chrome, kept)).to_be_visible()
    assert chrome.acts() == [['renamed', 'b1', 'Boats']]


def test_boards_are_opened_and_made(chrome: Chrome) -> None:
    """The menu of boards marks this one, opens another and makes a new one."""
    chrome.open()
    button(chrome, 'Boards').click()
    expect(chrome.page.get_by_role('menuitemradio', name='Harbour studies')).to_have_attribute('aria-checked', 'true')
    chrome.page.get_by_role('menuitemradio', name='Forests').click()
    chrome.wait_for_act('opened', 'b2')
    button(chrome, 'Boards').click()
    chrome.page.get_by_role('menuitem', name='New board').click()
    chrome.wait_for_act('made')


def test_the_sync_status_says_it_in_words(chrome: Chrome) -> None:
    """The status "Sync" has words and an icon, never a colour alone."""
    chrome.open()
    sync = chrome.page.get_by_role('status', name='Sync')
    expect(sync).to_have_text('Saved here')
    chrome.do('saving')
    expect(sync).to_have_text('Saving 2 changes')
    chrome.do('not_saved')
    expect(sync).to_have_text('Not saved')
    expect(sync.locator('use')).to_have_attribute('href', re.compile('#i-failed$'))


def test_a_lost_connection_is_said_and_text_typed_meanwhile_arrives(chrome: Chrome) -> None:
    """While the server is away the status says so, typing goes on, and what was typed comes after."""
    page = chrome.open()
    sync = page.get_by_role('status', name='Sync')
    page.evaluate('window.socket.io.engine.close()')
    page.keyboard.type('a')
    expect(sync).to_have_text('Reconnecting')
    chrome.wait_for(lambda acts: acts and acts[0][1]['text'] == 'a')
    expect(sync).to_have_text('Saved here')


def test_a_message_offers_the_way_back(chrome: Chrome) -> None:
    """The toast's button has a fuller name, acts once and goes."""
    chrome.open()
    chrome.do('toast')
    undo = button(chrome, 'Undo moving two tiles to trash')
    expect(undo).to_have_text('Undo')
    undo.click()
    chrome.wait_for_act('undone')
    expect(chrome.page.get_by_text('Two tiles moved to trash')).to_have_count(0)


def test_a_message_waits_while_it_is_hovered(chrome: Chrome) -> None:
    """A message with an action stays 6 s, and as long as a pointer rests on it."""
    chrome.page.clock.install()
    chrome.open()
    chrome.do('toast')
    message = chrome.page.get_by_text('Two tiles moved to trash')
    message.hover()
    chrome.page.clock.run_for(20_000)
    expect(message).to_be_visible()
    chrome.page.mouse.move(400, 400)
    chrome.page.clock.run_for(5_000)
    expect(message).to_be_visible()
    chrome.page.clock.run_for(2_000)
    expect(message).to_have_count(0)


def test_favorites_load_as_one_scrolls(chrome: Chrome) -> None:
    """The panel shows the count, reads its pages one after another, and moves the bar aside."""
    page = chrome.open()
    button(chrome, 'Favorites').click()
    panel = page.get_by_role('region', name='Favorites')
    expect(button(chrome, 'Favorites')).to_have_attribute('aria-expanded', 'true')
    expect(page.locator('body')).to_have_class(re.compile('ig-with-panel'))
    expect(panel).to_contain_text('128')
    expect(panel.get_by_role('group')).to_have_count(40)
    favorite(chrome, 'mushrooms, number 39').scroll_into_view_if_needed()
    expect(panel.get_by_role('group')).to_have_count(80)
    button(chrome, 'Close favorites').click()
    expect(panel).to_have_count(0)
    expect(button(chrome, 'Favorites')).to_be_focused()
    page.keyboard.press('Enter')
    page.get_by_role('textbox', name='Search by words').press('Escape')
    expect(panel).to_have_count(0)
    expect(button(chrome, 'Favorites')).to_be_focused()


def test_favorites_are_searched_and_filtered(chrome: Chrome) -> None:
    """Words, model and date narrow the list; nothing found says so and offers to clear."""
    page = chrome.open()
    button(chrome, 'Favorites').click()
    page.get_by_role('textbox', name='Search by words').fill('aurora')
    expect(page.get_by_role('region', name='Favorites').get_by_role('group')).to_have_count(16)
    button(chrome, 'Any model').click()
    page.get_by_role('option', name='Sketch').click()
    button(chrome, 'Any date').click()
    page.get_by_role('option', name='Last 7 days').click()
    chrome.wait_for_act('asked', 'aurora', 'sketch', True, 0)
    page.get_by_role('textbox', name='Search by words').fill('nothing at all')
    expect(page.get_by_text('No favorite fits.')).to_be_visible()
    button(chrome, 'Clear filters').click()
    expect(favorite(chrome, 'harbour, number 1')).to_be_visible()
    expect(button(chrome, 'Any date')).to_be_visible()


def test_a_favorite_goes_to_the_board_by_keyboard_click_and_drag(chrome: Chrome) -> None:
    """Put on board works by mouse and keys; a drag tells where the favorite was let go."""
    page = chrome.open()
    button(chrome, 'Favorites').click()
    harbour = favorite(chrome, 'harbour, number 1')
    harbour.hover()
    harbour.get_by_role('button', name='Put on board').click()
    chrome.wait_for_act('put', 'f1')
    favorite(chrome, 'aurora, number 2').press('Enter')
    chrome.wait_for_act('put', 'f2')
    harbour.drag_to(page.get_by_role('region', name='Board'), target_position={'x': 900, 'y': 700})
    chrome.wait_for_act('dropped', {'favorite': 'f1', 'x_client': 900, 'y_client': 700})


def test_a_star_removes_a_favorite(chrome: Chrome) -> None:
    """Removing takes the picture out of the list at once and tells Python."""
    page = chrome.open()
    button(chrome, 'Favorites').click()
    harbour = favorite(chrome, 'harbour, number 1')
    harbour.hover()
    harbour.get_by_role('button', name='Remove from favorites').click()
    expect(harbour).to_have_count(0)
    expect(page.get_by_role('region', name='Favorites')).to_contain_text('127')
    chrome.wait_for_act('unfavorite', 'f1')


def test_the_favorites_page_has_months(chrome: Chrome) -> None:
    """The page groups by month, in columns of at least 220 px, with a way back."""
    page = chrome.open('/favorites')
    expect(page.get_by_role('heading', name='November 2026')).to_be_visible()
    expect(page.get_by_role('heading', name='October 2026')).to_have_count(1)
    width = page.locator('.ig-fav').first.evaluate('each => each.getBoundingClientRect().width')
    assert 220 <= width < 440
    expect(page.get_by_role('link', name='Back to the board')).to_have_attribute('href', '/')


def test_details_show_the_facts(chrome: Chrome) -> None:
    """The panel has picture, prompt and facts; "Use prompt" starts a new tile with that prompt."""
    page = chrome.open()
    chrome.do('details')
    panel = page.get_by_role('region', name='Details')
    expect(panel.locator('dl')).to_have_text(
        re.compile(
            r'ModelSketch, built in\s*Seed\s*4821.*Size1024 × 1024 \(1:1\)Took0\.09 sCostFree.*Stored0\.9 MB', re.S
        )
    )
    panel.get_by_role('button', name='Download').click()
    chrome.wait_for_act('download', 't1')
    panel.get_by_role('button', name='Use prompt').click()
    typed = chrome.wait_for(lambda acts: len(acts) == 2)[1][1]
    assert (typed['text'], typed['new']) == ('a lighthouse and two boats by the sea at dusk, oil painting', True)
    button(chrome, 'Favorites').click()
    expect(panel).to_have_count(0)


def test_search_finds_and_goes(chrome: Chrome) -> None:
    """Ctrl+K opens the search, arrows choose, Enter goes, Ctrl+Enter puts on the board, commands act at once."""
    page = chrome.open()
    page.keyboard.press('Control+k')
    field = page.get_by_role('combobox', name='Search')
    field.fill('aurora')
    expect(page.get_by_role('option', name='aurora')).to_have_attribute('aria-selected', 'true')
    page.keyboard.press('Control+Enter')
    chrome.wait_for_act('chosen', {'kind': 'favorite', 'id': 'f2', 'put': True, 'board': None})
    expect(field).to_have_count(0)
    button(chrome, 'Search').click()
    field.fill('theme')
    expect(page.get_by_role('listbox', name='Results').get_by_role('option')).to_have_count(3)
    page.keyboard.press('ArrowDown')
    page.keyboard.press('Enter')
    expect(page.locator('html')).to_have_attribute('data-theme', 'dark')


def test_help_lists_the_keys_of_the_canvas_and_its_own(chrome: Chrome) -> None:
    """Help opens when the canvas asks for it, keeps the focus inside and gives it back."""
    page = chrome.open()
    page.evaluate('window.stubBus.emit("help", {})')
    dialog = page.get_by_role('dialog', name='Help')
    expect(dialog).to_contain_text('Settle, then start a new tile')
    expect(dialog).to_contain_text('Variations')
    expect(button(chrome, 'Close help')).to_be_focused()
    page.keyboard.press('Tab')
    expect(button(chrome, 'Close help')).to_be_focused()
    page.keyboard.press('Escape')
    expect(dialog).to_have_count(0)
    expect(page.get_by_role('textbox', name='Prompt')).to_be_focused()


def test_the_empty_board_goes_with_the_first_key(chrome: Chrome) -> None:
    """An example puts its prompt into the bar and draws it; the sentence comes back only for an empty board."""
    page = chrome.open()
    title = page.get_by_role('heading', name='Type, and watch the picture change.')
    expect(page.get_by_text('It is not AI, it is free and needs no key.')).to_be_visible()
    page.keyboard.type('a')
    expect(title).to_have_count(0)
    page.keyboard.press('Escape')
    expect(title).to_be_visible()
    button(chrome, 'pixel art castle, mountains, sunset').click()
    expect(page.get_by_role('textbox', name='Prompt')).to_have_value('pixel art castle, mountains, sunset')
    chrome.wait_for(lambda acts: acts[-1][0] == 'typed' and acts[-1][1]['text'].startswith('pixel art'))
    expect(title).to_have_count(0)


def test_the_empty_board_follows_the_canvas(chrome: Chrome) -> None:
    """A loaded board with tiles has no such sentence, and neither has one that got its first tile."""
    page = chrome.open()
    title = page.get_by_role('heading', name='Type, and watch the picture change.')
    for event, seen in (('loaded", { size: 3', 0), ('loaded", { size: 0', 1), ('created", { id: "cat"', 0)):
        page.evaluate(f'window.stubBus.emit("{event} }})')
        expect(title).to_have_count(seen)


def test_a_key_is_sent_once_and_never_comes_back(chrome: Chrome) -> None:
    """The field is emptied when the key is sent, and nothing but its ending is ever in the page."""
    page = chrome.open('/settings')
    button(chrome, 'Add key for fal.ai').click()
    field = page.get_by_label('Key for fal.ai', exact=True)
    expect(field).to_have_attribute('type', 'password')
    field.fill('secret-key-3f2a')
    page.keyboard.press('Enter')
    expect(page.get_by_text('Key ending in 3f2a.')).to_be_visible()
    chrome.wait_for_act('set_key', 'fal', 15)
    assert 'secret-key' not in page.content()
    assert 'secret-key' not in page.evaluate('JSON.stringify(mounted_app.elements)')
    button(chrome, 'Test fal.ai').click()
    expect(page.get_by_text('fal.ai refused the key. Paste a valid one.')).to_be_visible()
    button(chrome, 'Replace key of fal.ai').click()
    button(chrome, 'Remove the key of fal.ai').click()
    expect(page.get_by_text('No key yet.')).to_be_visible()


def test_caps_and_theme_are_set(chrome: Chrome) -> None:
    """A cap is taken as a number of dollars, anything else goes back; the theme changes at once."""
    page = chrome.open('/settings')
    cap = page.get_by_role('textbox', name='Cap for a day in dollars')
    cap.fill('3.5')
    cap.press('Enter')
    chrome.wait_for_act('set_cap', 'day', 3.5)
    cap.fill('much')
    cap.press('Enter')
    expect(cap).to_have_value('2.00')
    page.get_by_role('radio', name='Dark').check()
    expect(page.locator('html')).to_have_attribute('data-theme', 'dark')
    chrome.wait_for_act('theme', 'dark')


def test_the_focus_is_seen(chrome: Chrome) -> None:
    """The keyboard's focus is a ring of 2 px in the accent, 2 px away."""
    page = chrome.open()
    page.keyboard.press('Tab')
    expect(button(chrome, 'History')).to_be_focused()
    expect(button(chrome, 'History')).to_have_css('outline', 'rgb(29, 95, 209) solid 2px')
    expect(button(chrome, 'History')).to_have_css('outline-offset', '2px')


def test_targets_on_a_phone_are_44_px(phone: Chrome) -> None:
    """On a touch screen every button of the board page is at least 44 px, and the bar is a sheet at the bottom."""
    page = phone.open()
    small = page.evaluate("""() => [...document.querySelectorAll('.ig-mtop button, .ig-bar button')]
      .filter(each => each.getBoundingClientRect().height < 44 || each.getBoundingClientRect().width < 44)
      .map(each => each.outerHTML)""")
    assert small == []
    box = page.get_by_role('region', name='Prompt bar').bounding_box()
    assert box is not None
    assert (box['x'], box['width'], box['y'] + box['height']) == (0, 390, 844)
    assert page.evaluate('document.documentElement.scrollWidth') == 390


def test_a_phone_has_every_tool(phone: Chrome) -> None:
    """What does not fit at the top is in "More tools"; panels are sheets."""
    page = phone.open()
    for name in ('Boards', 'Undo', 'Favorites', 'More tools'):
        expect(button(phone, name)).to_be_visible()
    expect(page.get_by_role('status', name='Sync')).to_contain_text('Saved here')
    button(phone, 'More tools').click()
    rest = page.get_by_role('menuitem').all_inner_texts()
    ways = ['Tidy', 'Tidy by time', 'Tidy by family', 'Tidy packed']
    assert rest == ['Select', 'Hand', 'Redo', *ways, 'Clear', 'Search', 'Theme: light', 'Settings', 'Help']
    page.keyboard.press('Escape')
    button(phone, 'Favorites').click()
    box = page.get_by_role('region', name='Favorites').bounding_box()
    assert box is not None
    assert (round(box['width']), round(box['height'])) == (390, 760)


def test_a_page_is_cheap_on_the_server(chrome: Chrome) -> None:
    """The whole chrome of a board is at most ten elements beyond those of an empty page."""
    page = chrome.open()
    assert page.evaluate('Object.keys(mounted_app.elements).length') <= 14
