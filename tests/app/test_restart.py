"""Nothing that was shown as saved is lost, however the program ends: reload, restart, kill -9, a full second start."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.person import part_of, person_at
from tests.running import running_app, start_process

pytestmark = pytest.mark.browser


def test_after_kill_9_everything_is_there_and_undo_still_works(browser: Browser, tmp_path: Path) -> None:
    """Tiles, pictures, favorites, theme, typed text and the steps of undo survive a power cut."""
    with running_app(tmp_path) as app, person_at(browser, app.url, color_scheme='light') as person:
        person.open()
        kept, moved = person.draw('a castle on an island'), person.draw('a horse')
        person.click(kept)
        person.press('Favorite')
        person.wait('id => window.imagegen.tile(id).favorite', kept)
        person.page.keyboard.press('Escape')
        x_before = person.tile(moved)['x']
        person.drag(moved, 90, 30)
        person.saved()
        person.press('Theme')  # from the system's to light
        person.press('Theme')
        expect(person.page.locator('html')).to_have_attribute('data-theme', 'dark')
        person.page.keyboard.press('Escape')
        person.prompt.fill('a fox in the fog')
        person.wait('window.imagegen.size() === 3')
        (typed,) = set(person.ids()) - {kept, moved}
        person.wait_settled(typed, 'a fox in the fog')
        before = {tile_id: person.tile(tile_id) for tile_id in person.ids()}
        app.kill()
    assert not part_of(tmp_path, '*.part')
    with running_app(tmp_path) as app, person_at(browser, app.url) as person:
        person.open()
        person.wait('window.imagegen.size() === 3')
        for tile_id, tile in before.items():
            now = person.tile(tile_id)
            assert {name: now[name] for name in ('x', 'y', 'prompt', 'seed', 'favorite')} == {
                name: tile[name] for name in ('x', 'y', 'prompt', 'seed', 'favorite')
            }
            assert now['picture']['sha'] == tile['picture']['sha']
        expect(person.prompt).to_have_value('a fox in the fog')
        expect(person.page.locator('html')).to_have_attribute('data-theme', 'dark')
        person.page.keyboard.press('Escape')
        person.press('Undo')
        person.wait('window.imagegen.size() === 2')
        person.press('Undo')
        person.wait('([id, x]) => Math.abs(window.imagegen.tile(id).x - x) < 0.01', [moved, x_before])


def test_what_was_settled_before_a_crash_is_not_made_again(browser: Browser, tmp_path: Path) -> None:
    """The strip may not know yet that the picture was settled: the tile does."""
    with running_app(tmp_path) as app, person_at(browser, app.url) as person:
        person.open()
        person.prompt.fill('a fox in the fog')  # at once: whoever types slowly gets more than one picture
        person.wait('window.imagegen.size() === 1')
        (tile_id,) = person.ids()
        person.wait_settled(tile_id, 'a fox in the fog')
        app.stop()
    with closing(sqlite3.connect(tmp_path / 'imagegen.sqlite3')) as database, database:
        assert database.execute('DELETE FROM frames WHERE asset_id IS NOT NULL').rowcount == 1
    with running_app(tmp_path) as app, person_at(browser, app.url) as person:
        person.open()
        person.wait_settled(tile_id, 'a fox in the fog')
        person.press('Undo')
        person.wait('window.imagegen.size() === 0')  # tile and picture are still one step


def test_a_restart_under_an_open_page_brings_the_board_back(browser: Browser, tmp_path: Path) -> None:
    """The page reconnects to the new process by itself; the text that was being typed is still there."""
    with running_app(tmp_path) as app, person_at(browser, app.url) as person:
        person.open()
        first = person.draw('a bird')
        person.type('an unfinished tho')
        person.wait('window.imagegen.size() === 2')
        person.saved()
        port = app.port
        app.kill()
        expect(person.page.get_by_role('status', name='Sync')).to_contain_text('Reconnecting', timeout=20_000)
        with running_app(tmp_path, port=port):
            person.wait('window.imagegen?.size() === 2')
            expect(person.prompt).to_have_value('an unfinished tho')
            assert first in person.ids()
            person.wait_for_board()
            person.prompt.click()
            person.page.keyboard.press('End')
            person.page.keyboard.type('ught')
            (second,) = set(person.ids()) - {first}
            person.wait_settled(second, 'an unfinished thought')


def test_a_page_that_was_offline_catches_up(browser: Browser, tmp_path: Path) -> None:
    """What another window did meanwhile is there after the reconnect, without a reload."""
    with running_app(tmp_path) as app, person_at(browser, app.url) as away, person_at(browser, app.url) as other:
        away.open()
        tile_id = away.draw('an island')
        other.open()
        away.mark()
        away.page.context.set_offline(True)
        other.drag(tile_id, 120, 0)
        other.saved()
        x = other.tile(tile_id)['x']
        second = other.draw('a tree')
        away.page.context.set_offline(False)
        away.wait('([id, x]) => Math.abs(window.imagegen.tile(id).x - x) < 0.01', [tile_id, x])
        away.wait_settled(second, 'a tree')
        assert away.page.evaluate('window.isMarked')


def test_a_drag_outlives_a_cut_connection(browser: Browser, tmp_path: Path) -> None:
    """Cut in the middle of a drag and let go without a connection, the move is there once when it is back."""
    with running_app(tmp_path) as app, person_at(browser, app.url) as person:
        person.open()
        tile_id = person.draw('an island')
        person.saved()
        before = person.tile(tile_id)['x']
        person.mark()
        x, y = person.middle(tile_id)
        person.page.mouse.move(x, y)
        person.page.mouse.down()
        person.page.mouse.move(x + 40, y)
        person.page.context.set_offline(True)
        person.page.evaluate('window.socket.io.engine.close()')
        sync = person.page.get_by_role('status', name='Sync')
        expect(sync).to_contain_text('Reconnecting')
        person.page.mouse.move(x + 160, y)
        person.page.mouse.up()
        assert person.tile(tile_id)['x'] == pytest.approx(before + 160)
        person.page.context.set_offline(False)
        expect(sync).to_contain_text('Saved here', timeout=20_000)
        with person_at(browser, app.url) as other:
            other.open()
            other.wait('([id, x]) => Math.abs(window.imagegen.tile(id).x - x) < 0.01', [tile_id, before + 160])
        assert person.tile(tile_id)['x'] == pytest.approx(before + 160)
        assert person.page.evaluate('window.isMarked')
        person.press('Undo')
        person.wait('([id, x]) => Math.abs(window.imagegen.tile(id).x - x) < 0.01', [tile_id, before])


def test_a_second_program_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    """One sentence, exit status 1, and the first one goes on."""
    with running_app(tmp_path) as app:
        second = start_process(tmp_path)
        said, _ = second.communicate(timeout=30)
        assert second.returncode == 1
        assert said.strip().startswith('ImageGen cannot start. Another ImageGen is using the folder')
        assert app.process.poll() is None


def test_a_broken_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    """The file is not touched; the sentence names it and says what to do."""
    broken = tmp_path / 'imagegen.sqlite3'
    broken.write_bytes(b'SQLite format 3\0' + b'nonsense' * 1000)
    before = broken.read_bytes()
    process = start_process(tmp_path)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert 'is damaged or is not ImageGen’s' in said
    assert broken.read_bytes() == before


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    """With the way out: another port."""
    with running_app(tmp_path / 'one') as app:
        process = start_process(tmp_path / 'two', port=app.port)
        said, _ = process.communicate(timeout=30)
        assert process.returncode == 1
        assert f'Port {app.port} is in use' in said
        assert f'IMAGEGEN_PORT={app.port + 1}' in said


def test_sigterm_ends_it_cleanly(tmp_path: Path) -> None:
    """Exit status 0, no lock left behind, and the database is whole."""
    with running_app(tmp_path) as app:
        assert app.stop() == 0
        assert not [line for line in app.lines if 'Traceback' in line]
    with sqlite3.connect(tmp_path / 'imagegen.sqlite3') as database:
        assert database.execute('PRAGMA quick_check').fetchone() == ('ok',)
    database.close()
