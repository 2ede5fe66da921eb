"""Picture bytes for the servers to send: good ones, and every bad kind."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def picture(format_: str = 'PNG', size: tuple[int, int] = (64, 48), colour: str = 'teal') -> bytes:
    """A plain picture of one colour."""
    stream = BytesIO()
    Image.new('RGB', size, colour).save(stream, format_)
    return stream.getvalue()


def animation(format_: str) -> bytes:
    """Two frames in one file."""
    stream = BytesIO()
    frames = [Image.new('RGB', (32, 32), colour) for colour in ('red', 'blue')]
    frames[0].save(stream, format_, save_all=True, append_images=frames[1:])
    return stream.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A small PNG that says it has `width` × `height` pixels, and has them: one bit each, all zero."""
    packer = zlib.compressobj(9)
    row = b'\0' * (1 + (width + 7) // 8)
    pixels = b''.join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack('>IIBBBBB', width, height, 1, 0, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + _chunk(b'IHDR', header) + _chunk(b'IDAT', pixels) + _chunk(b'IEND', b'')


def truncated_jpeg() -> bytes:
    """The first half of a JPEG."""
    stream = BytesIO()
    Image.effect_noise((256, 256), 60).save(stream, 'JPEG')
    return stream.getvalue()[: stream.tell() // 2]


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b'<!DOCTYPE html><html><body>Sign in to continue</body></html>'


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
