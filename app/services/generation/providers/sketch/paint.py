"""Paints a scene: sky, ground, subjects, weather, and last the style. The same bytes for the same scene and seed."""

import numpy as np
from PIL import Image

from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.layout import Placed, place
from app.services.generation.providers.sketch.light import light_of
from app.services.generation.providers.sketch.noise import memory
from app.services.generation.providers.sketch.scene import Pixels, Scene
from app.services.generation.providers.sketch.sky import paint_sky
from app.services.generation.providers.sketch.sprites import paint_subject
from app.services.generation.providers.sketch.styles import paint_styles
from app.services.generation.providers.sketch.subjects import KINDS
from app.services.generation.providers.sketch.terrain import Ground, ground_of, paint_ground
from app.services.generation.providers.sketch.weather import paint_weather

MOST_PIXELS = 4 * 2**20


def paint(scene: Scene, seed: int, width: int, height: int) -> Image.Image:
    """The picture of a scene as an RGB image. Raises ValueError for sizes under 1 or above 4 megapixels."""
    canvas, ground = _prepare(scene, seed, width, height)
    paint_sky(canvas)
    paint_ground(canvas, ground)
    for one in place(canvas, ground):
        paint_subject(canvas, ground, one)
    paint_weather(canvas)
    canvas.pixels *= _vignette(width, height)
    np.clip(canvas.pixels, 0, 1, out=canvas.pixels)
    return paint_styles(canvas)


def layout(scene: Scene, seed: int, width: int, height: int) -> list[Placed]:
    """Where `paint` puts the subjects of a scene, far ones first. Raises ValueError like `paint`."""
    return place(*_prepare(scene, seed, width, height))


def _prepare(scene: Scene, seed: int, width: int, height: int) -> tuple[Canvas, Ground]:
    if width < 1 or height < 1 or width * height > MOST_PIXELS:
        raise ValueError(f'Sketch cannot paint {width} × {height} pixels: choose a size from 1 to 4 megapixels.')
    canvas = Canvas(scene, light_of(scene), seed, width, height, np.zeros((0, 0, 3), np.float32))
    # A lighthouse stands on its own rock.
    habitats = frozenset(KINDS[wish.kind].habitat for wish in scene.wishes if wish.kind != 'lighthouse')
    return canvas, ground_of(scene, canvas, habitats)


def _vignette(width: int, height: int) -> Pixels:
    def make() -> tuple[Pixels]:
        y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
        x = np.linspace(-1, 1, width, dtype=np.float32)[None]
        return ((1 - 0.17 * np.clip((x * x + y * y) / 2, 0, 1) ** 1.5)[..., None].astype(np.float32),)

    return memory.keep(('vignette', width, height), make)[0].astype(np.float32, copy=False)
