"""Ridges, mountains and dunes: a line across the picture, and what lies under it."""

import numpy as np

from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.light import Colour, mix, named, rgb
from app.services.generation.providers.sketch.noise import line, smooth
from app.services.generation.providers.sketch.scene import Pixels


def ridge(
    canvas: Canvas,
    top: Pixels,
    upper: Colour,
    lower: Colour,
    fade: float,
    texture: Pixels | None = None,
    rough: float = 0.3,
    until: float = 1.0,
) -> None:
    """Fill everything under the line `top` (fractions of the height, one a column): `upper` at the line turns to
    `lower` within `fade`; `texture` makes it lighter and darker by `rough`. Nothing is painted under `until`, where
    something nearer covers it."""
    first = max(0, int(top.min() * canvas.height) - 1)
    last = min(canvas.height, int(until * canvas.height) + 2)
    if first >= last:
        return
    depth = canvas.y[first:last] - top[None].astype(np.float32)
    alpha = np.clip(depth * canvas.height + 0.5, 0, 1)
    part = np.clip(depth * np.float32(1 / fade), 0, 1)[..., None]
    colour = upper + part * (lower - upper)
    if texture is not None:
        colour *= (1 + rough * (texture[first:last] * 2 - 1))[..., None]
    canvas.cover(alpha, colour, first)


def _rocky(name: str, seed: int, width: int, cells: int) -> Pixels:
    """A line of peaks: sharp above, wide below."""
    coarse = 1 - np.abs(2 * line(name, seed, width, cells, 3, 0.45) - 1)
    fine = line(name + ' fine', seed, width, cells * 5, 4, 0.6)
    return (coarse**1.2 * 0.84 + fine * 0.16).astype(np.float32)


def _faces(canvas: Canvas, height: Pixels, depth: Pixels, first: int, toward: int) -> Pixels:
    """How much each place under a ridge faces the lamp, 0..1: slopes run down from the line, bent by noise."""
    wide = max(3, canvas.width // 40) | 1
    smoothed = np.convolve(np.pad(height, wide // 2, 'edge'), np.ones(wide) / wide, 'valid')
    slope = np.gradient(smoothed) * canvas.width
    rows = slice(first, first + depth.shape[0])
    # Crests between two faces wander as they run down, so the face is looked up a little aside.
    bend = (canvas.noise('faces', 9, 5, 0.8)[rows] - 0.5) * (0.06 + 0.5 * np.clip(depth, 0, 0.2))
    columns = np.clip(np.arange(canvas.width)[None] + (bend * canvas.unit).astype(np.int32), 0, canvas.width - 1)
    facing = smooth(-0.5, 0.5, toward * slope).astype(np.float32)
    crags = smooth(0.35, 0.65, canvas.noise('crags', 22, 4, 0.9)[rows])
    faces: Pixels = facing[columns] * np.float32(0.68) + crags * np.float32(0.32)
    return faces


def paint_mountains(canvas: Canvas, snow: bool) -> None:
    """Three ranges, the far one with snow on its heights."""
    light = canvas.light
    toward = 1 if canvas.lamp[0] < 0.5 else -1
    rock = rgb('6f6a72')
    if 'mountain' in canvas.scene.colours:
        rock = mix(rock, named(canvas.scene.colours['mountain']), 0.75)
    rock = light.on(rock)
    deep = 'snow' in canvas.scene.lands or 'winter' in canvas.scene.times
    for index, (rise, base, haze) in enumerate(((0.36, 0.02, 0.42), (0.21, 0.03, 0.26), (0.11, 0.04, 0.12))):
        height = _rocky(f'range {index}', canvas.seed, canvas.width, 4 + 2 * index)
        top = canvas.horizon + base - rise * (0.12 + 0.95 * height)
        first = max(0, int(top.min() * canvas.height) - 1)
        last = min(canvas.height, int((canvas.horizon + 0.12) * canvas.height))
        depth = canvas.y[first:last] - top[None]
        facing = _faces(canvas, height, depth, first, toward)[..., None]
        shade = mix(rock * np.float32(0.5), light.zenith, 0.35)
        colour: Pixels = shade + facing * (mix(rock, light.lamp * light.ambient, 0.35) - shade)
        if snow and (index == 0 or (deep and index == 1)):
            colour = _snow(canvas, colour, facing, depth, first, 0.2 if deep else 0.1)
        colour = colour + np.float32(haze) * (light.horizon - colour)
        alpha = np.clip(depth * canvas.height + 0.5, 0, 1)
        canvas.cover(alpha, colour, first)


def _snow(canvas: Canvas, colour: Pixels, facing: Pixels, depth: Pixels, first: int, reach: float) -> Pixels:
    """Snow from the ridge down to `reach`, longer in gullies."""
    light = canvas.light
    patch = canvas.noise('snow', 14, 4, 0.7)[first : first + depth.shape[0]]
    limit = reach * (0.2 + 1.5 * patch)
    alpha = smooth(0.0, -0.02, (depth - limit).astype(np.float32))[..., None] * np.float32(0.94)
    dark = mix(light.on(rgb('8fa8cc')), light.zenith, 0.18)
    white = dark + facing * (light.on(rgb('ffffff')) * np.float32(0.6) + light.lamp * np.float32(0.4) - dark)
    return colour + alpha * (white - colour)


def paint_dunes(canvas: Canvas) -> None:
    """Dunes with a sharp crest: light on the side of the lamp, shade behind it."""
    light = canvas.light
    sand = rgb('dfae6c')
    if 'desert' in canvas.scene.colours:
        sand = mix(sand, named(canvas.scene.colours['desert']), 0.75)
    sand = light.on(sand)
    toward = 1 if canvas.lamp[0] < 0.5 else -1
    for index in range(4):
        crest = line(f'dune {index}', canvas.seed, canvas.width, 2, 2, 0.35)
        top = canvas.horizon - 0.03 + 0.085 * index - (0.11 - 0.012 * index) * (crest - 0.4)
        haze = 0.4 - 0.12 * index
        lit = mix(mix(sand, light.lamp * light.ambient, 0.25), light.horizon, haze)
        dark = mix(mix(sand * np.float32(0.55), light.zenith, 0.2), light.horizon, haze * 0.8)
        first = max(0, int(top.min() * canvas.height) - 1)
        depth = canvas.y[first:] - top[None]
        slope = np.gradient(crest) * canvas.width
        bend = (np.clip(depth, 0, 0.3) * canvas.unit * 0.9 * -toward).astype(np.int32)
        columns = np.clip(np.arange(canvas.width)[None] + bend, 0, canvas.width - 1)
        facing = smooth(-0.15, 0.3, (toward * slope).astype(np.float32))[columns]
        facing = facing + np.clip(depth * 4, 0, 1) * (0.72 - facing)
        ripple = 1 + 0.09 * (canvas.noise('ripples', 26, 2, 4)[first:] - 0.5)
        colour = (dark + facing[..., None] * (lit - dark)) * ripple[..., None]
        canvas.cover(np.clip(depth * canvas.height + 0.5, 0, 1), colour.astype(np.float32), first)
