"""The scene that a prompt asks for: what `reading.py` writes and the painters read."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.services.generation.provider import Reading

Pixels = NDArray[np.floating[Any]]  # float32: height, width, 3 of 0..1; or height, width for a field
RGB = tuple[float, float, float]  # 0..1


@dataclass(frozen=True, slots=True)
class Wish:
    """Some subjects of one kind: `count` of them, in `colour` (a lexicon name) or their own, `scale` times as big."""

    kind: str
    count: int = 1
    colour: str | None = None
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What to paint. `colours` gives the colour of a land or a weather by its name, `tints` lie over everything,
    `tilts` are finished words nobody knows: each turns the colours of the sky a little."""

    times: tuple[str, ...] = ()
    lands: tuple[str, ...] = ()
    weather: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
    colours: dict[str, str] = field(default_factory=dict)
    tints: tuple[str, ...] = ()
    tilts: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    reading: Reading = field(default_factory=lambda: Reading((), ()))
