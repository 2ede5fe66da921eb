"""The page of boards, the trash, and boards as files."""

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
