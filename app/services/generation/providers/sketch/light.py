"""The light of a scene: the colours of its sky and of what the sky shines on."""

import colorsys
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.services.generation.providers.sketch.lexicon import lexicon
from app.services.generation.providers.sketch.noise import chance
from app.services.generation.providers.sketch.scene import Scene

Colour = NDArray[np.floating[Any]]  # float32: three of 0..1
MOOD_BESIDE_A_TIME = 0.3


@dataclass(slots=True)
class Light:
    """See palettes.toml for what each is."""

    zenith: Colour
    upper: Colour
    lower: Colour
    horizon: Colour
    lamp: Colour
    ambient: Colour
    cloud: Colour
    belly: Colour
    night: float
    height: float
    cover: float

    def on(self, colour: Colour, strength: float = 1.0) -> Colour:
        """A colour of the ground in this light."""
        return colour * (1 - strength + strength * self.ambient)


def rgb(code: str) -> Colour:
    """A colour from six hexadecimal digits."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)


def named(word: str) -> Colour:
    """A colour by its name in the lexicon."""
    return rgb(lexicon().colours[word])


def mix(one: Colour, other: Colour, part: float) -> Colour:
    """`one` with `part` of `other`."""
    return (one * (1 - part) + other * part).astype(np.float32)


def light_of(scene: Scene) -> Light:
    """Mix the named times; moods colour a time that is named with them and stand alone otherwise."""
    table = _palettes()
    times = [time for time in scene.times if time in table]
    if not times and ({'moon', 'stars', 'fullmoon', 'crescent', 'aurora', 'fireflies'} & set(scene.weather)):
        times = ['night']
    if not times and 'regolith' in scene.lands:
        times = ['space']
    if 'space' in times:
        times = ['space']
    elif 'night' in times and set(times) & {'day', 'dawn', 'sunset', 'dusk', 'storm', 'neon'}:
        times = [time for time in times if time not in {'day', 'overcast'}]
    times = times or ['day']
    moods = [time for time in times if table[time].get('mood')]
    alone = len(moods) == len(times)
    weights = {time: 1.0 if alone or time not in moods else MOOD_BESIDE_A_TIME for time in times}
    total = sum(weights.values())

    def blend(name: str) -> Colour:
        return sum((rgb(table[t][name]) * np.float32(w / total) for t, w in weights.items()), np.zeros(3, np.float32))

    def number(name: str) -> float:
        return sum(float(table[time][name]) * weight / total for time, weight in weights.items())

    light = Light(
        zenith=blend('zenith'),
        upper=blend('upper'),
        lower=blend('lower'),
        horizon=blend('horizon'),
        lamp=blend('lamp'),
        ambient=blend('ambient'),
        cloud=blend('cloud'),
        belly=blend('belly'),
        night=number('night'),
        height=number('height'),
        cover=number('cover'),
    )
    _tint(light, scene)
    return light


@cache
def _palettes() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / 'palettes.toml').read_text(encoding='utf-8'))


def _tint(light: Light, scene: Scene) -> None:
    """Loose colours lie over the sky; unknown words turn its hues by a few degrees."""
    colours = [(named(word), 0.34) for word in scene.tints]
    if 'sky' in scene.colours:
        colours.append((named(scene.colours['sky']), 0.5))
    for colour, part in colours:
        dim = 1 - 0.6 * light.night
        light.upper = mix(light.upper, colour * dim, part)
        light.lower = mix(light.lower, colour * dim, part)
        light.horizon = mix(light.horizon, colour * 0.5 + 0.5 * light.horizon, part)
        light.zenith = mix(light.zenith, colour * 0.6 * dim, part * 0.8)
        light.cloud = mix(light.cloud, colour, part * 0.4)
        light.ambient = mix(light.ambient, light.ambient * (0.6 + 0.4 * colour), part)
    turn = sum(chance('tilt', word) - 0.5 for word in scene.tilts) * 0.07
    if turn:
        for name in ('upper', 'lower', 'horizon', 'belly'):
            hue, lightness, saturation = colorsys.rgb_to_hls(*map(float, getattr(light, name)))
            setattr(light, name, np.array(colorsys.hls_to_rgb((hue + turn) % 1, lightness, saturation), np.float32))
