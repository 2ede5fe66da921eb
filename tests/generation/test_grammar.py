"""The built-in grammar of prompt variations."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.services.generation.grammar import GrammarVariations, vary
from app.services.generation.providers.sketch.reading import read_prompt
from app.services.generation.variations import AXES, MAX_PROMPT, Axis

PROMPTS = [
    'a red cat on a hill at sunset',
    'misty pine forest, moonlight',
    'three boats on a calm sea at dawn, oil painting',
    'pixel art castle, mountains, sunset',
]


def varied(prompt: str, axis: Axis, seed: int = 3) -> str:
    return next(variation.prompt for variation in vary(prompt, seed) if variation.axis == axis)


async def test_four_come_at_once_and_the_same_each_time() -> None:
    """The same prompt and seed give the same four; another seed gives others."""
    made = [variation async for variation in GrammarVariations().variations('a red cat', 7)]
    assert [variation.axis for variation in made] == list(AXES)
    assert made == list(vary('a red cat', 7))
    assert made != list(vary('a red cat', 8))


@example('a cat ' * 1000, 1)
@settings(max_examples=50)
@given(st.text(max_size=80), st.integers(0, 2**32))
def test_whatever_is_typed_four_different_prompts_come(prompt: str, seed: int) -> None:
    """Any text at all gives four prompts that differ from it and from each other, within the limit."""
    made = [variation.prompt for variation in vary(prompt, seed)]
    assert len({*made, ' '.join(prompt.split())}) == 5
    assert all(0 < len(text) <= MAX_PROMPT for text in made)


@pytest.mark.parametrize(
    ('prompt', 'axis', 'gone', 'kept'),
    [
        ('a red cat on a hill at sunset', 'light', 'sunset', 'a red cat on a hill'),
        ('a red cat on a hill at sunset', 'composition', 'hill', 'at sunset'),
        ('three boats at dawn, oil painting', 'style', 'oil', 'three boats at dawn'),
        ('an ink drawing of a castle', 'style', 'ink', 'a castle'),
        ('a cat, teal and gold palette', 'palette', 'teal', 'a cat'),
        ('misty pine forest, moonlight', 'light', 'moonlight', 'pine forest'),
        ('a vintage car by the sea', 'style', 'vintage', 'a car by the sea'),
    ],
)
def test_what_contradicts_is_replaced(prompt: str, axis: Axis, gone: str, kept: str) -> None:
    """A variation takes the place of a word of its own axis, and leaves the rest of the prompt."""
    changed = varied(prompt, axis)
    assert gone not in changed
    assert kept in changed


def test_colours_of_things_stay() -> None:
    """The palette of the whole changes; the cat stays black and white."""
    assert varied('a black and white cat', 'palette').startswith('a black and white cat, ')


def test_variations_of_variations_do_not_pile_up() -> None:
    """Twenty generations down the light axis there is still one light in the prompt."""
    prompt = 'a red cat on a hill at sunset'
    for seed in range(20):
        prompt = varied(prompt, 'light', seed)
    assert prompt.startswith('a red cat on a hill ')
    assert len(prompt) < 60


@pytest.mark.parametrize('prompt', PROMPTS)
def test_sketch_draws_what_the_grammar_says(prompt: str) -> None:
    """Without a key the four become pictures that differ: the painter ignores no word but "palette"."""
    known = set(read_prompt(prompt).reading.ignored) | {'palette'}
    for seed in range(12):
        for variation in vary(prompt, seed):
            assert set(read_prompt(variation.prompt).reading.ignored) <= known, variation.prompt
