"""Maps of strokes: for each pixel, which stroke covers it. Painting with them is then one look-up of colours.

They depend on the seed and the size only, so they are drawn once and remembered.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.noise import chance, dice, field, memory
from app.services.generation.providers.sketch.scene import Pixels

MOST_STROKES = 9000


def strokes(canvas: Canvas, name: str, length: float, width: float) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """For each pixel the index of the pixel at the middle of its stroke, and the height of its paint. `length` and
    `width` are fractions of the unit."""
    key = ('strokes', name, canvas.seed, canvas.width, canvas.height, length, width)
    source, height = memory.keep(key, lambda: _strokes(canvas, name, length, width))
    return source.astype(np.int32, copy=False), height.astype(np.uint8, copy=False)


def _strokes(canvas: Canvas, name: str, length: float, width: float) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    area = canvas.width * canvas.height / canvas.unit**2
    count = min(MOST_STROKES, int(3.2 * area / (length * width)))
    generator = dice('strokes', name, canvas.seed)
    places = generator.random((count, 4))
    flow = field('flow', canvas.seed, 64, 64, 2.2, 2)
    image = Image.new('I', (canvas.width, canvas.height), -1)
    draw = ImageDraw.Draw(image)
    middle = np.arange(count)
    x = places[:, 0] * canvas.width
    y = (middle * 0.6180339887 + places[:, 1] * 0.02) % 1 * canvas.height
    # Flat on water and land, freer in the sky: the flow only sways around the horizontal.
    angle = (flow[(y / canvas.height * 63).astype(int), (x / canvas.width * 63).astype(int)] - 0.5) * 5.2 + (
        places[:, 2] - 0.5
    ) * 0.5
    reach = length * canvas.unit * (0.65 + 0.7 * places[:, 3]) / 2
    dx, dy = np.cos(angle) * reach, np.sin(angle) * reach * 0.7
    wide = max(1, round(width * canvas.unit))
    ends = np.stack([x - dx, y - dy, x + dx, y + dy], 1).tolist()
    for index, line in enumerate(ends):
        draw.line(line, fill=index, width=wide)
    ids = np.asarray(image)
    column = np.clip(x.astype(np.int32), 0, canvas.width - 1)
    row = np.clip(y.astype(np.int32), 0, canvas.height - 1)
    source = (row * canvas.width + column).astype(np.int32)
    height = (generator.random(count) * 255).astype(np.uint8)
    bare = ids < 0
    itself = np.arange(canvas.width * canvas.height, dtype=np.int32).reshape(ids.shape)
    return np.where(bare, itself, source[ids]), np.where(bare, np.uint8(128), height[ids])


def hatching(canvas: Canvas, name: str, degrees: float) -> Pixels:
    """The grey of many pencil lines in one direction: 0 bare paper, 1 covered."""
    key = ('hatching', name, degrees, canvas.seed, canvas.width, canvas.height)
    mask = memory.keep(key, lambda: (_hatching(canvas, name, degrees),))[0]
    return mask.astype(np.float32) * np.float32(1 / 255)


def _hatching(canvas: Canvas, name: str, degrees: float) -> NDArray[np.uint8]:
    image = Image.new('L', (canvas.width, canvas.height))
    draw = ImageDraw.Draw(image)
    area = canvas.width * canvas.height / canvas.unit**2
    wide = max(1, round(canvas.unit / 300))
    for x, y, turn, tall, grey in dice('hatching', name, canvas.seed).random((min(6000, int(2600 * area)), 5)):
        angle = math.radians(degrees + 10 * (turn - 0.5))
        reach = canvas.unit * (0.02 + 0.035 * tall)
        dx, dy = math.cos(angle) * reach, -math.sin(angle) * reach
        px, py = x * canvas.width, y * canvas.height
        draw.line([px - dx, py - dy, px + dx, py + dy], fill=int(110 + 145 * grey), width=wide)
    return np.asarray(image.filter(ImageFilter.BoxBlur(max(0.3, canvas.unit / 1100))))


def cells(canvas: Canvas) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint8]]:
    """Pieces of glass: for each pixel the index of the pixel at the middle of its piece; 0 where there is lead and 255
    on glass; and the tone of the piece."""
    source, lead, tone = memory.keep(('cells', canvas.seed, canvas.width, canvas.height), lambda: _cells(canvas))
    return source.astype(np.int32, copy=False), lead.astype(np.uint8, copy=False), tone.astype(np.uint8, copy=False)


def _cells(canvas: Canvas) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint8]]:
    """A grid of shaken middles; each pixel belongs to the nearest of the nine around it."""
    across, down = (max(3, round(38 * side / canvas.unit)) for side in (canvas.width, canvas.height))
    shake = dice('cells', canvas.seed).random((2, down + 2, across + 2)).astype(np.float32) * 0.86 + 0.07
    y, x = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32)
    x, y = (x + 0.5) / canvas.width * across, (y + 0.5) / canvas.height * down
    column, row = x.astype(np.int32), y.astype(np.int32)
    first, second = np.full(x.shape, 9, np.float32), np.full(x.shape, 9, np.float32)
    source, tone = np.zeros(x.shape, np.int32), np.zeros(x.shape, np.uint8)
    tones = (np.array([chance('tone', i) for i in range(64)]) * 255).astype(np.uint8)
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            r, c = row + i, column + j
            mx, my = c + shake[0, r + 1, c + 1], r + shake[1, r + 1, c + 1]
            far = (x - mx) ** 2 + (y - my) ** 2
            nearer = far < first
            second = np.where(nearer, first, np.minimum(second, far))
            px = np.clip((mx / across * canvas.width).astype(np.int32), 0, canvas.width - 1)
            py = np.clip((my / down * canvas.height).astype(np.int32), 0, canvas.height - 1)
            source = np.where(nearer, py * canvas.width + px, source)
            tone = np.where(nearer, tones[(r * 7 + c * 13) % 64], tone)
            first = np.where(nearer, far, first)
    gap = np.sqrt(second) - np.sqrt(first)
    lead = (np.clip(gap * 12 - 0.3, 0, 1) * 215 + 40).astype(np.uint8)
    return source, lead, tone
