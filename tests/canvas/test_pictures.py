"""What the canvas draws: snapshots, operations, live frames, levels, themes."""

import pytest
from playwright.sync_api import expect

from tests.canvas.conftest import CanvasPage

pytestmark = pytest.mark.browser

CAT = (200, 220)
"""A point on the tile "a red cat"."""


def frame(canvas: CanvasPage, seq: int, name: str) -> dict[str, object]:
    about = {'width': 256, 'height': 192, 'prompt': 'a red cat', 'count': seq}
    return canvas.call('frame', canvas.id_of(1), seq=seq, url=f'/frames/{name}', **about)


def shown(canvas: CanvasPage) -> int:
    found = canvas.page.evaluate('id => window.imagegen.shown(id)?.seq ?? -1', canvas.id_of(1))
    return int(found)


def test_the_snapshot_is_drawn(canvas: CanvasPage) -> None:
    """Every tile of the snapshot shows its picture at its place."""
    canvas.open().wait_for_color(*CAT, 'red')
    canvas.wait_for_color(500, 220, 'blue')
    canvas.wait_for_color(800, 220, 'green')
    expect(canvas.tile('a paper boat')).to_contain_text('62 %')
    expect(canvas.tile('a tin robot')).to_contain_text('2 before it')


def test_operations_of_the_next_revision_are_drawn(canvas: CanvasPage) -> None:
    """Patches and deletions show at once; the same message again changes nothing."""
    ops = [['patch', canvas.id_of(1), {'x': 900, 'y': 600}], ['delete', canvas.id_of(2)]]
    canvas.open()
    assert canvas.call('apply', 2, ops) == {'ok': True, 'applied': True, 'gap': False, 'rev': 2}
    assert canvas.call('apply', 2, ops)['applied'] is False
    canvas.wait_for_color(1000, 650, 'red')
    expect(canvas.tile('a blue boat')).to_have_count(0)


def test_a_gap_fetches_the_snapshot_again(canvas: CanvasPage) -> None:
    """A revision that jumped is told, and the board is taken from a fresh snapshot."""
    canvas.open()
    canvas.http.post(f'/set/{canvas.board}', json={'rev': 7, 'tiles': []})
    assert canvas.call('apply', 5, [['delete', canvas.id_of(1)]])['gap'] is True
    canvas.wait_for_told('Gap')
    canvas.wait_until(lambda: canvas.page.evaluate('window.imagegen.rev()') == 7, lambda: 'It kept the old snapshot.')
    expect(canvas.tile('a red cat')).to_have_count(0)


def test_a_message_that_cannot_be_used_is_answered(canvas: CanvasPage) -> None:
    """Python gets the error instead of silence, and the board goes on working."""
    canvas.open()
    answer = canvas.call('apply', 2, None)
    assert answer['ok'] is False
    assert 'iterable' in answer['error']
    assert canvas.call('apply', 2, [['delete', canvas.id_of(2)]])['applied'] is True


def test_a_stale_frame_is_never_shown(canvas: CanvasPage) -> None:
    """A frame that is decoded after a newer one stays away, and so does one with an old number."""
    canvas.open()
    frame(canvas, 1, f'held-blue-{canvas.board}')
    frame(canvas, 2, 'gold')
    canvas.wait_for_color(*CAT, 'gold')
    canvas.release(f'held-blue-{canvas.board}')
    frame(canvas, 1, 'green')
    frame(canvas, 3, 'red')
    canvas.wait_for_color(*CAT, 'red')
    assert shown(canvas) == 3


def test_the_old_picture_stays_until_the_new_one_is_decoded(canvas: CanvasPage) -> None:
    """A tile whose picture changes goes on showing the former one while the new one loads."""
    canvas.open().wait_for_color(*CAT, 'red')
    sha = f'held-gold-{canvas.board}'
    picture = {'sha': sha, 'width': 1024, 'height': 768, 'slot': None}
    canvas.call('apply', 2, [['patch', canvas.id_of(1), {'picture': picture}]])
    canvas.wheel(600, 700, 0, 10)
    assert canvas.color_at(*CAT) == 'red'
    canvas.release(sha)
    canvas.wait_for_color(*CAT, 'gold')


def test_the_finished_picture_takes_over_from_the_frames(canvas: CanvasPage) -> None:
    """When a live tile settles, its picture replaces the last frame."""
    canvas.open()
    frame(canvas, 1, 'gold')
    canvas.wait_for_color(*CAT, 'gold')
    picture = {'sha': 'green', 'width': 1024, 'height': 768, 'slot': None}
    canvas.call('apply', 2, [['patch', canvas.id_of(1), {'picture': picture, 'frame': None}]])
    canvas.wait_for_color(*CAT, 'green')


def test_a_status_comes_and_goes(canvas: CanvasPage) -> None:
    """A failure lies over the picture with its sentence, and goes when the status does."""
    canvas.open()
    canvas.call('status', {canvas.id_of(1): {'state': 'failed', 'message': 'The provider did not answer.'}})
    expect(canvas.tile('a red cat')).to_contain_text('The provider did not answer.')
    canvas.call('status', {canvas.id_of(1): None})
    expect(canvas.tile('a red cat')).not_to_contain_text('The provider did not answer.')


def test_python_selects_and_reveals(canvas: CanvasPage) -> None:
    """A selection by Python shows on the board and the bus, and is not told back."""
    canvas.open().page.evaluate("""async () => {
      const { bus } = await import('imagegen-canvas');
      bus.on('selection', ({ ids, tiles }) => (window.heard = [ids.length, tiles[0].prompt]));
    }""")
    canvas.wheel(300, 300, 5000, 0)
    canvas.call('select', [canvas.id_of(3)], reveal=True)
    assert canvas.selection() == [3]
    assert canvas.page.evaluate('window.heard') == [1, 'a green hill']
    expect(canvas.tile('a green hill')).to_be_in_viewport()
    assert canvas.told('Selected') == []


def test_the_bus_answers_where_there_is_room(canvas: CanvasPage) -> None:
    """Other components learn which part of the world no chrome covers, and get ids for new tiles."""
    rect, new_id = canvas.open().page.evaluate("""async () => {
      const { bus, newId } = await import('imagegen-canvas');
      return [bus.ask('visibleRect'), newId()];
    }""")
    assert (rect['x'], rect['y'], rect['w']) == (0, 0, 1440)
    assert 700 < rect['h'] < 888
    assert new_id[14] == '7'


def test_tidy_flies_and_ends_at_its_places(canvas: CanvasPage) -> None:
    """Animated operations end exactly where they say, and a pointer ends the flight at once."""
    canvas.open()
    canvas.call('apply', 2, [['patch', canvas.id_of(1), {'x': 900, 'y': 600}]], animate=True)
    canvas.page.mouse.move(1300, 100)
    canvas.page.mouse.down()
    assert canvas.place(1) == (900, 600)
    canvas.page.mouse.up()
    canvas.call('apply', 3, [['patch', canvas.id_of(1), {'x': 100, 'y': 150}]], animate=True)
    canvas.wait_until(lambda: canvas.place(1) == (100, 150), lambda: f'It ended at {canvas.place(1)}.')


def test_colours_follow_the_theme(canvas: CanvasPage) -> None:
    """The canvas is drawn anew in the other theme's colours."""
    read = "document.querySelector('.ig-canvas').getContext('2d').getImageData(1300, 40, 1, 1).data[0]"
    canvas.open().page.wait_for_function(f'{read} > 200')
    canvas.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    canvas.page.wait_for_function(f'{read} < 60')


def test_a_picture_that_is_not_there_leaves_a_calm_tile(canvas: CanvasPage) -> None:
    """A missing picture neither breaks the board nor is asked for again and again."""
    asked: list[str] = []
    canvas.page.on('request', lambda request: asked.append(request.url) if 'gone' in request.url else None)
    canvas.open().wait_for_color(*CAT, 'red')
    picture = {'sha': 'gone', 'width': 1024, 'height': 768, 'slot': None}
    with canvas.page.expect_response('**/pictures/gone/256'):
        canvas.call(
            'apply', 2, [['create', canvas.scene(1) | {'id': canvas.id_of(9), 'x': 1000, 'y': 500, 'picture': picture}]]
        )
    for _ in range(5):
        canvas.wheel(600, 700, 0, 1)
    canvas.wait_for_color(*CAT, 'red')
    assert len(asked) == 1


def test_2000_tiles_are_drawn_from_the_atlas_and_panned_from_one_bitmap(canvas: CanvasPage) -> None:
    """A large board needs no thumbnails when seen whole, a pan reuses its bitmap, and few elements stand over it."""
    canvas.board = 'many'
    asked: list[str] = []
    canvas.page.on('request', lambda request: asked.append(request.url) if '/pictures/' in request.url else None)
    canvas.open()
    zoom = canvas.viewport()['zoom']
    middle = canvas.page.evaluate('window.imagegen.tile(window.imagegen.ids()[1000]).screen')
    canvas.wait_for_color(middle['x'] + middle['w'] / 2, middle['y'] + middle['h'] / 2, 'red')
    # The page that is drawn from, and the one of the smallest size, are there and drawn.
    canvas.wait_until(lambda: canvas.page.evaluate('window.imagegen.stats().kept') == 2, lambda: 'Pages are missing.')
    canvas.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    drawn = canvas.page.evaluate('window.imagegen.stats()')
    for _ in range(10):
        canvas.wheel(600, 400, 8, 6)
        canvas.page.evaluate('new Promise(requestAnimationFrame)')
    after = canvas.page.evaluate('window.imagegen.stats()')
    assert canvas.viewport()['zoom'] == zoom
    assert after['frames'] > drawn['frames']
    assert (after['full'], asked) == (drawn['full'], [])
    assert 0 < canvas.page.locator('.ig-place').count() <= 200
