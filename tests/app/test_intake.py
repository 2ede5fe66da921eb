"""Bringing pictures and text to the board: dropped files, pastes, copies of tiles."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Browser, expect

from tests.person import Person, person_at
from tests.running import RunningApp

pytestmark = pytest.mark.browser

A_DROP = """([name, x, y, files, texts]) => {
  const dataTransfer = new DataTransfer();
  for (const [name, content] of files) {
    dataTransfer.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], name));
  }
  for (const [kind, text] of texts) dataTransfer.setData(kind, text);
  const event = { bubbles: true, cancelable: true, clientX: x, clientY: y };
  const target = document.elementFromPoint(x, y);
  const paste = new ClipboardEvent('paste', { ...event, clipboardData: dataTransfer });
  if (name === 'paste') document.activeElement.dispatchEvent(paste);
  else for (const kind of name.split(' ')) target.dispatchEvent(new DragEvent(kind, { ...event, dataTransfer }));
}"""


@dataclass
class Bringer(Person):
    """Someone who drags files over the window and pastes."""

    def carry(self, paths: list[Path], x: float, y: float, *, drop: bool = True) -> None:
        """Drag files of the system over the window as the browser itself reports it, and let go."""
        session = self.page.context.new_cdp_session(self.page)
        data = {'items': [], 'files': [str(path) for path in paths], 'dragOperationsMask': 1}
        for kind in ('dragEnter', 'dragOver', *(['drop'] if drop else [])):
            session.send('Input.dispatchDragEvent', {'type': kind, 'x': x, 'y': y, 'data': data})

    def bring(
        self,
        event: str,
        *,
        files: dict[str, bytes] | None = None,
        texts: dict[str, str] | None = None,
        at: tuple[float, float] = (700, 400),
    ) -> None:
        """Let the page hear of a drop or a paste with this in it."""
        encoded = [(name, base64.b64encode(content).decode()) for name, content in (files or {}).items()]
        self.page.evaluate(A_DROP, [event, *at, encoded, list((texts or {}).items())])

    def say(self, words: str) -> None:
        expect(self.page.get_by_role('status', name='Message')).to_contain_text(words)

    def only_tile(self) -> str:
        self.wait('window.imagegen.size() === 1')
        (tile_id,) = self.ids()
        return tile_id

    def wait_for(self, count: int) -> None:
        self.wait('count => window.imagegen.size() === count', count)

    def wait_selected(self, count: int) -> list[str]:
        self.wait('count => window.imagegen.selection().length === count', count)
        selected: list[str] = self.page.evaluate('window.imagegen.selection()')
        return selected


@pytest.fixture
def person(browser: Browser, program: RunningApp) -> Iterator[Bringer]:
    """Someone at an empty board, with a clipboard that the page may use."""
    with person_at(browser, program.url, permissions=['clipboard-read', 'clipboard-write']) as somebody:
        bringer = Bringer(somebody.page, somebody.url)
        bringer.open()
        bringer.new_board()
        yield bringer


def a_picture(color: str = 'teal', size: tuple[int, int] = (400, 300), words: str = '') -> bytes:
    info, buffer = PngInfo(), BytesIO()
    if words:
        info.add_text('parameters', words)
    Image.new('RGB', size, color).save(buffer, 'PNG', pnginfo=info)
    return buffer.getvalue()


def written(folder: Path, files: dict[str, bytes]) -> list[Path]:
    paths = [folder / name for name in files]
    for path in paths:
        path.write_bytes(files[path.name])
    return paths


def test_dropped_files_become_tiles_and_one_step(person: Bringer, tmp_path: Path) -> None:
    """Two good files and a broken one: both arrive, the sentence names the third, one undo takes both away."""
    files = {
        'cat.png': a_picture('teal', words='a cat\nSteps: 20, Seed: 77, Model: sketch'),
        'broken.png': a_picture()[:60],
        'sea.jpg': a_picture('navy'),
    }
    person.carry(written(tmp_path, files), 720, 300)
    person.wait_for(2)
    person.say('“broken.png” is damaged or cut short: get the file again.')
    selected = person.wait_selected(2)
    first, second = (person.tile(tile_id) for tile_id in selected)
    assert (first['prompt'], first['seed'], first['model'], first['pixels']) == ('a cat', 77, 'sketch', [400, 300])
    screen = first['screen']
    assert (screen['x'] + screen['w'] / 2, screen['y'] + screen['h'] / 2) == pytest.approx((720, 300), abs=1)
    assert second['x'] >= first['x'] + first['w'] or second['y'] >= first['y'] + first['h'] or second['x'] < first['x']
    person.press('Undo')
    person.wait_for(0)
    person.press('Redo')
    person.wait_for(2)


def test_files_over_the_window_show_where_they_land(person: Bringer, tmp_path: Path) -> None:
    """The board says what will be added; over the prompt bar nothing is taken."""
    paths = written(tmp_path, {'one.png': a_picture(), 'two.png': a_picture('red')})
    person.carry(paths, 700, 300, drop=False)
    expect(person.page.get_by_text('Add 2 pictures')).to_be_visible()
    bar = person.prompt.bounding_box()
    assert bar is not None
    over_the_bar = bar['x'] + 20, bar['y'] + 10
    person.carry(paths, *over_the_bar, drop=False)
    expect(person.page.get_by_text('Add 2 pictures')).to_be_hidden()
    person.bring('dragover drop', files={'bar.png': a_picture()}, at=over_the_bar)
    person.bring('dragover drop', files={'board.png': a_picture(words='a board')})
    assert person.tile(person.only_tile())['prompt'] == 'a board'


def test_a_download_dropped_again_has_its_prompt_and_seed_back(person: Bringer, tmp_path: Path) -> None:
    """What ImageGen wrote into a file, it reads."""
    made = person.draw('a lighthouse by the sea')
    person.click(made)
    person.press('More')
    with person.page.expect_download() as download:
        person.page.get_by_role('menuitem', name='Download', exact=True).click()
    path = tmp_path / 'again.png'
    download.value.save_as(path)
    person.page.keyboard.press('Escape')
    person.carry([path], 300, 200)
    person.wait_for(2)
    (tile_id,) = set(person.ids()) - {made}
    person.wait_settled(tile_id, 'a lighthouse by the sea')
    assert [person.tile(tile_id)[name] for name in ('seed', 'model')] == [
        person.tile(made)[name] for name in ('seed', 'model')
    ]


def test_a_picture_of_another_page_is_read_or_told(person: Bringer) -> None:
    """A picture inside the page's own address arrives; one of another site says to save it first."""
    encoded = f'data:image/png;base64,{base64.b64encode(a_picture("gold", words="a sun")).decode()}'
    person.bring(
        'dragover drop', texts={'text/html': f'<img src="{encoded}">', 'text/uri-list': 'https://elsewhere.example/'}
    )
    assert person.tile(person.only_tile())['prompt'] == 'a sun'
    other = 'https://elsewhere.example/c.png'
    person.bring('dragover drop', texts={'text/html': f'<img src="{other}">', 'text/uri-list': other})
    person.say('The browser may not read pictures of elsewhere.example: save the picture and drop the file here.')
    assert len(person.ids()) == 1


def test_dropped_text_begins_a_tile_of_its_own(person: Bringer) -> None:
    """It stands in the prompt, and the tile that was selected keeps its own."""
    made = person.draw('a red barn')
    person.click(made)
    person.bring('dragover drop', texts={'text/plain': 'a blue boat\n'})
    expect(person.prompt).to_have_value('a blue boat')
    person.wait_for(2)
    person.wait('() => window.imagegen.ids().some(id => window.imagegen.tile(id).prompt === "a blue boat")')
    assert person.tile(made)['prompt'] == 'a red barn'


def test_a_drag_that_began_on_the_page_is_not_taken(person: Bringer) -> None:
    """What the page itself offers for dragging is its own affair."""
    person.bring('dragstart dragover drop dragend', files={'own.png': a_picture()}, texts={'text/plain': 'own'})
    person.bring('dragover drop', files={'other.png': a_picture('red', words='other')})
    assert person.tile(person.only_tile())['prompt'] == 'other'


def test_a_pasted_picture_stands_in_the_middle_of_what_is_seen(person: Bringer) -> None:
    """From the board and from the prompt alike; with the pointer on the board, at the pointer."""
    person.prompt.click()
    person.bring('paste', files={'image.png': a_picture('teal')})
    first = person.tile(person.only_tile())['screen']
    seen = person.page.evaluate(
        """() => { const { x, y, w, h } = window.imagegen.visibleRect(), view = window.imagegen.viewport();
          return [(x + w / 2 - view.x) * view.zoom, (y + h / 2 - view.y) * view.zoom]; }"""
    )
    assert (first['x'] + first['w'] / 2, first['y'] + first['h'] / 2) == pytest.approx(seen, abs=1)
    person.page.keyboard.press('Escape')
    person.page.mouse.move(300, 200)
    person.bring('paste', files={'image.png': a_picture('red')})
    person.wait_for(2)
    (tile_id,) = person.wait_selected(1)
    assert person.middle(tile_id) == pytest.approx((300, 200), abs=1)


def test_pasted_text_goes_into_the_prompt(person: Bringer) -> None:
    """Outside a text field too; inside one the browser pastes as ever."""
    person.page.keyboard.press('Escape')
    person.page.evaluate('document.activeElement.blur()')
    person.page.evaluate("navigator.clipboard.writeText('a green hill')")
    person.page.keyboard.press('Control+v')
    expect(person.prompt).to_have_value('a green hill')
    person.page.keyboard.press('Control+v')
    expect(person.prompt).to_have_value('a green hilla green hill')


def test_tiles_are_copied_and_pasted_by_keys(person: Bringer) -> None:
    """Copies keep prompt, seed and picture and their pattern, cover nothing, and go in one step."""
    first, second = person.draw('a train'), person.draw('a tent')
    person.page.keyboard.press('Escape')
    person.click(first)
    person.click(second, shift=True)
    person.page.keyboard.press('Control+c')
    person.say('Copied')
    person.page.keyboard.press('Escape')
    person.page.mouse.move(400, 250)
    person.page.keyboard.press('Control+v')
    person.wait_for(4)
    copies = {person.tile(tile_id)['prompt']: person.tile(tile_id) for tile_id in person.wait_selected(2)}
    for made in (person.tile(first), person.tile(second)):
        copy = copies[made['prompt']]
        assert (copy['seed'], copy['model'], copy['picture']) == (made['seed'], made['model'], made['picture'])
    assert copies['a tent']['x'] - copies['a train']['x'] == pytest.approx(
        person.tile(second)['x'] - person.tile(first)['x']
    )
    person.press('Undo')
    person.wait_for(2)


def test_what_was_cut_comes_back_on_another_board(person: Bringer) -> None:
    """Cut takes the tile away, undoable; the paste on another board has its picture, and favorites work there."""
    made = person.draw('a fox')
    person.click(made)
    sha = person.tile(made)['picture']['sha']
    person.page.keyboard.press('Control+x')
    person.wait_for(0)
    person.new_board()
    person.page.keyboard.press('Escape')
    person.page.keyboard.press('Control+v')
    tile_id = person.only_tile()
    assert (person.tile(tile_id)['prompt'], person.tile(tile_id)['picture']['sha']) == ('a fox', sha)
    person.wait_selected(1)
    person.page.keyboard.press('f')
    person.wait('id => window.imagegen.tile(id).favorite', tile_id)
    person.page.reload()
    person.wait_for_board()
    person.wait('id => window.imagegen.tile(id)?.picture', tile_id)


def test_what_was_copied_elsewhere_since_wins(person: Bringer) -> None:
    """A copied tile is a picture for other programs too; a picture copied later is what a paste brings."""
    made = person.draw('a fish')
    person.click(made)
    person.page.keyboard.press('Control+c')
    person.say('Copied')
    kinds = person.page.evaluate('async () => (await navigator.clipboard.read()).flatMap(({ types }) => types)')
    assert {'image/png', 'text/html'} <= set(kinds)
    person.page.evaluate(
        """async (content) => { const blob = await (await fetch('/pictures/' + content + '/full')).blob();
          const canvas = new OffscreenCanvas(60, 40); canvas.getContext('2d').fillRect(0, 0, 60, 40);
          await navigator.clipboard.write([new ClipboardItem({ 'image/png': canvas.convertToBlob() })]); }""",
        person.tile(made)['picture']['sha'],
    )
    person.page.keyboard.press('Escape')
    person.page.keyboard.press('Control+v')
    person.wait_for(2)
    (tile_id,) = set(person.ids()) - {made}
    assert (person.tile(tile_id)['pixels'], person.tile(tile_id)['prompt']) == ([60, 40], '')


def test_the_menu_and_help_tell_of_it(person: Bringer) -> None:
    """More offers Copy and Cut with their keys; Help lists Paste."""
    person.click(person.draw('a hat'))
    person.press('More')
    menu = person.page.get_by_role('menu', name='More')
    expect(menu.get_by_role('menuitem', name='Copy Ctrl C', exact=True)).to_be_visible()
    menu.get_by_role('menuitem', name='Copy Ctrl C', exact=True).click()
    person.say('Copied')
    person.page.keyboard.press('Escape')
    person.press('Help')
    for words in ('Copy', 'Cut', 'Paste tiles, pictures or text'):
        expect(person.page.get_by_role('dialog').get_by_text(words, exact=True)).to_be_visible()
