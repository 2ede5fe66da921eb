from datetime import datetime, timedelta
from statistics import median
from time import process_time

import pytest

from app.domain.ids import favorite_id
from app.domain.mutation import favorite_operations
from app.domain.operation import Operation
from app.domain.records import Favorite, utc_text
from app.services.boards import Boards, OpenBoard
from app.services.library import Filter, Library
from app.services.preferences import Preferences
from app.services.tables import ledger
from tests.services.conftest import NOW, an_asset


@pytest.fixture
def library(boards: Boards) -> Library:
    return Library(boards)


async def test_a_favorite_comes_and_goes_and_comes_again(library: Library, board: OpenBoard) -> None:
    """Favoriting twice is one favorite; removed and added again it is the same record; open boards follow."""
    asset = an_asset('a red cat')
    assert await library.add_favorite(asset, NOW)
    assert not await library.add_favorite(asset, NOW)
    assert board.board.is_favorite(asset.sha256)
    assert await library.remove_favorite(asset.sha256)
    assert not await library.remove_favorite(asset.sha256)
    assert (await library.favorites()).favorites == ()
    assert await library.favorite(favorite_id(asset.sha256)) is None
    later = NOW + timedelta(days=1)
    await library.add_favorite(asset, later)
    (only,) = (await library.favorites()).favorites
    assert (only.id, only.asset.prompt, only.favorited_at) == (favorite_id(asset.sha256), 'a red cat', utc_text(later))
    assert await library.favorite(only.id) == only
    assert board.rev == 3


async def test_pages_hold_every_favorite_once_newest_first(library: Library) -> None:
    """Page after page, also while one more is added; those of one moment go by id."""
    assets = [an_asset(f'cat {n}') for n in range(25)]
    for n, asset in enumerate(assets):
        await library.add_favorite(asset, NOW + timedelta(minutes=n // 5))
    seen, cursor = list[Favorite](), None
    while True:
        page = await library.favorites(cursor=cursor, limit=10)
        seen += page.favorites
        cursor = page.next_cursor
        if len(seen) == 10:
            await library.add_favorite(an_asset('late'), NOW + timedelta(days=1))
        if cursor is None:
            break
    assert len(seen) == len({one.id for one in seen}) == 25
    assert [one.favorited_at for one in seen] == sorted((one.favorited_at for one in seen), reverse=True)


async def test_favorites_are_found_by_words_model_and_date(library: Library) -> None:
    """All words must be in the prompt, in any order and case, of any script; filters combine."""
    await library.add_favorite(an_asset('Ein ROTES Kätzchen, Öl'), NOW)
    await library.add_favorite(an_asset('a red cat', model='fal/flux'), NOW + timedelta(days=2))

    async def found(**filter_: str | datetime) -> list[str]:
        wanted = Filter(**filter_)  # type: ignore[arg-type]  # each test passes the right one
        page = await library.favorites(wanted)
        assert await library.count_favorites(wanted) == len(page.favorites)
        return [one.asset.prompt for one in page.favorites]

    assert await found(words='kätzchen ÖL') == ['Ein ROTES Kätzchen, Öl']
    assert await found(words='cat dog') == []
    assert await found(words='100%') == []
    assert await found(model='fal/flux') == ['a red cat']
    assert await found(until=NOW + timedelta(days=1)) == ['Ein ROTES Kätzchen, Öl']
    assert await found(since=NOW + timedelta(days=1), words='red') == ['a red cat']
    assert await library.favorite_models() == ['fal/flux', 'sketch']


async def test_a_page_of_ten_thousand_favorites_is_there_at_once(boards: Boards, library: Library) -> None:
    """The first page, one far down and a search each take few milliseconds of processor time."""
    await boards.change_favorites(_ten_thousand)
    cursor = f'{utc_text(NOW + timedelta(seconds=500))} z'
    for filter_, at in ((Filter(), None), (Filter(), cursor), (Filter(words='number 77'), None)):
        times = []
        for _ in range(5):
            started = process_time()
            page = await library.favorites(filter_, at)
            times.append(process_time() - started)
            assert len(page.favorites) == 60
        assert median(times) < 0.03


def _ten_thousand(known: dict[str, bool]) -> tuple[Operation, ...]:
    made = [favorite_operations(known, an_asset(f'cat number {n}'), _after(n)) for n in range(10_000)]
    return tuple(one for operations in made for one in operations)


def _after(seconds: int) -> str:
    return utc_text(NOW + timedelta(seconds=seconds))


async def test_the_history_has_each_settled_prompt_once(library: Library) -> None:
    """The same prompt twice in a row is one entry, again later it is another; empty ones are none."""
    for prompt in ('a cat', 'a cat', ' ', 'a dog', 'a cat'):
        await library.remember_prompt(prompt, 'sketch', NOW)
    assert [entry.prompt for entry in await library.prompts()] == ['a cat', 'a dog', 'a cat']
    newest = (await library.prompts(limit=1))[0]
    assert [entry.prompt for entry in await library.prompts(before=newest.id)] == ['a dog', 'a cat']
    assert [entry.prompt for entry in await library.prompts('DOG a')] == ['a dog']


async def test_what_was_spent_is_summed(boards: Boards, library: Library) -> None:
    """Settled and reserved money counts, released money does not; a day can be told from all."""
    rows = [
        {'id': str(n), 'at': utc_text(at), 'provider': 'fal', 'model': 'm', 'cost_usd': cost, 'state': state}
        for n, (at, cost, state) in enumerate(
            [(NOW, 0.5, 'settled'), (NOW, 4.0, 'released'), (NOW - timedelta(days=2), 0.25, 'reserved')]
        )
    ]
    assert await library.spent_usd() == 0
    async with boards.database.transaction() as connection:
        await connection.execute(ledger.insert(), rows)
    assert await library.spent_usd() == pytest.approx(0.75)
    assert await library.spent_usd(NOW - timedelta(days=1)) == pytest.approx(0.5)


async def test_a_device_remembers_for_itself(boards: Boards) -> None:
    """Values of any JSON kind come back; another device has its own; None forgets."""
    here, there = Preferences(boards.database), Preferences(boards.database, 'phone')
    assert await here.get('theme', 'system') == 'system'
    await here.set('theme', 'dark')
    await here.set('theme', 'light')
    await here.set('viewport:b_1', {'x': 1.5, 'y': -2, 'zoom': 1})
    await here.set('viewport:bx1', False)
    assert await here.get('theme') == 'light'
    assert await there.get('theme') is None
    assert await here.all('viewport:b_') == {'viewport:b_1': {'x': 1.5, 'y': -2, 'zoom': 1}}
    await here.set('theme', None)
    assert await here.get('theme', 'system') == 'system'
