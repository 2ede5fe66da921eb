"""What a large board costs beside its frames: opening it, a change to it, and each further client."""

import asyncio
import json
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

import httpx
from playwright.async_api import Playwright

from benchmarks.canvas import processes
from benchmarks.canvas.browser import Window, open_window
from benchmarks.canvas.programs import our_program
from benchmarks.canvas.run import PAGE
from benchmarks.canvas.scenarios import Hand
from benchmarks.canvas.scene import View, scene_of
from tests.attacks.wire import LoadedPage, wired
from tests.running import RunningApp

CLIENTS: Final = 20
WARM: Final = 3  # clients before the count begins: they bring what is shared
TRIES: Final = 5
FAR: Final = 40  # CSS px, further than a click


@dataclass(frozen=True)
class Costs:
    """Of a board of `pictures`: bytes as they are sent, milliseconds in the browser, kilobytes a client on the server.

    `add_ms` is from the message until the tile is drawn; `apply_ms` the part of it until the scene holds it.
    `other_ms` is from the drop of a tile until a second window draws it there. `sharp_…` are from the last motion
    of a pan or a zoom until all in view is drawn at its best, `blank` the tiles that a pan drew without a picture; the
    worst of five.
    """

    pictures: int
    snapshot_bytes: int
    page_bytes: int
    add_bytes: float
    apply_ms: float
    add_ms: float
    drop_messages: float
    drop_bytes: float
    client_kb: float
    other_ms: float
    sharp_pan_ms: float
    sharp_zoom_ms: float
    blank: float


async def costs_of(playwright: Playwright, count: int) -> Costs:
    """Measure on the real program."""
    with our_program(count) as (app, path):
        page, snapshot = _sizes(app, path)
        client_kb = _memory_of_a_client(app, path)
        async with open_window(playwright, PAGE) as window:
            await window.page.goto(app.url + path)
            await window.page.wait_for_function('bench.ready()')
            hand = Hand(window, scene_of(count), 1.0, selects=False)
            other = await _seen_elsewhere(window, hand, app.url + path)
            await hand.go_to(hand.scene.whole())
            added = _medians([await _add_one(window) for _ in range(TRIES)])
            drop = await _drop(window, hand)
            pan = _worst([await _settled(window, hand, 'pan', View(200, 200, 1)) for _ in range(TRIES)])
            zoom = _worst([await _settled(window, hand, 'zoom', hand.scene.whole()) for _ in range(TRIES)])
    return Costs(
        pictures=count,
        snapshot_bytes=snapshot,
        page_bytes=page,
        add_bytes=added['bytes'],
        apply_ms=added['apply'],
        add_ms=added['drawn'],
        drop_messages=drop[0],
        drop_bytes=drop[1],
        client_kb=client_kb,
        other_ms=other,
        sharp_pan_ms=pan['sharp'],
        sharp_zoom_ms=zoom['sharp'],
        blank=pan['blank'],
    )


def _medians(told: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: statistics.median(one[name] for one in told) for name in told[0]}


def _worst(told: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: max(one[name] for one in told) for name in told[0]}


def _sizes(app: RunningApp, path: str) -> tuple[int, int]:
    """Bytes on the way of the page itself and of the board's snapshot."""
    with httpx.Client(base_url=app.url, trust_env=False, timeout=60) as http:
        sizes = []
        for address in (path, f'/api{path}'):
            with http.stream('GET', address, headers={'Accept-Encoding': 'gzip'}) as answer:
                answer.raise_for_status()
                sizes.append(sum(len(part) for part in answer.iter_raw()))
    return sizes[0], sizes[1]


def _memory_of_a_client(app: RunningApp, path: str) -> float:
    """Kilobytes that the program grows by with each client that has the page, its socket and the snapshot."""
    with ExitStack() as stack, httpx.Client(base_url=app.url, trust_env=False, timeout=60) as http:

        def join() -> None:
            page = LoadedPage.load(app.url, path)
            stack.enter_context(wired(app.url, page.client_id, app.url))
            http.get(f'/api{path}').raise_for_status()

        for _ in range(WARM):
            join()
        time.sleep(1)
        before = processes.pss_bytes([app.process.pid])
        for _ in range(CLIENTS):
            join()
        time.sleep(1)
        return (processes.pss_bytes([app.process.pid]) - before) / CLIENTS / 1024


async def _add_one(window: Window) -> dict[str, float]:
    """Duplicate a tile, and tell what came for it and how long the page took."""
    await window.page.mouse.click(720, 300)
    waiting = asyncio.ensure_future(window.page.evaluate('benchmark.next_tile()'))
    await asyncio.sleep(0.3)
    await window.page.keyboard.press('Control+d')
    told: dict[str, float] = await waiting
    await window.page.keyboard.press('Escape')
    await asyncio.sleep(0.5)
    return told


async def _drop(window: Window, hand: Hand) -> tuple[float, float]:
    """Drag 200 tiles: the messages that the browser sent for it, and their bytes."""
    sent: list[str] = []

    def note(frame: dict[str, Any]) -> None:
        if 'dx' in (said := frame['response']['payloadData']):
            sent.append(said)

    await window.session.send('Network.enable')
    window.session.on('Network.webSocketFrameSent', note)
    done = await hand.drag_200()
    assert done.proof > 1, 'The tiles were not moved.'
    return float(len(sent)), float(sum(map(len, sent)))


async def _seen_elsewhere(window: Window, hand: Hand, address: str) -> float:
    """Milliseconds from the drop of a tile in one window until another draws it there."""
    browser = window.page.context.browser
    assert browser is not None
    other = await browser.new_page()  # in a window of its own: one that lies behind another draws nothing
    await other.add_init_script(PAGE)
    await other.goto(address)
    await other.wait_for_function('bench.ready()')
    index, mouse = hand.scene.centre, window.page.mouse
    chosen = await window.page.evaluate('index => imagegen.ids()[index]', index)
    await hand.go_to(hand.scene.around(*hand.scene.tiles[index].middle, 1))
    took: list[float] = []
    for number in range(TRIES):
        await asyncio.sleep(1)  # sooner it were a double click
        x, y = await window.page.evaluate(
            'id => { const { x, y, w, h } = imagegen.tile(id).screen; return [x + w / 2, y + h / 2]; }', chosen
        )
        await mouse.move(x, y)
        await mouse.down()
        await mouse.move(x + (-FAR if number % 2 else FAR), y, steps=5)
        seen = asyncio.ensure_future(other.evaluate('id => benchmark.next_place(id)', chosen))
        lifted = asyncio.ensure_future(window.page.evaluate('benchmark.next_lift()'))
        await asyncio.sleep(0.3)
        await mouse.up()
        took.append(await asyncio.wait_for(seen, 10) - await asyncio.wait_for(lifted, 10))
    await other.close()
    return statistics.median(took)


async def _settled(window: Window, hand: Hand, kind: str, view: View) -> dict[str, float]:
    """Go to `view`, let its pictures come, and play a motion from there."""
    await hand.go_to(view)
    told: dict[str, float] = await window.page.evaluate(
        '([kind, fit]) => benchmark.settle(kind, 1000, fit)', [kind, hand.scene.whole().zoom]
    )
    return told


def print_costs_json(costs: Costs) -> None:
    print(json.dumps({'scenario': 'costs', **{name: round(value, 2) for name, value in vars(costs).items()}}))


def print_costs(costs: Costs) -> None:
    """As a table of one row."""
    cells = {
        'snapshot KB': f'{costs.snapshot_bytes / 1000:,.0f}',
        'page KB': f'{costs.page_bytes / 1000:,.0f}',
        'one tile added: bytes': f'{costs.add_bytes:,.0f}',
        'applied ms': f'{costs.apply_ms:.1f}',
        'drawn ms': f'{costs.add_ms:.1f}',
        'drop of 200: messages': f'{costs.drop_messages:.0f}',
        'its bytes': f'{costs.drop_bytes:,.0f}',
        'memory a client KB': f'{costs.client_kb:,.0f}',
        'seen in a second window ms': f'{costs.other_ms:.0f}',
        'sharp after a pan ms': f'{costs.sharp_pan_ms:.0f}',
        'after a zoom ms': f'{costs.sharp_zoom_ms:.0f}',
        'tiles blank in a pan': f'{costs.blank:.0f}',
    }
    print(f'\n**What {costs.pictures:,} pictures cost beside their frames.** Memory by {CLIENTS} clients.\n')
    print(f'| {" | ".join(cells)} |\n|{"---|" * len(cells)}\n| {" | ".join(cells.values())} |')
