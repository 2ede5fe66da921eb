"""How a page starts: what it needs is fetched at once, and once."""

import re
from collections import Counter

import httpx

from tests.person import Person


def test_modules_are_kept_for_a_year_under_the_address_of_their_content(person: Person) -> None:
    """Every module that the page names is there, packed for those who can unpack it; a made-up one is not."""
    with httpx.Client(base_url=person.url, trust_env=False) as http:
        links = re.findall(r'<link rel="modulepreload" href="(/modules/[^"]+)">', http.get('/').text)
        assert len(links) > 50
        for link in links:
            plain = http.get(link, headers={'Accept-Encoding': 'identity'})
            packed = http.get(link, headers={'Accept-Encoding': 'gzip'})
            assert plain.headers['Content-Type'].startswith('text/javascript')
            assert plain.text == packed.text
            assert 'immutable' in packed.headers['Cache-Control']
        assert 'Content-Encoding' not in plain.headers
        assert packed.headers['Content-Encoding'] == 'gzip'
        assert http.get(links[0].replace('/modules/', '/modules/x')).status_code == httpx.codes.NOT_FOUND
        assert http.get('/modules/../../pyproject.toml').status_code == httpx.codes.NOT_FOUND


def test_snapshot_and_modules_are_fetched_once(person: Person) -> None:
    """What is fetched ahead is what the canvas takes: nothing comes twice."""
    asked: list[str] = []
    person.page.on('request', lambda request: asked.append(request.url.removeprefix(person.url)))
    person.open()
    ours = Counter(address for address in asked if address.startswith(('/modules/', '/api/boards/')))
    assert max(ours.values()) == 1
    assert sum(address.startswith('/api/boards/') for address in ours) == 1
