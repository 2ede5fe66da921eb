"""The wheel and the trackpad on the canvas and over the chrome."""

import pytest

from tests.canvas.conftest import CanvasPage

pytestmark = pytest.mark.browser

TURN = """(target, fields) => target.dispatchEvent(
  new WheelEvent('wheel', {clientX: 640, clientY: 360, bubbles: true, cancelable: true, ...fields}))"""


@pytest.mark.parametrize('turn', [-100, 100, -1.25, 0.4])
def test_a_zoom_holds_the_point_under_the_pointer(canvas: CanvasPage, turn: float) -> None:
    """Notches of a mouse and the small turns of a trackpad keep it within half a px, and the page keeps its size."""
    canvas.open().page.mouse.move(523, 317)
    canvas.page.keyboard.down('Control')
    for _ in range(12):
        canvas.page.mouse.wheel(0, turn)
    canvas.page.keyboard.up('Control')
    factor = 1 if turn > 0 else -1
    canvas.wait_until(lambda: (canvas.viewport()['zoom'] - 1) * factor < 0, lambda: 'Nothing was zoomed.')
    seen = canvas.viewport()
    x, y = (523 - seen['x']) * seen['zoom'], (317 - seen['y']) * seen['zoom']
    assert (x, y) == pytest.approx((523, 317), abs=0.5)
    assert canvas.page.evaluate('[visualViewport.scale, devicePixelRatio, scrollX, scrollY]') == [1, 1, 0, 0]


def test_wheels_that_count_in_lines_and_pages_pan_as_far(canvas: CanvasPage) -> None:
    """Three lines are 48 px, a page is the height of the board."""
    canvas.open().page.evaluate(f'({TURN})(document.querySelector(".ig-board"), {{deltaY: 3, deltaMode: 1}})')
    assert canvas.viewport()['y'] == 48
    canvas.page.evaluate(f'({TURN})(document.querySelector(".ig-board"), {{deltaY: 1, deltaMode: 2}})')
    assert canvas.viewport()['y'] == 948


def test_a_pinch_over_the_chrome_does_not_enlarge_the_page(canvas: CanvasPage) -> None:
    """Over a text field a pinch does nothing, and a turn is left to the field."""
    canvas.open()
    field = canvas.page.get_by_role('textbox', name='Prompt')
    assert field.evaluate(f'(field) => ({TURN})(field, {{deltaY: 40, ctrlKey: true}})') is False
    assert field.evaluate(f'(field) => ({TURN})(field, {{deltaY: 40}})') is True
    assert canvas.viewport() == {'x': 0, 'y': 0, 'zoom': 1}


def test_what_rolls_on_after_a_menu_opened_does_not_jump(canvas: CanvasPage) -> None:
    """The last events of a swipe leave the board and the menu alone; the next swipe closes the menu and pans."""
    canvas.open().tile('a red cat').click()
    after = canvas.page.evaluate(
        f"""() => {{
          const board = document.querySelector('.ig-board');
          const turn = (deltaY) => ({TURN})(board, {{deltaY}});
          [30, 24, 18].forEach(turn);
          document.querySelector('.ig-tile-tools button:last-child').click();
          [12, 8, 4, 2, 1].forEach(turn);
          return [window.imagegen.viewport().y, document.querySelectorAll('[role=menu]').length];
        }}"""
    )
    assert after == [72, 1]
    canvas.wheel(640, 360, 0, 60)
    assert canvas.viewport()['y'] == 132
    assert canvas.page.get_by_role('menu').count() == 0


def test_what_rolls_on_does_not_become_a_zoom(canvas: CanvasPage) -> None:
    """Control pressed while a swipe rolls on changes nothing until the next turn."""
    canvas.open()
    seen = canvas.page.evaluate(
        f"""() => {{
          const board = document.querySelector('.ig-board');
          [30, 24, 18].forEach((deltaY) => ({TURN})(board, {{deltaY}}));
          document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: 'Control', ctrlKey: true, bubbles: true}}));
          [12, 8, 4, 2, 1].forEach((deltaY) => ({TURN})(board, {{deltaY, ctrlKey: true}}));
          return window.imagegen.viewport();
        }}"""
    )
    assert seen == {'x': 0, 'y': 72, 'zoom': 1}


def test_a_tile_stays_under_the_pointer_when_the_board_is_panned_in_a_drag(canvas: CanvasPage) -> None:
    """The wheel brings the goal into view; the tile is dragged on, and what is told is the way on the board."""
    canvas.open().page.keyboard.down('Control')
    canvas.drag((200, 200), (230, 220), release=False)
    canvas.page.keyboard.up('Control')
    canvas.wheel(230, 220, 0, 500)
    assert canvas.scene(1)['screen']['y'] == 170
    canvas.page.mouse.up()
    assert canvas.wait_for_told('Moved')[0]['dy'] == 520
