import contextlib
import struct
import zlib
from io import BytesIO
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sd_parsers import ParserManager
from sd_parsers.data import Generators

from app.domain.ids import new_id
from app.domain.records import Asset
from app.services.errors import PictureUnreadable
from app.services.metadata import (
    Found,
    a1111_text,
    file_name,
    first_picture,
    read_a1111,
    read_metadata,
    with_metadata,
    without_metadata,
)

PROMPT = 'ein rotes Kätzchen, "auf" dem Hügel 🐱\nSteps in the snow: many'
texts = st.text(st.characters(exclude_categories=['Cs']), max_size=60)


def an_asset(prompt: str = PROMPT, model: str = 'fal/flux: a, b', styles: tuple[str, ...] = ('ink', 'wash')) -> Asset:
    at = '2026-01-31T12:00:00.000Z'
    return Asset(new_id(), 'ab' * 32, 'image/png', (64, 48), 100, prompt, 42, model, at, styles)


def a_picture(format_: str, mode: str = 'RGB') -> bytes:
    noise = np.random.default_rng(1).integers(0, 255, (48, 64, 4), dtype=np.uint8)
    buffer = BytesIO()
    Image.fromarray(noise).convert(mode).save(buffer, format_)
    return buffer.getvalue()


def pixels(content: bytes) -> tuple[str, bytes]:
    with Image.open(BytesIO(content)) as image:
        return image.mode, image.tobytes()


KINDS = [('PNG', 'RGB'), ('PNG', 'RGBA'), ('PNG', 'P'), ('JPEG', 'RGB'), ('WEBP', 'RGB'), ('WEBP', 'RGBA')]


@pytest.mark.parametrize(('format_', 'mode'), KINDS)
def test_a_file_tells_how_it_was_made(format_: str, mode: str) -> None:
    """What was written is read back whole, written twice too, and not a pixel has changed."""
    asset, content = an_asset(), a_picture(format_, mode)
    written = with_metadata(with_metadata(content, an_asset('older')), asset)
    found = read_metadata(written)
    assert (found.asset, found.prompt, found.seed) == (asset, PROMPT, 42)
    assert pixels(written) == pixels(content)


def test_a_png_has_the_parameters_where_a1111_tools_look() -> None:
    """They read the text chunk `parameters` with Pillow: the prompt, then one line of settings."""
    with Image.open(BytesIO(with_metadata(a_picture('PNG'), an_asset()))) as image:
        parameters = image.info['parameters']
    *prompt, line = parameters.split('\n')
    assert '\n'.join(prompt) == PROMPT
    assert line.startswith('Steps: 1, Sampler: Unknown, Seed: 42, Size: 64x48, Model: "fal/flux: a, b", ')
    assert 'Version: ImageGen ' in line


@pytest.mark.parametrize('format_', ['JPEG', 'WEBP'])
def test_jpeg_and_webp_have_them_in_the_user_comment(format_: str) -> None:
    """A1111 tools read the UserComment of the EXIF, as UTF-16."""
    with Image.open(BytesIO(with_metadata(a_picture(format_), an_asset()))) as image:
        comment = image.getexif().get_ifd(0x8769)[0x9286]
    assert comment[:8] == b'UNICODE\x00'
    assert comment[8:].decode('utf-16-be').startswith(PROMPT)


@pytest.mark.parametrize('format_', ['PNG', 'JPEG'])
def test_a_reader_of_somebody_else_reads_them(format_: str) -> None:
    """sd-parsers finds prompt, seed, steps and model where A1111 puts them."""
    asset = an_asset('a red cat, on a hill', 'fal/flux-schnell', ())
    found = ParserManager().parse(BytesIO(with_metadata(a_picture(format_), asset)))
    assert found is not None
    assert found.generator is Generators.AUTOMATIC1111
    (sampler,) = found.samplers
    assert [prompt.value for prompt in sampler.prompts] == ['a red cat, on a hill']
    assert (sampler.parameters['seed'], sampler.parameters['steps']) == ('42', '1')
    assert sampler.model is not None
    assert sampler.model.name == 'fal/flux-schnell'


@settings(max_examples=50)
@given(texts, texts, st.lists(texts, max_size=3))
def test_every_text_comes_back(prompt: str, model: str, styles: list[str]) -> None:
    """Whatever characters a prompt, a model's name and styles have, the file gives them back."""
    asset = an_asset(prompt, model, tuple(styles))
    assert read_metadata(with_metadata(a_picture('PNG'), asset)).asset == asset


def test_a_file_of_a1111_is_read() -> None:
    """The text that A1111 itself writes gives prompt, negative prompt, seed and model."""
    text = (
        'a castle, (masterpiece:1.2)\non a hill\nNegative prompt: blurry, low quality\n'
        'Steps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 1234567890, Size: 512x768, '
        'Model hash: 6ce0161689, Model: v1-5-pruned, Lora hashes: "add: 1234, more: 5678", Version: v1.6.0'
    )
    info, buffer = PngInfo(), BytesIO()
    info.add_text('parameters', text)
    Image.new('RGB', (8, 8)).save(buffer, 'PNG', pnginfo=info)
    found = read_metadata(buffer.getvalue())
    assert (found.prompt, found.negative_prompt) == ('a castle, (masterpiece:1.2)\non a hill', 'blurry, low quality')
    assert (found.seed, found.model, found.asset) == (1234567890, 'v1-5-pruned', None)
    assert found.settings['Lora hashes'] == 'add: 1234, more: 5678'
    assert found.settings['Sampler'] == 'DPM++ 2M Karras'


@pytest.mark.parametrize(('format_', 'mode'), KINDS)
def test_a_file_that_says_nothing_is_read_as_nothing(format_: str, mode: str) -> None:
    """A picture without metadata is no error."""
    assert read_metadata(a_picture(format_, mode)) == Found()


def test_a_foreign_chunk_of_our_name_is_ignored() -> None:
    """JSON that is no asset of ours neither fails nor is believed; the A1111 text still counts."""
    info, buffer = PngInfo(), BytesIO()
    info.add_itxt('imagegen', '{"id": "x", "asset": {"sha256": 7}}')
    info.add_itxt('parameters', a1111_text(an_asset('a cat')), zip=True)
    Image.new('RGB', (8, 8)).save(buffer, 'PNG', pnginfo=info)
    found = read_metadata(buffer.getvalue())
    assert (found.asset, found.prompt, found.seed) == (None, 'a cat', 42)


@pytest.mark.parametrize('content', [b'', b'<svg/>', b'\x89PNG\r\n\x1a\n', b'RIFF\x00\x00\x00\x00WEB'])
def test_what_is_no_picture_cannot_carry_metadata(content: bytes) -> None:
    """One sentence says so."""
    with pytest.raises(PictureUnreadable):
        with_metadata(content, an_asset())


@settings(max_examples=50)
@given(texts)
def test_a_text_alone_is_a_prompt(text: str) -> None:
    """Any text can be read; without a line of settings it is the prompt."""
    found = read_a1111(text)
    assert found.settings or found.prompt == text


@pytest.mark.parametrize(
    ('text', 'found'),
    [
        ('Negative prompt: dull\nSteps: 4, Seed: 9', ('', 'dull', 9, None)),
        ('a cat\nSteps: 4, Seed: -1, Model: "x, y"', ('a cat', '', None, 'x, y')),
        ('a cat\nSteps: 4, Seed: 99999999999999999999', ('a cat', '', None, None)),
        ('a cat\nSteps: 4, Seed: ٣٤, Model: "\\ud800"', ('a cat', '', None, '?')),
        ('a cat\nSteps: 4, Model: "cut', ('a cat', '', None, '"cut')),
    ],
)
def test_settings_are_read_as_far_as_they_make_sense(text: str, found: tuple[object, ...]) -> None:
    """Odd seeds are none, a quoted value is one value, half characters are replaced."""
    read = read_a1111(text)
    assert (read.prompt, read.negative_prompt, read.seed, read.model) == found


@pytest.mark.parametrize(
    'line',
    ['a' * 1_000_000, ' ' * 1_000_000, ' ' * 20_000, 'a' * 20_000, 'a:"' * 6_000, '\\"a:' * 5_000, 'a: b,' * 4_000],
    ids=['word', 'blank', 'blanks', 'words', 'quotes', 'escapes', 'pairs'],
)
def test_a_line_made_to_take_long_takes_not_long(line: str) -> None:
    """Reading a hostile text stays within a second of processor time."""
    started = process_time()
    read_a1111(f'Steps: 1\n{line}')
    assert process_time() - started < 1


@settings(max_examples=200)
@given(st.binary(max_size=200), st.integers(0, 400), st.sampled_from(['PNG', 'JPEG', 'WEBP']))
def test_a_mangled_file_is_read_or_refused(junk: bytes, place: int, format_: str) -> None:
    """Whatever stands in a file, reading gives a result or the one error that callers expect."""
    content = with_metadata(a_picture(format_), an_asset())
    with contextlib.suppress(PictureUnreadable):
        read_metadata(content[:place] + junk + content[place + len(junk) :])


def test_a_text_that_inflates_is_cut() -> None:
    """A megabyte is the most that is read of a packed text, and chunks beyond a great many are not looked at."""
    packed = zlib.compress(b'x' * 50_000_000, 9)
    content = a_png_with(b'zTXt', b'parameters\x00\x00' + packed)
    assert len(read_metadata(content).prompt) == 1_000_000
    started = process_time()
    read_metadata(a_picture('PNG')[:33] + a_chunk(b'juNK', b'') * 1_500_000)
    assert process_time() - started < 1


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_a_jpeg_that_is_none_is_left_alone(junk: bytes) -> None:
    """Looking for pictures behind the first never fails and takes nothing from a file without any."""
    assert first_picture(junk) == junk
    if b'MPF' not in junk:
        assert first_picture(b'\xff\xd8' + junk) == b'\xff\xd8' + junk


def a_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))


def a_png_with(kind: bytes, body: bytes) -> bytes:
    content = a_picture('PNG')
    return content[:33] + a_chunk(kind, body) + content[33:]


@pytest.mark.parametrize('format_', ['JPEG', 'WEBP'])
@pytest.mark.parametrize(('head', 'encoding'), [(b'UNICODE\x00', 'utf-16-be'), (b'ASCII\x00\x00\x00', 'utf-8')])
def test_a_comment_of_another_tool_is_read(format_: str, head: bytes, encoding: str) -> None:
    """A1111's JPEG and WebP files hold the text in the UserComment."""
    exif, buffer = Image.Exif(), BytesIO()
    exif.get_ifd(0x8769)[0x9286] = head + 'a cat 🐱\nSteps: 4, Seed: 7'.encode(encoding)
    Image.new('RGB', (8, 8)).save(buffer, format_, exif=exif.tobytes())
    found = read_metadata(buffer.getvalue())
    assert (found.prompt, found.seed) == ('a cat 🐱', 7)


@pytest.mark.parametrize(('format_', 'mode'), KINDS)
def test_a_file_can_go_without_what_it_tells(format_: str, mode: str) -> None:
    """Neither prompt nor model is left in it, and not a pixel has changed."""
    content = a_picture(format_, mode)
    plain = without_metadata(with_metadata(content, an_asset()))
    assert read_metadata(plain) == Found()
    assert b'flux' not in plain
    assert pixels(plain) == pixels(content)


def test_a_camera_s_picture_stays_upright() -> None:
    """Which side is up is kept with metadata and without; where it was taken is not."""
    exif, buffer = Image.Exif(), BytesIO()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = 'N'
    Image.new('RGB', (8, 4)).save(buffer, 'JPEG', exif=exif.tobytes(), comment='at home')
    for written in (with_metadata(buffer.getvalue(), an_asset()), without_metadata(buffer.getvalue())):
        with Image.open(BytesIO(written)) as image:
            assert image.getexif()[0x0112] == 6
            assert not image.getexif().get_ifd(0x8825)
    assert b'at home' not in without_metadata(buffer.getvalue())


@pytest.mark.parametrize(
    ('prompt', 'name'),
    [
        ('a red cat', 'a red cat 7.png'),
        ('a/b\\c:d*?"<>|\n e', 'a b c d e 7.png'),
        ('', 'picture 7.png'),
        ('...', 'picture 7.png'),
        ('con', 'picture con 7.png'),
        ('NUL.txt', 'picture NUL.txt 7.png'),
        ('one ' * 40, f'{"one " * 15}7.png'),
        ('🐱' * 200, f'{"🐱" * 50} 7.png'),
    ],
)
def test_a_file_is_named_by_its_prompt(prompt: str, name: str) -> None:
    """Names are short and safe on Windows, macOS and Linux."""
    assert file_name(prompt, 'image/png', 7) == name
