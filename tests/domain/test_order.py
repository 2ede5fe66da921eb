from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.order import LONGEST, between, insert, is_key, many_between


def test_a_key_lies_between_its_neighbours() -> None:
    """A new key is above the one below and below the one above, at either open end too."""
    low = between(None, None)
    high = between(low, None)
    assert between(None, low) < low < between(low, high) < high


def test_two_devices_that_insert_at_one_place_get_different_keys() -> None:
    """Keys are jittered: of fifty made for the same gap hardly two are equal."""
    assert len({between('a1', 'a2') for _ in range(50)}) > 45


def test_no_key_fits_between_a_key_and_itself() -> None:
    """Ties have no room between them, and that is said, not papered over."""
    with pytest.raises(ValueError, match='No order key fits'):
        between('a1', 'a1')


@given(st.integers(0, 40), st.booleans(), st.booleans())
def test_many_keys_rise_within_their_bounds(count: int, has_low: bool, has_high: bool) -> None:
    """However many keys are asked for, they rise strictly and stay within both bounds."""
    low, high = 'a1' if has_low else None, 'a2' if has_high else None
    keys = many_between(low, high, count)
    bounded = [*([low] if low else []), *keys, *([high] if high else [])]
    assert len(keys) == count
    assert all(below < above for below, above in pairwise(bounded))
    assert all(is_key(key) for key in keys)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 3)), max_size=60))
def test_inserting_anywhere_keeps_the_order(places: list[tuple[float, int]]) -> None:
    """Insertions at any place leave every key strictly above the one before it, and at most 64 long."""
    keys: list[str] = []
    for share, count in places:
        index = round(share * len(keys))
        made = insert(keys, index, count)
        keys = [made.rekeyed.get(place, key) for place, key in enumerate(keys)]
        keys[index:index] = made.keys
        assert all(below < above for below, above in pairwise(keys))
        assert all(len(key) <= LONGEST for key in keys)


def test_keys_are_made_short_again_past_64_characters() -> None:
    """Inserting at one place for ever makes keys longer until all are given short ones (SYNC.md C5)."""
    keys = ['a1', 'a2']
    rebalanced = False
    for _ in range(500):
        made = insert(keys, 1, 1)
        keys = [made.rekeyed.get(place, key) for place, key in enumerate(keys)]
        keys.insert(1, made.keys[0])
        rebalanced = rebalanced or bool(made.rekeyed)
        assert all(below < above for below, above in pairwise(keys))
    assert rebalanced
    assert max(map(len, keys)) <= LONGEST


def test_ties_are_spread_before_something_goes_between_them() -> None:
    """Where two neighbours have one key (two devices made it), both get new ones."""
    made = insert(['a1', 'a1'], 1, 1)
    keys = [made.rekeyed.get(0, 'a1'), made.keys[0], made.rekeyed.get(1, 'a1')]
    assert keys[0] < keys[1] < keys[2]


@pytest.mark.parametrize('text', ['', 'a', '!', 'a10', 'zz', None, 7, 'ä1'])
def test_what_is_no_key_is_told(text: object) -> None:
    """Malformed keys, and what is no text, are no keys."""
    assert not is_key(text)
