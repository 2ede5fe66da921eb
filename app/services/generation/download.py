"""Fetching the picture that a provider's answer points to, without letting the answer choose what is connected to."""

import asyncio
import base64
import binascii
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import unquote_to_bytes

import httpx

from app.services.generation.errors import BadPicture, ProviderDown
from app.services.generation.intake import MAX_BYTES

MAX_REDIRECTS = 3

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the pictures of one provider may come from.

    `hosts` are names, or `*.name` for every name below one: https on port 443 at a global address, nothing else.
    `local` are origins such as `http://127.0.0.1:9000` that the person configured: those exactly may be plain
    http, loopback or private.
    """

    hosts: tuple[str, ...] = ()
    local: tuple[str, ...] = ()

    def permits_local(self, url: httpx.URL) -> bool:
        return any(_origin(httpx.URL(origin)) == _origin(url) for origin in self.local)

    def permits_host(self, host: str) -> bool:
        return any(
            host.endswith(allowed[1:]) if allowed.startswith('*.') else host == allowed for allowed in self.hosts
        )


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system tells them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Downloader:
    """Fetches pictures of one provider from its `sources`. It knows no key, so it can send none.

    `provider` is the name in the sentences, `total_s` the limit for one picture with all its redirects. Proxies
    of the environment are not used: a proxy would resolve the name anew, behind the check.
    """

    def __init__(
        self,
        provider: str,
        sources: Sources,
        *,
        max_bytes: int = MAX_BYTES,
        total_s: float = 30.0,
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._provider = provider
        self._sources = sources
        self._max_bytes = max_bytes
        self._total_s = total_s
        self._resolve = resolve
        # No connection is kept: one to a pinned address would serve any other name at that address.
        self._http = httpx.AsyncClient(
            verify=tls or httpx.create_ssl_context(),
            trust_env=False,
            timeout=total_s,
            headers={'Accept': 'image/*', 'Accept-Encoding': 'identity'},
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def fetch(self, url: str) -> bytes:
        """The bytes behind an https or data URL, unchecked but for their number.

        Raises `BadPicture` where the address may not be asked or too much comes, `ProviderDown` where nothing comes.
        """
        if url[:5].lower() == 'data:':
            return self._decode(url)
        try:
            async with asyncio.timeout(self._total_s):
                return await self._follow(httpx.URL(url))
        except httpx.InvalidURL:
            raise self._bad('sent an address that is none. Try again.') from None
        except (TimeoutError, httpx.TimeoutException):
            raise ProviderDown(
                f'{self._provider} did not deliver the picture in {self._total_s:g} s. Try again.',
                provider=self._provider,
            ) from None
        except (httpx.HTTPError, OSError):
            raise ProviderDown(
                f'The connection broke while the picture came from {self._provider}. Try again.',
                provider=self._provider,
            ) from None

    async def close(self) -> None:
        """Release connections."""
        await self._http.aclose()

    def _decode(self, url: str) -> bytes:
        head, comma, body = url.partition(',')
        if not comma or len(body) > self._max_bytes * 4 // 3 + 4:
            raise (self._too_large() if comma else self._bad('sent an inline picture without content. Try again.'))
        try:
            return base64.b64decode(body, validate=True) if head.endswith(';base64') else unquote_to_bytes(body)
        except (binascii.Error, ValueError):
            raise self._bad('sent an inline picture that is damaged. Try again.') from None

    async def _follow(self, url: httpx.URL) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._http.send(await self._request(url), stream=True)
            try:
                if not response.has_redirect_location:
                    return await self._read(response)
                url = url.join(response.headers['Location'])
            finally:
                await response.aclose()
        raise self._bad(f'redirected more than {MAX_REDIRECTS} times. Try again.')

    async def _request(self, url: httpx.URL) -> httpx.Request:
        return self._http.build_request(
            'GET',
            url.copy_with(host=await self._pinned(url)),
            headers={'Host': url.netloc.decode('ascii')},
            extensions={'sni_hostname': url.host},
        )

    async def _pinned(self, url: httpx.URL) -> str:
        """The checked address to connect to: the name is resolved once, so a second answer can change nothing."""
        local = self._sources.permits_local(url)
        if not local:
            self._check_name(url)
        addresses = await self._resolve(url.host, url.port or (80 if url.scheme == 'http' else 443))
        if not addresses or not (local or all(_is_global(address) for address in addresses)):
            raise self._bad(f'pointed to a private address ({url.host}), which is never asked. Try again.')
        return addresses[0]

    def _check_name(self, url: httpx.URL) -> None:
        if url.scheme != 'https' or url.userinfo or url.port not in (None, 443):
            raise self._bad(f'pointed to {_shown(url)}, which is no plain https address. Try again.')
        if not self._sources.permits_host(url.host):
            raise self._bad(f'pointed to {url.host or "nowhere"}, which is none of its picture hosts. Try again.')

    async def _read(self, response: httpx.Response) -> bytes:
        if response.status_code != httpx.codes.OK:
            raise ProviderDown(
                f'{self._provider} did not hand out the picture ({response.status_code}). Try again.',
                provider=self._provider,
            )
        if int(response.headers.get('Content-Length', '0')) > self._max_bytes:
            raise self._too_large()
        content = bytearray()
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > self._max_bytes:
                raise self._too_large()
        return bytes(content)

    def _bad(self, what: str) -> BadPicture:
        return BadPicture(f'{self._provider} {what}', provider=self._provider)

    def _too_large(self) -> BadPicture:
        return self._bad(f'sent a picture larger than {self._max_bytes / (1 << 20):g} MB. Ask for a smaller one.')


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port  # httpx has already dropped a scheme's own port


def _shown(url: httpx.URL) -> str:
    return f'{url.scheme}://{url.host}'


def _is_global(address: str) -> bool:
    ip: IPv4Address | IPv6Address = ip_address(address.partition('%')[0])
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast
