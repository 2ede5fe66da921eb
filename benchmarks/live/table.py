"""The figures as a Markdown table, or as one JSON object a row."""

import json
import math
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from benchmarks.live.calls import PROVIDER_S
from benchmarks.live.figures import NEVER, Figures
from benchmarks.live.programs import GRADIO, PAID
from benchmarks.live.trace import Trace

COLUMNS = (
    'program',
    'calls (of full size)',
    'price',
    'first picture, ms (clear)',
    'last key → final, ms (clear)',
    'pictures shown',
    'stale',
    'keys lost',
    'right at the end',
    'own overhead p50 / p95, ms',
    'of it asking + showing, p50',
)


def print_json(rows: Mapping[str, Figures], loads: Sequence[float]) -> None:
    """One object a row; null for what never happened or is not known."""
    for name, figures in rows.items():
        values = {key: _plain(value) for key, value in asdict(figures).items()}
        print(json.dumps({'program': name, **values, 'price_usd': price_usd(figures), 'load_max': max(loads)}))


def print_table(rows: Mapping[str, Figures], trace: Trace, rounds: int, loads: Sequence[float], chromium: str) -> None:
    """Versions, load, and a row for each program."""
    seconds = f'{trace.times_s[-1]:.1f} s'
    print(f'{len(trace.text)} keys in {seconds}, provider {PROVIDER_S * 1000:.0f} ms, medians of {rounds} rounds. '
          f'{_versions(chromium)}. Load average {min(loads):.1f} to {max(loads):.1f}.\n')  # fmt: skip
    print(f'| {" | ".join(COLUMNS)} |\n|{"---|" * len(COLUMNS)}')
    for name, figures in rows.items():
        print(f'| {" | ".join([name, *_cells(figures)])} |')


def price_usd(figures: Figures) -> float:
    """What the calls would cost, previews and full pictures, at the price of the cheapest fast model."""
    return round(figures.calls * PAID.preview_price_usd, 4)


def _cells(figures: Figures) -> list[str]:
    overhead = f'{_ms(figures.overhead_p50)} / {_ms(figures.overhead_p95)}'
    return [
        f'{figures.calls:.0f} ({figures.full_calls:.0f})',
        f'${price_usd(figures):.3f}',
        f'{_ms(figures.first)} ({_ms(figures.first_clear)})',
        f'{_ms(figures.final)} ({_ms(figures.final_clear)})' if math.isfinite(figures.final) else _kept(figures),
        f'{figures.pictures:.0f}',
        f'{figures.stale:.0f}',
        f'{figures.lost:.0f}',
        'yes' if figures.right else 'no',
        overhead if figures.overhead_p50 is not None else '–',
        f'{_ms(figures.asking_p50)} + {_ms(figures.showing_p50)}' if figures.asking_p50 is not None else '–',
    ]


def _kept(figures: Figures) -> str:
    return f'never ({_ms(figures.kept)} for what it kept)' if 0 < figures.kept < NEVER else 'never'


def _ms(value: float | None) -> str:
    if value is None:
        return '–'
    return f'{value:,.0f}' if math.isfinite(value) else 'never'


def _plain(value: Any) -> float | None:  # noqa: ANN401 -- `asdict` tells no types
    return round(value, 1) if value is not None and math.isfinite(value) else None


def _versions(chromium: str) -> str:
    return (
        f'ImageGen {version("imagegen")}, NiceGUI {version("nicegui")}, fal-client {version("fal-client")}, '
        f'Gradio {_gradio_version()}, Chromium {chromium}, Python {platform.python_version()}'
    )


def _gradio_version() -> str:
    if not GRADIO.exists():
        return 'not installed'
    asked = 'from importlib.metadata import version; print(version("gradio"))'
    return subprocess.run([GRADIO, '-c', asked], capture_output=True, text=True, check=True).stdout.strip()
