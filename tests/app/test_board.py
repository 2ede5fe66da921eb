"""What hands do on the board, in the real page, and that all of it can be undone and is kept."""

import io

import httpx
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.person import Person
from tests.running import RunningApp

pytestmark = pytest.mark.browser


def undo(person: Person) -> None:
    person.page.keyboard.press('Escape')
    person.page.keyboard.press('Control+z')


def test_a_drag_moves_a_tile_and_is_kept(person: Person) -> None:
    """The tile stands where it was let go, after a reload too, and undo brings it back."""
    tile_id = person.draw('a train')
    before = person.tile(tile_id)
    person.drag(tile_id, 150, -60)
    person.saved()
    moved = person.tile(tile_id)
    assert (moved['x'] - before['x'], moved['y'] - before['y']) == pytest.approx((150, -60), abs=1)
    person.page.reload()
    person.wait_for_board()
    person.wait('id => window.imagegen.tile(id)', tile_id)
    assert person.tile(tile_id)['x'] == pytest.approx(moved['x'])
    undo(person)
    person.wait('([id, x]) => Math.abs(window.imagegen.tile(id).x - x) < 0.01', [tile_id, before['x']])


def test_several_tiles_are_chosen_and_moved_together(person: Person) -> None:
    """Shift adds to the selection; dragging one moves all of it in one step of undo."""
    first, second = person.draw('a tent'), person.draw('a pumpkin')
    before = {tile_id: person.tile(tile_id)['x'] for tile_id in (first, second)}
    person.click(first)
    person.click(second, shift=True)
    person.drag(second, 0, 120)
    person.saved()
    person.drag(second, 70, 0)
    person.saved()
    for tile_id in (first, second):
        assert person.tile(tile_id)['x'] == pytest.approx(before[tile_id] + 70, abs=1)
    undo(person)
    for tile_id in (first, second):
        person.wait('([id, x]) => Math.abs(window.imagegen.tile(id).x - x) < 1', [tile_id, before[tile_id]])


def test_a_marquee_chooses_what_it_touches(person: Person) -> None:
    """Dragging over empty board draws a rectangle; what it touches is selected."""
    first, second = person.draw('a fish'), person.draw('a flower')
    boxes = [person.tile(tile_id)['screen'] for tile_id in (first, second)]
    left, top = min(b['x'] for b in boxes) - 30, min(b['y'] for b in boxes) - 30
    right, bottom = max(b['x'] + b['w'] for b in boxes), max(b['y'] + b['h'] for b in boxes)
    person.page.mouse.move(left, top)
    person.page.mouse.down()
    person.page.mouse.move((left + right) / 2, (top + bottom) / 2)
    person.page.mouse.move(right - 20, bottom - 20)
    person.page.mouse.up()
    assert set(person.page.evaluate('window.imagegen.selection()')) == {first, second}


def test_duplicate_and_delete_can_be_undone(person: Person) -> None:
    """A copy stands beside its original; a deleted tile comes back with its picture."""
    tile_id = person.draw('an umbrella')
    person.click(tile_id)
    person.press('Duplicate')
    person.wait('window.imagegen.size() === 2')
    (copy,) = set(person.ids()) - {tile_id}
    assert person.tile(copy)['picture']['sha'] == person.tile(tile_id)['picture']['sha']
    person.page.keyboard.press('Escape')
    person.click(tile_id)
    person.page.keyboard.press('Delete')
    person.wait('window.imagegen.size() === 1')
    person.page.get_by_role('button', name='Undo deleting 1 tile').click()
    person.wait('window.imagegen.size() === 2')
    assert person.tile(tile_id)['picture']['sha'] == person.tile(copy)['picture']['sha']


def test_four_variations_come_in_a_cross(person: Person) -> None:
    """Each differs along its axis, has lines to its parent, overlaps nothing, and all go in one step of undo."""
    tile_id = person.draw('a cat on a hill at sunset')
    person.page.keyboard.press('Control+0')
    person.click(tile_id)
    person.press('Variations')
    person.wait('window.imagegen.size() === 5')
    others = [other for other in person.ids() if other != tile_id]
    for other in others:
        person.wait_settled(other)
    tiles = [person.tile(other) for other in others]
    assert {tile['axis'] for tile in tiles} == {'style', 'light', 'composition', 'palette'}
    assert {tile['parent'] for tile in tiles} == {tile_id}
    assert len({tile['prompt'] for tile in tiles} | {'a cat on a hill at sunset'}) == 5
    for one in [person.tile(tile_id), *tiles]:
        for two in tiles:
            apart_x = one['x'] + one['w'] <= two['x'] or two['x'] + two['w'] <= one['x']
            apart_y = one['y'] + one['h'] <= two['y'] or two['y'] + two['h'] <= one['y']
            assert one['id'] == two['id'] or apart_x or apart_y
    person.press('Undo')
    person.wait('window.imagegen.size() === 1')


def test_tidy_and_clear_can_be_undone(person: Person) -> None:
    """Tidy lines tiles up without overlap; clear takes all away; both come back."""
    first, second = person.draw('a bicycle'), person.draw('a bridge')
    person.drag(second, -37, 55)
    person.saved()
    person.page.keyboard.press('Escape')
    before = person.tile(second)
    person.press('Tidy')
    person.wait('ids => window.imagegen.tile(ids[0]).y === window.imagegen.tile(ids[1]).y', [first, second])
    person.press('Clear')
    person.wait('window.imagegen.size() === 0')
    person.press('Undo')
    person.wait('window.imagegen.size() === 2')
    person.press('Undo')
    person.wait('([id, x]) => Math.abs(window.imagegen.tile(id).x - x) < 0.01', [second, before['x']])
    person.press('Redo')
    person.wait('ids => window.imagegen.tile(ids[0]).y === window.imagegen.tile(ids[1]).y', [first, second])


def test_a_favorite_outlives_its_tile_and_comes_back_as_a_new_one(person: Person) -> None:
    """The star keeps the picture in the panel; putting it on the board adds a tile and replaces nothing."""
    tile_id = person.draw('a dragon over an island')
    other = person.draw('a lantern')
    person.click(tile_id)
    person.press('Favorite')
    person.wait('id => window.imagegen.tile(id).favorite', tile_id)
    person.page.keyboard.press('Delete')
    person.wait('window.imagegen.size() === 1')
    person.press('Favorites')
    panel = person.page.get_by_role('region', name='Favorites')
    kept = panel.get_by_role('group', name='a dragon over an island').first
    kept.hover()
    kept.get_by_role('button', name='Put on board').click()
    person.wait('window.imagegen.size() === 2')
    (back,) = set(person.ids()) - {other}
    assert person.tile(back)['prompt'] == 'a dragon over an island'
    assert person.tile(back)['favorite']


def test_the_page_of_favorites_is_searched_by_words(person: Person) -> None:
    """/favorites shows all of them and narrows them as one types."""
    for prompt in ('a ghost in a forest', 'a cactus in the desert'):
        person.click(person.draw(prompt))
        person.press('Favorite')
        person.page.keyboard.press('Escape')
    person.wait('window.imagegen.ids().every(id => window.imagegen.tile(id).favorite)')
    person.open('/favorites')
    expect(person.page.get_by_role('group', name='a ghost in a forest')).to_be_visible()
    person.page.get_by_role('searchbox').or_(person.page.get_by_placeholder('Search by words')).first.fill('cactus')
    expect(person.page.get_by_role('group', name='a cactus in the desert')).to_be_visible()
    expect(person.page.get_by_role('group', name='a ghost in a forest')).to_have_count(0)


def test_a_picture_of_the_strip_becomes_a_tile(person: Person) -> None:
    """Keep turns what the typing passed through into a tile of its own."""
    person.type('a house', delay_ms=60)
    person.wait('window.imagegen.size() === 1')
    (tile_id,) = person.ids()
    person.wait_settled(tile_id, 'a house')
    slider = person.page.get_by_role('slider')
    slider.focus()
    slider.press('ArrowLeft')
    slider.press('ArrowLeft')
    person.press('Keep')
    person.wait('window.imagegen.size() === 2')
    (kept,) = set(person.ids()) - {tile_id}
    person.wait_settled(kept)
    assert person.tile(kept)['prompt'] != 'a house'
    assert person.tile(kept)['parent'] == tile_id


def test_a_picture_that_was_undone_can_still_be_kept(person: Person) -> None:
    """The strip still has it, though the tile went back to the picture before."""
    tile_id = person.draw('a castle')
    person.click(tile_id)
    person.prompt.press('End')
    person.page.keyboard.type(' at night')
    person.wait_settled(tile_id, 'a castle at night')
    person.press('Undo')
    person.wait('id => window.imagegen.tile(id).prompt === "a castle"', tile_id)
    person.page.get_by_role('slider', name='Earlier pictures').press('End')
    person.press('Keep')
    person.wait('window.imagegen.ids().some(id => window.imagegen.tile(id).prompt === "a castle at night")')
    (kept,) = set(person.ids()) - {tile_id}
    person.wait_settled(kept, 'a castle at night')


def test_a_download_carries_its_prompt(person: Person, program: RunningApp) -> None:
    """The PNG has A1111's parameters and our own chunk; without metadata it has neither."""
    tile_id = person.draw('a snowman, watercolor')
    person.click(tile_id)
    person.press('More')
    with person.page.expect_download() as download:
        person.page.get_by_role('menuitem', name='Download', exact=True).click()
    content = download.value.path().read_bytes()
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (1024, 768)
        assert str(image.info['parameters']).startswith('a snowman, watercolor\n')
    assert download.value.suggested_filename.startswith('a snowman, watercolor')
    sha = person.tile(tile_id)['picture']['sha']
    bare = httpx.get(f'{program.url}/pictures/{sha}/full')
    with Image.open(io.BytesIO(bare.content)) as image:
        assert 'parameters' not in image.info


def test_details_tell_how_a_picture_was_made(person: Person) -> None:
    """Prompt, model, seed, size, time and cost stand in the panel."""
    tile_id = person.draw('a robot')
    person.click(tile_id)
    person.page.keyboard.press('i')
    panel = person.page.get_by_role('region', name='Details')
    for words in ('a robot', 'Sketch, built in', str(person.tile(tile_id)['seed']), '1024 × 768', 'Free'):
        expect(panel.get_by_text(words).first).to_be_visible()


def test_boards_are_renamed_and_switched(person: Person) -> None:
    """A board keeps its name and its tiles while another one is open."""
    tile_id = person.draw('a planet')
    menu = person.page.get_by_role('button', name='Untitled board').first
    menu.click()
    person.page.get_by_role('menuitem', name='Rename this board').click()
    person.page.get_by_role('textbox', name='Board name').fill('Planets')
    person.page.keyboard.press('Enter')
    person.press('Planets')
    person.page.get_by_role('menuitem', name='New board').click()
    person.wait("document.body.innerText.includes('Untitled board') && window.imagegen?.size() === 0")
    person.press('Untitled board')
    person.page.get_by_role('menuitemradio', name='Planets').click()
    person.wait('id => window.imagegen?.tile(id)', tile_id)


def test_the_names_for_assistive_technology_are_all_there(person: Person) -> None:
    """PRODUCT's list of accessible names, on the page as a person finds it."""
    tile_id = person.draw('a butterfly')
    person.click(tile_id)
    for name in ('Undo', 'Redo', 'Tidy', 'Clear', 'Favorites', 'Boards', 'Search', 'Theme', 'Settings', 'Help'):
        expect(person.page.get_by_role('button', name=name, exact=True)).to_have_count(1)
    for name in ('Duplicate', 'Variations', 'Favorite', 'Delete', 'More'):
        expect(person.page.get_by_role('button', name=name, exact=True).first).to_be_visible()
    expect(person.page.get_by_role('region', name='Board')).to_be_visible()
    expect(person.page.get_by_role('status', name='Sync')).to_be_visible()
    expect(person.page.get_by_role('group', name='a butterfly')).to_be_attached()


def test_a_tile_is_reached_and_moved_by_keys_alone(person: Person) -> None:
    """Focus a tile, choose it, nudge it, delete it: no pointer is needed."""
    tile_id = person.draw('a rabbit')
    person.page.get_by_role('group', name='a rabbit').focus()
    person.page.keyboard.press('Enter')
    assert person.page.evaluate('window.imagegen.selection()') == [tile_id]
    x = person.tile(tile_id)['x']
    person.page.keyboard.press('Shift+ArrowRight')
    person.wait('([id, x]) => window.imagegen.tile(id).x === x + 10', [tile_id, x])
    person.saved()
    person.page.keyboard.press('Delete')
    person.wait('window.imagegen.size() === 0')
