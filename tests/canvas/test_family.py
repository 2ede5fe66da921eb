"""Showing the family of a tile: everything else is dim, and nothing else changes."""

import pytest
from playwright.sync_api import expect

from tests.canvas.conftest import CanvasPage

pytestmark = pytest.mark.browser


def color_of(canvas: CanvasPage, number: int) -> str:
    screen = canvas.scene(number)['screen']
    return canvas.color_at(screen['x'] + screen['w'] / 2, screen['y'] + 20)


def wait_for_colors(canvas: CanvasPage, *colors: str) -> None:
    def seen() -> tuple[str, ...]:
        return tuple(color_of(canvas, number) for number in (1, 2, 3))

    canvas.wait_until(lambda: seen() == colors, lambda: f'The tiles are {seen()}, not {colors}.')


def test_all_but_the_family_is_dim_until_one_lets_go(canvas: CanvasPage) -> None:
    """By its key, again or by Escape; cards without a picture are dim too, and the selection stays."""
    canvas.open().tile('a red cat').click()
    wait_for_colors(canvas, 'red', 'blue', 'green')
    canvas.page.keyboard.press('g')
    wait_for_colors(canvas, 'red', 'blue', 'other')
    expect(canvas.tile('a glass house').locator('.ig-card')).to_have_css('opacity', '0.22')
    canvas.page.keyboard.press('g')
    wait_for_colors(canvas, 'red', 'blue', 'green')
    expect(canvas.tile('a glass house').locator('.ig-card')).to_have_css('opacity', '1')
    canvas.page.keyboard.press('g')
    wait_for_colors(canvas, 'red', 'blue', 'other')
    canvas.page.keyboard.press('Escape')
    wait_for_colors(canvas, 'red', 'blue', 'green')
    assert canvas.selection() == [1]


def test_a_family_grows_and_ends_with_its_tiles(canvas: CanvasPage) -> None:
    """A child that comes is shown at once; when the last relative goes nothing is dim any more."""
    canvas.open().tile('a red cat').click()
    wait_for_colors(canvas, 'red', 'blue', 'green')
    canvas.page.keyboard.press('g')
    wait_for_colors(canvas, 'red', 'blue', 'other')
    canvas.call('apply', 2, [['patch', canvas.id_of(3), {'parent': canvas.id_of(2)}]])
    wait_for_colors(canvas, 'red', 'blue', 'green')
    canvas.call('apply', 3, [['patch', canvas.id_of(3), {'parent': None}]])
    wait_for_colors(canvas, 'red', 'blue', 'other')
    canvas.call('apply', 4, [['delete', canvas.id_of(2)]])
    canvas.wait_until(lambda: color_of(canvas, 3) == 'green', lambda: 'It is still dim.')


def test_a_tile_without_a_family_says_so(canvas: CanvasPage) -> None:
    """And nothing is dim."""
    canvas.open().tile('a green hill').click()
    canvas.hear('toast')
    canvas.page.keyboard.press('g')
    assert canvas.heard() == [{'text': 'This tile has no family yet. V makes four variations of it.'}]
    wait_for_colors(canvas, 'red', 'blue', 'green')
