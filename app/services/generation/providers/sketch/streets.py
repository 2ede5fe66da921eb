"""Cities: rows of houses against the sky, with lit windows when it is dark."""

import numpy as np

from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.light import Colour, mix, named, rgb
from app.services.generation.providers.sketch.noise import dice

SIGNS = ('ff2e88', '25e6ff', 'ffd23f', '9b5cff', '4dff9a')


def paint_city(canvas: Canvas) -> None:
    """Three rows of buildings, the near one darkest."""
    light = canvas.light
    wall = rgb('8a8a96')
    if 'city' in canvas.scene.colours:
        wall = mix(wall, named(canvas.scene.colours['city']), 0.7)
    wall = light.on(wall)
    for row, (haze, tall, wide) in enumerate(((0.62, 0.40, 0.055), (0.34, 0.34, 0.075), (0.06, 0.26, 0.10))):
        dark = mix(wall * np.float32(0.8 - 0.25 * row), light.zenith, 0.2 + 0.35 * light.night)
        colour = mix(dark, mix(light.horizon, light.lower, 0.4), haze)
        _row(canvas, row, colour, tall, wide)


def _row(canvas: Canvas, row: int, colour: Colour, tall: float, wide: float) -> None:
    generator = dice('city', row, canvas.seed)
    x = -generator.random() * wide
    while x < canvas.width / canvas.unit:
        width = wide * (0.6 + 0.9 * generator.random())
        height = tall * (0.22 + 0.78 * generator.random() ** 1.6)
        tone = colour * np.float32(0.9 + 0.2 * generator.random())
        _building(canvas, row, (x, width, height), tone, generator)
        x += width * (1.0 if row else 1.05)


def _building(
    canvas: Canvas, row: int, place: tuple[float, float, float], colour: Colour, generator: np.random.Generator
) -> None:
    """One house: its lit and its dark edge, a roof, an aerial, windows, and a sign where the city glows."""
    x, width, height = place
    unit = canvas.unit
    left, right = int(x * unit), int((x + width) * unit)
    bottom = int((canvas.horizon + 0.025) * canvas.height)
    top = bottom - int(height * unit)
    kind, tip, sign = generator.random(3)
    windows = generator.random((60, 24), dtype=np.float32)
    x0, x1, y0 = max(0, left), min(canvas.width, right), max(0, top)
    if x1 <= x0 or bottom <= y0:
        return
    pixels = canvas.pixels
    pixels[y0:bottom, x0:x1] = colour
    if kind > 0.6:
        step = max(1, (right - left) // 5)
        pixels[max(0, top - step) : y0, max(0, left + step) : max(0, min(canvas.width, right - step))] = colour
    if tip > 0.7:
        middle = (left + right) // 2
        if 0 <= middle < canvas.width:
            pixels[max(0, top - int(0.05 * unit)) : y0, middle : middle + max(1, unit // 300)] = colour
    edge = max(1, (right - left) // 9)
    if canvas.lamp[0] > 0.5:
        pixels[y0:bottom, max(0, right - edge) : x1] += 0.10 * (
            canvas.light.lamp - pixels[y0:bottom, max(0, right - edge) : x1]
        )
    else:
        pixels[y0:bottom, x0 : max(0, left + edge)] += 0.10 * (
            canvas.light.lamp - pixels[y0:bottom, x0 : max(0, left + edge)]
        )
    _windows(canvas, row, (left, top, right, bottom), windows)
    if row and sign > 0.55 and ('neon' in canvas.scene.times or 'Neon glow' in canvas.scene.styles):
        _sign(canvas, (left, top, right, bottom), generator)


def _windows(
    canvas: Canvas, row: int, box: tuple[int, int, int, int], lots: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
) -> None:
    left, top, right, bottom = box
    period = max(3, round(canvas.unit * (0.011 + 0.003 * row)))
    size = max(1, period // 2)
    night = canvas.light.night
    lit_share = 0.12 + 0.42 * min(1.0, night * 1.3)
    glow = rgb('ffd27a') if 'neon' not in canvas.scene.times else rgb('7df3ff')
    columns = range(left + size, right - size, period)
    rows = range(top + size, bottom - period, period)
    for i, y in enumerate(rows):
        for j, x in enumerate(columns):
            lot = float(lots[i % 60, j % 24])
            if x < 0 or y < 0 or x + size > canvas.width:
                continue
            if lot < lit_share:
                strength = (0.35 + 0.6 * night) * (0.5 + 0.5 * row / 2)
                canvas.pixels[y : y + size, x : x + size] += strength * (glow - canvas.pixels[y, x])
            elif night < 0.5:
                canvas.pixels[y : y + size, x : x + size] *= np.float32(0.86)


def _sign(canvas: Canvas, box: tuple[int, int, int, int], generator: np.random.Generator) -> None:
    """A neon sign with its halo."""
    left, top, right, bottom = box
    unit = canvas.unit
    colour = rgb(SIGNS[int(generator.random() * len(SIGNS))])
    x = int(left + (right - left) * (0.15 + 0.6 * generator.random()))
    y = int(top + (bottom - top) * (0.15 + 0.4 * generator.random()))
    wide, tall = max(2, unit // 80), max(4, int(unit * (0.05 + 0.05 * generator.random())))
    halo = unit // 40
    y0, y1, x0, x1 = (
        max(0, y - halo),
        min(canvas.height, y + tall + halo),
        max(0, x - halo),
        min(canvas.width, x + wide + halo),
    )
    if y1 <= y0 or x1 <= x0:
        return
    region = canvas.pixels[y0:y1, x0:x1]
    region += np.float32(0.22) * (colour - region * 0.5)
    canvas.pixels[max(0, y) : y + tall, max(0, x) : x + wide] = mix(colour, rgb('ffffff'), 0.25)
