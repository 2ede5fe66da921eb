"""Downloads of results: what may be connected to, and how much may come."""

import base64
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest
import trustme
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from app.services.generation.download import Downloader, Sources
from app.services.generation.errors import BadPicture, ProviderDown
from tests.generation.servers.loopback import LoopbackServer

HOSTS = ('fal.media', '*.fal.media')


class Files(LoopbackServer):
    """Serves /file, four megabytes of no told length at /many, a redirect at /to?url=, and an endless one at /round."""

    def __init__(self, tls: tuple[str, str] | None = None) -> None:
        self.hosts: list[str] = []
        paths = {'/file': self._file, '/many': self._many, '/to': self._to, '/round': self._round}
        super().__init__(Starlette(routes=[Route(path, answer) for path, answer in paths.items()]), tls=tls)

    async def _file(self, request: Request) -> Response:
        self.hosts.append(request.headers['Host'])
        return Response(b'picture')

    async def _many(self, request: Request) -> Response:
        async def many() -> AsyncIterator[bytes]:
            for _ in range(64):
                yield b'\0' * 65536

        return StreamingResponse(many())

    async def _to(self, request: Request) -> Response:
        return RedirectResponse(request.query_params['url'])

    async def _round(self, request: Request) -> Response:
        return RedirectResponse('/round')


@pytest.fixture(scope='module')
def files() -> Iterator[Files]:
    with Files() as server:
        yield server


class Names:
    """Answers for the system's resolver, one after the other, and counts the questions."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return [self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]]


def downloader(*local: str, names: Names | None = None, tls: ssl.SSLContext | None = None) -> Downloader:
    return Downloader(
        'fal.ai', Sources(HOSTS, local), max_bytes=1_000_000, total_s=5, resolve=names or Names('127.0.0.1'), tls=tls
    )


async def test_a_server_that_the_person_configured_may_be_local(files: Files) -> None:
    """An origin with a permission of its own is fetched from, over plain http on loopback."""
    assert await downloader(files.url).fetch(f'{files.url}/file') == b'picture'


@pytest.mark.parametrize(
    ('url', 'told'),
    [
        ('http://v3.fal.media/a.png', 'http://v3.fal.media, which is no plain https address'),
        ('https://v3.fal.media:8443/a.png', 'which is no plain https address'),
        ('https://user:pass@v3.fal.media/a.png', 'https://v3.fal.media, which is no plain https address'),
        ('file:///etc/passwd', 'which is no plain https address'),
        ('ftp://v3.fal.media/a.png', 'which is no plain https address'),
        ('https://example.org/a.png', 'example.org, which is none of its picture hosts'),
        ('https://fal.media.example.org/a.png', 'which is none of its picture hosts'),
        ('https://evilfal.media/a.png', 'which is none of its picture hosts'),
        ('https://127.0.0.1/a.png', 'which is none of its picture hosts'),
        ('//v3.fal.media/a.png', 'which is no plain https address'),
        ('https://v3.fal.media:port/', 'an address that is none'),
    ],
)
async def test_an_address_elsewhere_is_refused_unasked(url: str, told: str) -> None:
    """What is not https at one of the provider's own hosts is not even resolved."""
    names = Names('93.184.215.14')
    with pytest.raises(BadPicture, match=told):
        await downloader(names=names).fetch(url)
    assert names.asked == []


@pytest.mark.parametrize(
    'address',
    [
        '127.0.0.1',
        '10.0.0.8',
        '192.168.1.1',
        '169.254.169.254',
        '100.64.0.1',
        '0.0.0.0',  # noqa: S104 - an address to refuse
        '224.0.0.1',
        '::1',
        'fd00::1',
        'fe80::1%eth0',
        '::ffff:127.0.0.1',
        '2002:7f00:1::',
    ],
)
async def test_a_host_that_resolves_to_a_private_address_is_not_asked(address: str) -> None:
    """A name of the provider that points into the local network is refused before a connection."""
    with pytest.raises(BadPicture, match=r'a private address \(v3\.fal\.media\), .* Try again\.$'):
        await downloader(names=Names(address)).fetch('https://v3.fal.media/a.png')


async def test_a_redirect_is_checked_like_the_first_address(files: Files) -> None:
    """A permitted server cannot send us on to another local port, nor to another host."""
    with Files() as private:
        for target in (f'{private.url}/file', 'https://example.org/', 'http://169.254.169.254/latest/meta-data/'):
            with pytest.raises(BadPicture, match='pointed to'):
                await downloader(files.url).fetch(f'{files.url}/to?url={target}')
        assert private.hosts == []


async def test_redirects_are_followed_three_times(files: Files) -> None:
    """Three hops within what is permitted arrive; an endless round ends in a sentence."""
    url = f'{files.url}/file'
    for _ in range(3):
        url = f'{files.url}/to?url={url}'
    assert await downloader(files.url).fetch(url) == b'picture'
    with pytest.raises(BadPicture, match='redirected more than 3 times'):
        await downloader(files.url).fetch(f'{files.url}/round')


async def test_too_many_bytes_are_cut_off_while_they_come(files: Files) -> None:
    """A stream that does not tell its length is left at the limit."""
    with pytest.raises(BadPicture, match=r'larger than 0\.95\d* MB'):
        await downloader(files.url).fetch(f'{files.url}/many')


async def test_a_picture_that_is_gone_is_the_providers_failure(files: Files) -> None:
    """An address that has expired says so."""
    with pytest.raises(ProviderDown, match=r'did not hand out the picture \(404\)'):
        await downloader(files.url).fetch(f'{files.url}/expired')


async def test_inline_pictures_have_the_same_limit() -> None:
    """Data URLs are decoded, in base64 or not; damaged and oversized ones are refused."""
    inline = base64.b64encode(b'picture').decode()
    assert await downloader().fetch(f'data:image/png;base64,{inline}') == b'picture'
    assert await downloader().fetch('data:,pic%74ure') == b'picture'
    for url, told in (
        ('data:image/png;base64,!!!!', 'damaged'),
        ('data:image/png;base64', r'without content\. Try again\.$'),
        ('data:;base64,' + 'A' * 1_400_000, 'larger than'),
    ):
        with pytest.raises(BadPicture, match=told):
            await downloader().fetch(url)


@pytest.fixture(scope='module')
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope='module')
def secure(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Files]:
    folder: Path = tmp_path_factory.mktemp('tls')
    certificate = authority.issue_cert('media.test')
    certificate.private_key_pem.write_to_path(folder / 'key.pem')
    certificate.cert_chain_pems[0].write_to_path(folder / 'chain.pem')
    with Files(tls=(str(folder / 'chain.pem'), str(folder / 'key.pem'))) as server:
        yield server


async def test_the_checked_address_is_the_one_connected_to(authority: trustme.CA, secure: Files) -> None:
    """The name is resolved once, its address connected to, and the certificate checked against the name."""
    tls = ssl.create_default_context()
    authority.configure_trust(tls)
    origin = f'https://media.test:{secure.port}'
    names = Names('127.0.0.1', '203.0.113.9')
    assert await downloader(origin, names=names, tls=tls).fetch(f'{origin}/file') == b'picture'
    assert names.asked == ['media.test']
    assert secure.hosts == [f'media.test:{secure.port}']


async def test_a_certificate_for_another_name_is_refused(authority: trustme.CA, secure: Files) -> None:
    """Connecting by address loosens nothing: a server that cannot prove the name is not listened to."""
    tls = ssl.create_default_context()
    authority.configure_trust(tls)
    origin = f'https://other.test:{secure.port}'
    with pytest.raises(ProviderDown, match='The connection broke'):
        await downloader(origin, tls=tls).fetch(f'{origin}/file')
