"""One running program for every attack: it must come through all of them."""

from collections.abc import Iterator

import httpx
import pytest

from tests.running import RunningApp, running_app


@pytest.fixture(scope='session')
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with running_app(tmp_path_factory.mktemp('attacked')) as app:
        yield app


@pytest.fixture
def http(program: RunningApp) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=program.url, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def untouched(program: RunningApp, http: httpx.Client) -> Iterator[None]:
    """The program says nothing of an error of its own meanwhile, and answers afterwards."""
    said = len(program.lines)
    yield
    assert http.get('/healthz').json() == {'status': 'ok'}
    assert [line for line in program.lines[said:] if 'Traceback' in line or 'ERROR' in line] == []
