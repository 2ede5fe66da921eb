"""Which words Sketch draws, which it ignores, and what belongs to what."""

import pytest

from app.services.generation.providers.sketch import STYLES, read_prompt
from app.services.generation.providers.sketch.lexicon import lexicon
from app.services.generation.providers.sketch.scene import Wish
from app.services.generation.providers.sketch.styles import STYLE_PAINTERS
from app.services.generation.providers.sketch.subjects import KINDS


@pytest.mark.parametrize(
    ('prompt', 'drew', 'ignored'),
    [
        ('a cat on a hill at sunset, watercolor', ('cat', 'hill', 'sunset', 'watercolor'), ()),
        ('a red cat and a xylophone', ('red cat',), ('xylophone',)),
        ('two boats, oil painting', ('two boats', 'oil painting'), ()),
        ('Three small boats at Dawn', ('Three small boats', 'Dawn'), ()),
        ('a red xylophone cat', ('red', 'cat'), ('xylophone',)),
        ('a landscape, purple', ('landscape', 'purple'), ()),
        ('a hill, no clouds', ('hill', 'no clouds'), ()),
        ('the and of', (), ()),
        ('', (), ()),
        ('cat cat cat', ('cat',), ()),
    ],
)
def test_words_are_told_as_they_stand(prompt: str, drew: tuple[str, ...], ignored: tuple[str, ...]) -> None:
    """Drawn and ignored words are told as they stand in the prompt, joined where they belong together."""
    reading = read_prompt(prompt).reading
    assert reading.drew == drew
    assert reading.ignored == ignored


@pytest.mark.parametrize(
    ('prompt', 'wishes'),
    [
        ('a red cat', (Wish('cat', 1, 'red'),)),
        ('two blue boats and a white horse', (Wish('boat', 2, 'blue'), Wish('horse', 1, 'white'))),
        ('red and white lighthouse', (Wish('lighthouse', 1, 'red'),)),
        ('a couple of dogs', (Wish('dog', 2),)),
        ('4 rabbits', (Wish('rabbit', 4),)),
        ('wolves', (Wish('wolf', 3),)),
        ('a giant mushroom', (Wish('mushroom', 1, None, 1.7),)),
        ('a hot air balloon', (Wish('balloon'),)),
    ],
)
def test_colours_counts_and_sizes_go_to_their_subject(prompt: str, wishes: tuple[Wish, ...]) -> None:
    """A colour, a count and a size belong to the noun that follows them."""
    assert read_prompt(prompt).wishes == wishes


def test_no_reaches_over_or() -> None:
    """ "no clouds or rain" leaves out both, and a noun after them is drawn again."""
    scene = read_prompt('no clouds or rain, a cat')
    assert {'clouds', 'rain'} <= scene.without
    assert [wish.kind for wish in scene.wishes] == ['cat']


def test_a_half_typed_word_changes_nothing_but_the_reading() -> None:
    """While the last word is typed and unknown, the scene is that of the words before it."""
    before, after = read_prompt('a red '), read_prompt('a red xyl')
    assert after.tilts == () == before.tilts
    assert (after.wishes, after.tints) == (before.wishes, before.tints)
    assert after.reading.ignored == ('xyl',)
    assert read_prompt('a red xyl ').tilts == ('xyl',)


def test_style_chips_are_styles_and_no_words() -> None:
    """A style chosen beside the prompt is painted and stands in no reading."""
    for style in STYLES:
        scene = read_prompt('a cat', [style])
        assert scene.styles == (style,)
        assert scene.reading.drew == ('cat',)


def test_a_full_picture_takes_no_more_subjects() -> None:
    """A picture holds so many subjects; words for more are ignored, and say so."""
    scene = read_prompt('nine cats, nine dogs, nine cows')
    assert sum(wish.count for wish in scene.wishes) == 14
    assert scene.reading.ignored == ('nine cows',)


def test_the_lexicon_names_only_what_can_be_painted() -> None:
    """Each subject and each style of the lexicon has its painter, and each painter its words."""
    names = {
        kind: {m.name for ms in lexicon().meanings.values() for m in ms if m.kind == kind}
        for kind in ('subject', 'style')
    }
    assert names['subject'] == set(KINDS)
    assert names['style'] == set(STYLES) == set(STYLE_PAINTERS)
    assert len(KINDS) >= 26
    assert len(STYLES) >= 10
