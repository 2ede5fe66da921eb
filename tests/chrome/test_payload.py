"""What a page sends is checked before anyone acts on it."""

import pytest

from app.ui.components.payload import LONGEST_TEXT, StrangePayload, fields, flag, number, optional_text, text, whole


def test_fields_of_the_right_kind_are_read() -> None:
    """Texts, numbers and flags come out as they are."""
    said = fields({'text': 'a', 'n': 3, 'x': 0.5, 'on': False, 'tile': None})
    assert (text(said, 'text'), whole(said, 'n'), number(said, 'x'), flag(said, 'on')) == ('a', 3, 0.5, False)
    assert optional_text(said, 'tile') is None
    assert optional_text(said, 'text') == 'a'


@pytest.mark.parametrize('value', [None, 1, ['a'], {}, 'a' * (LONGEST_TEXT + 1)])
def test_a_strange_text_is_refused(value: object) -> None:
    """What is no text, or longer than anyone types, is named in the error."""
    with pytest.raises(StrangePayload, match='"text"'):
        text({'text': value}, 'text')


@pytest.mark.parametrize('value', [None, '1', True, float('nan'), float('inf'), -float('inf')])
def test_a_strange_number_is_refused(value: object) -> None:
    """Only finite numbers count as numbers."""
    with pytest.raises(StrangePayload, match='"x"'):
        number({'x': value}, 'x')


def test_a_broken_number_is_not_whole() -> None:
    """A whole number has no fraction."""
    with pytest.raises(StrangePayload, match='whole number'):
        whole({'n': 1.5}, 'n')


@pytest.mark.parametrize('value', [None, 0, 1, 'true'])
def test_a_strange_flag_is_refused(value: object) -> None:
    """Only true and false are flags."""
    with pytest.raises(StrangePayload, match='"on"'):
        flag({'on': value}, 'on')


def test_an_event_without_fields_is_refused() -> None:
    """A list or nothing is no set of fields."""
    strange: tuple[object, ...] = (None, [], 'a')
    for garbage in strange:
        with pytest.raises(StrangePayload):
            fields(garbage)
