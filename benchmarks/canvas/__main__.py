"""`make bench-canvas`: does the same on boards of many pictures in each program, in turn over ROUNDS (3).

N takes these numbers of pictures alone (`N=1000,5000`), ONLY the programs whose names hold one of its words, MS is the
length of a scenario (2000), GL=gpu draws with the GPU, FRAMES=free lets frames follow one another as fast as they are
drawn, PLOT=path writes the plot there. With FORMAT=json one JSON object a row goes
to stdout and nothing else.
"""

import asyncio
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from playwright.async_api import async_playwright

from benchmarks.canvas.boards import made_board
from benchmarks.canvas.browser import chromium_version
from benchmarks.canvas.costs import costs_of, print_costs, print_costs_json
from benchmarks.canvas.figures import row_of
from benchmarks.canvas.plot import write_plot
from benchmarks.canvas.programs import PROGRAMS
from benchmarks.canvas.run import Run, run
from benchmarks.canvas.table import print_json, print_table

COUNTS = '200,1000,5000,20000'
COSTS_OF = 5000  # pictures
LIMIT_S = 150.0  # one run; what hangs is cut off


def main() -> None:
    """Make what is not there yet, then measure."""
    counts = [int(count) for count in os.environ.get('N', COUNTS).split(',')]
    for count in counts:
        made_board(count)
    asyncio.run(measure(counts))


async def measure(counts: Sequence[int]) -> None:
    """Run every program with every number of pictures in every round, and tell."""
    rounds, seconds = int(os.environ.get('ROUNDS', '3')), int(os.environ.get('MS', '2000')) / 1000
    wanted = os.environ.get('ONLY', '').casefold().split(',')
    programs = [program for program in PROGRAMS if any(word in program.name.casefold() for word in wanted)]
    runs: dict[tuple[int, str], list[Run]] = defaultdict(list)
    loads = []
    async with async_playwright() as playwright:
        for number in range(1, rounds + 1):
            for count, program in product(counts, programs):
                if program.most is not None and count > program.most:
                    continue
                print(f'round {number} of {rounds}: {count:,} in {program.name}', file=sys.stderr, flush=True)
                runs[count, program.name].append(await run(playwright, program, count, seconds, LIMIT_S))
                loads.append(os.getloadavg()[0])
        version = await chromium_version(playwright)
        costly = [await costs_of(playwright, count) for count in counts if count == COSTS_OF and programs[0].is_ours]
    rows = [row_of(some, seconds) for some in runs.values()]
    if plot := os.environ.get('PLOT'):
        write_plot(Path(plot), rows)
    if os.environ.get('FORMAT') == 'json':
        print_json(rows, max(loads))
        for costs in costly:
            print_costs_json(costs)
    else:
        print_table(rows, version, seconds, loads)
        for costs in costly:
            print_costs(costs)
        for program in programs:
            if program.most is not None and max(counts) > program.most:
                print(f'\n{program.name} is measured up to {program.most:,} pictures: {program.limit}')


if __name__ == '__main__':
    main()
