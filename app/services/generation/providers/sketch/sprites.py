"""Puts subjects on the canvas: shaded by the light, with a shadow or a mirror image under them."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from app.services.generation.providers.sketch.canvas import Canvas
from app.services.generation.providers.sketch.layout import Placed
from app.services.generation.providers.sketch.light import mix, named, rgb
from app.services.generation.providers.sketch.noise import memory, smooth
from app.services.generation.providers.sketch.scene import Pixels
from app.services.generation.providers.sketch.subjects import Kind, Pen
from app.services.generation.providers.sketch.terrain import Ground


def paint_subject(canvas: Canvas, ground: Ground, one: Placed) -> None:
    """Paint one subject where the layout put it."""
    rgba, shine, round_x, round_y = sprite(one.kind, one.colour, max(3, round(one.tall)), one.mirrored)
    top = round(one.top * canvas.height)
    left = round(one.x * canvas.width - rgba.shape[1] / 2)
    floats = one.kind.habitat == 'water' and ground.water
    if floats:
        _mirror_image(canvas, rgba, left, round(one.y * canvas.height))
    elif one.kind.habitat in {'land', 'water'}:
        _shadow(canvas, one)
    crop = _Crop(canvas, left, top, rgba.shape[1], rgba.shape[0])
    if crop.empty:
        return
    colour, alpha = _shaded(canvas, one, crop, (rgba, shine, round_x, round_y))
    region = canvas.pixels[crop.y0 : crop.y1, crop.x0 : crop.x1]
    region += alpha[..., None] * (colour - region)
    if canvas.light.night > 0.3 and shine.any():
        _halo(canvas, shine, left, top)


class _Crop:
    """The part of a sprite that lies on the canvas."""

    def __init__(self, canvas: Canvas, left: int, top: int, width: int, height: int) -> None:
        self.x0, self.y0 = max(0, left), max(0, top)
        self.x1, self.y1 = min(canvas.width, left + width), min(canvas.height, top + height)
        self.rows = slice(self.y0 - top, self.y1 - top)
        self.columns = slice(self.x0 - left, self.x1 - left)
        self.empty = self.x1 <= self.x0 or self.y1 <= self.y0


def sprite(
    kind: Kind, colour: str | None, tall: int, mirrored: bool
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int8], NDArray[np.int8]]:
    """A subject without light, remembered: its colours and alpha, what shines by itself, and how its roundness
    faces right and up (-127..127)."""
    made = memory.keep(('sprite', kind.name, colour, tall, mirrored), lambda: _draw(kind, colour, tall, mirrored))
    return made  # type: ignore[return-value]  # the memory keeps arrays of any type


def _draw(kind: Kind, colour: str | None, tall: int, mirrored: bool) -> tuple[NDArray[np.generic], ...]:
    fine = 4 if tall < 90 else 3 if tall < 260 else 2
    scale = tall / (kind.box[3] - kind.box[1]) * fine
    pen = Pen(kind, named(colour) if colour else rgb(kind.colour), scale)
    kind.draw(pen)
    image, shine = pen.image.reduce(fine), pen.shine.reduce(fine)
    if mirrored:
        image, shine = (part.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for part in (image, shine))
    rgba = np.asarray(image)
    soft = Image.fromarray(np.pad(rgba[..., 3], 8)).filter(ImageFilter.BoxBlur(max(1.0, tall * 0.045)))
    form = np.asarray(soft.filter(ImageFilter.BoxBlur(max(1.0, tall * 0.03)))).astype(np.float32)
    step = max(1, round(tall * 0.03))
    x = (np.roll(form, step, 1) - np.roll(form, -step, 1))[8:-8, 8:-8]
    y = (np.roll(form, -step, 0) - np.roll(form, step, 0))[8:-8, 8:-8]
    return rgba, np.asarray(shine), *(np.clip(part, -127, 127).astype(np.int8) for part in (-x, y))


def _shaded(
    canvas: Canvas,
    one: Placed,
    crop: _Crop,
    parts: tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int8], NDArray[np.int8]],
) -> tuple[Pixels, Pixels]:
    light = canvas.light
    rgba, shine, round_x, round_y = (part[crop.rows, crop.columns] for part in parts)
    colour = rgba[..., :3].astype(np.float32) * np.float32(1 / 255)
    alpha = rgba[..., 3].astype(np.float32) * np.float32(1 / 255)
    toward = np.clip((canvas.lamp[0] - one.x) * 3, -1, 1)
    facing = (-round_x.astype(np.float32) * -toward + round_y.astype(np.float32) * -0.65) * np.float32(1 / 127)
    strength = 0.22 if one.kind.flat else 0.62
    facing = facing * np.float32(strength)
    ambient = mix(light.ambient, rgb('ffffff'), 0.12)
    lit = colour * ambient * (1 + np.clip(facing, -0.42, 0.18))[..., None]
    lit += (np.clip(facing, 0, 1) * np.float32(0.75 - 0.35 * light.night))[..., None] * (light.lamp - lit)
    haze = 0.16 * np.clip(1 - (one.y - canvas.horizon) / 0.2, 0, 1) if one.kind.habitat != 'air' else 0.06
    lit += np.float32(haze) * (light.horizon - lit)
    if shine.any():
        own = shine.astype(np.float32)[..., None] * np.float32((0.35 + 0.65 * light.night) / 255)
        lit += own * (colour * 1.05 - lit)
    return lit, alpha


def _shadow(canvas: Canvas, one: Placed) -> None:
    """A soft shadow where the subject touches the ground, drawn away from the lamp."""
    wide = (one.right - one.left) * canvas.width * 0.42
    if wide < 1:
        return
    away = np.clip((one.x - canvas.lamp[0]) * 1.6, -1, 1)
    cx, cy = one.x * canvas.width + away * wide * 0.3, one.y * canvas.height
    tall = max(1.5, wide * 0.17)
    reach_x, reach_y = int(wide * 1.9) + 2, int(tall * 2.2) + 2
    crop = _Crop(canvas, int(cx) - reach_x, int(cy) - reach_y, 2 * reach_x, 2 * reach_y)
    if crop.empty:
        return
    x = (np.arange(crop.x0, crop.x1, dtype=np.float32)[None] - cx) / (wide * 1.25)
    y = (np.arange(crop.y0, crop.y1, dtype=np.float32)[:, None] - cy) / tall
    dark = smooth(1.35, 0.1, np.sqrt(x * x + y * y)) * np.float32(0.56)
    region = canvas.pixels[crop.y0 : crop.y1, crop.x0 : crop.x1]
    region += dark[..., None] * (region * np.float32(0.3) + canvas.light.zenith * np.float32(0.12) - region)


def _mirror_image(canvas: Canvas, rgba: NDArray[np.uint8], left: int, line: int) -> None:
    """The subject upside down in the water, short and broken by waves."""
    tall = rgba.shape[0]
    rows = np.arange(0, int(tall * 0.62))
    source = np.clip(tall - 1 - (rows / 0.62).astype(np.int64), 0, tall - 1)
    crop = _Crop(canvas, left, line, rgba.shape[1], rows.size)
    if crop.empty:
        return
    flipped = rgba[source][crop.rows]
    for index in range(flipped.shape[0]):
        sway = int(np.sin(index * 9.0 / max(6, tall) * 6.28 * 0.9) * tall * (0.006 + 0.014 * index / max(1, rows.size)))
        flipped[index] = np.roll(flipped[index], sway, 0)
    part = flipped[:, crop.columns].astype(np.float32) * np.float32(1 / 255)
    fade = np.linspace(0.5, 0.05, rows.size, dtype=np.float32)[crop.rows][:, None]
    canvas_part = canvas.pixels[crop.y0 : crop.y1, crop.x0 : crop.x1]
    colour = part[..., :3] * canvas.light.ambient * np.float32(0.75)
    canvas_part += (part[..., 3] * fade)[..., None] * (colour - canvas_part)


def _halo(canvas: Canvas, shine: NDArray[np.uint8], left: int, top: int) -> None:
    """Warm light around what shines at night."""
    reach = max(3, shine.shape[0] // 5)
    small = Image.fromarray(np.pad(shine, reach)).reduce(4)
    for _ in range(2):
        small = small.filter(ImageFilter.BoxBlur(max(1.0, reach / 9)))
    size = (shine.shape[1] + 2 * reach, shine.shape[0] + 2 * reach)
    glow = np.asarray(small.resize(size, Image.Resampling.BILINEAR)).astype(np.float32) * np.float32(1 / 255)
    crop = _Crop(canvas, left - reach, top - reach, size[0], size[1])
    if crop.empty:
        return
    strength = glow[crop.rows, crop.columns][..., None] * np.float32(0.9 * canvas.light.night)
    region = canvas.pixels[crop.y0 : crop.y1, crop.x0 : crop.x1]
    region += np.minimum(strength, 0.55) * (rgb('ffc46a') - region * np.float32(0.5))
