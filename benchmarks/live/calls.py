"""The stub provider's answers, always after the same time, and its log of calls: one JSON object a line."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

PROVIDER_S: Final = 0.4
Kind = Literal['preview', 'full']


@dataclass(frozen=True)
class Call:
    """One request at the provider. `start` and `end` are epoch seconds; a cancelled one was not answered."""

    kind: Kind
    prompt: str
    start: float
    end: float
    answered: bool


class CallLog:
    """Takes calls down into a file that the benchmark reads afterwards."""

    def __init__(self, path: Path) -> None:
        self._file = path.open('a', encoding='utf-8', buffering=1)

    @contextmanager
    def call(self, kind: Kind, prompt: str) -> Iterator[float]:
        """One call; gives the time when it is to be answered, in epoch seconds."""
        start, answered = time.time(), False
        try:
            yield start + PROVIDER_S
            answered = True
        finally:
            self._file.write(json.dumps(asdict(Call(kind, prompt, start, time.time(), answered))) + '\n')


async def until(moment: float) -> None:
    """Wait until a moment in epoch seconds."""
    await asyncio.sleep(max(0.0, moment - time.time()))


def read_calls(path: Path) -> list[Call]:
    """The calls of a log by their start."""
    calls = [Call(**json.loads(line)) for line in path.read_text('utf-8').splitlines()]
    return sorted(calls, key=lambda call: call.start)
