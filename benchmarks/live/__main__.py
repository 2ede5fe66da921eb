"""`python -m benchmarks.live`: types the trace into each program, in turn over ROUNDS (3), and prints the medians.

N takes the first N keys of the trace alone, ONLY the programs whose name holds it. With FORMAT=json one JSON object a
row goes to stdout and nothing else. Gradio comes from an environment of its own (`make bench-live` makes it).
"""

import os
import shutil
import sys

from playwright.sync_api import sync_playwright

from benchmarks.live.figures import Figures, figures_of, medians
from benchmarks.live.programs import PROGRAMS
from benchmarks.live.table import print_json, print_table
from benchmarks.live.trace import load_trace
from benchmarks.live.typing import run

FLAGS = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync'


def main() -> None:
    """Run every program in every round."""
    rounds = int(os.environ.get('ROUNDS', '3'))
    trace = load_trace(int(os.environ['N']) if 'N' in os.environ else None)
    programs = [program for program in PROGRAMS if os.environ.get('ONLY', '') in program.name]
    measured: dict[str, list[Figures]] = {program.name: [] for program in programs}
    loads = []
    with sync_playwright() as playwright:
        chromium = shutil.which('chromium') or shutil.which('chromium-browser')
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        for number in range(1, rounds + 1):
            for program in programs:
                print(f'round {number} of {rounds}: {program.name}', file=sys.stderr, flush=True)
                measured[program.name].append(figures_of(run(program, browser, trace), trace, program.pace))
                loads.append(os.getloadavg()[0])
        version = browser.version
        browser.close()
    rows = {name: medians(figures) for name, figures in measured.items()}
    if os.environ.get('FORMAT') == 'json':
        print_json(rows, loads)
    else:
        print_table(rows, trace, rounds, loads, version)


if __name__ == '__main__':
    main()
