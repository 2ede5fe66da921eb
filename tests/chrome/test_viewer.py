"""The viewer: one picture in the whole window, two under a slider, and the strip of all of them."""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.chrome.conftest import Chrome

SIZES = {'harbour': (1024, 1024), 'aurora': (1280, 720), 'boats-dawn': (1024, 768), 'balloons': (1280, 720)}
PROMPTS = ('a lighthouse at dusk', 'a lighthouse at dawn', 'boats on a calm sea', 'balloons over hills')


def picture(number: int) -> dict[str, Any]:
    """The picture of a board: its number tells its prompt, and which of the test's pictures it is."""
    kind, (width, height) = list(SIZES.items())[number % len(SIZES)]
    prompt = PROMPTS[number] if number < len(PROMPTS) else f'number {number}'
    return {'id': f't{number}', 'sha': f'{kind}-{number}', 'width': width, 'height': height, 'prompt': prompt} | {
        'seed': number,
        'axis': None,
        'parent': None,
        'favorite': False,
    }


def look(chrome: Chrome, *numbers: int, of: int = 4) -> Locator:
    """Open a board of so many pictures, and the viewer on some of them."""
    page = chrome.open()
    set_board(page, range(of))
    page.get_by_role('button', name='Favorites').focus()
    page.evaluate('ids => window.stubBus.emit("open", { ids })', [f't{number}' for number in numbers])
    viewer = page.get_by_role('dialog', name='Viewer')
    expect(viewer.get_by_role('img', name=picture(numbers[0])['prompt'], exact=True)).to_be_visible()
    return viewer


def set_board(page: Page, numbers: Sequence[int]) -> None:
    page.evaluate(
        'pictures => { window.stubPictures = pictures; window.stubBus.emit("changed"); }',
        [picture(number) for number in numbers],
    )


def shown(viewer: Locator, number: int) -> None:
    expect(viewer.locator('.ig-shown').get_by_role('img', name=picture(number)['prompt'], exact=True)).to_be_visible()


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found is not None
    return found


def percent(viewer: Locator) -> int:
    return int(viewer.get_by_role('button', name='Zoom').inner_text().removesuffix(' %'))


def slider(viewer: Locator) -> Locator:
    return viewer.get_by_role('slider', name='Compare')


class Fingers:
    """Fingers on the screen, which one hand holds until it lifts them."""

    def __init__(self, page: Page) -> None:
        self._client = page.context.new_cdp_session(page)

    def down(self, *points: tuple[float, float]) -> 'Fingers':
        return self._send('touchStart', points)

    def to(self, *points: tuple[float, float]) -> 'Fingers':
        return self._send('touchMove', points)

    def up(self) -> None:
        self._send('touchEnd', ())

    def _send(self, kind: str, points: Sequence[tuple[float, float]]) -> 'Fingers':
        touches = [{'x': x, 'y': y, 'id': number} for number, (x, y) in enumerate(points)]
        self._client.send('Input.dispatchTouchEvent', {'type': kind, 'touchPoints': touches})
        return self


def turn_wheel(page: Page, x: float, y: float, down: float, *, control: bool) -> None:
    """Turn the wheel over a point, handled when this returns."""
    page.evaluate(
        """([clientX, clientY, deltaY, ctrlKey]) => {
          const turn = {clientX, clientY, deltaY, ctrlKey, bubbles: true, cancelable: true};
          document.elementFromPoint(clientX, clientY).dispatchEvent(new WheelEvent('wheel', turn));
        }""",
        [x, y, down, control],
    )


def test_arrows_and_buttons_go_through_the_pictures(chrome: Chrome) -> None:
    """One step with an arrow or a button, to the ends with Home and End; the ends have no button beyond them."""
    viewer = look(chrome, 1)
    keyboard = chrome.page.keyboard
    keyboard.press('ArrowRight')
    shown(viewer, 2)
    keyboard.press('End')
    shown(viewer, 3)
    expect(viewer.get_by_role('button', name='Later')).to_have_count(0)
    keyboard.press('ArrowRight')
    shown(viewer, 3)
    keyboard.press('Home')
    shown(viewer, 0)
    later = viewer.get_by_role('button', name='Later')
    for _ in range(3):
        later.click()
    shown(viewer, 3)
    keyboard.press('ArrowLeft')  # the button that had the focus is gone
    shown(viewer, 2)
    expect(viewer.get_by_role('status')).to_have_text('boats on a calm sea, 3 of 4')


def test_escape_leaves_and_gives_the_focus_back(chrome: Chrome) -> None:
    """The focus is where it was before the viewer opened."""
    viewer = look(chrome, 0)
    chrome.page.keyboard.press('Escape')
    expect(viewer).to_have_count(0)
    expect(chrome.page.get_by_role('button', name='Favorites')).to_be_focused()


def test_the_focus_stays_inside(chrome: Chrome) -> None:
    """Tab goes round within the viewer, forwards and backwards, and meets the strip once."""
    viewer = look(chrome, 1)
    names: list[str] = []
    for _ in range(20):
        chrome.page.keyboard.press('Tab')
        names.append(chrome.page.evaluate('document.activeElement.getAttribute("aria-label") ?? ""'))
        assert chrome.page.evaluate('document.activeElement.closest("[role=dialog]") !== null')
    assert names[:3] == ['Close', names[1], 'Compare']
    assert names.index('Close', 1) == len(set(names))
    assert names.count(PROMPTS[1]) == names.count('Details')
    viewer.get_by_role('button', name='Close').focus()
    chrome.page.keyboard.press('Shift+Tab')
    expect(viewer.get_by_role('option', name=PROMPTS[1])).to_be_focused()


def test_a_board_of_thousands_opens_at_once(chrome: Chrome) -> None:
    """Of 5,000 pictures only those near the shown one are loaded, and the last one is one key away."""
    asked: set[str] = set()
    chrome.page.on('request', lambda request: asked.add(request.url) if '/pictures/' in request.url else None)
    viewer = look(chrome, 2500, of=5000)
    expect(viewer.get_by_role('option', name='number 2505', exact=True)).to_be_in_viewport()
    assert 10 < viewer.get_by_role('option').count() < 50
    assert len(asked) < 60
    chrome.page.keyboard.press('End')
    shown(viewer, 4999)
    last = viewer.get_by_role('option', name='number 4999', exact=True)
    expect(last).to_be_in_viewport()
    expect(last).to_have_attribute('aria-posinset', '5000')


def test_the_strip_chooses(chrome: Chrome) -> None:
    """A press on a small picture shows it; by keyboard the strip is one stop, and its arrows go on."""
    viewer = look(chrome, 0, of=30)
    viewer.get_by_role('option', name=PROMPTS[2]).click()
    shown(viewer, 2)
    expect(viewer.get_by_role('option', name=PROMPTS[2])).to_have_attribute('aria-selected', 'true')
    chrome.page.keyboard.press('ArrowRight')
    shown(viewer, 3)
    expect(viewer.get_by_role('option', name=PROMPTS[3])).to_be_focused()


@pytest.mark.parametrize('control', [False, True])
def test_the_wheel_zooms_at_the_pointer(chrome: Chrome, control: bool) -> None:
    """What is under the pointer stays there, with and without Ctrl; the way back ends at the fitted picture."""
    viewer = look(chrome, 0)
    page, image, fit = chrome.page, viewer.locator('.ig-shown'), percent(viewer)
    step = 12 if control else 60
    for _ in range(8):
        turn_wheel(page, 720, 430, -step, control=control)
    before = box(image)
    turn_wheel(page, 840, 400, -step, control=control)
    after = box(image)
    assert after['width'] > 1.1 * before['width']
    assert (840 - after['x']) / after['width'] == pytest.approx((840 - before['x']) / before['width'], abs=1e-4)
    assert (400 - after['y']) / after['height'] == pytest.approx((400 - before['y']) / before['height'], abs=1e-4)
    for _ in range(40):
        turn_wheel(page, 300, 300, step, control=control)
    expect(viewer.get_by_role('button', name='Zoom')).to_have_text(f'{fit} %')


def test_keys_and_double_click_zoom(chrome: Chrome) -> None:
    """1 shows the pixels, 0 fits, plus and minus go by steps up to 800 %, a double click goes in and back."""
    viewer = look(chrome, 0)
    page, fit, zoom = chrome.page, percent(viewer), viewer.get_by_role('button', name='Zoom')
    page.keyboard.press('1')
    expect(zoom).to_have_text('100 %')
    page.keyboard.press('0')
    expect(zoom).to_have_text(f'{fit} %')
    for _ in range(20):
        page.keyboard.press('+')
    expect(zoom).to_have_text('800 %')
    page.keyboard.press('-')
    expect(zoom).to_have_text('640 %')
    page.mouse.dblclick(720, 400)
    expect(zoom).to_have_text(f'{fit} %')
    page.mouse.dblclick(720, 400)
    assert percent(viewer) > fit
    zoom.click()
    expect(zoom).to_have_text(f'{fit} %')


def test_a_zoomed_picture_is_dragged_to_its_edge_and_no_further(chrome: Chrome) -> None:
    """A drag pans, and what lies beyond the picture never takes its place; the next picture is fitted again."""
    viewer = look(chrome, 0)
    page, fit = chrome.page, percent(viewer)
    page.keyboard.press('1')
    page.keyboard.press('+')
    page.keyboard.press('+')
    page.keyboard.press('+')
    before = box(viewer.locator('.ig-shown'))
    page.mouse.move(700, 400)
    page.mouse.down()
    page.mouse.move(760, 430)
    after = box(viewer.locator('.ig-shown'))
    assert (after['x'] - before['x'], after['y'] - before['y']) == pytest.approx((60, 30))
    page.mouse.move(3000, 3000)
    page.mouse.up()
    edge, room = box(viewer.locator('.ig-shown')), box(viewer.locator('.ig-room'))
    assert (edge['x'], edge['y']) == pytest.approx((room['x'], room['y']))
    page.keyboard.press('ArrowRight')
    page.keyboard.press('ArrowLeft')
    shown(viewer, 0)
    expect(viewer.get_by_role('button', name='Zoom')).to_have_text(f'{fit} %')


def test_levels_arrive_without_a_flash(chrome: Chrome) -> None:
    """The level of 1024 comes first and the full picture once it is larger; in no frame is there no picture."""
    viewer = look(chrome, 1)
    page, image = chrome.page, viewer.locator('.ig-shown img')
    page.evaluate(
        """() => { window.blank = 0; const watch = () => {
          const image = document.querySelector('.ig-shown img');
          if (!image || !image.complete || !image.naturalWidth) window.blank += 1;
          window.watching = requestAnimationFrame(watch); }; watch(); }"""
    )
    expect(image).to_have_attribute('data-level', 'full')  # 1280 wide, shown wider than 1024
    page.keyboard.press('ArrowLeft')
    shown(viewer, 0)
    expect(image).to_have_attribute('data-level', '1024')
    page.keyboard.press('End')
    shown(viewer, 3)
    expect(image).to_have_attribute('data-level', 'full')
    for key in ('ArrowLeft', 'ArrowLeft', 'ArrowRight', 'Home'):
        page.keyboard.press(key)
    shown(viewer, 0)
    assert page.evaluate('window.blank') == 0


def test_a_small_window_does_not_ask_for_the_full_picture(phone: Chrome) -> None:
    """On a phone the level of 1024 is enough until one zooms."""
    viewer = look(phone, 1)
    image = viewer.locator('.ig-shown img')
    expect(image).to_have_attribute('data-level', '1024')
    phone.page.keyboard.press('1')
    phone.page.keyboard.press('+')
    expect(image).to_have_attribute('data-level', 'full')


def test_a_swipe_turns_to_the_next_picture(phone: Chrome) -> None:
    """A finger that goes left brings the later one, a short way brings nothing."""
    viewer = look(phone, 1)
    fingers = Fingers(phone.page)
    fingers.down((250, 400)).to((230, 402)).up()
    shown(viewer, 1)
    fingers.down((300, 400)).to((200, 402)).to((120, 402)).up()
    shown(viewer, 2)


def test_two_fingers_zoom_and_one_pans(phone: Chrome) -> None:
    """A pinch zooms between the fingers; then a finger moves the picture instead of turning to the next."""
    viewer = look(phone, 0)
    fingers, picture_box = Fingers(phone.page), viewer.locator('.ig-shown')
    before = box(picture_box)
    fingers.down((150, 400)).down((150, 400), (250, 400)).to((50, 400), (350, 400)).up()
    zoomed = box(picture_box)
    assert zoomed['width'] / before['width'] == pytest.approx(3, rel=0.05)
    fingers.down((200, 400)).to((160, 400)).to((120, 400)).up()
    assert box(picture_box)['x'] == pytest.approx(zoomed['x'] - 80, abs=2)
    shown(viewer, 0)


def test_compare_asks_for_the_second_picture(chrome: Chrome) -> None:
    """C asks, the strip answers, and both lie under one slider with the words in which they differ."""
    viewer = look(chrome, 0)
    page = chrome.page
    page.keyboard.press('c')
    expect(viewer.get_by_text('Choose the picture to compare with', exact=True)).to_be_visible()
    expect(viewer.get_by_role('option', name=PROMPTS[1])).to_be_focused()
    page.keyboard.press('ArrowRight')
    page.keyboard.press('ArrowLeft')
    page.keyboard.press('Enter')
    shown(viewer, 0)
    shown(viewer, 1)
    expect(viewer.locator('.ig-lbl')).to_have_text(['A dusk', 'B dawn'])
    expect(slider(viewer)).to_be_focused()
    page.keyboard.press('c')
    expect(slider(viewer)).to_have_count(0)
    page.keyboard.press('c')
    page.keyboard.press('Escape')
    expect(viewer.get_by_text('Choose the picture to compare with', exact=True)).to_have_count(0)
    expect(viewer).to_be_visible()


def test_the_slider_follows_keys_and_pointer(chrome: Chrome) -> None:
    """Arrows move it by 2, with shift by 10, Home and End to the ends; the pointer drags it; B is cut at it."""
    viewer = look(chrome, 0, 2)
    page, knob = chrome.page, slider(viewer)
    expect(knob).to_be_focused()
    for key, value in (
        ('ArrowRight', 52), ('ArrowLeft', 50), ('Shift+ArrowLeft', 40), ('Home', 0), ('ArrowLeft', 0), ('End', 100)
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(knob).to_have_attribute('aria-valuenow', str(value))
    page.keyboard.press('PageDown')
    whole, at = box(viewer.locator('.ig-cmp')), box(knob)
    middle = (at['x'] + at['width'] / 2, at['y'] + at['height'] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(whole['x'] + whole['width'] / 4, middle[1])
    page.mouse.up()
    expect(knob).to_have_attribute('aria-valuenow', '25')
    cut = float(viewer.locator('.ig-b').evaluate('b => b.style.clipPath').split()[-1].removesuffix('px)'))
    assert cut == pytest.approx(whole['width'] / 4, abs=1)


def test_a_finger_drags_the_slider(phone: Chrome) -> None:
    """The same by touch, and the pictures do not turn."""
    viewer = look(phone, 0, 1)
    at, whole = box(slider(viewer)), box(viewer.locator('.ig-cmp'))
    x, y = at['x'] + at['width'] / 2, at['y'] + at['height'] / 2
    Fingers(phone.page).down((x, y)).to((x - whole['width'] / 4, y)).up()
    expect(slider(viewer)).to_have_attribute('aria-valuenow', '25')
    shown(viewer, 0)
    shown(viewer, 1)


def test_compared_pictures_zoom_and_pan_together(chrome: Chrome) -> None:
    """Both stand in one frame at every zoom, and the line stays where it is in the window."""
    viewer = look(chrome, 0, 2)
    page, fit = chrome.page, percent(viewer)
    page.mouse.move(600, 300)
    page.mouse.wheel(0, -600)
    expect(viewer.get_by_role('button', name='Zoom')).not_to_have_text(f'{fit} %')
    page.mouse.down()
    page.mouse.move(640, 340)
    page.mouse.up()
    first, second = (box(image) for image in viewer.locator('.ig-shown img').all())
    assert first == second
    assert first['width'] > 1440
    knob = box(slider(viewer))
    assert knob['x'] + knob['width'] / 2 == pytest.approx(720, abs=1)


def test_arrows_and_strip_change_the_second_of_two(chrome: Chrome) -> None:
    """While two are compared the way to the neighbours changes B, and passes A over."""
    viewer = look(chrome, 1, 0)
    viewer.get_by_role('button', name='Later').click()
    shown(viewer, 1)
    shown(viewer, 2)
    viewer.get_by_role('option', name=PROMPTS[3]).click()
    shown(viewer, 3)
    expect(viewer.get_by_role('option', name=PROMPTS[1])).to_have_attribute('aria-selected', 'true')


def test_its_buttons_ask_the_board(chrome: Chrome) -> None:
    """Favorite and download stay; variations and details lead back to the board, where they are seen."""
    viewer = look(chrome, 1)
    page = chrome.page
    page.evaluate(
        'window.asked = []; void window.stubBus.on("perform", ({ action, ids }) => window.asked.push([action, ids[0]]))'
    )
    viewer.get_by_role('button', name='Favorite').click()
    viewer.get_by_role('button', name='Download').click()
    expect(viewer).to_be_visible()
    page.keyboard.press('i')
    expect(viewer).to_have_count(0)
    assert page.evaluate('window.asked') == [['favorite', 't1'], ['download', 't1'], ['details', 't1']]


def test_it_follows_the_board(chrome: Chrome) -> None:
    """A favorite shows at once, a picture that goes makes room for its neighbour, and the last one closes."""
    viewer = look(chrome, 1)
    page = chrome.page
    page.evaluate('window.stubPictures[1].favorite = true; window.stubBus.emit("changed")')
    expect(viewer.get_by_role('button', name='Favorite')).to_have_attribute('aria-pressed', 'true')
    set_board(page, [0, 2])
    shown(viewer, 2)
    set_board(page, [0])
    shown(viewer, 0)
    expect(viewer.get_by_role('listbox')).to_have_count(0)
    expect(viewer.get_by_role('button', name='Compare')).to_be_disabled()
    set_board(page, [])
    expect(viewer).to_have_count(0)


def test_a_picture_that_is_not_finished_is_not_opened(chrome: Chrome) -> None:
    """The page says why nothing opens."""
    page = chrome.open()
    set_board(page, range(2))
    page.evaluate('window.stubBus.emit("open", { ids: ["t9"] })')
    expect(page.get_by_role('status', name='Message')).to_have_text('This picture is not finished yet')
    expect(page.get_by_role('dialog')).to_have_count(0)


def test_a_picture_that_cannot_be_loaded_says_so(chrome: Chrome) -> None:
    """Instead of a broken picture there is a sentence; the next one is shown again."""
    chrome.page.route('**/pictures/aurora-1/*', lambda route: route.abort())
    viewer = look(chrome, 0)
    chrome.page.keyboard.press('ArrowRight')
    expect(viewer.get_by_role('alert')).to_contain_text('could not be loaded')
    chrome.page.keyboard.press('ArrowRight')
    shown(viewer, 2)
    expect(viewer.get_by_role('alert')).to_have_count(0)
