"""What lies in the air before everything: mist, rain, snow, fireflies, leaves."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.light import mix, rgb
from app.services.generation.providers.sketch.noise import dice, memory, smooth


def paint_weather(canvas: Canvas) -> None:
    """Paint the weather of the scene over the whole canvas."""
    weather = set(canvas.scene.weather)
    if 'fog' in weather:
        _fog(canvas)
    if 'rain' in weather:
        _rain(canvas)
    if 'snowfall' in weather:
        _snowfall(canvas)
    if 'fireflies' in weather:
        _fireflies(canvas)
    if 'leaves' in weather or ('autumn' in canvas.scene.times and 'leaves' not in canvas.scene.without):
        _falling(canvas, 'leaves', ('d9772b', 'c0392b', 'e6b422', 'a0522d'))
    if 'petals' in weather:
        _falling(canvas, 'petals', ('ffc4d6', 'ffdfe8', 'f79fbb'))


def _fog(canvas: Canvas) -> None:
    light = canvas.light
    bank = np.exp(-((canvas.y - canvas.horizon - 0.04) ** 2) / np.float32(0.02))
    noise = canvas.noise('fog', 2.2, 4, 2.4)
    alpha = np.clip(bank * (0.35 + 0.95 * noise), 0, 0.88)
    canvas.cover(alpha, mix(light.horizon, light.lower, 0.3) * np.float32(0.85) + light.lamp * np.float32(0.12))


def _layer(canvas: Canvas, name: str, draw: str) -> NDArray[np.uint8]:
    """A mask of falling things, remembered for the seed and size."""

    def make() -> tuple[NDArray[np.uint8]]:
        image = Image.new('L', (canvas.width * 2, canvas.height * 2))
        pen = ImageDraw.Draw(image)
        (_streaks if draw == 'streaks' else _flakes)(pen, canvas, name)
        return (np.asarray(image.reduce(2)),)

    return memory.keep((name, canvas.seed, canvas.width, canvas.height), make)[0].astype(np.uint8, copy=False)


def _streaks(pen: ImageDraw.ImageDraw, canvas: Canvas, name: str) -> None:
    count = round(420 * canvas.width * canvas.height / canvas.unit**2)
    unit = canvas.unit * 2
    for x, y, near in dice(name, canvas.seed).random((count, 3)):
        length = unit * (0.025 + 0.06 * near)
        px, py = x * canvas.width * 2.1, y * canvas.height * 2.1 - unit * 0.05
        width = max(2, round(unit * (0.0016 + 0.0016 * near)))
        pen.line([px, py, px - length * 0.22, py + length], fill=int(80 + 120 * near), width=width)


def _flakes(pen: ImageDraw.ImageDraw, canvas: Canvas, name: str) -> None:
    count = round(330 * canvas.width * canvas.height / canvas.unit**2)
    for x, y, near in dice(name, canvas.seed).random((count, 3)):
        radius = canvas.unit * 2 * (0.0016 + 0.0062 * near**3)
        px, py = x * canvas.width * 2, y * canvas.height * 2
        pen.ellipse([px - radius, py - radius, px + radius, py + radius], fill=int(150 + 105 * near))


def _rain(canvas: Canvas) -> None:
    alpha = _layer(canvas, 'rain', 'streaks').astype(np.float32) * np.float32(0.5 / 255)
    veil = mix(canvas.light.lower, canvas.light.horizon, 0.5)
    canvas.pixels += np.float32(0.10) * (veil - canvas.pixels)
    canvas.cover(alpha, mix(canvas.light.horizon, rgb('ffffff'), 0.45))


def _snowfall(canvas: Canvas) -> None:
    alpha = _layer(canvas, 'snowfall', 'flakes').astype(np.float32) * np.float32(0.92 / 255)
    canvas.cover(alpha, mix(rgb('ffffff'), canvas.light.ambient, 0.25))


def _fireflies(canvas: Canvas) -> None:
    reach = max(2, canvas.unit // 40)
    span = np.arange(-reach, reach + 1, dtype=np.float32) / reach
    spot = smooth(1, 0, np.sqrt(span[None] ** 2 + span[:, None] ** 2)) ** 3
    spot = np.clip(spot * 1.6, 0, 1)[..., None]
    for x, y, power in dice('fireflies', canvas.seed).random((34, 3)):
        cx, cy = int(x * canvas.width), int((0.35 + 0.6 * y) * canvas.height)
        y0, x0 = cy - reach, cx - reach
        if y0 < 0 or x0 < 0 or cy + reach >= canvas.height or cx + reach >= canvas.width:
            continue
        region = canvas.pixels[y0 : cy + reach + 1, x0 : cx + reach + 1]
        region += spot * np.float32(0.4 + 0.6 * power) * (rgb('ffe98a') - region * np.float32(0.4))


def _falling(canvas: Canvas, name: str, colours: tuple[str, ...]) -> None:
    def make() -> tuple[NDArray[np.uint8]]:
        image = Image.new('RGBA', (canvas.width * 2, canvas.height * 2), (200, 120, 60, 0))
        pen = ImageDraw.Draw(image)
        for x, y, near, turn, pick in dice(name, canvas.seed).random((46, 5)):
            size = canvas.unit * 2 * (0.005 + 0.011 * near)
            px, py, angle = x * canvas.width * 2, y * canvas.height * 2, turn * 6.28
            along, aside = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
            corners = [along * size, aside * size * 0.45, -along * size, -aside * size * 0.45]
            code = colours[int(pick * len(colours))]
            fill = tuple(int(code[i : i + 2], 16) for i in (0, 2, 4))
            pen.polygon([(px + float(c[0]), py + float(c[1])) for c in corners], fill=(*fill, 255))
        return (np.asarray(image.reduce(2)),)

    layer = memory.keep((name, canvas.seed, canvas.width, canvas.height), make)[0]
    colour = layer[..., :3].astype(np.float32) * (canvas.light.ambient * np.float32(1 / 255))
    canvas.cover(layer[..., 3].astype(np.float32) * np.float32(0.9 / 255), colour)
