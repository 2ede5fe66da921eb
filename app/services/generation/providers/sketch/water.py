"""Water: it shows what stands behind it, upside down and broken by waves."""

import numpy as np

from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.light import mix, named, rgb
from app.services.generation.providers.sketch.noise import smooth
from app.services.generation.providers.sketch.scene import Pixels
from app.services.generation.providers.sketch.sky import discs


def paint_water(canvas: Canvas, calm: bool) -> None:
    """Everything under the horizon becomes water that mirrors what is above."""
    light = canvas.light
    first = min(canvas.height - 1, int(canvas.horizon * canvas.height))
    rows = canvas.height - first
    depth = (np.arange(rows, dtype=np.float32) / max(1, rows))[:, None]
    rough = {'storm'} & set(canvas.scene.times)
    waves = canvas.noise('waves', 12, 4, 7)[first:]
    mirror = _mirror(canvas, first, waves, 0.02 if calm else 0.05)
    water = rgb('1f6f8f')
    for land in ('sea', 'lake', 'beach'):
        if land in canvas.scene.colours:
            water = named(canvas.scene.colours[land])
    deep = mix(light.on(water) * np.float32(0.8), light.upper, 0.4)
    part = (0.22 + 0.5 * depth if calm else 0.34 + 0.46 * depth)[..., None]
    mirror += part * (deep - mirror)
    crests = smooth(0.55, 0.72, waves) * (0.10 + 0.3 * depth) * (1.5 if rough else 0.75 if calm else 1.0)
    troughs = smooth(0.46, 0.3, waves) * (0.12 + 0.3 * depth)
    mirror *= (1 - troughs)[..., None]
    mirror += crests[..., None] * (mix(light.horizon, light.lamp, 0.4) - mirror)
    if discs(canvas):
        _glitter(canvas, mirror, waves, depth)
    canvas.pixels[first:] = mirror
    edge = canvas.pixels[max(0, first - 1) : first + max(1, canvas.unit // 220)]
    edge += np.float32(0.35) * (light.horizon - edge)


def _mirror(canvas: Canvas, first: int, waves: Pixels, strength: float) -> Pixels:
    rows = canvas.height - first
    depth = (np.arange(rows, dtype=np.float32) / max(1, rows))[:, None]
    source = np.clip(first - 1 - (np.arange(rows) * 0.95).astype(np.int64), 0, canvas.height - 1)
    shift = ((waves - 0.5) * canvas.unit * strength * (0.3 + 3 * depth)).astype(np.int64)
    columns = np.clip(np.arange(canvas.width)[None] + shift, 0, canvas.width - 1)
    mirror: Pixels = canvas.pixels[source[:, None], columns]
    return mirror


def _glitter(canvas: Canvas, mirror: Pixels, waves: Pixels, depth: Pixels) -> None:
    """The path of light under the sun or the moon."""
    x = canvas.lamp[0]
    reach = 0.035 + 0.10 * depth
    column = np.exp(-(((canvas.x - x) / reach) ** 2))
    sparks = smooth(0.47, 0.60, waves) * column * np.float32(0.85 if canvas.light.height > 0.6 else 0.55)
    mirror += sparks[..., None] * (mix(canvas.light.lamp, rgb('ffffff'), 0.25) - mirror)


def wet(canvas: Canvas) -> None:
    """A wet street: dark, with long mirrored lights."""
    first = min(canvas.height - 1, int((canvas.horizon + 0.02) * canvas.height))
    rows = canvas.height - first
    depth = (np.arange(rows, dtype=np.float32) / max(1, rows))[:, None]
    waves = canvas.noise('waves', 12, 4, 7)[first:]
    mirror = _mirror(canvas, first, waves, 0.035)
    for shift in (3, 7):
        mirror += np.roll(mirror, max(1, canvas.height * shift // 512), 0)
    mirror *= np.float32(1 / 4)
    puddles = 0.35 + 0.75 * smooth(0.42, 0.6, canvas.noise('puddles', 3, 3, 3)[first:])
    ground = canvas.light.on(rgb('3a3944')) * np.float32(0.55)
    canvas.pixels[first:] = ground + (mirror * 1.25 - ground * 0.4) * puddles[..., None] * (1 - 0.35 * depth)[..., None]


def paint_river(canvas: Canvas, ribbon: Pixels) -> None:
    """A river in the bed that `ribbon` says."""
    light = canvas.light
    depth = np.clip((canvas.y - canvas.horizon) / (1 - canvas.horizon), 0, 1)[..., None]
    water = rgb('2f86a6') if 'river' not in canvas.scene.colours else named(canvas.scene.colours['river'])
    colour = mix(light.horizon, light.on(water), 0.3) + depth * (mix(light.upper, light.on(water), 0.5) - light.horizon)
    waves = canvas.noise('waves', 12, 4, 7)
    colour = np.clip(colour, 0, 1) * (0.88 + 0.24 * waves[..., None])
    canvas.cover(ribbon, colour.astype(np.float32))
