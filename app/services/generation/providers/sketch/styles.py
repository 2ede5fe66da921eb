"""The styles: each takes the finished pixels and gives them the look of a medium."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from app.services.generation.providers.sketch.canvas import Canvas, grow
from app.services.generation.providers.sketch.light import rgb
from app.services.generation.providers.sketch.noise import smooth
from app.services.generation.providers.sketch.scene import Pixels
from app.services.generation.providers.sketch.strokes import cells, hatching, strokes

GREY = np.array([0.30, 0.59, 0.11], np.float32)


def paint_styles(canvas: Canvas) -> Image.Image:
    """The picture, after every style that the scene names (three at most, as media do not mix without end)."""
    for style in canvas.scene.styles[:3]:
        STYLE_PAINTERS[style](canvas)
    return as_image(canvas.pixels)


def as_image(pixels: Pixels) -> Image.Image:
    """Pixels of 0..1 as an 8-bit RGB image."""
    return Image.fromarray((np.clip(pixels, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8))


def _pixels(image: Image.Image) -> Pixels:
    return np.asarray(image).astype(np.float32) * np.float32(1 / 255)


def _soft(canvas: Canvas, radius: float, step: int = 1) -> Pixels:
    """The pixels blurred by `radius` (fraction of the unit), worked out `step` times coarser."""
    image = as_image(canvas.pixels)
    if step > 1 and canvas.unit >= 8 * step:
        image = image.reduce(step)
    for _ in range(2):
        image = image.filter(ImageFilter.BoxBlur(max(0.4, radius * canvas.unit / step)))
    if image.size != (canvas.width, canvas.height):
        image = image.resize((canvas.width, canvas.height), Image.Resampling.BILINEAR)
    return _pixels(image)


def _grey(pixels: Pixels) -> Pixels:
    return pixels @ GREY


def _edges(grey: Pixels, reach: int) -> Pixels:
    """How fast a field changes within `reach` pixels."""
    right = np.abs(grey[:, reach:] - grey[:, :-reach]) if grey.shape[1] > reach else np.zeros_like(grey[:, :0])
    down = np.abs(grey[reach:] - grey[:-reach]) if grey.shape[0] > reach else np.zeros_like(grey[:0])
    edges = np.zeros_like(grey)
    edges[:, : right.shape[1]] += right
    edges[: down.shape[0]] += down
    return edges


def _reach(canvas: Canvas, fraction: float = 1 / 300) -> int:
    return max(1, round(canvas.unit * fraction))


def _strengthen(pixels: Pixels, by: float) -> Pixels:
    """More (or, under 1, less) saturation."""
    grey = _grey(pixels)[..., None]
    return np.clip(grey + (pixels - grey) * np.float32(by), 0, 1)


def _watercolor(canvas: Canvas) -> None:
    """Pale washes that pool, darker rims where a wash dried, grain of the paper, and a ragged white border."""
    soft = _soft(canvas, 0.0028, 2 if canvas.unit >= 400 else 1)
    edges = _edges(_grey(soft), _reach(canvas, 1 / 256))
    pool = canvas.noise('pool', 4, 4)
    paper = canvas.noise('paper', 90, 2, fine=canvas.unit < 400)
    wash = 1 - (1 - _strengthen(soft, 1.25)) * (0.52 + 0.78 * pool)[..., None]
    wash += 0.07
    wash -= (np.clip(edges * 1.3, 0, 0.3) + (paper - 0.5) * 0.16)[..., None]
    x = np.minimum(canvas.x, 1 - canvas.x) * canvas.width / canvas.unit
    y = np.minimum(canvas.y, 1 - canvas.y) * canvas.height / canvas.unit
    inside = smooth(0.018, 0.034, np.minimum(x, y) + 0.05 * (canvas.noise('border', 9, 4) - 0.5))
    sheet = rgb('fbf7ee') * (0.97 + 0.06 * (paper - 0.5))[..., None]
    canvas.pixels = sheet + inside[..., None] * (np.clip(wash, 0, 1) - sheet)


def _oil(canvas: Canvas) -> None:
    """Long strokes over a coarse ground, finer where there is something to see, with the relief of thick paint."""
    _brushed(canvas, 0.075, 0.017, jitter=0.05, relief=0.26)


def _impressionist(canvas: Canvas) -> None:
    """Short dabs of broken, brighter colour."""
    canvas.pixels = _strengthen(canvas.pixels, 1.3)
    _brushed(canvas, 0.036, 0.018, jitter=0.10, relief=0.12)


def _brushed(canvas: Canvas, length: float, width: float, jitter: float, relief: float) -> None:
    coarse, height = strokes(canvas, 'coarse', length, width)
    fine, fine_height = strokes(canvas, 'fine', min(length * 0.4, 0.02), 0.0075)
    packed = np.asarray(as_image(canvas.pixels).convert('RGBX')).view(np.uint32)[..., 0].ravel()
    pick = _detailed(canvas)
    source = np.where(pick, fine, coarse)
    painted = packed[source].view(np.uint8).reshape(canvas.height, canvas.width, 4)[..., :3].astype(np.float32)
    thick = np.where(pick, fine_height, height).astype(np.float32) * np.float32(1 / 255) - np.float32(0.5)
    step = _reach(canvas, 1 / 500)
    slope = thick - np.roll(np.roll(thick, step, 0), step, 1)
    painted *= (1 + jitter * 2 * thick + relief * np.clip(slope, -0.4, 0.4))[..., None] * np.float32(1 / 255)
    canvas.pixels = np.clip(painted, 0, 1)


def _detailed(canvas: Canvas) -> NDArray[np.bool_]:
    """Where there is something to see: around edges, where a painter takes the small brush."""
    half = as_image(canvas.pixels).convert('L').resize((max(2, canvas.width // 2), max(2, canvas.height // 2)))
    grey = np.asarray(half).astype(np.float32)
    edges = np.clip(_edges(grey, _reach(canvas, 1 / 240)) * 3, 0, 255).astype(np.uint8)
    wide = Image.fromarray(edges).filter(ImageFilter.MaxFilter(5 if canvas.unit < 400 else 9))
    return np.asarray(wide.resize((canvas.width, canvas.height))) > 58


def _pixel_art(canvas: Canvas) -> None:
    """Large square pixels in a palette of 28 colours."""
    cell = max(1, round(canvas.unit / 86))
    small = (max(1, canvas.width // cell), max(1, canvas.height // cell))
    image = as_image(_strengthen(canvas.pixels, 1.15)).resize(small, Image.Resampling.BOX)
    if small[0] * small[1] > 64:
        image = image.quantize(28, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert('RGB')
    canvas.pixels = _pixels(image.resize((canvas.width, canvas.height), Image.Resampling.NEAREST))


def _noir(canvas: Canvas) -> None:
    """Hard black and white with film grain."""
    grey = smooth(0.06, 0.82, _grey(canvas.pixels)) ** 1.1
    x, y = canvas.x - canvas.lamp[0], canvas.y - 0.45
    grey *= np.clip(1.2 - 1.1 * (x * x + y * y), 0.25, 1.1)
    grain = canvas.noise('grain', 170, 1, fine=True) - 0.5
    canvas.pixels = np.repeat(np.clip(grey + grain * 0.13, 0, 1)[..., None], 3, -1) * rgb('fbf9f6')


def _pencil(canvas: Canvas) -> None:
    """Graphite: soft contours, and hatching that crosses where it is dark."""
    grey = _grey(canvas.pixels)
    low, high = np.percentile(grey[::4, ::4], (2, 98))
    grey = np.clip((grey - low) / max(0.15, float(high - low)), 0, 1).astype(np.float32)
    one, other = hatching(canvas, 'pencil', 38), hatching(canvas, 'cross', -42)
    paper = canvas.noise('paper', 90, 2, fine=canvas.unit < 400) - 0.5
    tone = 1 - smooth(0.92, 0.2, grey) * (0.28 + 0.5 * one)
    tone *= 1 - smooth(0.5, 0.02, grey) * (0.15 + 0.55 * other)
    soft = grow(_edges(grey, _reach(canvas, 1 / 256)), canvas.width, canvas.height)
    tone -= np.clip(soft * 2.3 - 0.05, 0, 0.75) * (0.75 + 0.7 * paper)
    tone += paper * 0.10
    canvas.pixels = rgb('2e2c33') + np.clip(tone, 0, 1)[..., None] * (rgb('f8f5ee') - rgb('2e2c33'))


def _ink(canvas: Canvas) -> None:
    """A brush drawing: three washes of ink on warm paper, black contours, and one red where there is red."""
    soft = _soft(canvas, 0.004, 2)
    grey = _grey(soft)
    low, high = np.percentile(grey[::4, ::4], (3, 97))
    grey = np.clip((grey - low) / max(0.15, float(high - low)), 0, 1).astype(np.float32)
    bleed = (canvas.noise('bleed', 14, 4) - 0.5) * 0.16
    tone = np.ones_like(grey)
    for level, depth in ((0.70, 0.14), (0.42, 0.24), (0.18, 0.36)):
        tone -= depth * smooth(level + 0.03, level - 0.03, grey + bleed)
    tone -= np.clip(_edges(_grey(canvas.pixels), _reach(canvas, 1 / 170)) * 3.2 - 0.16, 0, 0.9)
    paper = rgb('f5eddc') * (1 + 0.10 * (canvas.noise('paper', 60, 3, 0.3) - 0.5))[..., None]
    sheet = rgb('1a1a22') + np.clip(tone, 0, 1)[..., None] * (paper - rgb('1a1a22'))
    other = np.maximum(canvas.pixels[..., 1], canvas.pixels[..., 2])
    red = smooth(0.24, 0.40, canvas.pixels[..., 0] - other) * smooth(0.44, 0.32, other)
    canvas.pixels = sheet + (red * 0.8)[..., None] * (sheet * rgb('e0402f') * 1.15 - sheet)


def _neon(canvas: Canvas) -> None:
    """A dark picture whose lights and contours glow."""
    vivid = _strengthen(canvas.pixels, 1.5)
    edges = _edges(_grey(canvas.pixels), _reach(canvas, 1 / 220))
    lines = smooth(0.10, 0.34, edges)[..., None]
    peak = vivid / np.maximum(0.25, vivid.max(-1, keepdims=True))
    dark = vivid * vivid * np.float32(0.62) + rgb('12042a') * np.float32(0.5)
    canvas.pixels = np.clip(dark + lines * (peak * np.float32(0.85) - dark * 0.5), 0, 1)
    light = np.clip(_soft(canvas, 0.016, 4) - np.float32(0.10), 0, 1)
    canvas.pixels = 1 - (1 - canvas.pixels) * (1 - np.minimum(light * np.float32(0.85), 0.85))


def _vintage(canvas: Canvas) -> None:
    """An old print: sepia, faded blacks, grain and worn corners."""
    grey = _grey(canvas.pixels)[..., None]
    sepia = grey * np.array([1.02, 0.86, 0.64], np.float32) + np.array([0.10, 0.07, 0.04], np.float32)
    faded = canvas.pixels * np.float32(0.26) + sepia * np.float32(0.74)
    x, y = canvas.x - 0.5, canvas.y - 0.5
    worn = 1.04 - 0.9 * (x * x + y * y) ** 1.3
    grain = (canvas.noise('grain', 170, 1, fine=True) - 0.5) * 0.08 + (canvas.noise('stain', 3, 4) - 0.5) * 0.10
    canvas.pixels = np.clip(faded * worn[..., None] + grain[..., None], 0, 1)


def _poster(canvas: Canvas) -> None:
    """Flat areas of fifteen colours, as cut from paper."""
    soft = as_image(_strengthen(_soft(canvas, 0.0025, 1), 1.2))
    small = soft.resize((max(8, canvas.width // 4), max(8, canvas.height // 4)), Image.Resampling.BOX)
    palette = small.quantize(15, method=Image.Quantize.MEDIANCUT)
    flat = soft.quantize(palette=palette, dither=Image.Dither.NONE).convert('RGB')
    canvas.pixels = _pixels(flat.filter(ImageFilter.MedianFilter(3)))


def _pastel(canvas: Canvas) -> None:
    """Soft chalk on toned paper: light colours that catch on the grain."""
    soft = _soft(canvas, 0.0028, 2 if canvas.unit >= 400 else 1)
    light = soft * np.float32(0.62) + np.float32(0.36)
    light = _strengthen(light, 1.12)
    chalk = hatching(canvas, 'chalk', 52)
    grain = canvas.noise('paper', 110, 2, 1, fine=True)
    bare = smooth(0.52, 0.72, grain * 0.7 + chalk * 0.35)[..., None]
    canvas.pixels = np.clip(light + bare * (rgb('efe3d6') - light) * np.float32(0.2), 0, 1)


def _comic(canvas: Canvas) -> None:
    """Strong colours, dots in the shade and black contours."""
    soft = _strengthen(_soft(canvas, 0.003, 1), 1.45)
    grey = _grey(soft)
    flat = soft * (np.round(grey * 5) / 5 / np.maximum(grey, 0.04) * 0.75 + 0.25)[..., None]
    pitch = max(3.0, canvas.unit / 74)
    x = np.arange(canvas.width, dtype=np.float32)[None] * np.float32(6.2832 / pitch / 1.4142)
    y = np.arange(canvas.height, dtype=np.float32)[:, None] * np.float32(6.2832 / pitch / 1.4142)
    dots = 0.5 + 0.25 * (np.sin(x + y) + np.sin(x - y))
    flat *= (1 - 0.2 * smooth(-0.06, 0.06, dots - grey - 0.12))[..., None]
    lines = smooth(0.16, 0.3, _edges(_grey(canvas.pixels), _reach(canvas, 1 / 230)))
    canvas.pixels = np.clip(flat * (1 - 0.92 * lines)[..., None], 0, 1)


def _stained_glass(canvas: Canvas) -> None:
    """Pieces of coloured glass in lead."""
    source, lead, tone = cells(canvas)
    packed = (
        np.asarray(as_image(_strengthen(_soft(canvas, 0.006, 2), 1.5)).convert('RGBX')).view(np.uint32)[..., 0].ravel()
    )
    glass = packed[source].view(np.uint8).reshape(canvas.height, canvas.width, 4)[..., :3].astype(np.float32)
    glass *= np.float32(1.12 / 255) * (0.84 + 0.32 * tone.astype(np.float32) / 255)[..., None]
    canvas.pixels = np.clip(glass * lead.astype(np.float32)[..., None] * np.float32(1 / 255), 0, 1)


STYLE_PAINTERS: dict[str, Callable[[Canvas], None]] = {
    'Watercolor': _watercolor,
    'Oil painting': _oil,
    'Impressionist': _impressionist,
    'Pixel art': _pixel_art,
    'Noir': _noir,
    'Pencil sketch': _pencil,
    'Ink': _ink,
    'Neon glow': _neon,
    'Vintage': _vintage,
    'Poster': _poster,
    'Pastel': _pastel,
    'Comic': _comic,
    'Stained glass': _stained_glass,
}
