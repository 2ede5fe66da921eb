"""Drags and resizes snap to what is around, and show it."""

import pytest

from tests.canvas.conftest import CanvasPage

pytestmark = pytest.mark.browser


def accent_at(canvas: CanvasPage, x: float, y: float) -> bool:
    """Tell whether the canvas is drawn in the accent colour at a point of the screen."""
    return bool(
        canvas.page.evaluate(
            """([x, y]) => {
          const board = document.querySelector('.ig-canvas');
          const [r, g, b] = board.getContext('2d').getImageData(x * devicePixelRatio, y * devicePixelRatio, 1, 1).data;
          const probe = new OffscreenCanvas(1, 1).getContext('2d');
          probe.fillStyle = getComputedStyle(board).getPropertyValue('--accent').trim();
          probe.fillRect(0, 0, 1, 1);
          const [R, G, B] = probe.getImageData(0, 0, 1, 1).data;
          return Math.abs(R - r) + Math.abs(G - g) + Math.abs(B - b) < 12;
        }""",
            [x, y],
        )
    )


def test_a_drag_near_an_edge_snaps_to_it(canvas: CanvasPage) -> None:
    """Three px beside the next column the tile stands in it exactly, and the told distance says so."""
    canvas.open().drag((200, 200), (497, 70), release=False)
    assert canvas.scene(1)['screen']['x'] == 400
    canvas.page.mouse.up()
    assert canvas.wait_for_told('Moved') == [{'type': 'Moved', 'ids': [canvas.id_of(1)], 'dx': 300, 'dy': -130}]
    assert canvas.place(1) == (400, 20)


def test_a_line_goes_through_what_aligns_until_the_release(canvas: CanvasPage) -> None:
    """The line stands in the gap between the tiles of the column, and is gone afterwards."""
    canvas.open()
    assert not accent_at(canvas, 400, 400)
    canvas.drag((200, 200), (497, 70), release=False)
    canvas.wait_until(lambda: accent_at(canvas, 400, 400), lambda: 'No line was drawn.')
    assert not accent_at(canvas, 399, 400)
    assert not accent_at(canvas, 401, 400)
    canvas.page.mouse.up()
    canvas.wait_until(lambda: not accent_at(canvas, 400, 400), lambda: 'The line stayed.')


def test_control_switches_snapping_off_and_on_during_a_drag(canvas: CanvasPage) -> None:
    """With Control the tile follows the pointer exactly, without the pointer having to move first."""
    canvas.open().drag((200, 200), (497, 70), release=False)
    canvas.page.keyboard.down('Control')
    assert canvas.scene(1)['screen']['x'] == 397
    canvas.page.keyboard.up('Control')
    assert canvas.scene(1)['screen']['x'] == 400
    canvas.page.keyboard.down('Control')
    canvas.page.mouse.up()
    canvas.page.keyboard.up('Control')
    assert canvas.wait_for_told('Moved')[0]['dx'] == 297


def test_a_selection_snaps_as_one_box(canvas: CanvasPage) -> None:
    """What counts for several tiles is the box around them."""
    canvas.open().tile('a red cat').click()
    canvas.tile('a blue boat').click(modifiers=['Shift'])
    canvas.drag((500, 200), (597, 600))
    [moved] = canvas.wait_for_told('Moved')
    assert (moved['dx'], moved['dy']) == (100, 400)


def test_a_row_goes_on_with_its_gap(canvas: CanvasPage) -> None:
    """Beside two tiles 100 apart a third one stands 100 apart too, and both gaps are measured."""
    canvas.open().call('apply', 2, [['delete', canvas.id_of(6)]])
    canvas.drag((800, 200), (804, 240), release=False)
    assert canvas.scene(3)['screen']['x'] == 700
    canvas.wait_until(lambda: accent_at(canvas, 610, 245), lambda: 'No gap was drawn.')
    assert accent_at(canvas, 690, 245)
    assert accent_at(canvas, 310, 225)
    canvas.page.mouse.up()
    assert canvas.wait_for_told('Moved')[0]['dx'] == 0


def test_a_copy_snaps_to_the_tile_it_is_of(canvas: CanvasPage) -> None:
    """With Alt the tile that stays counts as a neighbour."""
    canvas.open().page.keyboard.down('Alt')
    canvas.drag((200, 200), (203, 30))
    canvas.page.keyboard.up('Alt')
    [command] = canvas.wait_for_told('Command')
    assert (command['dx'], command['dy']) == (0, -170)


def test_a_corner_snaps_with_the_ratio_kept(canvas: CanvasPage) -> None:
    """The dragged edge meets the next tile's, the height follows the ratio, and Control leaves it free."""
    canvas.open().tile('a red cat').click()
    canvas.drag((300, 300), (396, 372), release=False)
    canvas.wait_until(lambda: accent_at(canvas, 400, 400), lambda: 'No line was drawn.')
    canvas.page.keyboard.down('Control')
    assert canvas.scene(1)['w'] == pytest.approx(296)
    canvas.page.keyboard.up('Control')
    canvas.page.mouse.up()
    [resized] = canvas.wait_for_told('Resized')
    assert (resized['x'], resized['y'], resized['w'], resized['h']) == pytest.approx((100, 150, 300, 225))
