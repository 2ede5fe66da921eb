"""Medians over the rounds: what the table and the plot are made of."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from benchmarks.canvas.run import Measured, Run

SAME_MS = 1.0  # a smaller difference between two medians is none


@dataclass(frozen=True)
class Figures:
    """One scenario of one program, in ms but for: `slow` (% of frames above 33 ms), `drawn_fps`, `proof`."""

    median: float
    p95: float
    most: float
    slow: float
    drawn_fps: float | None
    drawn_p95: float | None
    main_ms: float
    cpu_ms: float
    proof: float


@dataclass(frozen=True)
class Row:
    """One program with so many pictures; None where it did not get there in every round."""

    program: str
    count: int
    rounds: int
    first_paint_s: float | None
    fit_paint_s: float | None
    heap_mb: float | None
    pss_mb: float | None
    scenarios: Mapping[str, Figures]
    errors: tuple[str, ...]


def row_of(runs: Sequence[Run], seconds: float) -> Row:
    """The medians of a program's runs."""
    names = [name for name in runs[0].scenarios if all(name in run.scenarios for run in runs)]
    measured = {name: [_figures(run.scenarios[name], seconds) for run in runs] for name in names}
    return Row(
        runs[0].program,
        runs[0].count,
        len(runs),
        _median(runs, lambda run: run.first_paint_s),
        _median(runs, lambda run: run.fit_paint_s),
        _median(runs, lambda run: run.heap_mb),
        _median(runs, lambda run: run.pss_mb),
        {name: _medians(some) for name, some in measured.items()},
        tuple(dict.fromkeys(error for run in runs for error in run.errors)),
    )


def ratio(other: Row, own: Row, name: str) -> float | None:
    """How many times longer the frames of `other` are than our own, at p95; 1 where the difference is none."""
    if name not in other.scenarios or name not in own.scenarios:
        return None
    theirs, ours = other.scenarios[name].p95, own.scenarios[name].p95
    return 1.0 if abs(theirs - ours) < SAME_MS else theirs / ours


def _figures(measured: Measured, seconds: float) -> Figures:
    page, drawn = measured.intervals, measured.drawn
    return Figures(
        page.median,
        page.p95,
        page.most,
        page.slow,
        (drawn.frames + 1) / seconds if drawn else None,
        drawn.p95 if drawn else None,
        measured.main_ms,
        measured.cpu_ms,
        measured.proof,
    )


def _medians(some: Sequence[Figures]) -> Figures:
    columns: dict[str, list[Any]] = {
        field.name: [getattr(one, field.name) for one in some] for field in fields(Figures)
    }
    middle: dict[str, Any] = {
        name: None if None in column else statistics.median(column) for name, column in columns.items()
    }
    return Figures(**middle)


def _median(runs: Sequence[Run], figure: Callable[[Run], float | None]) -> float | None:
    values = [value for run in runs if (value := figure(run)) is not None]
    return statistics.median(values) if len(values) == len(runs) else None
