"""Fingers on the canvas: real touch events in a real browser."""

from collections.abc import Iterable, Iterator

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.canvas.conftest import CanvasPage

pytestmark = pytest.mark.browser


class Fingers:
    """Fingers on the screen of a phone."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self._page = page
        self._session = session

    def _send(self, kind: str, points: Iterable[tuple[int, tuple[float, float]]]) -> None:
        at = [{'x': x, 'y': y, 'id': n} for n, (x, y) in points]
        self._session.send('Input.dispatchTouchEvent', {'type': kind, 'touchPoints': at})
        # Moves reach the page with its next frame.
        self._page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')

    def down(self, *points: tuple[float, float]) -> None:
        """All fingers that are on the screen now, one of them new."""
        self._send('touchStart', enumerate(points))

    def move(self, *points: tuple[float, float]) -> None:
        """All fingers that are on the screen now, at their places."""
        self._send('touchMove', enumerate(points))

    def lift(self, number: int, point: tuple[float, float]) -> None:
        """One finger leaves the screen, the others stay."""
        self._send('touchEnd', [(number, point)])

    def up(self) -> None:
        self._send('touchEnd', [])


@pytest.fixture
def fingers(phone: CanvasPage) -> Iterator[Fingers]:
    session = phone.page.context.new_cdp_session(phone.page)
    phone.open()
    yield Fingers(phone.page, session)
    session.detach()


def test_one_finger_on_empty_board_pans(phone: CanvasPage, fingers: Fingers) -> None:
    """The board follows the finger and nothing is selected."""
    fingers.down((50, 350))
    fingers.move((80, 390))
    fingers.up()
    assert phone.viewport() == {'x': -30, 'y': -40, 'zoom': 1}
    assert phone.selection() == []


def test_a_finger_on_a_tile_drags_it(phone: CanvasPage, fingers: Fingers) -> None:
    """The tile follows the finger, is selected, and the board stays."""
    fingers.down((200, 200))
    fingers.move((190, 215))
    fingers.move((170, 225))
    fingers.up()
    [moved] = phone.wait_for_told('Moved')
    assert (moved['ids'], moved['dx'], moved['dy']) == ([phone.id_of(1)], -30, 25)
    assert phone.selection() == [1]
    assert phone.viewport() == {'x': 0, 'y': 0, 'zoom': 1}


def test_a_long_press_selects_and_shows_the_toolbar(phone: CanvasPage, fingers: Fingers) -> None:
    """A finger that rests selects its tile, a second one adds another, and a tap is one alone again."""
    fingers.down((200, 200))
    phone.wait_until(lambda: phone.selection() == [1], lambda: f'{phone.selection()} is selected.')
    expect(phone.tile('a red cat').get_by_role('button', name='Duplicate')).to_be_visible()
    fingers.up()
    fingers.down((200, 520))
    phone.wait_until(lambda: phone.selection() == [1, 4], lambda: f'{phone.selection()} is selected.')
    fingers.up()
    both = phone.page.get_by_role('group', name='2 tiles selected')
    expect(both.get_by_role('button', name='Delete')).to_be_visible()
    assert phone.told('Moved') == []
    fingers.down((200, 200))
    fingers.up()
    assert phone.selection() == [1]


def test_a_drag_after_a_long_press_moves_the_selection(phone: CanvasPage, fingers: Fingers) -> None:
    """The finger that added a tile goes on and takes all of them along."""
    phone.tile('a red cat').tap()
    fingers.down((200, 520))
    phone.wait_until(lambda: phone.selection() == [1, 4], lambda: f'{phone.selection()} is selected.')
    fingers.move((190, 540))
    fingers.move((185, 560))
    fingers.up()
    [moved] = phone.wait_for_told('Moved')
    assert sorted(moved['ids']) == [phone.id_of(1), phone.id_of(4)]
    assert (moved['dx'], moved['dy']) == (-15, 40)


def test_a_drag_of_a_tile_that_is_not_selected_takes_it_alone(phone: CanvasPage, fingers: Fingers) -> None:
    """Without a rest the finger takes what it is on, not what was selected elsewhere."""
    phone.tile('a red cat').tap()
    fingers.down((200, 520))
    fingers.move((190, 540))
    fingers.move((185, 560))
    fingers.up()
    assert phone.wait_for_told('Moved')[0]['ids'] == [phone.id_of(4)]


def test_two_fingers_zoom_around_their_middle(phone: CanvasPage, fingers: Fingers) -> None:
    """The world point between the fingers stays between them, also when they wander."""
    fingers.down((40, 600))
    fingers.down((40, 600), (140, 600))
    fingers.move((10, 600), (210, 600))
    fingers.move((10, 700), (210, 700))
    seen = phone.viewport()
    assert seen['zoom'] == pytest.approx(2)
    assert (seen['x'] + 110 / 2, seen['y'] + 700 / 2) == pytest.approx((90, 600))
    fingers.up()


def test_a_pinch_does_not_jump_when_fingers_land_and_lift(phone: CanvasPage, fingers: Fingers) -> None:
    """Landing and lifting change nothing; the finger that stays pans on from where it is."""
    fingers.down((50, 350))
    fingers.move((60, 360))
    panned = phone.viewport()
    fingers.down((60, 360), (300, 700))
    assert phone.viewport() == panned
    fingers.move((60, 360), (330, 760))
    pinched = phone.viewport()
    assert pinched['zoom'] > panned['zoom']
    fingers.lift(1, (330, 760))
    assert phone.viewport() == pinched
    fingers.move((70, 360))
    assert phone.viewport()['x'] == pytest.approx(pinched['x'] - 10 / pinched['zoom'])
    fingers.up()


def test_a_pinch_that_begins_on_a_tile_leaves_it_alone(phone: CanvasPage, fingers: Fingers) -> None:
    """The first finger neither selects nor moves the tile under it."""
    fingers.down((200, 200))
    fingers.down((200, 200), (210, 400))
    fingers.move((200, 190), (210, 440))
    fingers.up()
    assert phone.viewport()['zoom'] > 1
    assert phone.selection() == []
    assert phone.place(1) == (100, 150)


def test_a_second_finger_puts_a_dragged_tile_back(phone: CanvasPage, fingers: Fingers) -> None:
    """A drag that becomes a pinch was meant as a pinch."""
    fingers.down((200, 200))
    fingers.move((240, 260))
    fingers.down((240, 260), (300, 700))
    fingers.move((240, 250), (300, 720))
    fingers.up()
    assert phone.place(1) == (100, 150)
    assert phone.told('Moved') == []


def test_a_third_finger_changes_nothing(phone: CanvasPage, fingers: Fingers) -> None:
    """Two of three fingers pinch on when the third one comes and goes."""
    fingers.down((60, 350))
    fingers.down((60, 350), (300, 350))
    fingers.down((60, 350), (300, 350), (200, 700))
    fingers.move((60, 350), (320, 350), (200, 700))
    before = phone.viewport()
    fingers.lift(2, (200, 700))
    assert phone.viewport() == before
    fingers.move((40, 350), (340, 350))
    seen = phone.viewport()
    assert seen['zoom'] == pytest.approx(before['zoom'] * 300 / 260)
    fingers.up()
