"""The prompt bar in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.chrome.conftest import Chrome

pytestmark = pytest.mark.browser

CAT = {'id': 'cat', 'prompt': 'a red cat', 'seed': 77, 'model': 'flux', 'pixels': [1280, 720], 'styles': ['oil']}


def prompt(chrome: Chrome) -> Locator:
    return chrome.page.get_by_role('textbox', name='Prompt', exact=True)


def button(chrome: Chrome, name: str) -> Locator:
    return chrome.page.get_by_role('button', name=name, exact=True)


def test_every_key_reaches_python_in_order(chrome: Chrome) -> None:
    """Typing with nothing selected tells each change of one new tile, with the visible part of the board."""
    chrome.open()
    expect(prompt(chrome)).to_be_focused()
    chrome.page.keyboard.type('cat')
    acts = chrome.wait_for(lambda acts: len(acts) == 3)
    said = [act[1] for act in acts]
    assert [(each['text'], each['n']) for each in said] == [('c', 1), ('ca', 2), ('cat', 3)]
    assert len({each['tile'] for each in said}) == 1
    assert said[0]['new']
    assert said[0]['view'] == {'x': 0, 'y': 0, 'w': 1440, 'h': 900}


def test_nothing_lies_between_the_key_and_the_socket(chrome: Chrome) -> None:
    """The socket gets each change within the same task as the key: there is no debounce."""
    chrome.open()
    chrome.page.evaluate("""() => {
      window.waits = [];
      let pressed = 0;
      document.querySelector('textarea').addEventListener('input', () => (pressed = performance.now()), true);
      const emit = window.socket.emit.bind(window.socket);
      window.socket.emit = (name, ...rest) => {
        if (name === 'event') window.waits.push(performance.now() - pressed);
        return emit(name, ...rest);
      };
    }""")
    chrome.page.keyboard.type('a hill at sunset')
    waits = sorted(chrome.page.evaluate('window.waits'))
    assert len(waits) == len('a hill at sunset')
    assert waits[len(waits) // 2] < 4


def test_enter_settles_and_readies_a_new_tile(chrome: Chrome) -> None:
    """Enter tells the text, empties the field, keeps the focus, and the next key makes another tile."""
    chrome.open()
    chrome.page.keyboard.type('a')
    chrome.page.keyboard.press('Enter')
    expect(prompt(chrome)).to_have_value('')
    expect(prompt(chrome)).to_be_focused()
    chrome.page.keyboard.type('b')
    first, settled, second = chrome.wait_for(lambda acts: len(acts) == 3)
    assert settled[0] == 'settled'
    assert settled[1]['text'] == 'a'
    assert settled[1]['tile'] == first[1]['tile'] != second[1]['tile']


def test_shift_enter_makes_a_line(chrome: Chrome) -> None:
    """Shift+Enter writes a new line and settles nothing."""
    chrome.open()
    chrome.page.keyboard.type('a')
    chrome.page.keyboard.press('Shift+Enter')
    chrome.page.keyboard.type('b')
    expect(prompt(chrome)).to_have_value('a\nb')


def test_escape_leaves(chrome: Chrome) -> None:
    """Escape empties the field and gives the focus back to the page."""
    chrome.open()
    chrome.page.keyboard.type('a')
    chrome.page.keyboard.press('Escape')
    chrome.wait_for_act('left')
    expect(prompt(chrome)).to_have_value('')
    expect(prompt(chrome)).not_to_be_focused()


def test_a_selected_tile_shows_its_text_and_knobs(chrome: Chrome) -> None:
    """The bar follows the selection, typing changes that tile, and deselecting brings the knobs of new tiles back."""
    chrome.open()
    chrome.select(CAT)
    expect(prompt(chrome)).to_have_value('a red cat')
    expect(button(chrome, 'Model: FLUX schnell $0.003 · 1 s')).to_be_visible()
    expect(button(chrome, 'Size: 16:9, 1280 by 720')).to_be_visible()
    expect(chrome.page.get_by_role('textbox', name='Seed')).to_have_value('77')
    expect(button(chrome, 'Remove style Oil')).to_be_visible()
    prompt(chrome).press('End')
    prompt(chrome).press('!')
    (typed,) = chrome.wait_for(lambda acts: acts)
    assert (typed[1]['tile'], typed[1]['new'], typed[1]['text']) == ('cat', False, 'a red cat!')
    chrome.select()
    expect(prompt(chrome)).to_have_value('')
    expect(button(chrome, 'Model: Sketch free · 0.1 s')).to_be_visible()


def test_a_result_never_takes_the_focus(chrome: Chrome) -> None:
    """A reading names what was drawn and ignored, underlines the ignored word, and typing goes on."""
    chrome.open()
    chrome.page.keyboard.type('a red cat on a xylophone')
    chrome.do('reading')
    bar = chrome.page.get_by_role('region', name='Prompt bar')
    expect(bar).to_contain_text('Drew cat, hill, sunset · ignored xylophone')
    underlined = chrome.page.locator('.ig-unk')
    expect(underlined).to_have_text('xylophone')
    expect(underlined).to_have_css('text-decoration-line', 'underline')
    expect(prompt(chrome)).to_be_focused()


def test_an_error_is_a_sentence_with_a_link(chrome: Chrome) -> None:
    """Trouble stands where the reading was and leaves the field as it is."""
    chrome.open()
    chrome.page.keyboard.type('a')
    chrome.do('trouble')
    alert = chrome.page.get_by_role('alert')
    expect(alert).to_contain_text('fal.ai has no key.')
    expect(alert.get_by_role('link', name='Add one in settings')).to_have_attribute('href', '/settings')
    expect(prompt(chrome)).to_be_enabled()
    expect(prompt(chrome)).to_be_focused()


def test_the_server_does_not_overwrite_newer_text(chrome: Chrome) -> None:
    """A text that the server sets without having seen the newest key is dropped."""
    chrome.open()
    chrome.page.keyboard.type('mine')
    chrome.do('stale_text')
    chrome.do('reading')
    expect(chrome.page.get_by_text('Drew')).to_be_visible()
    expect(prompt(chrome)).to_have_value('mine')


def test_a_reload_brings_the_text_back(chrome: Chrome) -> None:
    """The typed text and its tile survive a reload, and Python is told so."""
    chrome.open()
    chrome.page.keyboard.type('half a thou')
    tile = chrome.wait_for(lambda acts: len(acts) == 11)[-1][1]['tile']
    chrome.http.post('/forget')
    chrome.page.reload()
    expect(prompt(chrome)).to_have_value('half a thou')
    (typed,) = chrome.wait_for(lambda acts: acts)
    assert typed[1]['restored']
    assert (typed[1]['tile'], typed[1]['n']) == (tile, 12)


def test_the_history_is_searched_and_used(chrome: Chrome) -> None:
    """The history opens upward, is searched by words, and an entry becomes the text of a new tile."""
    chrome.open()
    button(chrome, 'History').click()
    chrome.page.get_by_role('textbox', name='Search history').fill('mushrooms')
    expect(chrome.page.get_by_role('option')).to_have_count(1)
    chrome.page.keyboard.press('ArrowDown')
    chrome.page.keyboard.press('Enter')
    expect(prompt(chrome)).to_have_value('three mushrooms in an autumn forest')
    expect(prompt(chrome)).to_be_focused()
    chrome.wait_for_act('history_used', '1')


def test_arrow_up_recalls(chrome: Chrome) -> None:
    """Arrow up in an empty prompt brings earlier prompts one by one; nothing is drawn before Enter."""
    chrome.open()
    chrome.page.keyboard.press('ArrowUp')
    expect(prompt(chrome)).to_have_value('a red cat on a hill at sunset')
    chrome.page.keyboard.press('ArrowUp')
    expect(prompt(chrome)).to_have_value('three mushrooms in an autumn forest')
    chrome.page.keyboard.press('ArrowDown')
    chrome.page.keyboard.press('Enter')
    acts = chrome.wait_for(lambda acts: acts[-1:] and acts[-1][0] == 'settled')
    assert [act[0] for act in acts] == ['history', 'settled']
    assert acts[-1][1]['text'] == 'a red cat on a hill at sunset'


def test_the_model_menu_says_the_truth(chrome: Chrome) -> None:
    """Sketch is called not AI, a model without key says so and leads to the settings."""
    chrome.open()
    button(chrome, 'Model: Sketch free · 0.1 s').click()
    menu = chrome.page.get_by_role('listbox', name='Model')
    expect(menu.get_by_role('option', name='Sketch')).to_contain_text('Built in, not AI')
    menu.get_by_role('option', name='FLUX schnell').click()
    chrome.wait_for_act('knob', 'model', 'flux', None)
    button(chrome, 'Model: FLUX schnell $0.003 · 1 s').click()
    expect(menu.get_by_role('option', name='GPT Image')).to_contain_text('no key yet')
    menu.get_by_role('option', name='GPT Image').click()
    chrome.page.wait_for_url('**/settings')


def test_menus_work_by_keyboard(chrome: Chrome) -> None:
    """Enter opens a menu at its first choice, arrows move, Escape gives the focus back to the button."""
    chrome.open()
    size = button(chrome, 'Size: 4:3, 1024 by 768')
    size.focus()
    chrome.page.keyboard.press('Enter')
    expect(chrome.page.get_by_role('option', name='1:1')).to_be_focused()
    chrome.page.keyboard.press('ArrowUp')
    expect(chrome.page.get_by_role('option', name='9:16')).to_be_focused()
    chrome.page.keyboard.press('Escape')
    expect(size).to_be_focused()
    chrome.page.keyboard.press('Enter')
    chrome.page.keyboard.press('ArrowDown')
    chrome.page.keyboard.press('ArrowDown')
    chrome.page.keyboard.press('Enter')
    chrome.wait_for_act('knob', 'pixels', [768, 1024], None)


def test_the_seed_is_edited_pinned_and_rolled(chrome: Chrome) -> None:
    """A number is taken, anything else goes back to the seed before."""
    chrome.open()
    seed = chrome.page.get_by_role('textbox', name='Seed')
    seed.fill('12')
    seed.press('Enter')
    chrome.wait_for_act('knob', 'seed', 12, None)
    seed.fill('-5')
    seed.press('Enter')
    expect(seed).to_have_value('12')
    expect(button(chrome, 'Pin seed')).to_have_attribute('aria-pressed', 'true')
    button(chrome, 'Pin seed').click()
    chrome.wait_for_act('knob', 'pin', False, None)
    button(chrome, 'Re-roll').click()
    chrome.wait_for_act('reroll', None)


def test_styles_are_added_and_taken_away(chrome: Chrome) -> None:
    """A chosen style stands in the bar and goes with its cross."""
    chrome.open()
    button(chrome, 'Style').click()
    chrome.page.get_by_role('option', name='Watercolor').click()
    chrome.wait_for_act('knob', 'styles', ['watercolor'], None)
    button(chrome, 'Remove style Watercolor').click()
    chrome.wait_for_act('knob', 'styles', [], None)


def test_live_is_a_switch(chrome: Chrome) -> None:
    """Live tells its state to assistive technology and to Python."""
    chrome.open()
    live = chrome.page.get_by_role('switch', name='Live')
    expect(live).to_have_attribute('aria-checked', 'true')
    live.click()
    expect(live).to_have_attribute('aria-checked', 'false')
    chrome.wait_for_act('live', False)


def test_the_field_grows_to_six_lines(chrome: Chrome) -> None:
    """One line is 40 px high, six are 160, and more scroll."""
    chrome.open()
    heights = []
    for lines in (1, 6, 9):
        prompt(chrome).fill('\n'.join('abcdefghi'[:lines]))
        heights.append(prompt(chrome).evaluate('field => field.getBoundingClientRect().height'))
    assert heights == [40, 160, 160]


def test_money_is_always_there(chrome: Chrome) -> None:
    """The bar says what the session and the day have cost, and the cap."""
    chrome.open()
    bar = chrome.page.get_by_role('region', name='Prompt bar')
    expect(bar).to_contain_text(re.compile(r'Session \$0\.12 · today \$0\.48 of \$2\.00'))
