"""The gate for picture bytes from outside."""

import tracemalloc

import pytest

from app.services.generation.errors import BadPicture
from app.services.generation.intake import MAX_BYTES, check_picture
from tests.generation.servers import pictures

FRAMES = 'The picture that arrived has several frames. Ask for a still picture.'
DAMAGED = 'The picture that arrived is damaged or cut short. Try again.'


@pytest.mark.parametrize(('format_', 'mime'), [('PNG', 'image/png'), ('JPEG', 'image/jpeg'), ('WEBP', 'image/webp')])
def test_a_picture_passes_with_its_own_type_and_size(format_: str, mime: str) -> None:
    """The three formats pass unchanged, decoded, with the type that the bytes tell."""
    content = pictures.picture(format_, (60, 40))
    checked = check_picture(content)
    assert (checked.content, checked.mime, checked.width, checked.height) == (content, mime, 60, 40)
    assert checked.image.getpixel((5, 5)) is not None


@pytest.mark.parametrize(
    ('content', 'sentence'),
    [
        (b'', 'The picture that arrived is empty. Try again.'),
        (
            b'\x89PNG\r\n\x1a\n' + b'\0' * MAX_BYTES,
            'The picture that arrived is larger than 25 MB. Ask for a smaller one.',
        ),
        (pictures.SVG, 'An SVG drawing arrived where a PNG, JPEG or WebP picture was expected. Try again.'),
        (
            b'<svg onload="alert(1)"/>',
            'An SVG drawing arrived where a PNG, JPEG or WebP picture was expected. Try again.',
        ),
        (pictures.HTML, 'A web page arrived where a PNG, JPEG or WebP picture was expected. Try again.'),
        (
            pictures.picture('GIF'),
            'A file in another format arrived where a PNG, JPEG or WebP picture was expected. Try again.',
        ),
        (
            pictures.picture('TIFF'),
            'A file in another format arrived where a PNG, JPEG or WebP picture was expected. Try again.',
        ),
        (b'{"detail": "no"}', 'Something else arrived where a PNG, JPEG or WebP picture was expected. Try again.'),
        (pictures.animation('PNG'), FRAMES),
        (pictures.animation('WEBP'), FRAMES),
        (pictures.animation('MPO'), FRAMES),
        (pictures.truncated_jpeg(), DAMAGED),
        (pictures.picture('PNG')[:60], DAMAGED),
        (pictures.picture('WEBP')[:40], DAMAGED),
        (b'\xff\xd8\xff' + b'\0' * 100, DAMAGED),
        (pictures.picture('PNG').replace(b'IDAT', b'IDOT'), DAMAGED),
    ],
)
def test_what_is_no_picture_to_keep_is_one_sentence(content: bytes, sentence: str) -> None:
    """Every other kind of bytes is refused with what came and what to do."""
    with pytest.raises(BadPicture) as refused:
        check_picture(content)
    assert str(refused.value) == sentence


@pytest.mark.parametrize('side', [4_200, 16_000])
def test_a_bomb_is_refused_before_it_takes_memory(side: int) -> None:
    """A small file of many pixels is refused by its header: no memory for pixels is ever taken."""
    content = pictures.bomb(side, side)
    tracemalloc.start()
    with pytest.raises(BadPicture, match=rf'{side:,} × {side:,} pixels'):
        check_picture(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_the_largest_picture_that_may_be_passes() -> None:
    """4,096 × 4,096 pixels are exactly the limit."""
    checked = check_picture(pictures.bomb(4096, 4096))
    assert checked.width * checked.height == 16_777_216
