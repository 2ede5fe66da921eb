"""What the canvas accepts from a browser, and how its modules are addressed."""

import math
from pathlib import Path

import pytest

from app.ui.canvas.events import MOST_IDS, BadEvent, Command, Copied, Moved, Pasted, Resized, read_event
from app.ui.modules import content_digest

ID = '01900000-0000-7000-8000-000000000001'


def test_events_become_dataclasses() -> None:
    """Payloads that the canvas sends are read whole."""
    assert read_event('moved', {'ids': [ID], 'dx': 3, 'dy': -1.5}) == Moved((ID,), 3.0, -1.5)
    assert read_event('resized', {'id': ID, 'x': 0, 'y': 1, 'w': 2, 'h': 3}) == Resized(ID, 0.0, 1.0, 2.0, 3.0)
    assert read_event('copied', {'copy': ID, 'ids': [ID]}) == Copied(ID, (ID,))
    assert read_event('pasted', {'copy': ID, 'x': 1, 'y': -2.5}) == Pasted(ID, 1.0, -2.5)
    assert read_event('command', {'name': 'keep', 'ids': [ID], 'id': ID, 'n': 4}) == Command('keep', (ID,), n=4)
    assert read_event('command', {'name': 'download', 'ids': [ID], 'metadata': False}).metadata is False  # type: ignore[union-attr]  # a Command, by its name


@pytest.mark.parametrize(
    ('name', 'payload'),
    [
        ('formatted', {}),
        ('moved', None),
        ('moved', [1, 2]),
        ('moved', {'ids': [ID], 'dx': math.nan, 'dy': 0}),
        ('moved', {'ids': [ID], 'dx': 1e300, 'dy': 0}),
        ('moved', {'ids': [ID], 'dx': True, 'dy': 0}),
        ('moved', {'ids': [ID], 'dx': '1', 'dy': 0}),
        ('moved', {'ids': ID, 'dx': 0, 'dy': 0}),
        ('moved', {'ids': ['../../etc/passwd'], 'dx': 0, 'dy': 0}),
        ('moved', {'ids': [ID + '\n'], 'dx': 0, 'dy': 0}),
        ('selected', {'ids': [ID] * (MOST_IDS + 1)}),
        ('resized', {'id': ID, 'x': 0, 'y': 0, 'w': 0, 'h': 5}),
        ('command', {'name': 'format_disk', 'ids': [ID]}),
        ('command', {'name': ['delete'], 'ids': [ID]}),
        ('command', {'name': 'keep', 'ids': [ID], 'n': math.inf}),
        ('command', {'name': 'keep', 'ids': [ID], 'n': 2.5}),
        ('command', {'name': 'keep', 'ids': [ID], 'n': -1}),
        ('command', {'name': 'keep', 'ids': [ID], 'n': 2**53}),
        ('copied', {'copy': 'x', 'ids': [ID]}),
        ('copied', {'copy': ID}),
        ('pasted', {'copy': ID, 'x': math.inf, 'y': 0}),
        ('viewport', {'x': 0, 'y': 0, 'zoom': 0}),
    ],
)
def test_other_payloads_are_refused(name: str, payload: object) -> None:
    """What no canvas of ours sends is refused before anything acts on it."""
    with pytest.raises(BadEvent):
        read_event(name, payload)


def test_the_address_of_the_modules_follows_their_content(tmp_path: Path) -> None:
    """An edit in place gives the modules a new address, since browsers keep the old one for a year."""
    module = tmp_path / 'src' / 'index.js'
    module.parent.mkdir()
    module.write_text('export const a = 1;')
    before = content_digest(module.parent)
    assert content_digest(module.parent) == before
    module.write_text('export const a = 2;')
    assert content_digest(module.parent) != before
