"""What a prompt variation is, and who makes four of them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

Axis = Literal['style', 'light', 'composition', 'palette']

AXES: tuple[Axis, ...] = get_args(Axis)
MAX_PROMPT = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Variation:
    """A prompt that differs from another along one axis. `prompt` is at most `MAX_PROMPT` characters."""

    axis: Axis
    prompt: str


class PromptVariations(Protocol):
    """Makes up to four variations of a prompt, one for each axis, each yielded as soon as it is there.

    A failure is a `GenerationError`, perhaps after some were yielded: those stay good.
    """

    name: str

    def variations(self, prompt: str, seed: int) -> AsyncIterator[Variation]:
        """Another `seed` asks for other variations of the same prompt."""

    async def check(self) -> str:
        """Try the key or the address; return one sentence that says it works. Costs nothing."""

    async def close(self) -> None:
        """Release connections."""
