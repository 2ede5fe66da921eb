"""The gate for picture bytes from outside: nothing is stored or served that has not passed here."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from app.services.generation.errors import BadPicture

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 4096 * 4096
OTHER = 'something else'


@dataclass(frozen=True, slots=True)
class CheckedPicture:
    """Bytes that are one whole PNG, JPEG or WebP picture, and the decoded picture itself.

    `mime` is told by the bytes, never by a header; `width` and `height` are pixels.
    """

    content: bytes
    mime: str
    width: int
    height: int
    image: Image.Image


def check_picture(content: bytes) -> CheckedPicture:
    """Decode `content` in full, within the limits of bytes, pixels, formats and frames.

    Takes tens of milliseconds of processor time: call it in a thread. Raises `BadPicture`.
    """
    if not content:
        raise BadPicture('The picture that arrived is empty. Try again.', fault='is empty', advice='choose another')
    if len(content) > MAX_BYTES:
        raise too_large()
    mime, decoder = _format(content)
    try:
        image = decoder(BytesIO(content))
        _check_head(image)
        image.load()
    except BadPicture:
        raise
    except Exception as error:
        # Foreign bytes make decoders raise OSError, SyntaxError, struct.error, zlib.error, EOFError and more.
        raise BadPicture(
            'The picture that arrived is damaged or cut short. Try again.',
            fault='is damaged or cut short',
            advice='get the file again',
        ) from error
    return CheckedPicture(content, mime, image.width, image.height, image)


def too_large() -> BadPicture:
    """What is said of more than MAX_BYTES, also by those who read no further."""
    return BadPicture(
        f'The picture that arrived is larger than {MAX_BYTES >> 20} MB. Ask for a smaller one.',
        fault=f'is larger than {MAX_BYTES >> 20} MB',
        advice='save a smaller copy and add that',
    )


def _format(content: bytes) -> tuple[str, type[ImageFile]]:
    # The decoder is built directly: Image.open only warns at 89 megapixels, and tries formats that are not allowed.
    if content.startswith(b'\x89PNG\r\n\x1a\n'):
        return 'image/png', PngImageFile
    if content.startswith(b'\xff\xd8\xff'):
        return 'image/jpeg', JpegImageFile
    if content.startswith(b'RIFF') and content[8:12] == b'WEBP':
        return 'image/webp', WebPImageFile
    what = _what(content)
    raise BadPicture(
        f'{what[0].upper()}{what[1:]} arrived where a PNG, JPEG or WebP picture was expected. Try again.',
        fault='is no picture' if what == OTHER else f'is {what}',
        advice='save it as a PNG, JPEG or WebP picture and add that',
    )


def _what(content: bytes) -> str:
    head = content[:512].lstrip(b'\xef\xbb\xbf \t\r\n').lower()
    if b'<svg' in head:
        return 'an SVG drawing'
    if head.startswith((b'<!doctype html', b'<html', b'<head', b'<body')):
        return 'a web page'
    if head.startswith((b'gif8', b'bm', b'ii*\0', b'mm\0*')) or content[4:8] == b'ftyp':
        return 'a file in another format'
    return OTHER


def _check_head(image: ImageFile) -> None:
    """Refuse by what the header says, before memory for the pixels is taken."""
    width, height = image.size
    if width < 1 or height < 1:
        raise BadPicture('The picture that arrived has no pixels. Try again.', fault='has no pixels')
    if width * height > MAX_PIXELS:
        raise BadPicture(
            f'The picture that arrived has {width:,} × {height:,} pixels. Ask for one of at most 16.8 million.',
            fault=f'has {width:,} × {height:,} pixels',
            advice='make it smaller, at most 16.8 million, and add that',
        )
    # A JPEG with more pictures behind the first says so in an MPF segment.
    if getattr(image, 'n_frames', 1) > 1 or 'mpoffset' in image.info:
        raise BadPicture(
            'The picture that arrived has several frames. Ask for a still picture.',
            fault='has several frames',
            advice='save one of them as a still picture and add that',
        )
