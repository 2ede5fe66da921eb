"""Boards of thousands of tiles in a real browser: what is fetched, drawn and told for them."""

import pytest

from tests.canvas.conftest import CanvasPage

pytestmark = pytest.mark.browser
MANY = 2000  # of canvas_page.py


def test_small_tiles_take_small_pages_of_the_atlas(canvas: CanvasPage) -> None:
    """Seen from afar 16 px are enough; the pages of 64 px come when one goes nearer."""
    canvas.board = 'many-levels'
    asked: list[str] = []
    canvas.page.on('request', lambda request: asked.append(request.url[-2:]) if '/atlas/' in request.url else None)
    canvas.open()
    canvas.call('view', 0, 0, 0.06, animate=False)
    first = canvas.scene(0)['screen']
    canvas.wait_for_color(first['x'] + 6, first['y'] + 4, 'red')
    assert set(asked) <= {'16', '32'}  # 32 px were of use at the first view
    with canvas.page.expect_request('**/atlas/64'):
        canvas.call('view', 0, 0, 0.25, animate=False)


def test_a_tile_that_comes_is_painted_into_the_bitmap(canvas: CanvasPage) -> None:
    """One more among 2,000 does not draw the others anew."""
    canvas.board = 'many-and-one'
    canvas.open()
    middle = canvas.page.evaluate('window.imagegen.tile(window.imagegen.ids()[1000]).screen')
    canvas.wait_for_color(middle['x'] + middle['w'] / 2, middle['y'] + middle['h'] / 2, 'red')
    # The page that is drawn from, and the one of the smallest size.
    canvas.wait_until(lambda: canvas.page.evaluate('window.imagegen.stats().kept') == 2, lambda: 'Pages are missing.')
    canvas.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    before = canvas.page.evaluate('window.imagegen.stats()')
    picture = {'sha': 'blue', 'width': 1024, 'height': 768, 'slot': None}
    new = canvas.scene(0) | {'id': canvas.id_of(9999), 'x': 2400, 'y': -400, 'order': 'b', 'picture': picture}
    assert canvas.call('apply', 2, [['create', new]])['applied']
    place = canvas.scene(9999)['screen']
    canvas.wait_for_color(place['x'] + place['w'] / 2, place['y'] + place['h'] / 2, 'blue')
    after = canvas.page.evaluate('window.imagegen.stats()')
    assert after['full'] == before['full']
    assert after['patched'] > before['patched']


def test_a_marquee_over_everything_selects_everything(canvas: CanvasPage) -> None:
    """While it grows only the board knows; one event tells of all tiles in the end, and they look chosen."""
    canvas.board = 'many-marquee'
    canvas.open()
    canvas.call('view', -3000, -2000, 0.05, animate=False)
    canvas.drag((140, 90), (860, 520), release=False)
    assert canvas.told('Selected') == []
    canvas.page.mouse.up()
    assert len(canvas.wait_for_told('Selected')[0]['ids']) == MANY
    assert len(canvas.selection()) == MANY
    screen = canvas.scene(1000)['screen']
    canvas.wait_until(
        lambda: canvas.color_at(screen['x'] + screen['w'] / 2, screen['y'] + screen['h'] / 2) != 'red',
        lambda: 'The tiles do not look chosen.',
    )


def test_a_drag_of_200_tiles_is_one_message_on_drop(canvas: CanvasPage) -> None:
    """Nothing is sent while they move; the message is hardly more than their ids."""
    canvas.board = 'many-moved'
    canvas.open()
    canvas.call('view', -100, -100, 0.25, animate=False)
    canvas.call('select', [canvas.id_of(row * 55 + column) for row in range(10) for column in range(20)])
    sent: list[str] = []
    session = canvas.page.context.new_cdp_session(canvas.page)
    session.send('Network.enable')
    session.on('Network.webSocketFrameSent', lambda frame: sent.append(frame['response']['payloadData']))
    screen = canvas.scene(0)['screen']
    start = (screen['x'] + screen['w'] / 2, screen['y'] + screen['h'] / 2)
    canvas.drag(start, (start[0] + 200, start[1] + 120), release=False)
    assert canvas.told('Moved') == []
    canvas.page.mouse.up()
    (moved,) = canvas.wait_for_told('Moved')
    assert len(moved['ids']) == 200

    def about() -> list[str]:
        return [message for message in sent if moved['ids'][100] in message and 'dx' in message]

    canvas.wait_until(lambda: bool(about()), lambda: f'{len(sent)} messages were sent, none of the tiles.')
    assert [len(message) < 200 * 45 for message in about()] == [True]
