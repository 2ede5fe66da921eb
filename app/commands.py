"""The commands that work on the data directory and end; `app/cli.py` reads what was asked for."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from app.domain.contents import contents_of
from app.services.backup import Verdict, back_up, restore, verify
from app.services.board_file import export_board, import_board
from app.services.boards import BoardSummary
from app.services.errors import BoardMissing, ServiceError
from app.services.zips import Progress
from app.settings import Settings
from app.wiring import open_store


class AmbiguousBoard(ServiceError):
    """Several boards have the name that was given."""


async def list_boards(settings: Settings) -> int:
    """Print every board: id, tiles, name."""
    async with open_store(settings.data_dir) as store:
        for board in await store.boards.list_boards():
            click.echo(f'{board.id}  {board.tiles:>6,}  {board.name}')
    return 0


async def export(settings: Settings, board: str, file: Path) -> int:
    """Write a board, given by its id or name, to a file."""
    async with open_store(settings.data_dir) as store:
        found = _chosen(await store.boards.list_boards(), board)
        contents = contents_of((await store.boards.open(found.id)).board)
        with _bar('Exporting') as progress:
            missing = await asyncio.to_thread(export_board, file, contents, store.blobs, progress)
    click.echo(f'"{found.name}" with {len(contents.tiles):,} tiles is in {file}.')
    for sha256 in missing:
        click.echo(f'The picture {sha256[:12]} is not in the data directory, and not in the file.')
    return 1 if missing else 0


async def import_(settings: Settings, file: Path) -> int:
    """Make a new board of a file."""
    async with open_store(settings.data_dir) as store:
        with _bar('Importing') as progress:
            opened = await import_board(file, file.name, store.boards, store.pictures, progress)
    click.echo(f'"{opened.board.name}" with {len(opened.board.tiles):,} tiles is a new board.')
    return 0


async def back_up_all(settings: Settings, file: Path) -> int:
    """Write everything to a file; ImageGen may be running."""
    with _bar('Backing up') as progress:
        verdict = await asyncio.to_thread(back_up, settings.data_dir, file, progress)
    click.echo(f'{verdict.pictures:,} pictures and the database of {settings.data_dir} are in {file}.')
    return _told(verdict)


async def restore_all(settings: Settings, file: Path) -> int:
    """Put a backup into the data directory, which must be empty."""
    with _bar('Restoring') as progress:
        count = await asyncio.to_thread(restore, file, settings.data_dir, progress)
    click.echo(f'{count:,} pictures and the database are in {settings.data_dir}.')
    return 0


async def verify_all(settings: Settings) -> int:
    """Check the data directory; ImageGen may be running."""
    with _bar('Verifying') as progress:
        verdict = await asyncio.to_thread(verify, settings.data_dir, progress)
    if not verdict.problems:
        click.echo(f'The database and {verdict.pictures:,} pictures in {settings.data_dir} are sound.')
    return _told(verdict)


def _told(verdict: Verdict) -> int:
    for problem in verdict.problems:
        click.echo(problem)
    return 1 if verdict.problems else 0


def _chosen(boards: list[BoardSummary], wanted: str) -> BoardSummary:
    found = [board for board in boards if wanted in (board.id, board.name)]
    if not found:
        raise BoardMissing(wanted)
    if len(found) > 1:
        raise AmbiguousBoard(
            f'{len(found)} boards are called {wanted!r}; give the id of one, `imagegen boards` lists them.'
        )
    return found[0]


@contextmanager
def _bar(label: str) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere nothing but the label."""
    with ExitStack() as stack:
        bars: list[Any] = []

        def progress(done: int, of: int) -> None:
            if not bars:
                bars.append(stack.enter_context(click.progressbar(length=of, label=label, file=sys.stderr)))
            bars[0].update(done - bars[0].pos)

        yield progress
