"""Pictures that tell which prompt they belong to: the first 64 bits of its sha256 as 8 × 8 fields.

Standard library and Pillow only: Gradio's side runs in an environment of its own.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Final

from PIL import Image

SIDE: Final = 8
DARK, LIGHT = 30, 225  # far from the middle, so that a cross-fade reads as neither picture until its middle
SMALL: Final = (256, 192)  # what our free model paints while one types; the others get the same
MIDDLE: Final = (512, 384)  # a preview of our paid models
LARGE: Final = (1024, 768)  # a full picture


def code_of(prompt: str) -> str:
    """The 64 bits as 16 hexadecimal digits, the first bit is the top left field. White space makes no difference."""
    return hashlib.sha256(' '.join(prompt.split()).encode()).hexdigest()[:16]


@cache
def paint(prompt: str, size: tuple[int, int] = SMALL) -> Image.Image:
    """The picture of a prompt."""
    bits = f'{int(code_of(prompt), 16):064b}'
    fields = Image.frombytes('L', (SIDE, SIDE), bytes(LIGHT if bit == '1' else DARK for bit in bits))
    return fields.resize(size, Image.Resampling.NEAREST).convert('RGB')


@cache
def jpeg(prompt: str, size: tuple[int, int] = SMALL) -> bytes:
    """The picture of a prompt as a file."""
    file = BytesIO()
    paint(prompt, size).save(file, 'JPEG', quality=85)
    return file.getvalue()


def paint_ahead(prompts: Iterable[str], *sizes: tuple[int, int]) -> None:
    """Paint before the clock runs: the stub's own work is no part of what is measured."""
    for prompt in prompts:
        for size in sizes:
            jpeg(prompt, size)
