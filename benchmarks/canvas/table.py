"""The figures as Markdown tables, or as one JSON object a row."""

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from benchmarks.canvas.boards import CACHE
from benchmarks.canvas.browser import frames_are_free, gl_mode
from benchmarks.canvas.figures import Figures, Row, ratio
from benchmarks.canvas.scenarios import PROOFS

TITLES: Final = {
    'pan': 'pan 100 %',
    'pan_all': 'pan all',
    'zoom': 'zoom all → 200 %',
    'drag': 'drag 1',
    'drag_200': 'drag 200',
    'marquee': 'marquee all',
}
PEERS: Final = ('@excalidraw/excalidraw', 'tldraw', 'konva', 'react-konva', 'react')


def print_json(rows: Sequence[Row], load: float) -> None:
    """An object for each scenario of each row, and one without a scenario for what belongs to the whole run."""
    for row in rows:
        head = {'program': row.program, 'pictures': row.count, 'rounds': row.rounds}
        whole = {name: value for name, value in asdict(row).items() if name.endswith(('_s', '_mb'))}
        print(json.dumps({**head, 'scenario': None, **_plain(whole), 'errors': row.errors, 'load_max': load}))
        for name, figures in row.scenarios.items():
            peer = ratio(row, _own(rows, row.count), name) if _has_own(rows, row.count) else None
            values = {**_plain(asdict(figures)), 'proves': PROOFS[name], 'p95_of_imagegen': _rounded(peer)}
            print(json.dumps({**head, 'scenario': name, **values, 'load_max': load}))


def print_table(rows: Sequence[Row], chromium: str, seconds: float, loads: Sequence[float]) -> None:
    """For each number of pictures: frame intervals, then what the frames cost and what shows that they were real."""
    free = ', frames at no fixed rate' if frames_are_free() else ''
    print(
        f'Chromium {chromium} at 1440 × 900, GL {gl_mode()}{free}; {_versions()}. Medians of {rows[0].rounds} rounds '
        f'of {seconds:g} s. Load average {min(loads):.1f} to {max(loads):.1f}.'
    )
    for count in dict.fromkeys(row.count for row in rows):
        some = [row for row in rows if row.count == count]
        names = list(dict.fromkeys(name for row in some for name in row.scenarios))
        print(f'\n**{count:,} pictures.** Intervals of animation frames in ms: p95 (median, most, % over 33).\n')
        _print_rows(('program', 'first paint s', 'fit paint s', *(TITLES[name] for name in names), 'heap MB', 'PSS MB'),
                    [_interval_cells(row, names) for row in some])  # fmt: skip
        print('\nFrames drawn a second (p95 ms) · main thread + all CPU ms a frame · proof · p95 in ours.\n')
        _print_rows(('program', *(TITLES[name] for name in names)), [_cost_cells(row, rows, names) for row in some])
        for row in some:
            for error in row.errors:
                print(f'\n{row.program}: {error}')


def _print_rows(titles: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    print(f'| {" | ".join(titles)} |\n|{"---|" * len(titles)}')
    for row in cells:
        print(f'| {" | ".join(row)} |')


def _interval_cells(row: Row, names: Sequence[str]) -> list[str]:
    return [
        row.program,
        _number(row.first_paint_s, 1),
        _number(row.fit_paint_s, 1),
        *(_interval(row.scenarios.get(name)) for name in names),
        _number(row.heap_mb, 0, '–'),
        _number(row.pss_mb, 0, '–'),
    ]


def _interval(figures: Figures | None) -> str:
    if figures is None:
        return '–'
    return f'**{_ms(figures.p95)}** ({_ms(figures.median)}, {_ms(figures.most)}, {figures.slow:.0f})'


def _cost_cells(row: Row, rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    return [row.program, *(_cost(row, rows, name) for name in names)]


def _cost(row: Row, rows: Sequence[Row], name: str) -> str:
    figures = row.scenarios.get(name)
    if figures is None:
        return '–'
    told = [f'{_number(figures.drawn_fps, 0, "–")} ({_number(figures.drawn_p95, 0, "–")})']
    told += [f'{figures.main_ms:.1f} + {figures.cpu_ms:.1f}', f'{figures.proof:,.{2 if figures.proof < 10 else 0}f}']
    if _has_own(rows, row.count) and row is not _own(rows, row.count):
        times = ratio(row, _own(rows, row.count), name)
        told.append('–' if times is None else f'**{times:.1f}×**')
    return ' · '.join(told)


def _has_own(rows: Sequence[Row], count: int) -> bool:
    return any(row.program == 'ImageGen' and row.count == count for row in rows)


def _own(rows: Sequence[Row], count: int) -> Row:
    return next(row for row in rows if row.program == 'ImageGen' and row.count == count)


def _ms(value: float) -> str:
    return f'{value:,.1f}' if value < 100 else f'{value:,.0f}'


def _number(value: float | None, digits: int, without: str = 'never') -> str:
    return without if value is None else f'{value:,.{digits}f}'


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _plain(values: dict[str, Any]) -> dict[str, float | None]:
    return {name: _rounded(value) for name, value in values.items()}


def _versions() -> str:
    ours = f'ImageGen {version("imagegen")}, NiceGUI {version("nicegui")}, Python {platform.python_version()}'
    peers = ', '.join(f'{name} {_installed(name)}' for name in PEERS)
    return f'{ours}; {peers}'


def _installed(name: str) -> str:
    file = CACHE / 'peers' / 'node_modules' / Path(name) / 'package.json'
    return str(json.loads(file.read_text('utf-8'))['version']) if file.exists() else 'not installed'
