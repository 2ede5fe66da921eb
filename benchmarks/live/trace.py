"""The keys that are typed, with the pauses of a person: trace.json holds `t` in ms from the first key."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TRACE: Final = Path(__file__).parent / 'trace.json'


@dataclass(frozen=True)
class Trace:
    """`times_s` are seconds from the first key, one a character of `text`."""

    text: str
    times_s: tuple[float, ...]

    def prompts(self) -> list[str]:
        """What may be asked for: each beginning of the text, and the last is all of it."""
        return [self.text[: end + 1] for end in range(len(self.text))]


def load_trace(most: int | None = None) -> Trace:
    """The trace, or its first `most` keys; it never ends with a space, which would ask for nothing new."""
    keys = json.loads(TRACE.read_text('utf-8'))['keys'][:most]
    while keys[-1]['key'] == ' ':
        keys.pop()
    return Trace(''.join(key['key'] for key in keys), tuple(key['t'] / 1000 for key in keys))
