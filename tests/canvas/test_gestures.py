"""Pointer, wheel and fingers on the canvas, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.canvas.conftest import CanvasPage
from tests.columns import tiles_of

pytestmark = pytest.mark.browser


def test_a_drag_moves_a_tile_and_is_told_once(canvas: CanvasPage) -> None:
    """The tile follows the pointer without the server, and one event tells of it on release."""
    canvas.open().drag((200, 200), (260, 230), release=False)
    assert canvas.told('Moved') == []
    assert canvas.scene(1)['screen'] == {'x': 160, 'y': 180, 'w': 200, 'h': 150}
    canvas.page.mouse.up()
    assert canvas.place(1) == (160, 180)
    assert canvas.wait_for_told('Moved') == [{'type': 'Moved', 'ids': [canvas.id_of(1)], 'dx': 60, 'dy': 30}]
    assert canvas.selection() == [1]


def test_the_chrome_recedes_while_a_drag_lasts(canvas: CanvasPage) -> None:
    """A drag of some length makes the chrome recede, and its end brings it back at once."""
    canvas.open().drag((200, 200), (260, 230), release=False)
    canvas.page.wait_for_selector('body.ig-receded')
    canvas.page.mouse.up()
    assert canvas.page.locator('body.ig-receded').count() == 0


def test_escape_cancels_a_drag(canvas: CanvasPage) -> None:
    """A drag that Escape ended leaves the tile where it was and tells nothing."""
    canvas.open().tile('a red cat').hover()
    expect(canvas.tile('a red cat').get_by_role('button', name='Delete')).to_be_visible()
    canvas.drag((200, 200), (400, 300), release=False)
    canvas.page.wait_for_selector('body.ig-receded')
    canvas.page.keyboard.press('Escape')
    canvas.page.mouse.up()
    assert canvas.place(1) == (100, 150)
    expect(canvas.page.locator('.ig-receded')).to_have_count(0)
    canvas.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    handle = canvas.page.locator('.ig-handle.ig-nw').bounding_box()
    assert handle
    assert (handle['x'], handle['y']) == (93, 143)
    canvas.page.keyboard.press('Control+z')
    canvas.wait_for_told('Command')
    assert canvas.told('Moved') == []


def test_escape_cancels_a_resize(canvas: CanvasPage) -> None:
    """The tile has its size again, no badge and no line stay, and nothing is told."""
    canvas.open().tile('a red cat').click()
    before = canvas.scene(1)
    canvas.drag((300, 300), (380, 360), release=False)
    assert canvas.scene(1)['w'] == 280
    canvas.page.keyboard.press('Escape')
    canvas.page.mouse.move(500, 500)
    canvas.page.mouse.up()
    assert canvas.scene(1) == before
    expect(canvas.page.locator('.ig-size')).to_be_hidden()
    canvas.page.keyboard.press('Control+z')
    canvas.wait_for_told('Command')
    assert canvas.told('Resized') == canvas.told('Moved') == []


def test_escape_cancels_a_marquee(canvas: CanvasPage) -> None:
    """What was selected before is selected again, and nobody heard of anything else."""
    canvas.open().tile('a green hill').click()
    canvas.drag((60, 120), (450, 320), release=False)
    assert canvas.selection() == [1, 2]
    canvas.page.keyboard.press('Escape')
    canvas.page.mouse.up()
    assert canvas.selection() == [3]
    canvas.page.keyboard.press('Control+z')
    canvas.wait_for_told('Command')
    assert [each['ids'] for each in canvas.told('Selected')] == [[canvas.id_of(3)]]


def snapshot_with(canvas: CanvasPage, number: int, **fields: object) -> dict[str, Any]:
    """The board as the server has it now, with some fields of one tile changed; it is what is fetched next."""
    board: dict[str, Any] = canvas.http.get(f'/api/boards/{canvas.board}').json()
    tiles = [tile | fields if tile['id'] == canvas.id_of(number) else tile for tile in tiles_of(board['tiles'])]
    changed = {'rev': board['rev'] + 5, 'tiles': tiles[::-1]}
    canvas.http.post(f'/set/{canvas.board}', json=changed).raise_for_status()
    return board | changed


def fetch_again(canvas: CanvasPage, rev: int) -> None:
    """A message is missing, so that the board is fetched again."""
    canvas.call('apply', rev, [])
    canvas.page.wait_for_function('rev => window.imagegen.rev() === rev', arg=rev)


def test_a_snapshot_in_the_middle_of_a_drag_does_not_end_it(canvas: CanvasPage) -> None:
    """The board that is fetched again has the tile elsewhere in its list; it stays under the pointer."""
    canvas.open().drag((200, 200), (260, 230), release=False)
    fetch_again(canvas, snapshot_with(canvas, 2, prompt='a green boat')['rev'])
    assert canvas.scene(2)['prompt'] == 'a green boat'
    assert canvas.scene(1)['screen'] == {'x': 160, 'y': 180, 'w': 200, 'h': 150}
    canvas.page.mouse.move(270, 230)
    canvas.page.mouse.up()
    assert canvas.wait_for_told('Moved') == [{'type': 'Moved', 'ids': [canvas.id_of(1)], 'dx': 70, 'dy': 30}]
    assert canvas.place(1) == (170, 180)
    assert [canvas.place(number) for number in (2, 3)] == [(400, 150), (700, 150)]


def test_a_snapshot_in_the_middle_of_a_resize_does_not_end_it(canvas: CanvasPage) -> None:
    """The corner stays at the pointer, and the other tiles as they are."""
    canvas.open().tile('a red cat').click()
    canvas.drag((300, 300), (380, 360), release=False)
    fetch_again(canvas, snapshot_with(canvas, 2, prompt='a green boat')['rev'])
    assert canvas.scene(1)['w'] == 280
    canvas.page.mouse.up()
    [resized] = canvas.wait_for_told('Resized')
    assert (resized['w'], resized['h']) == (280, 210)
    assert canvas.scene(6)['w'] == 200


def test_a_tile_that_went_in_the_middle_of_its_drag_is_let_go(canvas: CanvasPage) -> None:
    """A snapshot without the tile ends the drag, and nothing is told of it."""
    canvas.open().drag((200, 200), (260, 230), release=False)
    board: dict[str, Any] = canvas.http.get(f'/api/boards/{canvas.board}').json()
    left = {'rev': 6, 'tiles': tiles_of(board['tiles'])[1:]}
    canvas.http.post(f'/set/{canvas.board}', json=left).raise_for_status()
    fetch_again(canvas, 6)
    canvas.page.mouse.move(300, 260)
    canvas.page.mouse.up()
    canvas.page.keyboard.press('Control+z')
    canvas.wait_for_told('Command')
    assert canvas.told('Moved') == []


def test_a_snapshot_older_than_a_move_does_not_pull_the_tile_back(canvas: CanvasPage) -> None:
    """The board is fetched before it has the move; the tile stays where it was let go."""
    canvas.open().drag((200, 200), (260, 230))
    fetch_again(canvas, snapshot_with(canvas, 2, prompt='a green boat')['rev'])
    assert canvas.place(1) == (160, 180)


def test_the_selection_moves_together(canvas: CanvasPage) -> None:
    """Dragging one of several selected tiles moves them all in one event."""
    canvas.open().tile('a red cat').click()
    canvas.tile('a blue boat').click(modifiers=['Shift'])
    canvas.drag((500, 200), (510, 220))
    [moved] = canvas.wait_for_told('Moved')
    assert sorted(moved['ids']) == [canvas.id_of(1), canvas.id_of(2)]
    assert (canvas.place(1), canvas.place(2)) == ((110, 170), (410, 170))


def test_alt_and_drag_ask_for_a_copy(canvas: CanvasPage) -> None:
    """With Alt the tile stays and a duplicate is asked for where the pointer was released."""
    canvas.open().page.keyboard.down('Alt')
    canvas.drag((200, 200), (240, 500))
    canvas.page.keyboard.up('Alt')
    [command] = canvas.wait_for_told('Command')
    assert (command['name'], command['ids']) == ('duplicate', [canvas.id_of(1)])
    assert (command['dx'], command['dy']) == (40, 300)
    assert canvas.place(1) == (100, 150)


def test_a_marquee_selects_what_it_touches(canvas: CanvasPage) -> None:
    """A drag on empty board selects every touched tile, counts them at the pointer and tells the end only."""
    canvas.open().drag((60, 120), (450, 320), release=False)
    expect(canvas.page.get_by_text('2 selected', exact=True)).to_be_visible()
    canvas.page.mouse.up()
    assert canvas.selection() == [1, 2]
    assert canvas.wait_for_told('Selected') == [{'type': 'Selected', 'ids': [canvas.id_of(1), canvas.id_of(2)]}]
    expect(canvas.page.get_by_role('group', name='2 tiles selected')).to_be_visible()


def test_a_marquee_with_shift_adds(canvas: CanvasPage) -> None:
    """Shift keeps what was selected before the marquee."""
    canvas.open().tile('a green hill').click()
    canvas.page.keyboard.down('Shift')
    canvas.drag((60, 120), (150, 200))
    canvas.page.keyboard.up('Shift')
    assert sorted(canvas.selection()) == [1, 3]


def test_a_click_on_empty_board_selects_nothing(canvas: CanvasPage) -> None:
    """A click beside the tiles clears the selection."""
    canvas.open().tile('a red cat').click()
    assert canvas.selection() == [1]
    canvas.page.mouse.click(1200, 400)
    assert canvas.selection() == []


def test_a_handle_resizes_with_the_ratio_kept(canvas: CanvasPage) -> None:
    """A corner follows the pointer, the opposite one stays, and one event tells the new rectangle."""
    canvas.open().tile('a red cat').click()
    canvas.drag((300, 300), (400, 375))
    assert canvas.wait_for_told('Resized') == [
        {'type': 'Resized', 'id': canvas.id_of(1), 'x': 100, 'y': 150, 'w': 300, 'h': 225}
    ]
    assert canvas.scene(1)['w'] == 300


def test_the_wheel_pans_and_with_control_zooms_at_the_pointer(canvas: CanvasPage) -> None:
    """The world point under the pointer stays there during a zoom, and the viewport is told once it rests."""
    canvas.open().wheel(300, 300, 40, 25)
    assert canvas.viewport() == {'x': 40, 'y': 25, 'zoom': 1}
    canvas.wheel(300, 300, 0, -10, control=True)
    seen = canvas.viewport()
    assert seen['zoom'] > 1
    assert seen['x'] + 300 / seen['zoom'] == pytest.approx(340)
    assert seen['y'] + 300 / seen['zoom'] == pytest.approx(325)
    [rested] = canvas.wait_for_told('ViewportRested')
    assert rested == {'type': 'ViewportRested', **seen}


def test_the_space_bar_makes_the_pointer_a_hand(canvas: CanvasPage) -> None:
    """Space and drag pan, on a tile too, and do not open it."""
    canvas.open().page.keyboard.down(' ')
    canvas.drag((200, 200), (150, 180))
    canvas.page.keyboard.up(' ')
    assert canvas.viewport() == {'x': 50, 'y': 20, 'zoom': 1}
    assert canvas.selection() == []
    assert canvas.told('Command') == []


def test_a_double_click_opens(canvas: CanvasPage) -> None:
    """A double click on a tile asks to open it."""
    canvas.open().hear('open')
    canvas.tile('a blue boat').dblclick()
    assert canvas.heard() == [{'ids': [canvas.id_of(2)]}]


def test_zoom_buttons_and_fit(canvas: CanvasPage) -> None:
    """The zoom control zooms in steps, to 100 % and to everything."""
    canvas.open().button('Zoom in').click()
    expect(canvas.page.get_by_text('150 %')).to_be_visible()
    canvas.page.get_by_text('150 %').click()
    expect(canvas.page.get_by_text('100 %')).to_be_visible()
    canvas.wheel(300, 300, 9000, 0)
    canvas.button('Back to content').click()
    canvas.wait_until(lambda: canvas.viewport()['x'] < 200, lambda: f'It stayed at {canvas.viewport()}.')
