"""What Sketch's pictures show. The pictures are small, so that the tests are fast."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.services.generation.providers.sketch import STYLES, paint, read_prompt
from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.light import light_of
from app.services.generation.providers.sketch.noise import Memory
from app.services.generation.providers.sketch.paint import layout
from app.services.generation.providers.sketch.sky import discs
from app.services.generation.providers.sketch.subjects import KINDS

SIZE = 96
WORDS = ['dawn', 'sunset', 'dusk', 'night', 'storm', 'space', 'neon', 'autumn', 'winter',
         'mountains', 'hills', 'forest', 'desert', 'sea', 'beach', 'lake', 'river', 'path',
         'city', 'snow', 'fog', 'rain', 'rainbow', 'tulips', 'aurora', 'fireflies']  # fmt: skip
TYPED = ['cat', 'night', 'sea', 'no', 'red', 'many', 'oil', '🦄', 'noir', 'ship']


def picture(prompt: str, seed: int = 7, width: int = SIZE, height: int = SIZE) -> NDArray[np.int16]:
    return np.asarray(paint(read_prompt(prompt), seed, width, height)).astype(np.int16)


def difference(one: NDArray[np.int16], other: NDArray[np.int16]) -> float:
    return float(np.abs(one - other).mean())


def test_the_same_request_gives_the_same_pixels() -> None:
    """A prompt, a seed and a size always give the same picture, another seed another one."""
    prompt = 'a red cat on a hill at sunset, oil painting'
    assert paint(read_prompt(prompt), 5, 128, 96).tobytes() == paint(read_prompt(prompt), 5, 128, 96).tobytes()
    assert difference(picture(prompt, 5), picture(prompt, 6)) > 3


@pytest.mark.parametrize('kind', sorted(KINDS))
def test_each_subject_changes_the_picture_where_it_stands(kind: str) -> None:
    """Each subject is seen in its place."""
    land = 'sea' if KINDS[kind].habitat in {'water', 'sea'} else 'meadow'
    place = layout(read_prompt(f'{kind}, {land}'), 7, SIZE, SIZE)[0]
    rows = slice(int(place.top * SIZE), int(place.bottom * SIZE) + 1)
    columns = slice(int(place.left * SIZE), int(place.right * SIZE) + 1)
    with_it, without = picture(f'{kind}, {land}'), picture(land)
    assert difference(with_it[rows, columns], without[rows, columns]) > 5


@pytest.mark.parametrize('style', STYLES)
def test_each_style_changes_the_picture(style: str) -> None:
    """Each style gives the same scene another look, for any shape of picture."""
    plain = picture('a red cat on a hill at sunset', width=96, height=64)
    assert difference(plain, picture(f'a red cat on a hill at sunset, {style}', width=96, height=64)) > 4


@pytest.mark.parametrize('word', WORDS)
def test_each_word_of_time_land_and_weather_changes_the_picture(word: str) -> None:
    """Time, land and weather are seen."""
    assert difference(picture('landscape'), picture(f'landscape, {word}')) > 0.5


def test_a_red_cat_is_redder_than_a_blue_one() -> None:
    """The colour of a subject lies in the subject's place and leaves the rest of the picture alone."""
    place = layout(read_prompt('a red cat'), 7, SIZE, SIZE)[0]
    rows = slice(int(place.top * SIZE), int(place.bottom * SIZE))
    columns = slice(int(place.left * SIZE), int(place.right * SIZE))
    red, blue = picture('a red cat'), picture('a blue cat')
    assert (red[rows, columns, 0] - red[rows, columns, 2]).mean() > (
        blue[rows, columns, 0] - blue[rows, columns, 2]
    ).mean() + 25
    sky = slice(0, int(place.top * SIZE) - 2)
    assert np.array_equal(red[sky], blue[sky])


@pytest.mark.parametrize(
    'prompt',
    [
        'three boats on the sea',
        'seven cats, a dog, two trees and a house',
        'nine balloons',
        'a castle, a dragon, 5 sheep on a hill',
    ],
)
def test_subjects_do_not_overlap(prompt: str) -> None:
    """As many subjects as were asked for are laid out, none over another, far ones first and inside the picture."""
    scene = read_prompt(prompt)
    for seed in range(12):
        placed = layout(scene, seed, 256, 192)
        assert len(placed) == sum(wish.count for wish in scene.wishes)
        assert not any(a.meets(b) for i, a in enumerate(placed) for b in placed[:i])
        assert all(one.left >= 0 and one.right <= 1 and one.top >= 0 and one.bottom <= 1 for one in placed)
        grounded = [one.y for one in placed if one.kind.habitat != 'air']
        assert grounded == sorted(grounded)


def test_words_typed_later_move_no_subject_sideways() -> None:
    """While a prompt grows, the subjects that stand keep their place across the picture."""
    prompts = [
        'a red cat',
        'a red cat on a hill',
        'a red cat on a hill at sunset',
        'a red cat on a hill at sunset, noir',
    ]
    assert len({round(layout(read_prompt(prompt), 3, 256, 256)[0].x, 6) for prompt in prompts}) == 1


@pytest.mark.parametrize(
    'prompt', ['night', 'sunny night, sun and moon', 'full moon, crescent moon, stars', 'moonlight', 'night, sunset']
)
def test_at_most_one_disc_stands_in_the_night(prompt: str) -> None:
    """However many words ask for one, the night has one disc, and it is no sun."""
    scene = read_prompt(prompt)
    shown = discs(Canvas(scene, light_of(scene), 1, 64, 64, np.zeros((64, 64, 3), np.float32)))
    assert len(shown) == 1
    assert shown != ('sun',)


def test_no_leaves_out_what_it_names() -> None:
    """A sky without clouds is smoother than one with them, and a night without a moon darker."""
    cloudy, clear = picture('day, clouds')[:40], picture('day, no clouds, no sun')[:40]
    assert np.abs(np.diff(cloudy, axis=1)).mean() > 2 * np.abs(np.diff(clear, axis=1)).mean()
    assert picture('night')[:50].max() > picture('night, no moon, no stars')[:50].max()


def test_an_unfinished_word_does_not_flicker() -> None:
    """Typing letters of a word that means nothing yet leaves the picture as it is."""
    assert np.array_equal(picture('a red cat '), picture('a red cat xyl'))
    assert difference(picture('a red cat '), picture('a red cat xylophone ')) < 12


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from(TYPED), max_size=8).map(' '.join)),
    st.integers(-(2**63), 2**63),
    st.integers(1, 48),
    st.integers(1, 48),
)
def test_any_text_seed_and_small_size_paints(prompt: str, seed: int, width: int, height: int) -> None:
    """Whatever is typed gives a picture of the size that was asked for."""
    assert paint(read_prompt(prompt), seed, width, height).size == (width, height)


@pytest.mark.parametrize('style', STYLES)
@pytest.mark.parametrize('size', [(8, 8), (1, 1), (64, 8), (8, 64), (200, 40)])
def test_tiny_and_narrow_pictures_paint_in_each_style(style: str, size: tuple[int, int]) -> None:
    """No style needs a minimum of pixels."""
    assert paint(read_prompt('a boat on the sea at night, city, flowers, rain', [style]), 1, *size).size == size


@pytest.mark.parametrize(
    'prompt', ['cat ' * 2500, 'x' * 10_000, '猫が丘の上に', '🐈 🌄 ' * 500, 'no ' * 3000, '\x00\ud800 cat']
)
def test_long_and_foreign_prompts_paint(prompt: str) -> None:
    """Ten thousand characters, other alphabets and broken text are painted like any other prompt."""
    assert paint(read_prompt(prompt), 1, 32, 24).size == (32, 24)


@pytest.mark.parametrize('size', [(0, 10), (10, -1), (4096, 4096)])
def test_impossible_sizes_are_refused(size: tuple[int, int]) -> None:
    """A size without pixels or above four megapixels is refused with its figures."""
    with pytest.raises(ValueError, match=f'{size[0]} × {size[1]}'):
        paint(read_prompt('a cat'), 1, *size)


def test_the_memory_stays_within_its_limit() -> None:
    """The memory forgets what was used least, and never keeps more than its limit."""
    memory = Memory(4000)
    for index in range(20):
        memory.keep((index,), lambda: (np.zeros(200, np.float32),))
        memory.keep((0,), lambda: (np.zeros(200, np.float32),))
        assert memory.size <= 4000
    kept = memory.keep((0,), lambda: (np.ones(1, np.float32),))
    assert kept[0].size == 200
