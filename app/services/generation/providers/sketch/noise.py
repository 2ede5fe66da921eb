"""Chance that depends on its name only, smooth noise, and the bounded memory that keeps what is dear to make."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.services.generation.providers.sketch.scene import Pixels

MEMORY_BYTES = 56 * 2**20


def chance(*name: object) -> float:
    """A number in [0, 1), always the same for the same name."""
    digest = hashlib.blake2b('|'.join(map(str, name)).encode('utf-8', 'replace'), digest_size=6).digest()
    return int.from_bytes(digest, 'big') / 2**48


def dice(*name: object) -> np.random.Generator:
    """A stream of numbers, always the same for the same name."""
    return np.random.Generator(np.random.PCG64(int(chance(*name) * 2**48)))


@dataclass
class Memory:
    """Keeps arrays under names, the least used go first when `limit` bytes are passed. Safe between threads."""

    limit: int

    def __post_init__(self) -> None:
        self._arrays: OrderedDict[tuple[object, ...], tuple[NDArray[np.generic], ...]] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def keep(
        self, name: tuple[object, ...], make: Callable[[], tuple[NDArray[np.generic], ...]]
    ) -> tuple[NDArray[np.generic], ...]:
        """The arrays of `name`, made if they are not here. They are shared: never write to them."""
        with self._lock:
            if name in self._arrays:
                self._arrays.move_to_end(name)
                return self._arrays[name]
        made = make()
        weight = _weight(made)
        with self._lock:
            if name not in self._arrays and weight <= self.limit // 4:
                self._arrays[name] = made
                self.size += weight
                while self.size > self.limit:
                    self.size -= _weight(self._arrays.popitem(last=False)[1])
        return made


def _weight(arrays: tuple[NDArray[np.generic], ...]) -> int:
    return sum(array.nbytes for array in arrays)


memory = Memory(MEMORY_BYTES)


def field(
    name: object, seed: int, width: int, height: int, cells: float, octaves: int = 4, stretch: float = 1
) -> Pixels:
    """Smooth noise around 0.5, (height, width): `cells` lumps across the width, `stretch` times as many down."""
    key = ('field', name, seed, width, height, cells, octaves, stretch)
    return memory.keep(key, lambda: (_field(key, width, height, cells, octaves, stretch),))[0].astype(
        np.float32, copy=False
    )


def _field(key: object, width: int, height: int, cells: float, octaves: int, stretch: float) -> Pixels:
    generator = dice('field', *key[1:3]) if isinstance(key, tuple) else dice(key)
    total = np.zeros((height, width), np.float32)
    weight, sum_of_weights = 1.0, 0.0
    for octave in range(octaves):
        across = max(2, round(cells * 2**octave)) + 2
        down = max(2, round(cells * stretch * 2**octave)) + 2
        lattice = Image.fromarray(generator.random((down, across), dtype=np.float32))
        total += weight * np.asarray(lattice.resize((width, height), Image.Resampling.BICUBIC))
        sum_of_weights += weight
        weight *= 0.5
    return total / np.float32(sum_of_weights)


def line(name: object, seed: int, width: int, cells: int, octaves: int = 5, rough: float = 0.5) -> Pixels:
    """Smooth noise of 0..1 along a line of `width` points."""
    key = ('line', name, seed, width, cells, octaves, rough)
    return memory.keep(key, lambda: (_line(name, seed, width, cells, octaves, rough),))[0].astype(
        np.float32, copy=False
    )


def _line(name: object, seed: int, width: int, cells: int, octaves: int, rough: float) -> Pixels:
    generator = dice('line', name, seed)
    x = np.linspace(0, 1, width, dtype=np.float32)
    total = np.zeros(width, np.float32)
    weight, sum_of_weights = 1.0, 0.0
    for octave in range(octaves):
        count = cells * 2**octave
        points = generator.random(count + 2).astype(np.float32)
        place = x * count
        index = place.astype(np.int64)
        part = place - index
        ease = part * part * (3 - 2 * part)
        total += weight * (points[index] * (1 - ease) + points[index + 1] * ease)
        sum_of_weights += weight
        weight *= rough
    return total / np.float32(sum_of_weights)


def smooth(low: float, high: float, x: Pixels) -> Pixels:
    """0 at `low`, 1 at `high`, without corners between; `low` may be above `high`."""
    t = np.clip((x - np.float32(low)) / np.float32(high - low), 0, 1)
    eased: Pixels = t * t * (3 - 2 * t)
    return eased
