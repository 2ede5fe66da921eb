"""The running program and someone at an empty board of it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.person import Person, person_at
from tests.running import RunningApp, running_app


@pytest.fixture(scope='module')
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with running_app(tmp_path_factory.mktemp('data')) as app:
        yield app


@pytest.fixture
def person(browser: Browser, program: RunningApp) -> Iterator[Person]:
    """Someone at an empty board of the running program."""
    with person_at(browser, program.url) as somebody:
        somebody.open()
        somebody.new_board()
        yield somebody
