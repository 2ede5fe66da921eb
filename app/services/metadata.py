"""Prompt, seed and model inside a picture's file: as A1111 tools write and read them, and as our own JSON.

PNG: iTXt chunks `parameters` and `imagegen`, put before the pixels, which are not encoded again. JPEG and WebP:
the same two texts in EXIF (UserComment, ImageDescription), also without encoding the pixels again.
"""

import json
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import Any

from PIL import ExifTags, Image

from app import __version__
from app.domain.fields import FieldInvalid
from app.domain.records import Asset
from app.services.errors import PictureUnreadable
from app.services.pictures import orientation

PARAMETERS = 'parameters'
OWN = 'imagegen'

_PNG = b'\x89PNG\r\n\x1a\n'
_PNG_WORDS = (b'iTXt', b'tEXt', b'zTXt', b'eXIf', b'tIME')
_JPEG = b'\xff\xd8'
_EXIF = b'Exif\x00\x00'
_UNICODE = b'UNICODE\x00'
_ASCII = b'ASCII\x00\x00\x00'
_MOST_TEXT = 1_000_000
_MOST_CHUNKS = 20_000
_MOST_SEGMENTS = 2_000
_MOST_SETTINGS = 20_000  # characters; a longer line is read as words of the prompt
_PAIR = re.compile(r'\s{0,8}([\w ][\w /-]{0,80}?):\s{0,8}("(?:\\.|[^"\\])*+"|[^,]*)(?:,|$)')
_SUFFIX = {'image/png': '.png', 'image/jpeg': '.jpg', 'image/webp': '.webp'}
_DEVICE = re.compile(r'(?i:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])')


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says about how it was made. `asset` is set for our own files, `settings` are A1111's."""

    prompt: str = ''
    negative_prompt: str = ''
    seed: int | None = None
    model: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    asset: Asset | None = None


def with_metadata(content: bytes, asset: Asset) -> bytes:
    """Return the picture with what `asset` says about it. Raises PictureUnreadable."""
    texts = {PARAMETERS: a1111_text(asset), OWN: _own_text(asset)}
    if content.startswith(_PNG):
        return _png_with(content, texts)
    if content.startswith(_JPEG):
        return _jpeg_with(content, _exif_of(texts, content))
    if content[:4] == b'RIFF' and content[8:12] == b'WEBP':
        return _webp_with(content, _exif_of(texts, content))
    raise PictureUnreadable(f'{len(content):,} bytes are no PNG, JPEG or WebP picture; download it without metadata.')


def without_metadata(content: bytes) -> bytes:
    """Return the picture without what it says of its making, its place and its camera; the pixels stay as they are."""
    if content.startswith(_PNG):
        kept = (content[start:end] for kind, start, end in _png_chunks(content) if kind not in _PNG_WORDS)
        return b''.join([_PNG, *kept])
    if content.startswith(_JPEG):
        return _jpeg_without(content)
    return _webp_of([(kind, body) for kind, body in _riff_chunks(content) if kind not in (b'EXIF', b'XMP ')], content)


def first_picture(content: bytes) -> bytes:
    """Return a JPEG without word of the pictures behind its first (depth, HDR), which phones add and no viewer shows.

    Any other file is returned as it is.
    """
    if not content.startswith(_JPEG):
        return content
    segments, rest = _jpeg_segments(content)
    kept = [part for part in segments if not (part[1] == 0xE2 and part[4:8] == b'MPF\x00')]
    return content if len(kept) == len(segments) else b''.join([_JPEG, *kept, rest])


def read_metadata(content: bytes) -> Found:
    """Return what a file says; an empty `Found` where it says nothing. Raises PictureUnreadable."""
    texts = _png_texts(content) if content.startswith(_PNG) else _exif_texts(content)
    asset = _read_own(texts.get(OWN, ''))
    if asset is not None:
        return Found(asset.prompt, '', asset.seed, asset.model, read_a1111(texts.get(PARAMETERS, '')).settings, asset)
    return read_a1111(texts.get(PARAMETERS, ''))


def a1111_text(asset: Asset) -> str:
    """Write an asset as A1111 does: the prompt, then one line of settings."""
    width, height = asset.pixels
    steps, sampler = asset.extra.get('steps', 1), asset.extra.get('sampler', 'Unknown')
    settings = {
        'Steps': steps,
        'Sampler': sampler,
        'Seed': asset.seed,
        'Size': f'{width}x{height}',
        'Model': asset.model,
        'Styles': ', '.join(asset.styles),
        'Version': f'ImageGen {__version__}',
    }
    line = ', '.join(f'{name}: {_quoted(str(value))}' for name, value in settings.items() if value != '')
    return f'{asset.prompt}\n{line}'


def read_a1111(text: str) -> Found:
    """Read such a text; what has no line of settings is a prompt alone."""
    lines = text.strip('\n').split('\n')
    settings = lines[-1] if len(lines[-1]) <= _MOST_SETTINGS else ''
    pairs = {m[1].strip(): _unquoted(m[2].strip()) for m in _PAIR.finditer(settings)}
    if 'Steps' not in pairs:
        return Found(prompt=text)
    prompt, _, negative = ('\n' + '\n'.join(lines[:-1])).partition('\nNegative prompt:')
    seed = pairs.get('Seed', '')
    return Found(
        prompt[1:], negative[1:], int(seed) if re.fullmatch(r'[0-9]{1,19}', seed) else None, pairs.get('Model'), pairs
    )


def file_name(prompt: str, mime: str, seed: int | None = None) -> str:
    """Return a picture's name, made of the first words of its prompt."""
    return f'{plain_name(prompt, "picture")}{"" if seed is None else f" {seed}"}{_SUFFIX.get(mime, ".png")}'


def plain_name(text: str, otherwise: str) -> str:
    """Return a name that every system takes, without a suffix; `otherwise` where nothing of `text` can stand in one."""
    plain = ''.join(' ' if _forbidden(letter) else letter for letter in unicodedata.normalize('NFC', text))
    words: list[str] = []
    for word in plain.split():
        if len(' '.join([*words, word])) > 60:
            break
        words.append(word)
    stem = (' '.join(words) or ' '.join(plain.split())[:60]).strip(' .')
    # 255 bytes is the limit of most file systems; four bytes a letter is the worst case.
    stem = stem.encode()[:200].decode(errors='ignore').strip(' .') or otherwise
    if _DEVICE.fullmatch(stem.split('.')[0].strip()):
        stem = f'{otherwise} {stem}'
    return stem


def _forbidden(letter: str) -> bool:
    return letter in '<>:"/\\|?*' or unicodedata.category(letter).startswith(('C', 'Z'))


def _quoted(value: str) -> str:
    """A1111 quotes, as JSON, values that its own reader would split."""
    return json.dumps(value, ensure_ascii=False) if any(mark in value for mark in ',:\n"') else value


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    try:
        return str(json.loads(value)).encode(errors='replace').decode()  # half characters cannot be stored
    except ValueError:
        return value


def _own_text(asset: Asset) -> str:
    return json.dumps({'version': 1, 'id': asset.id, 'asset': asset.to_fields()}, ensure_ascii=False)


def _read_own(text: str) -> Asset | None:
    """Files come from anywhere: what is not a whole asset of ours is as if it were not there."""
    try:
        own: dict[str, Any] = json.loads(text)
        return Asset.from_fields(str(own['id']), own['asset'])
    except (ValueError, TypeError, KeyError, RecursionError, FieldInvalid):
        return None


# PNG: https://www.w3.org/TR/png-3/#11iTXt


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield type, start and end of every chunk, length and check sum included."""
    start = len(_PNG)
    while start + 12 <= len(content):
        (length,) = struct.unpack_from('>I', content, start)
        end = start + 12 + length
        if end > len(content):
            break
        yield content[start + 4 : start + 8], start, end
        start = end


def _png_with(content: bytes, texts: Mapping[str, str]) -> bytes:
    kept = [_PNG]
    for kind, start, end in _png_chunks(content):
        if kind in (b'iTXt', b'tEXt', b'zTXt') and _keyword(content[start + 8 : end - 4]) in texts:
            continue
        kept.append(content[start:end])
        if kind == b'IHDR':
            kept.extend(_itxt(keyword, text) for keyword, text in texts.items())
    if len(kept) < 4:
        raise PictureUnreadable('The PNG file is cut short; download the picture again.')
    return b''.join(kept)


def _itxt(keyword: str, text: str) -> bytes:
    body = b'iTXt' + keyword.encode('latin-1') + b'\x00\x00\x00\x00\x00' + text.encode()
    return struct.pack('>I', len(body) - 4) + body + struct.pack('>I', zlib.crc32(body))


def _keyword(body: bytes) -> str:
    return body.partition(b'\x00')[0].decode('latin-1')


def _png_texts(content: bytes) -> dict[str, str]:
    texts = {}
    for kind, start, end in islice(_png_chunks(content), _MOST_CHUNKS):
        if kind not in (b'iTXt', b'tEXt', b'zTXt') or end - start > _MOST_TEXT:
            continue
        keyword, _, rest = content[start + 8 : end - 4].partition(b'\x00')
        if keyword in (PARAMETERS.encode(), OWN.encode()):
            texts[keyword.decode()] = _png_text(kind, rest)
    return texts


def _png_text(kind: bytes, rest: bytes) -> str:
    if kind == b'tEXt':
        return rest.decode('latin-1')
    if kind == b'zTXt':
        return _inflated(rest[1:]).decode('latin-1')
    packed, text = rest[:1] == b'\x01', rest[2:].split(b'\x00', 2)[-1]
    return (_inflated(text) if packed else text).decode(errors='replace')


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST_TEXT)
    except zlib.error:
        return b''


# JPEG and WebP: EXIF, the UserComment as A1111 tools read it


def _exif_of(texts: Mapping[str, str], content: bytes) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = _turned(content)
    exif[ExifTags.Base.ImageDescription] = json.dumps(json.loads(texts[OWN]))
    comment = _UNICODE + texts[PARAMETERS].encode('utf-16-be')
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = comment
    return exif.tobytes()


def _exif_texts(content: bytes) -> dict[str, str]:
    try:
        with Image.open(BytesIO(content), formats=('JPEG', 'WEBP')) as image:
            exif = image.getexif()
            comment = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.UserComment, b'')
            described = exif.get(ExifTags.Base.ImageDescription, '')
    except Exception as error:
        # Foreign bytes make the reader raise OSError, SyntaxError, struct.error, TypeError and more.
        raise PictureUnreadable(f'The file is no PNG, JPEG or WebP picture ({error}); choose another.') from error
    text = _comment_text(comment[:_MOST_TEXT]) if isinstance(comment, bytes) else ''
    return {PARAMETERS: text, OWN: str(described) if isinstance(described, str | bytes) else ''}


def _comment_text(comment: bytes) -> str:
    if comment.startswith(_UNICODE):
        return comment[len(_UNICODE) :].decode('utf-16-be', errors='replace')
    return comment[len(_ASCII) :].decode(errors='replace') if comment.startswith(_ASCII) else ''


def _turned(content: bytes) -> int:
    with Image.open(BytesIO(content), formats=('JPEG', 'WEBP')) as image:
        return orientation(image)


def _jpeg_with(content: bytes, exif: bytes) -> bytes:
    """Put EXIF in place of what there was; it must come first but for JFIF's own segment."""
    if len(exif) + 2 > 0xFFFF:
        raise PictureUnreadable('The prompt is too long for a JPEG file; download the picture without metadata.')
    segment = b'\xff\xe1' + struct.pack('>H', len(exif) + 2) + exif
    head, start = [_JPEG], 2
    others: list[bytes] = []
    while content[start : start + 1] == b'\xff' and 0xE0 <= content[start + 1] <= 0xEF:
        (length,) = struct.unpack_from('>H', content, start + 2)
        part = content[start : start + 2 + length]
        if part[1] == 0xE0:
            head.append(part)
        elif not (part[1] == 0xE1 and part[4:10] == _EXIF):
            others.append(part)
        start += 2 + length
    return b''.join([*head, segment, *others, content[start:]])


def _jpeg_without(content: bytes) -> bytes:
    """Leave out comments and applications' segments; JFIF, Adobe and colour profile say how to read the pixels."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turned = _turned(content)
    segments, rest = _jpeg_segments(content)
    plain = b''.join([_JPEG, *filter(_is_of_the_pixels, segments), rest])
    return plain if turned == 1 else _jpeg_with(plain, exif.tobytes())


def _is_of_the_pixels(segment: bytes) -> bool:
    is_application_s = 0xE0 <= segment[1] <= 0xEF or segment[1] == 0xFE
    return not is_application_s or segment[1] in (0xE0, 0xEE) or segment[4:16] == b'ICC_PROFILE\x00'


def _jpeg_segments(content: bytes) -> tuple[list[bytes], bytes]:
    """Return the segments before the pixels, and the rest of the file."""
    segments: list[bytes] = []
    start = 2
    while start + 4 <= len(content) and content[start] == 0xFF and content[start + 1] not in (0xDA, 0xFF):
        (length,) = struct.unpack_from('>H', content, start + 2)
        if length < 2 or len(segments) == _MOST_SEGMENTS:
            break
        segments.append(content[start : start + 2 + length])
        start += 2 + length
    return segments, content[start:]


def _webp_with(content: bytes, exif: bytes) -> bytes:
    """Rewrite the RIFF container with an EXIF chunk; a simple file becomes an extended one (VP8X)."""
    chunks = [(kind, body) for kind, body in _riff_chunks(content) if kind != b'EXIF']
    return _webp_of([*chunks, (b'EXIF', exif.removeprefix(_EXIF))], content)


def _webp_of(chunks: list[tuple[bytes, bytes]], content: bytes) -> bytes:
    """Write a file of these chunks; VP8X is made anew. `content` tells size and transparency."""
    chunks = [chunk for chunk in chunks if chunk[0] != b'VP8X']
    kinds = {kind for kind, _ in chunks}
    with Image.open(BytesIO(content), formats=('WEBP',)) as image:
        width, height, has_alpha = image.width, image.height, image.mode == 'RGBA'
    flags = 0
    for kind, flag in ((b'ICCP', 0x20), (b'EXIF', 0x08), (b'XMP ', 0x04), (b'ANIM', 0x02)):
        flags |= flag if kind in kinds else 0
    flags |= 0x10 if has_alpha else 0
    size = (width - 1).to_bytes(3, 'little') + (height - 1).to_bytes(3, 'little')
    parts = [(b'VP8X', bytes([flags, 0, 0, 0]) + size), *chunks]
    riff = b'WEBP' + b''.join(
        kind + struct.pack('<I', len(part)) + part + b'\x00' * (len(part) % 2) for kind, part in parts
    )
    return b'RIFF' + struct.pack('<I', len(riff)) + riff


def _riff_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = 12
    while start + 8 <= len(content):
        (length,) = struct.unpack_from('<I', content, start + 4)
        yield content[start : start + 4], content[start + 8 : start + 8 + length]
        start += 8 + length + length % 2
