"""The sky: its gradient, the one disc in it, stars, clouds, aurora, nebula, lightning and rainbow."""

import numpy as np

from app.services.generation.providers.sketch.canvas import Canvas, grow
from app.services.generation.providers.sketch.light import mix, named, rgb
from app.services.generation.providers.sketch.noise import chance, dice, field, line, smooth
from app.services.generation.providers.sketch.scene import Pixels

SOFT_PIXELS = 160  # what is soft is painted at this width at most, then grown


def paint_sky(canvas: Canvas) -> None:
    """Paint the whole canvas as sky; the ground comes over it."""
    step = max(1, round(canvas.width / SOFT_PIXELS))
    soft = Canvas(
        canvas.scene,
        canvas.light,
        canvas.seed,
        max(2, canvas.width // step),
        max(2, canvas.height // step),
        canvas.pixels,
    )
    soft.pixels = _gradient(soft)
    if 'nebula' in canvas.scene.weather:
        _nebula(soft)
    _glow(soft)
    if 'aurora' in canvas.scene.weather:
        _aurora(soft)
    canvas.pixels = grow(soft.pixels, canvas.width, canvas.height)
    _stars(canvas)
    for name in discs(canvas):
        _disc(canvas, name)
    _clouds(canvas, soft)
    if 'rainbow' in canvas.scene.weather:
        _rainbow(canvas)
    if 'lightning' in canvas.scene.weather or ('storm' in canvas.scene.times and 'rain' not in canvas.scene.without):
        _lightning(canvas)


def discs(canvas: Canvas) -> tuple[str, ...]:
    """The discs in the sky: at most one, the moon by night and else what was asked for or the sun."""
    weather, without = set(canvas.scene.weather), canvas.scene.without
    moon = next((name for name in ('fullmoon', 'crescent', 'moon') if name in weather), None)
    if 'space' in canvas.scene.times:
        return (moon,) if moon else ()
    if canvas.light.night >= 0.5 and 'neon' not in canvas.scene.times:
        return () if 'moon' in without else (moon or 'moon',)
    if moon and 'sun' not in weather:
        return (moon,)
    if 'sun' in without or (canvas.light.cover >= 0.85 and 'sun' not in weather):
        return ()
    return ('sun',)


def _gradient(canvas: Canvas) -> Pixels:
    light = canvas.light
    t = np.clip(canvas.y / canvas.horizon, 0, 1)[..., None]
    stops = np.array([0, 0.4, 0.76, 1], np.float32)
    colours = np.stack([light.zenith, light.upper, light.lower, light.horizon])
    column = np.stack([np.interp(t[:, 0, 0], stops, colours[:, i]) for i in range(3)], -1).astype(np.float32)
    return np.repeat(column[:, None, :], canvas.width, 1)


def _distance(canvas: Canvas, x: float, y: float) -> Pixels:
    """The squared distance to a place, in units of the canvas."""
    return ((canvas.x - x) * canvas.width / canvas.unit) ** 2 + ((canvas.y - y) * canvas.height / canvas.unit) ** 2


def _glow(canvas: Canvas) -> None:
    if not discs(canvas):
        return
    light, (x, y) = canvas.light, canvas.lamp
    far = _distance(canvas, x, y)
    low = light.height > 0.7
    wide = np.exp(-far / np.float32(0.16 if low else 0.06)) * np.float32(
        0.16 if light.night >= 0.5 else 0.42 if low else 0.26
    )
    near = np.exp(-far / np.float32(0.02 if low else 0.012)) * np.float32(0.42)
    canvas.pixels += (wide + near)[..., None] * (light.lamp - canvas.pixels * 0.6)


def _disc(canvas: Canvas, name: str) -> None:
    x, y = canvas.lamp
    low = canvas.light.height > 0.7 and name == 'sun'
    radius = {'sun': 0.085 if low else 0.06, 'moon': 0.062, 'fullmoon': 0.1, 'crescent': 0.07}[name]
    reach = round(radius * canvas.unit) + 3
    cx, cy = x * canvas.width, y * canvas.height
    x0, x1 = max(0, int(cx) - reach), min(canvas.width, int(cx) + reach + 1)
    y0, y1 = max(0, int(cy) - reach), min(canvas.height, int(cy) + reach + 1)
    across = (np.arange(x0, x1, dtype=np.float32)[None] + 0.5 - cx) / (radius * canvas.unit)
    down = (np.arange(y0, y1, dtype=np.float32)[:, None] + 0.5 - cy) / (radius * canvas.unit)
    edge = 1.2 / (radius * canvas.unit)
    alpha = smooth(1 + edge, 1 - edge, np.sqrt(across**2 + down**2))
    region = canvas.pixels[y0:y1, x0:x1]
    if name == 'sun':
        top = mix(rgb('fffdf0'), canvas.light.lamp, 0.25)
        colour: Pixels = top + (down[..., None] * 0.5 + 0.5) * (canvas.light.lamp - top)
    else:
        colour = _moon_face(canvas, across, down)
        if name == 'crescent':
            alpha *= smooth(1 - edge, 1 + edge, np.sqrt((across - 0.45) ** 2 + (down + 0.2) ** 2))
    region += alpha[..., None] * (colour - region)


def _moon_face(canvas: Canvas, across: Pixels, down: Pixels) -> Pixels:
    """The moon with its seas; `across` and `down` are 0 at its middle and 1 at its rim."""
    colour = rgb('f4f1e2')
    for name in ('moon', 'fullmoon', 'crescent'):
        if name in canvas.scene.colours:
            colour = mix(colour, named(canvas.scene.colours[name]), 0.75)
    seas = np.zeros(np.broadcast_shapes(across.shape, down.shape), np.float32)
    for sx, sy, r in ((-0.3, -0.25, 0.34), (0.25, -0.4, 0.22), (0.3, 0.2, 0.28), (-0.25, 0.4, 0.2), (0.0, 0.62, 0.14)):
        seas = np.maximum(seas, smooth(r * 1.15, r * 0.7, np.sqrt((across - sx) ** 2 + (down - sy) ** 2)))
    return (1 - 0.14 * seas[..., None]) * colour


def _stars(canvas: Canvas) -> None:
    night = canvas.light.night
    amount = max(1.0 if 'stars' in canvas.scene.weather else 0.0, smooth_number(0.3, 1, night) * 0.8)
    if amount <= 0 or 'stars' in canvas.scene.without:
        return
    count = int(330 * amount * max(1.0, canvas.width * canvas.height / canvas.unit**2))
    generator = dice('stars', canvas.seed)
    x, y, shine = generator.random((3, 2000), dtype=np.float32)[:, : min(count, 2000)]
    size = max(1.0, canvas.unit / 300)
    rows = np.minimum((y**1.25 * canvas.horizon * canvas.height).astype(int), canvas.height - 2)
    columns = np.minimum((x * canvas.width).astype(int), canvas.width - 2)
    power = (shine**5 * 0.95 + 0.12)[:, None] * (0.5 + 0.5 * night)
    reach = max(1, round(size))
    for down in range(reach):
        for across in range(reach):
            canvas.pixels[
                np.minimum(rows + down, canvas.height - 1), np.minimum(columns + across, canvas.width - 1)
            ] += power
    bright = shine > 0.93
    for down, across in ((-reach, 0), (reach, 0), (0, -reach), (0, reach)):
        r = np.clip(rows[bright] + down, 0, canvas.height - 1)
        c = np.clip(columns[bright] + across, 0, canvas.width - 1)
        canvas.pixels[r, c] += power[bright] * 0.4


def smooth_number(low: float, high: float, x: float) -> float:
    """`smooth` of one number."""
    return float(smooth(low, high, np.array([x], np.float32))[0])


def _clouds(canvas: Canvas, soft: Canvas) -> None:
    """Clouds from noise, lit from the side of the lamp. `soft` says at which size."""
    named_clouds = 'clouds' in canvas.scene.weather
    cover = max(canvas.light.cover, 0.62 if named_clouds else 0.0)
    if cover <= 0.01 or 'clouds' in canvas.scene.without:
        return
    low = canvas.light.height > 0.7 and canvas.light.cover < 0.8
    stretch = (3.6 if low else 1.9) * soft.height / soft.width
    across = 2.6 * soft.width / soft.unit
    noise = field('clouds', canvas.seed, soft.width, soft.height, across, 5, stretch)
    threshold = 0.66 - 0.26 * cover
    t = soft.y / canvas.horizon
    alpha = smooth(threshold, threshold + 0.16, noise) * smooth(1.02, 0.72, t)
    if not named_clouds and cover < 0.8:
        alpha = alpha * (0.95 - 0.4 * canvas.light.night)
    if discs(canvas) and not named_clouds:
        alpha = alpha * (1 - 0.8 * np.exp(-_distance(soft, *canvas.lamp) / np.float32(0.014)))
    shift = max(1, soft.height // 36)
    toward = 1 if canvas.lamp[0] > 0.5 else -1
    away = _moved(noise, -shift if low else shift, -toward * shift)
    shade = np.clip((noise - away) * 5 + 0.62 - 0.9 * np.clip(noise - threshold - 0.12, 0, 1), 0, 1)
    canvas_alpha, canvas_shade = (grow(a.astype(np.float32), canvas.width, canvas.height) for a in (alpha, shade))
    rows = int(min(1.0, canvas.horizon * 1.02) * canvas.height) + 1
    tint = canvas.scene.colours.get('clouds')
    cloud = mix(canvas.light.cloud, named(tint), 0.7) if tint else canvas.light.cloud
    colour = canvas.light.belly + canvas_shade[:rows, :, None] * (cloud - canvas.light.belly)
    canvas.cover(canvas_alpha[:rows] * np.float32(0.9), colour)


def _moved(noise: Pixels, down: int, right: int) -> Pixels:
    """The field moved by so many rows and columns, its edge drawn out."""
    rows = np.clip(np.arange(noise.shape[0]) - down, 0, noise.shape[0] - 1)
    columns = np.clip(np.arange(noise.shape[1]) - right, 0, noise.shape[1] - 1)
    return noise[rows[:, None], columns]


def _aurora(canvas: Canvas) -> None:
    """Curtains of light that hang and fold."""
    one = named(canvas.scene.colours['aurora']) if 'aurora' in canvas.scene.colours else rgb('35f0a0')
    rays = field('rays', canvas.seed, canvas.width, canvas.height, 46, 2, 0.06)
    for index, (colour, strength) in enumerate(
        ((one, 0.95), (mix(one, rgb('22c5d8'), 0.5), 0.6), (rgb('8a4be0'), 0.55))
    ):
        fold = line(f'aurora {index}', canvas.seed, canvas.width, 3, 3)[None]
        foot = canvas.horizon * (0.30 + 0.5 * fold + 0.13 * (index - 1))
        above = (foot - canvas.y) / canvas.horizon
        curtain = smooth(-0.05, 0.02, above) * np.exp(-np.clip(above, 0, 1) * np.float32(4.4))
        shine = (
            curtain * (0.35 + 1.1 * rays) * (0.45 + 0.9 * line(f'shine {index}', canvas.seed, canvas.width, 4, 3)[None])
        )
        canvas.pixels += (shine * np.float32(strength))[..., None] * colour * (1.1 - np.clip(canvas.pixels, 0, 1))


def _nebula(canvas: Canvas) -> None:
    noise = field('nebula', canvas.seed, canvas.width, canvas.height, 2.4 * canvas.width / canvas.unit, 5, 1)
    other = field('nebula 2', canvas.seed, canvas.width, canvas.height, 3 * canvas.width / canvas.unit, 4, 1)
    slope = 0.5 + 0.5 * (chance('slope', canvas.seed) - 0.5)
    band = np.exp(-((canvas.y - (slope - 0.45 * (canvas.x - 0.5)) * canvas.horizon) ** 2) / np.float32(0.035))
    cloud = smooth(0.36, 0.78, noise) * (0.35 + 0.9 * band)
    colour = rgb('c43a9a') + other[..., None] * 1.4 * (rgb('2a6fd8') - rgb('c43a9a'))
    core = np.exp(-((canvas.y - (slope - 0.45 * (canvas.x - 0.5)) * canvas.horizon) ** 2) / np.float32(0.006)) * noise
    canvas.pixels += cloud[..., None] * np.clip(colour, 0, 1) * 0.75 + core[..., None] * rgb('ffe0c8') * 0.45


def _rainbow(canvas: Canvas) -> None:
    """A bow opposite to the sun."""
    x = 0.62 if canvas.lamp[0] < 0.5 else 0.38
    far = np.sqrt(_distance(canvas, x, canvas.horizon + 0.06)) / (0.52 * canvas.width / canvas.unit + 0.1)
    t = (far - 0.82) / 0.14
    stops = np.linspace(0, 1, 6)
    colours = np.stack([rgb(code) for code in ('8b5cf6', '3b82f6', '22c55e', 'facc15', 'f97316', 'ef4444')])
    colour = np.stack([np.interp(t, stops, colours[:, i]) for i in range(3)], -1).astype(np.float32)
    alpha = smooth(0, 0.18, t) * smooth(1, 0.82, t) * np.float32(0.62) * smooth(0, 0.35, canvas.y)
    canvas.cover(alpha, colour)


def _lightning(canvas: Canvas) -> None:
    """One forked bolt and the light around it."""
    generator = dice('bolt', canvas.seed)
    points = 22
    y = np.linspace(0, canvas.horizon * 1.02, points)
    x = 1 - canvas.lamp[0] + np.cumsum(generator.normal(0, 0.018, points))
    path = np.interp(canvas.y[:, 0], y, x)[:, None].astype(np.float32)
    rows = int(canvas.horizon * 1.02 * canvas.height)
    across = np.abs(canvas.x - path[:rows]) * canvas.width / canvas.unit
    shine = np.exp(-across / np.float32(0.03)) * 0.4 + smooth(0.006, 0.002, across)
    canvas.pixels[:rows] += shine[..., None] * (rgb('e8f0ff') - canvas.pixels[:rows] * 0.8)
