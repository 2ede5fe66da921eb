"""From what happened to the figures of the table. Moments are epoch seconds, figures milliseconds."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from app.services.generation.scheduler import Pace
from benchmarks.live.calls import Call
from benchmarks.live.picture import code_of
from benchmarks.live.trace import Trace
from benchmarks.live.typing import Run

NEVER: Final = float('inf')


@dataclass(frozen=True)
class Shown:
    """One picture on the screen: `number` is the key that completed its prompt.

    `drawn` is the first frame that drew it, `clear` the first that showed more of it than of what was there before.
    """

    number: int
    code: str
    drawn: float
    clear: float


@dataclass(frozen=True)
class Overhead:
    """What a picture took beyond the provider's time, in seconds: from the moment when it could be asked for until
    the request was at the provider, and from the provider's reply to the first frame that drew the picture."""

    asking: float
    showing: float


@dataclass(frozen=True)
class Figures:
    """One run, or the medians over several. Infinite: never. None: not known of this program.

    `final` is from the last key to the first picture of the whole text; `kept` to that of the text that the box held
    in the end. The clear ones are told by pixels alone.
    """

    calls: float
    full_calls: float
    first: float
    first_clear: float
    final: float
    final_clear: float
    kept: float
    pictures: float
    stale: float
    lost: float
    right: float
    overhead_p50: float | None = None
    overhead_p95: float | None = None
    asking_p50: float | None = None
    showing_p50: float | None = None


def figures_of(run: Run, trace: Trace, pace: Pace | None) -> Figures:
    """The figures of one run; with the overhead where the scheduler's `pace` is known."""
    shown = pictures_shown(run, trace)
    first = shown[0] if shown else None
    final = next((one for one in shown if one.code == code_of(trace.text)), None)
    kept = next((one for one in shown if one.code == code_of(run.text)), None)
    overheads = [] if pace is None else [of for one in shown if (of := overhead_of(one, run, pace)) is not None]
    return Figures(
        calls=len(run.calls),
        full_calls=sum(call.kind == 'full' for call in run.calls),
        first=_after(run.keys[0], first.drawn if first else None),
        first_clear=_after(run.keys[0], first.clear if first else None),
        final=_after(run.keys[-1], final.drawn if final else None),
        final_clear=_after(run.keys[-1], final.clear if final else None),
        kept=_after(run.keys[-1], kept.drawn if kept else None),
        pictures=len(shown),
        stale=sum(one.number < max(before.number for before in shown[:n]) for n, one in enumerate(shown) if n),
        lost=len(trace.text) - len(run.text),
        right=float(bool(run.seen) and run.seen[-1].code == code_of(trace.text)),
        overhead_p50=_quantile([of.asking + of.showing for of in overheads], 0.5),
        overhead_p95=_quantile([of.asking + of.showing for of in overheads], 0.95),
        asking_p50=_quantile([of.asking for of in overheads], 0.5),
        showing_p50=_quantile([of.showing for of in overheads], 0.5),
    )


def medians(runs: Sequence[Figures]) -> Figures:
    """The median of each figure over the runs."""
    columns: dict[str, list[Any]] = {
        field.name: [getattr(run, field.name) for run in runs] for field in fields(Figures)
    }
    middle: dict[str, Any] = {
        name: None if None in column else statistics.median(column) for name, column in columns.items()
    }
    return Figures(**middle)


def pictures_shown(run: Run, trace: Trace) -> list[Shown]:
    """Every picture that could be read from the screen, in the order in which they were there."""
    numbers: dict[str, int] = {}
    for number, prompt in enumerate(trace.prompts()):
        numbers.setdefault(code_of(prompt), number)
    drawn = {sight.mark: sight.at for sight in run.drawn}
    shown: list[Shown] = []
    for sight in run.seen:
        if sight.code in numbers and (not shown or shown[-1].code != sight.code):
            shown.append(Shown(numbers[sight.code], sight.code, drawn.get(sight.mark, sight.at), sight.at))
    return shown


def overhead_of(shown: Shown, run: Run, pace: Pace) -> Overhead | None:
    """The overhead of a picture that was asked for as a preview; None where it was not (it came from the cache)."""
    calls = [call for call in run.calls if call.kind == 'preview' and code_of(call.prompt) == shown.code]
    answered = [call for call in calls if call.answered and call.end <= shown.drawn]
    if not answered:
        return None
    call = answered[-1]
    could = _could_be_asked(call, run.keys[shown.number], run.calls, pace)
    return Overhead(call.start - could, shown.drawn - call.end)


def _could_be_asked(call: Call, typed: float, calls: Sequence[Call], pace: Pace) -> float:
    """When a request had its text, a free place and its gap to the one before; no later than it was sent."""
    others = [other for other in calls if other is not call and other.start < call.start]
    earliest = max([typed, *(other.start + pace.gap_s for other in others)])
    for moment in sorted({earliest, *(other.end for other in others)}):
        under_way = sum(other.start <= moment < other.end for other in others)
        if earliest <= moment <= call.start and under_way < pace.in_flight:
            return moment
    return call.start


def _after(key: float, moment: float | None) -> float:
    return NEVER if moment is None else (moment - key) * 1000


def _quantile(seconds: Sequence[float], part: float) -> float | None:
    """The value that `part` of them lie at or under, in ms."""
    if not seconds:
        return None
    return sorted(seconds)[max(0, -(-len(seconds) * round(part * 100) // 100) - 1)] * 1000
