"""The look, as far as numbers hold it: contrast, icons, sheets and the static files."""

import re

import httpx
import pytest

from app.ui import theme

TOKEN = re.compile(r'--([\w-]+):\s*(#[0-9a-f]{6})\b')

# text, ground, least ratio in light and in dark: WCAG 2.2 asks for 4.5 for text and 3 for edges; the design has more.
PAIRS = (
    ('text', 'surface', 16.2, 13.9),
    ('text-2', 'surface', 7.5, 8.0),
    ('text-3', 'surface', 5.5, 5.9),
    ('text-3', 'board', 5.0, 6.6),
    ('text-3', 'field', 4.5, 4.5),
    ('text-3', 'hover', 4.7, 4.6),
    ('text-3', 'mat', 4.5, 5.6),
    ('on-ink', 'ink', 14.8, 14.4),
    ('accent-text', 'accent-soft', 5.6, 6.8),
    ('danger', 'surface', 6.3, 7.4),
    ('success', 'surface', 6.3, 8.3),
    ('warning', 'surface', 6.1, 8.5),
    ('focus', 'board', 5.1, 7.6),
    ('line-strong', 'surface', 3.3, 4.1),
    ('line-strong', 'field', 3.1, 3.6),
)


def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The colours of the light and of the dark theme."""
    sheet = (theme.STATIC / 'tokens.css').read_text('utf-8')
    light, dark = sheet.split('[data-theme="dark"]')
    bright = dict(TOKEN.findall(light))
    return bright, bright | dict(TOKEN.findall(dark))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    """Black on white is 21, a colour on itself 1."""
    assert round(contrast('#000000', '#ffffff'), 2) == 21
    assert contrast('#1d5fd1', '#1d5fd1') == 1


@pytest.mark.parametrize(('front', 'ground', 'in_light', 'in_dark'), PAIRS)
def test_every_pair_keeps_its_contrast(front: str, ground: str, in_light: float, in_dark: float) -> None:
    """Each pair of text and ground has at least the contrast it was designed with, in both themes."""
    light, dark = tokens()
    assert contrast(light[front], light[ground]) >= in_light
    assert contrast(dark[front], dark[ground]) >= in_dark


def test_every_colour_that_the_sheets_use_is_a_token() -> None:
    """No sheet names a custom property that the tokens do not define."""
    defined = set(re.findall(r'--([\w-]+)\s*:', theme.stylesheet()))
    used = set(re.findall(r'var\(--([\w-]+)', theme.stylesheet()))
    assert used <= defined


def test_every_icon_that_a_component_names_is_in_the_sprite() -> None:
    """An icon that is missing would be an empty square."""
    sprite = (theme.STATIC / 'icons.svg').read_text('utf-8')
    drawn = set(re.findall(r'<symbol id="i-(\w+)"', sprite))
    sources = ''.join(path.read_text('utf-8') for path in (theme.STATIC.parent / 'components').glob('*.js'))
    named = set(re.findall(r'<Icon[^>]*? name="(\w+)"', sources)) | set(re.findall(r"icon: '(\w+)'", sources))
    assert len(named) > 15
    assert named <= drawn


def test_the_theme_comes_before_the_stylesheet() -> None:
    """The head sets the theme first, so that no sheet is ever applied to the wrong one."""
    head = theme.head_html('dark')
    assert head.index('IMAGEGEN_THEME = "dark"') < head.index('imagegen.css')


def test_a_theme_that_is_none_is_refused() -> None:
    """A mode goes into a script of the page, so anything but the three is an error."""
    with pytest.raises(ValueError, match='none of light, dark, system'):
        theme.head_html('";alert(1)//')  # type: ignore[arg-type]  # what a damaged store could hold


def test_static_files_last_under_their_version(http: httpx.Client) -> None:
    """An address with the version may be kept for a year, any other must be asked for again."""
    for name, kind in (('imagegen.css', 'text/css'), ('icons.svg', 'image/svg+xml'), (theme.TEXT_FONT, 'font/woff2')):
        answer = http.get(theme.address(name))
        assert answer.status_code == 200
        assert answer.headers['content-type'].startswith(kind)
        assert answer.headers['cache-control'] == 'public, max-age=31536000, immutable'
        assert answer.headers['x-content-type-options'] == 'nosniff'
    assert http.get('/static/icons.svg').headers['cache-control'] == 'no-cache'
    assert http.get('/static/icons.svg?v=old').headers['cache-control'] == 'no-cache'


@pytest.mark.parametrize(
    'name', ['../theme.py', '%2e%2e/theme.py', '..%2ftheme.py', 'fonts/../../theme.py', 'fonts', 'none.svg']
)
def test_nothing_else_is_served(http: httpx.Client, name: str) -> None:
    """Only files within the static folder are served."""
    assert http.get(f'/static/{name}').status_code == 404
