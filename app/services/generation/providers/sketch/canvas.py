"""The canvas: the pixels while they are painted, and where things are on it."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from app.services.generation.providers.sketch.light import Colour, Light
from app.services.generation.providers.sketch.noise import chance, field, memory
from app.services.generation.providers.sketch.scene import Pixels, Scene


@dataclass
class Canvas:
    """`pixels` is (height, width, 3) of 0..1, painted over from far to near. Places are fractions of its sides."""

    scene: Scene
    light: Light
    seed: int
    width: int
    height: int
    pixels: Pixels

    @property
    def unit(self) -> int:
        """The shorter side in pixels: sizes are fractions of it."""
        return min(self.width, self.height)

    @property
    def horizon(self) -> float:
        """Where the sky ends, as a fraction of the height. The same for every prompt of a seed, to keep it calm."""
        return 0.60 + 0.05 * (chance('horizon', self.seed) - 0.5)

    @property
    def lamp(self) -> tuple[float, float]:
        """Where the sun or the moon stands."""
        side = 0.24 + 0.16 * chance('lamp', self.seed)
        x = side if chance('lamp side', self.seed) < 0.5 else 1 - side
        return x, self.horizon * self.light.height

    @property
    def y(self) -> Pixels:
        """The fraction of the height of each row, as a column."""
        return ((np.arange(self.height, dtype=np.float32) + 0.5) / self.height)[:, None]

    @property
    def x(self) -> Pixels:
        """The fraction of the width of each column, as a row."""
        return ((np.arange(self.width, dtype=np.float32) + 0.5) / self.width)[None]

    def noise(self, name: object, cells: float, octaves: int = 4, stretch: float = 1, fine: bool = False) -> Pixels:
        """Noise over the whole canvas, `cells` lumps to the shorter side. Half as fine as the canvas unless `fine`."""
        step = 1 if fine else 2
        width, height = max(2, self.width // step), max(2, self.height // step)
        across = cells * self.width / self.unit
        down = stretch * self.height / self.width

        def make() -> tuple[Pixels]:
            return (grow(field(name, self.seed, width, height, across, octaves, down), self.width, self.height),)

        return memory.keep(('grown', name, self.seed, self.width, self.height, across, octaves, down, fine), make)[
            0
        ].astype(np.float32, copy=False)

    def cover(self, alpha: Pixels, colour: Pixels | Colour, top: int = 0) -> None:
        """Paint `colour` with `alpha` (rows, width) over the rows from `top` on."""
        rows = self.pixels[top : top + alpha.shape[0]]
        rows += alpha[..., None] * (colour - rows)


def grow(array: Pixels, width: int, height: int) -> Pixels:
    """A field (rows, columns) or a picture (rows, columns, 3) at another size, smoothly."""
    if array.shape[:2] == (height, width):
        return array
    if array.ndim == 2:
        return np.asarray(Image.fromarray(array).resize((width, height), Image.Resampling.BILINEAR))
    parts = [Image.fromarray(np.ascontiguousarray(array[..., i])) for i in range(array.shape[2])]
    return np.stack([np.asarray(p.resize((width, height), Image.Resampling.BILINEAR)) for p in parts], -1)
