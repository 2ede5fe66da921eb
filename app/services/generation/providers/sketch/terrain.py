"""The ground: which lands a scene has, where a subject can stand on them, and the order they are painted in."""

from dataclasses import dataclass

import numpy as np

from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.growth import paint_flowers, paint_forest
from app.services.generation.providers.sketch.light import Colour, mix, named, rgb
from app.services.generation.providers.sketch.noise import chance, line, smooth
from app.services.generation.providers.sketch.relief import paint_dunes, paint_mountains, ridge
from app.services.generation.providers.sketch.scene import Pixels, Scene
from app.services.generation.providers.sketch.streets import paint_city
from app.services.generation.providers.sketch.water import paint_river, paint_water, wet

WATERS = frozenset({'sea', 'beach', 'lake'})
SHORE = 0.80  # where the shore before the water begins, of the height


@dataclass(frozen=True, slots=True)
class Ground:
    """What the foreground is made of. `shore`: land in front of water, for subjects that stand."""

    lands: frozenset[str]
    water: bool
    shore: bool
    focus: float  # the x of the place that the picture is about

    def standing(self, canvas: Canvas, x: float, depth: float) -> float:
        """The y at which something stands that is `depth` (0 far, 1 near) away, at x."""
        if self.shore:
            return SHORE + 0.03 + depth * 0.13
        if 'hill' in self.lands:
            top = float(_crest(self, canvas, np.array([x], np.float32))[0])
            return top + 0.015 + depth * max(0.04, 0.97 - top) * 0.62
        horizon = canvas.horizon
        return horizon + 0.05 + depth * (0.93 - horizon)

    def afloat(self, canvas: Canvas, depth: float) -> float:
        """The y at which something floats."""
        bottom = SHORE - 0.06 if self.shore else 0.92
        return canvas.horizon + 0.035 + depth * (bottom - canvas.horizon - 0.035)


def ground_of(scene: Scene, canvas: Canvas, habitats: frozenset[str]) -> Ground:
    """Read the lands. What floats or swims brings water along where no land speaks against it."""
    lands = set(scene.lands)
    if 'space' in scene.times and not lands:
        lands = {'regolith'}
    if 'winter' in scene.times and 'snow' not in scene.without:
        lands.add('snow')
    if habitats & {'water', 'sea'} and lands <= {'mountain', 'forest'}:
        lands.add('lake' if lands else 'sea')
    water = bool(lands & WATERS)
    stands = 'land' in habitats
    side = 0.62 + 0.07 * chance('focus', canvas.seed)
    focus = side if canvas.lamp[0] < 0.5 else 1 - side
    return Ground(frozenset(lands), water, water and (stands or 'beach' in lands), focus)


def paint_ground(canvas: Canvas, ground: Ground) -> None:
    """Paint every land, far ones first."""
    lands = ground.lands
    if 'mountain' in lands:
        paint_mountains(canvas, snow='snow' in lands or canvas.light.night < 0.9)
    if ground.water:
        if 'hill' in lands or 'lake' in lands or 'meadow' in lands:
            _far_hills(canvas, 0.05)
        if 'city' in lands:
            paint_city(canvas)
        if 'forest' in lands:
            paint_forest(canvas, far_only=True)
        paint_water(canvas, calm='lake' in lands)
        if ground.shore:
            _shore(canvas, ground)
        return
    if 'regolith' in lands:
        _regolith(canvas)
        return
    if 'city' in lands:
        paint_city(canvas)
        if 'rain' in canvas.scene.weather or 'neon' in canvas.scene.times:
            wet(canvas)
        else:
            _street(canvas)
        return
    if 'desert' in lands:
        paint_dunes(canvas)
    else:
        _land(canvas, ground)
    _what_lies_on_it(canvas, ground)


def _what_lies_on_it(canvas: Canvas, ground: Ground) -> None:
    if 'forest' in ground.lands:
        paint_forest(canvas)
    if 'river' in ground.lands:
        paint_river(canvas, _ribbon(canvas, 0.10))
    if 'path' in ground.lands:
        _path(canvas)
    if 'flowers' in canvas.scene.weather:
        paint_flowers(canvas)


def grass(canvas: Canvas, land: str = 'meadow') -> Colour:
    """The colour of open ground in this light: snow, autumn or green, or what the prompt says."""
    scene = canvas.scene
    colour = rgb('6d9e3f')
    if 'autumn' in scene.times:
        colour = rgb('b08a3a')
    elif 'pastel' in scene.times:
        colour = rgb('a9cf8e')
    if 'snow' in scene.lands or 'winter' in scene.times:
        colour = rgb('eef3f8')
    for name in (land, 'hill', 'meadow', 'snow'):
        if name in scene.colours and name in scene.lands:
            colour = mix(colour, named(scene.colours[name]), 0.72)
            break
    for word in scene.tints:
        colour = mix(colour, named(word), 0.18)
    return canvas.light.on(colour)


def _far_hills(canvas: Canvas, height: float) -> None:
    top = canvas.horizon - height * (0.2 + line('far', canvas.seed, canvas.width, 3, 4))
    colour = mix(grass(canvas) * np.float32(0.8), canvas.light.horizon, 0.5)
    ridge(canvas, top, colour, mix(colour, canvas.light.horizon, 0.25), 0.08, until=canvas.horizon + 0.06)


def _crest(ground: Ground, canvas: Canvas, x: Pixels) -> Pixels:
    """The top of the near hill: it rises where the picture is about something."""
    sway = 0.02 * np.sin(x * 7 + 6.28 * chance('sway', canvas.seed))
    crest: Pixels = canvas.horizon + 0.2 - 0.17 * np.exp(-(((x - ground.focus) / 0.38) ** 2)) + sway
    return crest


def _land(canvas: Canvas, ground: Ground) -> None:
    """Meadows or hills: soft ridges that get stronger in colour towards the front."""
    light, colour = canvas.light, grass(canvas)
    width, seed = canvas.width, canvas.seed
    hilly = 'hill' in ground.lands
    haze = mix(light.horizon, light.lower, 0.25)
    near = (
        _crest(ground, canvas, canvas.x[0]) if hilly else canvas.horizon + 0.04 + 0.03 * line('near', seed, width, 2, 3)
    )
    layers = ((0.055, 0.62, 3), (0.0, 0.38, 2)) if hilly else ((0.012, 0.45, 2),)
    for index, (rise, part, cells) in enumerate(layers):
        swell = line(f'land {index}', seed, width, cells, 4)
        top = canvas.horizon + 0.012 + 0.03 * index - rise - (0.09 if hilly else 0.02) * (swell - 0.45)
        tone = mix(colour * np.float32(0.92), haze, part)
        ridge(canvas, top, tone, mix(tone, colour, 0.5), 0.16, until=float(near.max()))
    blades = line('blades', seed, width, max(8, round(110 * width / canvas.unit)), 3, 0.8)
    snowy = 'snow' in ground.lands
    texture = 0.5 * canvas.noise('turf', 7, 4, 2.6) + 0.5 * canvas.noise('blades', 70, 2, 0.5, fine=True)
    smooth_near, near = near, near - (0.002 if snowy else 0.011) * blades
    front = mix(colour * np.float32(0.94 if snowy else 0.60), light.zenith, 0.16)
    ridge(
        canvas, near, mix(colour, light.lamp * light.on(light.lamp), 0.16), front, 0.34, texture, 0.1 if snowy else 0.55
    )
    _crest_light(canvas, smooth_near)


def _crest_light(canvas: Canvas, top: Pixels) -> None:
    """The light that lies along the top of the near ground on the side of the lamp."""
    first = max(0, int(top.min() * canvas.height) - 1)
    depth = canvas.y[first:] - top[None] + 0.006
    reach = np.exp(-((canvas.x - canvas.lamp[0]) ** 2) / np.float32(0.16))
    alpha = (
        np.exp(-np.clip(depth, 0, 1) * np.float32(22))
        * (depth > 0)
        * reach
        * np.float32(0.3 + 0.3 * canvas.light.height)
    )
    rows = min(alpha.shape[0], canvas.height // 4)
    canvas.cover(alpha[:rows] * np.float32(1 - 0.6 * canvas.light.night), canvas.light.lamp, first)


def _shore(canvas: Canvas, ground: Ground) -> None:
    """Sand or grass before the water, with a line of foam."""
    sandy = bool(ground.lands & {'beach', 'desert'}) or not ground.lands & {'hill', 'meadow', 'forest', 'snow'}
    colour = canvas.light.on(rgb('e3c894')) if sandy else grass(canvas)
    top = SHORE + 0.05 * (line('shore', canvas.seed, canvas.width, 2, 3) - 0.5)
    foam = mix(canvas.light.on(rgb('ffffff')), canvas.light.horizon, 0.2)
    ridge(canvas, top - 0.012, foam, foam, 0.1)
    ridge(
        canvas,
        top,
        mix(colour * np.float32(0.78), canvas.light.lower, 0.18),
        colour,
        0.05,
        canvas.noise('sand', 40, 2, 3),
        0.14,
    )


def _street(canvas: Canvas) -> None:
    colour = canvas.light.on(rgb('6b6a70'))
    top = np.full(canvas.width, canvas.horizon + 0.02, np.float32)
    ridge(canvas, top, colour, colour * np.float32(0.6), 0.4, canvas.noise('asphalt', 50, 2, 2), 0.15)


def _ribbon(canvas: Canvas, width: float) -> Pixels:
    """How far each pixel is inside a winding ribbon that comes from the horizon: 0 outside, 1 within."""
    t = np.clip((canvas.y - canvas.horizon - 0.055) / (0.945 - canvas.horizon), 0, 1)
    middle = (
        0.5 + (canvas.lamp[0] - 0.5) * 0.5 + 0.16 * np.sin(t * 5.2 + 6.28 * chance('ribbon', canvas.seed)) * (0.25 + t)
    )
    half = (width * 0.12 + 1.6 * width * t**1.4).astype(np.float32)
    ribbon: Pixels = smooth(1.0, 0.93, np.abs(canvas.x - middle) / half) * (t > 0)
    return ribbon


def _path(canvas: Canvas) -> None:
    colour = canvas.light.on(rgb('cdae82' if 'snow' not in canvas.scene.lands else 'c9ced6'))
    if 'path' in canvas.scene.colours:
        colour = canvas.light.on(named(canvas.scene.colours['path']))
    texture = 0.85 + 0.3 * canvas.noise('gravel', 26, 3, 2.5)
    canvas.cover(_ribbon(canvas, 0.08), texture[..., None] * colour)


def _regolith(canvas: Canvas) -> None:
    """The surface of a small moon: a curved edge and craters."""
    colour = canvas.light.on(rgb('b9b2ac'))
    if 'regolith' in canvas.scene.colours:
        colour = canvas.light.on(named(canvas.scene.colours['regolith']))
    top = (
        canvas.horizon
        + 0.10
        + 0.22 * (canvas.x[0] - 0.5) ** 2
        + 0.012 * line('rocks', canvas.seed, canvas.width, 12, 4)
    )
    ridge(
        canvas,
        top,
        mix(colour, canvas.light.lamp, 0.3),
        colour * np.float32(0.38),
        0.36,
        canvas.noise('dust', 14, 4, 2),
        0.4,
    )
    for index in range(9):
        _crater(canvas, index, float(top.min()))


def _crater(canvas: Canvas, index: int, top: float) -> None:
    depth = (index + chance('crater', index, canvas.seed)) / 9
    cy = (top + 0.07 + depth * (0.98 - top)) * canvas.height
    cx = chance('crater x', index, canvas.seed) * canvas.width
    rx = (0.02 + 0.055 * depth * (0.5 + chance('crater r', index, canvas.seed))) * canvas.unit
    y0, y1 = max(0, int(cy - rx * 0.5) - 2), min(canvas.height, int(cy + rx * 0.5) + 3)
    x0, x1 = max(0, int(cx - rx) - 2), min(canvas.width, int(cx + rx) + 3)
    if y1 <= y0 or x1 <= x0:
        return
    across = (np.arange(x0, x1, dtype=np.float32)[None] - cx) / rx
    down = (np.arange(y0, y1, dtype=np.float32)[:, None] - cy) / (rx * 0.4)
    inside = smooth(1.08, 0.9, np.sqrt(across**2 + down**2))
    toward = -1 if canvas.lamp[0] < 0.5 else 1
    shade = 0.78 - 0.32 * np.clip(across * toward + 0.25 * -down, -1, 1)
    canvas.pixels[y0:y1, x0:x1] *= (1 - inside * (1 - shade))[..., None]
