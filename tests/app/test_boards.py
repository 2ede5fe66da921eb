"""The page of boards, the trash, and boards as files."""

import itertools
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.person import Person

pytestmark = pytest.mark.browser


def card(person: Person, name: str) -> Locator:
    return person.page.get_by_role('listitem').filter(has_text=name)


def rename_here(person: Person, name: str) -> None:
    person.press('Boards')
    person.page.get_by_role('menuitem', name='Rename this board').click()
    person.page.get_by_role('textbox', name='Board name').fill(name)
    person.page.keyboard.press('Enter')
    person.saved()


def choose(person: Person, name: str, act: str) -> None:
    person.page.get_by_role('button', name=f'More for {name}', exact=True).click()
    person.page.get_by_role('menuitem', name=act).click()


def seen(tile: dict[str, Any]) -> tuple[object, ...]:
    return tile['x'], tile['y'], tile['prompt'], tile['picture']['sha']


def say(person: Person, words: str) -> None:
    expect(person.page.get_by_role('status', name='Message')).to_contain_text(words)


def test_a_board_is_found_duplicated_renamed_deleted_and_brought_back(person: Person) -> None:
    """By its menu on the page of boards, with the way back from a deletion by the toast and by the trash."""
    person.draw('a red mill')
    rename_here(person, 'Windy hills')
    person.press('Boards')
    person.page.get_by_role('menuitem', name='All boards').click()
    person.page.get_by_role('textbox', name='Search boards by name').fill('windy')
    expect(person.page.get_by_role('listitem')).to_have_count(1)
    expect(card(person, 'Windy hills').get_by_role('link', name='Windy hills, 1 tile')).to_be_visible()
    expect(card(person, 'Windy hills').locator('img')).to_have_js_property('complete', True)
    choose(person, 'Windy hills', 'Duplicate')
    say(person, '“Windy hills copy” is a new board')
    expect(person.page.get_by_role('listitem')).to_have_count(2)
    choose(person, 'Windy hills copy', 'Rename')
    person.page.get_by_role('textbox', name='Board name').fill('Windy sea')
    person.page.keyboard.press('Enter')
    expect(card(person, 'Windy sea')).to_be_visible()
    choose(person, 'Windy hills', 'Move to trash')
    expect(person.page.get_by_role('listitem')).to_have_count(1)
    person.press('Undo deleting the board')
    expect(person.page.get_by_role('listitem')).to_have_count(2)
    choose(person, 'Windy hills', 'Move to trash')
    expect(person.page.get_by_role('listitem')).to_have_count(1)
    person.page.get_by_role('heading', name='Boards').click()
    person.page.keyboard.press('Control+z')
    say(person, '“Windy hills” is back')
    expect(person.page.get_by_role('listitem')).to_have_count(2)
    choose(person, 'Windy hills', 'Move to trash')
    expect(person.page.get_by_role('listitem')).to_have_count(1)
    person.page.get_by_role('link', name='Trash').click()
    person.press('Restore Windy hills')
    say(person, 'Board restored')
    person.page.get_by_role('link', name='Back to the boards').click()
    person.page.get_by_role('link', name='Windy hills, 1 tile').click()
    person.wait_for_board()
    assert [person.tile(tile)['prompt'] for tile in person.ids()] == ['a red mill']


def test_a_deleted_tile_is_restored_from_the_trash(person: Person) -> None:
    """It is on its board again, where it was."""
    tile = person.draw('a blue boat')
    before = person.tile(tile)
    person.click(tile)
    person.page.keyboard.press('Delete')
    person.wait('window.imagegen.size() === 0')
    address = person.page.url
    person.page.goto(f'{person.url}/trash')
    person.page.get_by_role('button', name='Restore a blue boat').first.click()
    say(person, 'Tile restored to its place')
    person.page.goto(address)
    person.wait_for_board()
    assert seen(person.tile(tile)) == seen(before)


def test_tiles_move_to_another_board_and_back(person: Person) -> None:
    """By the dialog that M opens: to a new board, back by the message, and to a board that is there."""
    kept, moved = person.draw('a tall tree'), person.draw('a small bush')
    rename_here(person, 'Garden')
    before = person.tile(moved)
    move_to(person, moved, 'no such board', 'A new board')
    say(person, '1 tile moved to “Untitled board”')
    person.wait('id => window.imagegen.tile(id) === null', moved)
    person.press('Undo moving to Untitled board')
    person.wait('id => window.imagegen.tile(id) !== null', moved)
    assert seen(person.tile(moved)) == seen(before)
    garden = person.page.url
    person.new_board()
    stray = person.draw('a wet stone')
    move_to(person, stray, 'garden', 'Garden')
    say(person, '1 tile moved to “Garden”')
    person.wait('window.imagegen.size() === 0')
    person.page.goto(garden)
    person.wait_for_board()
    assert person.ids()[:2] == [kept, moved]
    assert [person.tile(tile)['prompt'] for tile in person.ids()[2:]] == ['a wet stone']
    assert not overlapping([person.tile(tile) for tile in person.ids()])


def move_to(person: Person, tile: str, words: str, name: str) -> None:
    person.click(tile)
    person.page.keyboard.press('m')
    dialog = person.page.get_by_role('dialog', name='Move this tile to')
    dialog.get_by_role('combobox').fill(words)
    expect(dialog.get_by_role('option').first).to_contain_text(name)
    person.page.keyboard.press('Enter')


def overlapping(tiles: list[dict[str, Any]]) -> bool:
    pairs = itertools.combinations(tiles, 2)
    apart = ('x', 'w'), ('y', 'h')
    return any(all(a[at] < b[at] + b[side] and b[at] < a[at] + a[side] for at, side in apart) for a, b in pairs)


def test_a_board_goes_out_as_a_file_and_comes_in_by_dialog_and_by_drop(person: Person, tmp_path: Path) -> None:
    """Its name is that of the file; a file that is none is refused in one sentence."""
    person.draw('a green hill')
    rename_here(person, 'Hills: north/south')
    person.press('Boards')
    with person.page.expect_download() as waiting:
        person.page.get_by_role('menuitem', name='Export this board').click()
    assert waiting.value.suggested_filename == 'Hills north south.imagegen'
    file = tmp_path / 'hills.imagegen'
    waiting.value.save_as(file)
    here = person.page.url
    person.press('Boards')
    with person.page.expect_file_chooser() as chooser:
        person.page.get_by_role('menuitem', name='Import a board').click()
    chooser.value.set_files(file)
    person.page.wait_for_url(lambda url: url != here)
    person.wait_for_board()
    assert [person.tile(tile)['prompt'] for tile in person.ids()] == ['a green hill']
    expect(person.page.get_by_role('button', name='Hills: north/south')).to_be_visible()
    broken = tmp_path / 'broken.imagegen'
    broken.write_bytes(file.read_bytes()[:-40])
    there = person.page.url
    session = person.page.context.new_cdp_session(person.page)
    for path in (broken, file):
        data = {'items': [], 'files': [str(path)], 'dragOperationsMask': 1}
        for kind in ('dragEnter', 'dragOver', 'drop'):
            session.send('Input.dispatchDragEvent', {'type': kind, 'x': 700, 'y': 400, 'data': data})
        if path == broken:
            say(person, '"broken.imagegen" is no board of ImageGen')
    person.page.wait_for_url(lambda url: url not in (here, there))
    person.wait_for_board()
    assert len(person.ids()) == 1


def test_lists_of_boards_and_trash_are_bounded(person: Person) -> None:
    """Strange cursors and words are answered, too long ones refused."""
    with httpx.Client(base_url=person.url, trust_env=False) as http:
        for path in ('/api/boards', '/api/trash'):
            assert http.get(path).json()['total'] >= 0
            assert http.get(path, params={'cursor': "'; DROP TABLE records --"}).status_code == httpx.codes.OK
            assert http.get(path, params={'cursor': 'x' * 501}).status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert http.get(f'/api/boards/{"0" * 36}/file').status_code == httpx.codes.NOT_FOUND
        refused = http.post(
            '/api/boards/file', params={'name': 'x.imagegen'}, content=b'mine', headers={'Origin': person.url}
        )
        assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert refused.json()['detail'].startswith('"x.imagegen" is no board of ImageGen')
