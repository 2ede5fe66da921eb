"""What grows in masses: forests of conifers and fields of flowers. Drawn once for a seed and size, then remembered."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.light import Colour, mix, named, rgb
from app.services.generation.providers.sketch.noise import chance, dice, line, memory
from app.services.generation.providers.sketch.scene import Pixels

FLOWERS = ('e5484d', 'ffd35c', 'f7a8c4', 'b497e7', 'fdfdf6')


def paint_forest(canvas: Canvas, far_only: bool = False) -> None:
    """Rows of conifers that stand on the ground, paler with distance."""
    light = canvas.light
    leaf = rgb('2f6b45')
    if 'autumn' in canvas.scene.times:
        leaf = rgb('b3642c')
    if 'forest' in canvas.scene.colours:
        leaf = named(canvas.scene.colours['forest'])
    leaf = light.on(leaf)
    snowy = 'snow' in canvas.scene.lands or 'winter' in canvas.scene.times
    for row in range(1 if far_only else 3):
        mask = _remembered_trees(canvas, row)
        used = np.flatnonzero(mask.any(1))
        if not used.size:
            continue
        first, last = int(used[0]), int(used[-1]) + 1
        alpha = mask[first:last].astype(np.float32) * np.float32(1 / 255)
        haze = (0.52, 0.26, 0.05)[row]
        dark = mix(leaf * np.float32(0.62 - 0.1 * row), light.zenith, 0.15)
        top = mix(mix(leaf, rgb('ffffff') * light.ambient, 0.55 if snowy else 0.04), light.lamp * light.ambient, 0.12)
        down = np.linspace(0, 1, last - first, dtype=np.float32)[:, None, None]
        texture = 0.72 + 0.56 * canvas.noise('needles', 40, 2, 0.8)[first:last, :, None]
        colour = (top + np.clip(down * 1.5, 0, 1) * (dark - top)) * texture
        colour = colour + np.float32(haze) * (mix(light.horizon, light.lower, 0.3) - colour)
        canvas.cover(alpha, colour, first)


def _remembered_trees(canvas: Canvas, row: int) -> NDArray[np.generic]:
    key = ('forest', row, canvas.seed, canvas.width, canvas.height)
    return memory.keep(key, lambda: (_trees(canvas, row),))[0]


def _trees(canvas: Canvas, row: int) -> NDArray[np.uint8]:
    """The mask of one row of trees, drawn at twice the size for soft edges."""
    generator = dice('forest', row, canvas.seed)
    size = (canvas.width * 2, canvas.height * 2)
    image = Image.new('L', size)
    draw = ImageDraw.Draw(image)
    wide = canvas.width / canvas.unit
    count = round((26, 15, 7)[row] * wide)
    foot = canvas.horizon + (0.035, 0.085, 0.19)[row]
    roll = line(f'forest floor {row}', canvas.seed, 64, 3, 3)
    for index in range(count):
        x = (index + generator.random()) / count
        # The nearest row keeps to the sides, so that there is a clearing for what stands in the wood.
        if row == 2 and 0.2 < x < 0.8:
            x = x * 0.33 if x < 0.5 else 1 - (1 - x) * 0.33
        tall = (0.13, 0.22, 0.42)[row] * (0.7 + 0.6 * generator.random())
        y = foot + 0.03 * (float(roll[int(x * 63)]) - 0.5)
        _conifer(draw, x * size[0], y * size[1], tall * canvas.unit * 2, generator)
    points = [(i / 63 * size[0], (foot - 0.012 + 0.03 * (float(v) - 0.5)) * size[1]) for i, v in enumerate(roll)]
    if row < 2:
        draw.polygon([*points, (size[0], (foot + 0.05) * size[1]), (0, (foot + 0.05) * size[1])], fill=255)
    return np.asarray(image.reduce(2))


def _conifer(draw: ImageDraw.ImageDraw, x: float, foot: float, tall: float, generator: np.random.Generator) -> None:
    """A trunk and tiers of hanging branches, each wider than the one above it."""
    draw.rectangle([x - tall * 0.025, foot - tall * 0.2, x + tall * 0.025, foot], fill=255)
    tiers = 6
    for tier in range(tiers):
        top = foot - tall + tall * 0.72 * tier / tiers
        bottom = top + tall * 0.30
        half = tall * (0.05 + 0.175 * (tier + 1) / tiers) * (0.9 + 0.2 * generator.random())
        left, right = x - half, x + half
        low = min(bottom, foot - tall * 0.06)
        inner, low_inner = half * 0.45, low - tall * 0.06
        right_side = [(x + inner, low_inner), (right, low), (x + half * 0.4, low - tall * 0.025)]
        left_side = [(x - half * 0.4, low - tall * 0.025), (left, low), (x - inner, low_inner)]
        draw.polygon([(x, top), *right_side, (x, low + tall * 0.012), *left_side], fill=255)


def paint_flowers(canvas: Canvas) -> None:
    """A field of flowers, smaller towards the horizon."""
    word = canvas.scene.colours.get('flowers')
    key = ('flowers', word, canvas.seed, canvas.width, canvas.height)
    layer = memory.keep(key, lambda: (_flowers(canvas, word),))[0]
    first = int((canvas.horizon + 0.04) * canvas.height)
    alpha = layer[first:, :, 3].astype(np.float32) * np.float32(1 / 255)
    light = canvas.light.ambient * np.float32(1 / 255)
    canvas.cover(alpha, layer[first:, :, :3].astype(np.float32) * light, first)


def _flowers(canvas: Canvas, word: str | None) -> NDArray[np.uint8]:
    first = canvas.horizon + 0.05
    image = Image.new('RGBA', (canvas.width, canvas.height), (70, 110, 50, 0))
    draw = ImageDraw.Draw(image)
    generator = dice('flowers', canvas.seed)
    count = round(750 * canvas.width / canvas.unit)
    depths = np.sort(generator.random(count) ** 1.4)
    colours = [named(word)] if word else [rgb(code) for code in FLOWERS]
    for depth in depths:
        x, pick, bright = generator.random(3)
        y = first + depth * (1.0 - first)
        radius = (0.0032 + 0.017 * depth**1.3) * canvas.unit
        colour = colours[int(pick * len(colours))]
        _flower(
            draw,
            x * canvas.width,
            y * canvas.height,
            radius,
            mix(colour * np.float32(0.8), rgb('ffffff'), 0.3 * bright),
        )
    return np.asarray(image)


def _flower(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: Colour) -> None:
    body, dark = _bytes(colour), _bytes(colour * np.float32(0.72))
    if radius > 1.2:
        draw.line([x, y, x, y + radius * 3], fill=(62, 112, 48, 255), width=max(1, round(radius * 0.35)))
    draw.ellipse([x - radius, y - radius * 0.9, x + radius, y + radius * 0.9], fill=dark)
    draw.ellipse([x - radius, y - radius, x + radius * 0.7, y + radius * 0.5], fill=body)


def _bytes(colour: Colour | Pixels) -> tuple[int, int, int, int]:
    red, green, blue = (int(255 * min(1.0, max(0.0, float(part)))) for part in colour)
    return red, green, blue, 255


def scatter(canvas: Canvas, name: str, count: int) -> NDArray[np.float64]:
    """`count` places and sizes, (3, count) of 0..1, the same for a seed."""
    return dice(name, canvas.seed, int(chance(name) * 1000)).random((3, count))
