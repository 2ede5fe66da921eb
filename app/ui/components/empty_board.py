"""What stands on a board without tiles: one sentence, and six prompts with their pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.ui.components.element import Component, plain
from app.ui.theme import address


@dataclass(frozen=True)
class Example:
    """A prompt and the address of the picture that Sketch drew for it."""

    prompt: str
    picture: str


PROMPTS = (
    'three boats on a calm sea at dawn, oil painting',
    'pixel art castle, mountains, sunset',
    'snowy mountains at night with aurora',
    'field of pink tulips, house, impressionist',
    'cyberpunk city in the rain, neon',
    'lighthouse on the coast in a storm, pencil sketch',
)
"""Prompts whose pictures stand in `static/examples`, in this order from 1.webp on."""

EXAMPLES = tuple(Example(prompt, address(f'examples/{number}.webp')) for number, prompt in enumerate(PROMPTS, 1))


class EmptyBoard(Component, component='empty_board.js'):
    """Goes with the first key or tile; a press on an example puts its prompt into the bar and draws it."""

    def __init__(self, *, empty: bool, examples: Sequence[Example] = EXAMPLES) -> None:
        super().__init__()
        self._props.update(plain(examples=examples, initial=empty))

    def show(self, empty: bool) -> None:
        """Says whether the board has no tiles. That it got its first one, the canvas says."""
        self.tell('show', empty=empty)
