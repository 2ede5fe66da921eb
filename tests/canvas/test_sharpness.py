"""Cursors, rings and handles: what the hand sees."""

from typing import Any

import pytest

from tests.canvas.conftest import CanvasPage

pytestmark = pytest.mark.browser

CURSOR = '([x, y]) => getComputedStyle(document.elementFromPoint(x, y)).cursor'
ROW = """([x, y, length]) => {
  const board = document.querySelector('.ig-canvas');
  const {data} = board.getContext('2d').getImageData(x, y, length, 1);
  const probe = new OffscreenCanvas(1, 1).getContext('2d');
  const names = ['accent', 'halo'];
  const known = Object.fromEntries(names.map((name) => {
    probe.fillStyle = getComputedStyle(board).getPropertyValue(`--${name}`).trim();
    probe.fillRect(0, 0, 1, 1);
    return [name, [...probe.getImageData(0, 0, 1, 1).data]];
  }));
  const near = (n, color) => [0, 1, 2].every((part) => Math.abs(data[n + part] - color[part]) < 5);
  return Array.from({length}, (_, n) => names.find((name) => near(4 * n, known[name])) ?? 'other');
}"""


def set_density(canvas: CanvasPage, density: float) -> None:
    """As when the window goes to another screen: the same size in CSS px, other device px."""
    session = canvas.page.context.new_cdp_session(canvas.page)
    screen = {'width': 1440, 'height': 900, 'deviceScaleFactor': density, 'mobile': False}
    session.send('Emulation.setDeviceMetricsOverride', screen)
    # The emulation tells no page of it, as a screen does: the next frame notices.
    canvas.wheel(900, 380, 0, 0)


def canvas_size(canvas: CanvasPage) -> list[int]:
    board = canvas.page.locator('.ig-canvas')
    size: list[int] = board.evaluate('({width, height}) => [width, height]')
    return size


def wait_for_size(canvas: CanvasPage, size: list[int]) -> None:
    canvas.wait_until(lambda: canvas_size(canvas) == size, lambda: f'It is {canvas_size(canvas)} instead of {size}.')


def cursor_at(canvas: CanvasPage, x: float, y: float) -> str:
    return str(canvas.page.evaluate(CURSOR, [x, y]))


def test_cursors_say_what_would_happen(canvas: CanvasPage) -> None:
    """An arrow over tiles, a hand with the space bar, arrows across over the corners, and the hand closes."""
    canvas.open().tile('a red cat').click()
    tile, empty, corner = (200, 225), (600, 400), (98, 148)
    assert [cursor_at(canvas, *place) for place in (tile, empty)] == ['default', 'default']
    assert [cursor_at(canvas, *place) for place in (corner, (302, 302))] == ['nwse-resize'] * 2
    assert [cursor_at(canvas, *place) for place in ((302, 148), (98, 302))] == ['nesw-resize'] * 2
    canvas.page.keyboard.down(' ')
    assert [cursor_at(canvas, *place) for place in (tile, empty, corner)] == ['grab'] * 3
    assert canvas.button('Zoom in').evaluate('(button) => getComputedStyle(button).cursor') != 'grab'
    canvas.drag((600, 400), (620, 400), release=False)
    assert canvas.page.evaluate('getComputedStyle(document.querySelector(".ig-board")).cursor') == 'grabbing'
    canvas.page.mouse.up()
    canvas.page.keyboard.up(' ')
    assert cursor_at(canvas, *empty) == 'default'


def test_the_cursor_stays_while_a_corner_is_dragged(canvas: CanvasPage) -> None:
    """It does not fall back to an arrow when the pointer is faster than the corner."""
    canvas.open().tile('a red cat').click()
    canvas.drag((302, 302), (340, 331), release=False)
    assert canvas.page.evaluate('getComputedStyle(document.querySelector(".ig-board")).cursor') == 'nwse-resize'
    canvas.page.mouse.up()
    assert canvas.page.evaluate('getComputedStyle(document.querySelector(".ig-board")).cursor') == 'default'


def test_the_canvas_follows_another_density(canvas: CanvasPage) -> None:
    """On a screen of another density the board is drawn anew, although the window keeps its size."""
    canvas.open()
    assert canvas_size(canvas) == [1440, 900]
    for density, size in ((2, [2880, 1800]), (1.5, [2160, 1350]), (1, [1440, 900])):
        set_density(canvas, density)
        wait_for_size(canvas, size)


@pytest.mark.parametrize('density', [1, 1.25, 2])
@pytest.mark.parametrize('zoom', [0.07, 0.13, 0.37, 1, 2.3, 8])
def test_the_ring_of_a_selected_tile_is_sharp(canvas: CanvasPage, density: float, zoom: float) -> None:
    """Two px of accent and one of halo, in whole device px at every zoom, with nothing in between.

    Tiles under 12 px are tinted instead: two rings would be wider than they.
    """
    canvas.open()
    set_density(canvas, density)
    wait_for_size(canvas, [round(1440 * density), round(900 * density)])
    canvas.call('select', [canvas.id_of(1)])
    canvas.call('view', 100 - 400.3 / zoom, 225 - 300 / zoom, zoom, animate=False)
    px = max(1, round(density))
    edge = round(400.3 * density)
    ring = ['accent'] * (2 * px) + ['halo'] * px

    def row() -> list[str]:
        found: list[str] = canvas.page.evaluate(ROW, [edge - 3 * px - 4, round(300 * density), 3 * px + 4])
        return found

    canvas.wait_until(lambda: row()[4:] == ring, lambda: f'It is {row()}.')
    assert row()[:4] == ['other'] * 4


@pytest.mark.parametrize('density', [1, 2])
@pytest.mark.parametrize('zoom', [0.37, 1.3, 2.9])
def test_handles_stand_on_whole_device_px(canvas: CanvasPage, density: float, zoom: float) -> None:
    """What is drawn by the page meets what the canvas draws, and is as sharp."""
    canvas.open()
    set_density(canvas, density)
    wait_for_size(canvas, [round(1440 * density), round(900 * density)])
    canvas.call('select', [canvas.id_of(1)])
    canvas.call('view', 100 - 400.3 / zoom, 150 - 300.6 / zoom, zoom, animate=False)

    def corners() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = canvas.page.evaluate(
            '[...document.querySelectorAll(".ig-handle")].map((handle) => handle.getBoundingClientRect().toJSON())'
        )
        return [{name: each[name] * density for name in ('left', 'top', 'right', 'bottom')} for each in found]

    left = round(400.3 * density) - 7 * density
    canvas.wait_until(lambda: any(each['left'] == pytest.approx(left) for each in corners()), lambda: f'{corners()}')
    for corner in corners():
        for value in corner.values():
            assert value == pytest.approx(round(value), abs=1e-3)
