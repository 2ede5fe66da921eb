"""CPU time and memory of a process and its children, as Linux tells them."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROC: Final = Path('/proc')
TICKS: Final = os.sysconf('SC_CLK_TCK')


@dataclass(frozen=True)
class Stat:
    """Of `/proc/PID/stat`: the parent and the CPU seconds so far."""

    parent: int
    cpu_s: float


def children_of(root: int) -> list[int]:
    """The processes below `root`, without it."""
    parents = {pid: found.parent for pid in _pids() if (found := _stat(pid))}
    below = {root}
    while further := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= further
    return sorted(below - {root})


def cpu_s(pids: list[int]) -> float:
    """CPU seconds of processes; those that are gone count nothing."""
    return sum(found.cpu_s for pid in pids if (found := _stat(pid)))


def pss_bytes(pids: list[int]) -> int:
    """Memory of processes, what they share being counted once."""
    return sum(_pss(pid) for pid in pids)


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> Stat | None:
    try:
        text = (PROC / str(pid) / 'stat').read_text('utf-8')
    except OSError:
        return None
    fields = text.rpartition(')')[2].split()
    return Stat(int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS)


def _pss(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / 'smaps_rollup').read_text('utf-8').splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith('Pss:'))


def is_browser(pid: int) -> bool:
    """Whether it is one of Chromium's processes."""
    try:
        return 'chrom' in (PROC / str(pid) / 'comm').read_text('utf-8')
    except OSError:
        return False
