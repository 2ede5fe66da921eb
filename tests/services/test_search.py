import random
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.mutation import (
    AddFavorite,
    AddPicture,
    AddTile,
    DeleteTiles,
    MoveTiles,
    PatchTile,
    RateTiles,
    RemoveFavorite,
    RenameBoard,
    TagTiles,
)
from app.domain.records import utc_text
from app.services.blobs import Blobs
from app.services.boards import Boards, OpenBoard
from app.services.database import DATABASE, Database, open_database
from app.services.library import Library
from app.services.pictures import Pictures
from app.services.purge import Purge
from app.services.search.index import SqliteSearch
from app.services.search.query import Query, parsed
from app.services.trash import Trash
from tests.services.conftest import NOW, a_tile, an_asset


@pytest.fixture
def search(database: Database) -> SqliteSearch:
    return SqliteSearch(database)


async def labels(search: SqliteSearch, line: str, **filters: object) -> list[str]:
    found = await search.find(parsed(line, Query(**filters)), 20)  # type: ignore[arg-type]  # of any of its types
    return [hit.label for hit in found.hits]


async def put(board: OpenBoard, prompt: str, **asset: object) -> str:
    tile = a_tile(prompt)
    await board.do(AddPicture(tile, replace(an_asset(prompt), **asset), 'Add'))  # type: ignore[arg-type]  # its fields
    return tile.id


async def test_everything_is_found_by_the_beginnings_of_its_words(
    search: SqliteSearch, boards: Boards, board: OpenBoard, database: Database
) -> None:
    """A tile, a favorite, a board, a settled prompt and what is in the trash, each with where it is."""
    tile = await put(board, 'A lighthouse at dusk')
    gone = await put(board, 'a lightning storm')
    await board.do(DeleteTiles((gone,)))
    await Library(boards).add_favorite(an_asset('light through leaves'), NOW)
    await boards.create_board('Light studies')
    await Library(boards).remember_prompt('lights of a harbour', 'sketch', NOW)
    found = (await search.find(parsed('LIGH'), 20)).hits
    assert [(hit.kind, hit.label) for hit in found] == [
        ('board', 'Light studies'),
        ('tile', 'A lighthouse at dusk'),
        ('favorite', 'light through leaves'),
        ('prompt', 'lights of a harbour'),
        ('trash', 'a lightning storm'),
    ]
    assert (found[1].id, found[1].board_id, found[1].board_name) == (tile, board.id, board.board.name)
    assert found[1].sha256 == board.board.assets[board.board.tiles[tile].asset_id or ''].sha256
    assert await labels(search, 'light dus') == ['A lighthouse at dusk']


async def test_case_and_accents_are_no_matter(search: SqliteSearch, board: OpenBoard) -> None:
    """Neither in what was written nor in what is asked."""
    await put(board, 'Ein CAFÉ in Zürich, où il pleut')
    assert await labels(search, 'cafe zurich OU') == ['Ein CAFÉ in Zürich, où il pleut']
    assert await labels(search, 'Café ZÜRICH') == ['Ein CAFÉ in Zürich, où il pleut']


@pytest.mark.parametrize(
    ('asked', 'instead'),
    [
        ('lighthuose', 'lighthouse'),
        ('lighhouse dusk', 'lighthouse dusk'),
        ('dsuk', 'dusk'),
        ('lighthouze', 'lighthouse'),
    ],
)
async def test_a_misspelt_word_finds_the_nearest(
    search: SqliteSearch, board: OpenBoard, asked: str, instead: str
) -> None:
    """And the person is told what was looked for in its place."""
    await put(board, 'a lighthouse at dusk')
    found = await search.find(parsed(asked), 20)
    assert ([hit.label for hit in found.hits], found.instead) == (['a lighthouse at dusk'], instead)


async def test_a_word_that_is_near_to_nothing_finds_nothing(search: SqliteSearch, board: OpenBoard) -> None:
    await put(board, 'a lighthouse at dusk')
    found = await search.find(parsed('xylophone'), 20)
    assert (found.hits, found.instead) == ((), None)


async def test_each_filter_keeps_what_it_asks_for(search: SqliteSearch, boards: Boards, board: OpenBoard) -> None:
    """By the line or by what was chosen beside it."""
    other = await boards.create_board('Garden walks')
    old = await put(board, 'old fox', made_at='2025-03-01T00:00:00.000Z', model='fal-ai/flux/schnell')
    new = await put(other, 'new fox', made_at='2026-03-01T00:00:00.000Z')
    await board.do(RateTiles((old,), 4))
    await board.do(TagTiles((old,), 'Night sky'))
    await other.do(TagTiles((new,), 'night'))
    asset = other.board.asset_of(other.board.tiles[new])
    assert asset is not None
    await other.do(AddFavorite(asset, utc_text(NOW)))
    for line, expected in {
        'fox model:fal-ai/flux/schnell': ['old fox'],
        'fox after:2025-12-31': ['new fox', 'new fox'],
        'fox before:2026-01-01': ['old fox'],
        'fox board:garden': ['new fox'],
        f'fox board:{board.id}': ['old fox'],
        'fox is:favorite': ['new fox', 'new fox'],
        'fox tag:"night sky"': ['old fox'],
        'tag:NIGHT': ['new fox', 'new fox'],
        'rating:4': ['old fox'],
        'rating:>=3 fox': ['old fox'],
        'rating:5': [],
        'is:board walks': ['Garden walks'],
    }.items():
        assert await labels(search, line) == expected, line
    assert await labels(search, 'fox', rating=2, tag='night sky', since='2025-01-01') == ['old fox']
    assert await search.tags() == ['night', 'Night sky']
    assert await search.models() == ['fal-ai/flux/schnell', 'sketch']


@pytest.mark.parametrize(
    'line',
    ['"', "'", '*', '(', 'NEAR(', 'a AND', 'OR', 'NOT fox', 'words : fox', '^fox', 'fox"*', '{words} : x', '-- x', '😀',
     '\x00', 'x' * 10_000, 'a b ' * 5_000, 'rating:99999999999', 'before:9999-99-99', 'after:9999-12-31', 'tag:""',
     'model:'],
)  # fmt: skip
async def test_no_line_is_a_command_to_the_index(search: SqliteSearch, board: OpenBoard, line: str) -> None:
    """Strange and long lines are answered, and harm nothing."""
    await put(board, 'fox')
    await search.find(parsed(line), 20)
    assert await labels(search, 'fox') == ['fox']


async def test_what_is_gone_is_not_found(
    search: SqliteSearch, boards: Boards, board: OpenBoard, blobs: Blobs, pictures: Pictures
) -> None:
    """Tiles of a deleted board stand behind it in the trash; after the purge neither is found."""
    other = await boards.create_board('Doomed')
    await put(other, 'a doomed tile')
    await boards.delete_board(other.id)
    found = (await search.find(parsed('doomed'), 20)).hits
    assert [(hit.kind, hit.label) for hit in found] == [('trash', 'Doomed')]
    await Trash(boards).restore_board(other.id)
    assert await labels(search, 'doomed') == ['Doomed', 'a doomed tile']
    await boards.delete_board(other.id)
    await Purge(boards, pictures, blobs).run(NOW.replace(year=2099))
    assert await labels(search, 'doomed') == []


async def test_a_rating_reaches_the_favorite_and_is_undone(search: SqliteSearch, board: OpenBoard) -> None:
    """A favorite is a copy of its own, and what the person says of a picture is said of both."""
    tile = await put(board, 'a fox')
    asset = board.board.asset_of(board.board.tiles[tile])
    assert asset is not None
    await board.do(AddFavorite(asset, utc_text(NOW)))
    await board.do(RateTiles((tile,), 5))
    assert await labels(search, 'rating:5') == ['a fox', 'a fox']
    await board.undo()
    assert await labels(search, 'rating:1') == []
    await board.redo()
    assert await labels(search, 'rating:5') == ['a fox', 'a fox']


async def test_a_tag_is_one_however_it_is_written(board: OpenBoard) -> None:
    """The first way of writing stays; removing takes it by any."""
    tile = await put(board, 'a fox')
    for tag in ('Sea', 'sea', 'SEA'):
        await board.do(TagTiles((tile,), tag))
    asset = board.board.asset_of(board.board.tiles[tile])
    assert asset is not None
    assert asset.tags == ('Sea',)
    await board.do(TagTiles((tile,), 'sEA', remove=True))
    assert board.board.assets[asset.id].tags == ()
    assert 'tags' not in board.board.assets[asset.id].to_fields()


async def test_a_store_of_before_is_indexed(tmp_path: Path) -> None:
    """The migration makes documents of what is there, so that nothing has to be written again to be found."""
    database = await open_database(tmp_path)
    boards = Boards(database)
    (first,) = await boards.list_boards()
    board = await boards.open(first.id)
    await put(board, 'an old fox')
    await put(board, 'a deleted fox')
    await board.do(DeleteTiles((board.board.stacked()[1].id,)))
    await Library(boards).add_favorite(an_asset('a favorite fox'), NOW)
    await Library(boards).remember_prompt('a settled fox', 'sketch', NOW)
    before = await labels(SqliteSearch(database), 'fox')
    await database.close()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER {name}')
        for table in ('search_vocabulary', 'search_words', 'search_docs'):
            connection.execute(f'DROP TABLE {table}')
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
        connection.commit()
    database = await open_database(tmp_path)
    assert await labels(SqliteSearch(database), 'fox') == before
    assert len(before) == 4
    await database.close()


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
async def test_whatever_is_done_the_index_says_what_the_records_say(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After any sequence of acts, undo included, the documents are those that the migration would make anew."""
    dice = random.Random(seed)  # noqa: S311 -- no secret
    database = await open_database(tmp_path_factory.mktemp('store'))
    boards = Boards(database)
    (first,) = await boards.list_boards()
    board = await boards.open(first.id)
    try:
        for _ in range(25):
            await _act(dice, boards, board)
        async with database.transaction() as connection:
            # Raises where the words of the index differ from those of the documents.
            await connection.execute(text("INSERT INTO search_words(search_words, rank) VALUES ('integrity-check', 1)"))
            kept = await _documents(connection)
            await connection.execute(text('DELETE FROM search_docs'))
            for statement in import_module('app.services.migrations.versions.0004_search').FILL:
                await connection.execute(text(statement))
            assert kept == await _documents(connection)
    finally:
        await database.close()


async def _act(dice: random.Random, boards: Boards, board: OpenBoard) -> None:
    ids = list(board.board.tiles)
    one = dice.choice(ids) if ids else ''
    asset = board.board.asset_of(board.board.tiles[one]) if one else None
    acts: list[Callable[[], Awaitable[object]]] = [
        lambda: put(board, dice.choice(['red fox', 'blue sea', 'green hill'])),
        lambda: board.do(AddTile(a_tile('bare'))),
        lambda: board.do(DeleteTiles((one,))),
        lambda: board.do(MoveTiles((one,), 5, 5)),
        lambda: board.do(PatchTile(one, {'prompt': dice.choice(['new', 'newer'])})),
        lambda: board.do(RateTiles((one,), dice.randrange(6))),
        lambda: board.do(TagTiles((one,), dice.choice(['sea', 'sky']), remove=dice.random() < 0.3)),
        lambda: board.do(RenameBoard(dice.choice(['North', 'South']))),
        board.undo,
        board.undo,
        board.redo,
        lambda: boards.duplicate_board(board.id),
    ]
    if asset is not None:
        acts.append(lambda: board.do(AddFavorite(asset, utc_text(NOW))))
        acts.append(lambda: board.do(RemoveFavorite(asset.sha256)))
    await dice.choice(acts)()


async def _documents(connection: AsyncConnection) -> list[str]:
    columns = 'kind, space_id, id, asset_id, sha256, model, at, rating, favorite, tags, words'
    return sorted(map(repr, await connection.execute(text(f'SELECT {columns} FROM search_docs'))))  # noqa: S608
