"""What the times of frames amount to."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

STILL_MS: Final = 3000.0
SLOW_MS: Final = 33.4  # two frames of a 60 Hz screen


@dataclass(frozen=True)
class Intervals:
    """Between frames, in ms; `slow` is the share, in percent, of those above 33 ms."""

    median: float
    p95: float
    most: float
    slow: float
    frames: int


def intervals_of(times_ms: Sequence[float]) -> Intervals:
    """The intervals between frames; one frame alone counts as standing still."""
    between = sorted(after - before for before, after in pairwise(times_ms)) or [STILL_MS]
    slow = 100 * sum(one > SLOW_MS for one in between) / len(between)
    return Intervals(_quantile(between, 0.5), _quantile(between, 0.95), between[-1], slow, len(between))


def _quantile(ascending: Sequence[float], part: float) -> float:
    return ascending[min(len(ascending) - 1, int(part * len(ascending)))]
