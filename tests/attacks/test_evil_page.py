"""A page of another origin in a real browser: nothing that it tries reaches ImageGen."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.attacks.wire import SOCKET_PATH, LoadedPage
from tests.person import person_at
from tests.running import RunningApp

pytestmark = pytest.mark.browser
ATTEMPT = """
async ([kind, url]) => {
  const told = (element, set) => new Promise((done) => {
    element.onload = () => done('loaded');
    element.onerror = () => done('failed');
    set();
    document.body.append(element);
  });
  if (kind === 'fetch' || kind === 'post' || kind === 'no-cors') {
    const options = { fetch: {}, post: { method: 'POST', body: '40' }, 'no-cors': { mode: 'no-cors' } }[kind];
    try { const answer = await fetch(url, options); return `${answer.type} ${answer.status} ${await answer.text()}`; }
    catch { return 'failed'; }
  }
  if (kind === 'websocket') return new Promise((done) => {
    const socket = new WebSocket(url);
    socket.onopen = () => done('opened');
    socket.onerror = () => done('failed');
  });
  if (kind === 'eventsource') return new Promise((done) => {
    const source = new EventSource(url);
    source.onopen = () => done('opened');
    source.onerror = () => { source.close(); done('failed'); };
  });
  const made = document.createElement(kind);
  return told(made, () => { if (kind === 'link') { made.rel = 'stylesheet'; made.href = url; } else made.src = url; });
}
"""


class _BlankPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header('Content-Type', 'text/html')
        self.end_headers()
        self.wfile.write(b'<!doctype html><title>evil</title><body>')

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope='module')
def evil_port() -> Iterator[int]:
    with ThreadingHTTPServer(('127.0.0.1', 0), _BlankPage) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


# The same site, another port; the other name of this machine; and the app's own origin but for the name.
@pytest.fixture(scope='module', params=['127.0.0.1', 'localhost'])
def evil(request: pytest.FixtureRequest, browser: Browser, evil_port: int) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(f'http://{request.param}:{evil_port}/')
    yield page
    page.close()


def test_no_request_of_an_evil_page_is_answered(evil: Page, program: RunningApp) -> None:
    """Reading, posting, pictures, scripts and styles all fail, and so does every transport of the socket."""
    client = LoadedPage.load(program.url).client_id
    socket = f'{SOCKET_PATH}?EIO=4&client_id={client}&implicit_handshake=true&next_message_id=0&transport='
    attempts = [
        *(('fetch', path) for path in ('/', '/api/search', '/healthz', f'{socket}polling')),
        ('post', f'{socket}polling'),
        *(('no-cors', path) for path in ('/', '/static/icons.svg', f'{socket}polling')),
        ('img', '/static/favicon.svg'),
        ('script', '/static/theme.js'),
        ('link', '/static/imagegen.css'),
        ('eventsource', '/'),
    ]
    for kind, path in attempts:
        assert evil.evaluate(ATTEMPT, [kind, program.url + path]) == 'failed', (kind, path)
    said = len(program.lines)
    for name in ('127.0.0.1', 'localhost'):
        address = f'ws://{name}:{program.port}{socket}websocket'
        assert evil.evaluate(ATTEMPT, ['websocket', address]) == 'failed'
    program.wait_until_said('A socket was refused.', 2, since=said)


def test_an_evil_page_cannot_frame_the_program(evil: Page, program: RunningApp) -> None:
    """A frame shows no page of ours, under either name."""
    for name in ('127.0.0.1', 'localhost'):
        url = f'http://{name}:{program.port}/'
        evil.evaluate(ATTEMPT, ['iframe', url])
        frames = [frame for frame in evil.frames if frame.parent_frame is not None]
        assert not [frame for frame in frames if frame.locator('[aria-label="Board"]').count()]


def test_a_form_of_an_evil_page_is_refused(evil: Page, program: RunningApp) -> None:
    """A posted form carries the foreign origin and meets the guard's sentence."""
    home = evil.url
    with evil.expect_navigation() as went:
        evil.evaluate(
            """url => { const form = document.createElement('form'); form.method = 'POST'; form.action = url;
              document.body.append(form); form.submit(); }""",
            f'{program.url}{SOCKET_PATH}?EIO=4&transport=polling',
        )
    assert went.value.status == 403
    assert 'another origin' in evil.locator('body').inner_text()
    evil.goto(home)


def test_the_program_s_two_names_are_strangers_to_each_other(browser: Browser, program: RunningApp) -> None:
    """The page under localhost reads and connects to nothing under 127.0.0.1: its own policy and the guard agree."""
    page = browser.new_page()
    page.goto(f'http://localhost:{program.port}/')
    page.wait_for_function('window.did_handshake')
    socket = f'ws://127.0.0.1:{program.port}{SOCKET_PATH}?EIO=4&transport=websocket'
    assert page.evaluate(ATTEMPT, ['websocket', socket]) == 'failed'
    assert page.evaluate(ATTEMPT, ['fetch', f'{program.url}/healthz']) == 'failed'
    page.close()


def test_a_link_from_another_site_opens_the_page_and_no_handle_to_it(evil: Page, program: RunningApp) -> None:
    """A person may follow a link here; the page that opened the window cannot reach into it."""
    home = evil.url
    evil.evaluate('url => { window.opened = window.open(url); }', program.url)
    evil.wait_for_function('window.opened.closed')  # what a severed handle says, though the window is there
    other = evil.context.pages[-1]
    other.wait_for_function('window.did_handshake')
    assert other.evaluate('window.opener') is None
    other.close()
    assert evil.url == home


def test_the_program_works_after_all_of_it(browser: Browser, program: RunningApp) -> None:
    """A person at the page draws as if nothing had happened."""
    with person_at(browser, program.url) as person:
        person.open()
        person.draw('a lighthouse at night')
