"""How fast Sketch paints on one core, and how much memory its cache takes. Times are of the thread's own work.

`python benchmarks/sketch.py` prints a Markdown table; with FORMAT=json one JSON object a row. ROUNDS (5) says how
often each prompt is painted warm.
"""

import io
import json
import os
import platform
import statistics
import time

import numpy as np
import PIL

from app.services.generation.providers.sketch import STYLES, paint, read_prompt
from app.services.generation.providers.sketch.noise import memory

PROMPTS = (
    'a',
    'a cat',
    'a red cat',
    'a red cat on a hill at sunset',
    'snowy mountains at night with aurora',
    'cyberpunk city in the rain, neon',
    'lighthouse on the coast in a storm',
    'misty pine forest, moonlight',
    'desert dunes under a galaxy, rocket',
    'field of pink tulips, house',
    'castle, mountains, sunset',
    'noir city street, rain, person',
    'two hot air balloons over lavender fields, dreamy',
    'melancholy xylophone dreams',
    'a robot in a forest',
    'three penguins on ice, snowing',
    'a whale and a ship on the ocean at dusk',
    'five birds over a lake, mountains, autumn',
    'a dragon above a castle at night',
    'two dogs and a cat on the beach',
    *(f'a red cat on a hill at sunset, {style.lower()}' for style in STYLES),
)
SEED = 7
LIMITS_MS = {(256, 256): 15.0, (512, 512): 60.0}


def painted(prompt: str, seed: int, size: tuple[int, int]) -> float:
    """Milliseconds of one core to read a prompt and paint it; checks that it is a picture and not one colour.

    The time that the thread really ran: on a machine that is busy with other things the clock would count them too.
    """
    started = time.thread_time()
    image = paint(read_prompt(prompt), seed, *size)
    took = (time.thread_time() - started) * 1000
    assert image.size == size
    assert image.getextrema() != image.resize((1, 1)).getextrema()
    return took


def warm(size: tuple[int, int], rounds: int) -> dict[str, float]:
    """The median of each prompt, painted `rounds` times after once."""
    medians: dict[str, float] = {}
    for prompt in PROMPTS:
        painted(prompt, SEED, size)
        medians[prompt] = statistics.median(painted(prompt, SEED, size) for _ in range(rounds))
    return medians


def cold(size: tuple[int, int]) -> float:
    """The median over the prompts, each with a seed never seen before."""
    return statistics.median(painted(prompt, 1000 + index, size) for index, prompt in enumerate(PROMPTS))


def encoding() -> dict[str, object]:
    """The time and size of a full picture as PNG."""
    image = paint(read_prompt('a red cat on a hill at sunset'), SEED, 1024, 768)
    started = time.perf_counter()
    file = io.BytesIO()
    image.save(file, 'PNG', compress_level=1)
    return {
        'what': '1024×768 PNG encoding',
        'median_ms': round((time.perf_counter() - started) * 1000, 1),
        'bytes': len(file.getvalue()),
    }


def rows(rounds: int) -> list[dict[str, object]]:
    """Every figure, one row each."""
    figures: list[dict[str, object]] = []
    for size in ((256, 256), (512, 512), (1024, 768)):
        medians = warm(size, rounds if size[0] < 1024 else max(1, rounds // 2))
        worst = max(medians, key=lambda prompt: medians[prompt])
        figures.append({
            'what': f'{size[0]}×{size[1]} warm',
            'median_ms': round(statistics.median(medians.values()), 1),
            'limit_ms': LIMITS_MS.get(size),
            'worst_ms': round(medians[worst], 1),
            'worst_prompt': worst,
        })  # fmt: skip
    figures += [{'what': f'{size}×{size} new seed', 'median_ms': round(cold((size, size)), 1)} for size in (256, 512)]
    figures.append(encoding())
    figures.append(
        {'what': 'cache', 'mebibytes': round(memory.size / 2**20, 1), 'limit_mebibytes': memory.limit // 2**20}
    )
    return figures


def main() -> None:
    """Print the figures as FORMAT says."""
    figures = rows(int(os.environ.get('ROUNDS', '5')))
    if os.environ.get('FORMAT') == 'json':
        for row in figures:
            print(json.dumps(row))
        return
    load = os.getloadavg()[0]
    print(f'Python {platform.python_version()}, Pillow {PIL.__version__}, NumPy {np.__version__}, load {load:.1f}; '
          f'{len(PROMPTS)} prompts, one core\n')  # fmt: skip
    print('| what | median | limit | worst | of |\n|---|---|---|---|---|')
    for row in figures:
        unit = 'median_ms' if 'median_ms' in row else 'mebibytes'
        kind = 'ms' if unit == 'median_ms' else 'MiB'
        limit = row.get('limit_ms') or row.get('limit_mebibytes') or '–'
        worst = f'{row.get("worst_ms", "–")} | {row.get("worst_prompt", "–")}'
        print(f'| {row["what"]} | {row[unit]} {kind} | {limit} | {worst} |')


if __name__ == '__main__':
    main()
