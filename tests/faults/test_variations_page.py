"""Variations from an OpenAI-compatible server as a person meets them."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.faults.conftest import Customer, customer_at
from tests.generation.servers.fal import FalServer
from tests.generation.servers.openai import FOUR, OpenAIServer, Said
from tests.running import RunningApp

pytestmark = pytest.mark.browser
VARIED = (
    """n => window.imagegen.ids().map(window.imagegen.tile).filter(tile => tile.axis && tile.picture).length === n"""
)


@pytest.fixture
def customer(
    browser: Browser, program: RunningApp, fal_server: FalServer, openai_server: OpenAIServer
) -> Iterator[Customer]:
    openai_server.reset()
    with customer_at(browser, program, fal_server) as somebody:
        somebody.open()
        somebody.clear()
        somebody.choose('Sketch')
        yield somebody


def _variations(customer: Customer) -> list[dict[str, Any]]:
    tiles = (customer.person.tile(tile_id) for tile_id in customer.person.ids())
    return [tile for tile in tiles if tile['axis']]


def test_four_variations_appear_one_by_one_in_a_cross(customer: Customer, openai_server: OpenAIServer) -> None:
    """Two are drawn while the server still writes; all four stand around their parent, one on each side."""
    openai_server.script(Said(hold_before=2))
    parent_id = customer.person.draw('a red cat')
    customer.person.click(parent_id)
    customer.person.press('Variations')
    customer.person.wait(VARIED, 2)
    assert openai_server.sent == 2
    openai_server.let_go()
    customer.person.wait(VARIED, 4)
    made, parent = _variations(customer), customer.person.tile(parent_id)
    assert {(tile['axis'], tile['prompt']) for tile in made} == {(one['axis'], one['prompt']) for one in FOUR}
    sides = {(_sign(tile['x'], parent['x']), _sign(tile['y'], parent['y'])) for tile in made}
    assert sides == {(0, -1), (1, 0), (0, 1), (-1, 0)}
    assert len(openai_server.calls) == 1


def test_a_tile_is_not_varied_twice_at_once(customer: Customer, openai_server: OpenAIServer) -> None:
    """Pressing again while the first four are on their way says so, and buys nothing more."""
    openai_server.script(Said(hold_before=2))
    customer.person.click(customer.person.draw('a red cat'))
    customer.person.press('Variations')
    customer.person.wait(VARIED, 2)
    customer.person.press('Variations')
    expect(customer.person.page.get_by_text('This tile is being varied')).to_be_visible()
    openai_server.let_go()
    customer.person.wait(VARIED, 4)
    assert len(openai_server.calls) == 1


def test_a_stream_that_is_cut_leaves_what_had_come(customer: Customer, openai_server: OpenAIServer) -> None:
    """Two variations stay, a sentence says what happened, and the bar goes on taking text."""
    openai_server.script(Said(cut_after=2))
    parent_id = customer.person.draw('a red cat')
    customer.person.click(parent_id)
    customer.person.press('Variations')
    customer.person.wait(VARIED, 2)
    expect(customer.person.page.get_by_text('broke').first).to_be_visible()
    expect(customer.person.prompt).to_be_editable()
    assert len(_variations(customer)) == 2
    customer.person.press('Variations')
    customer.person.wait(VARIED, 6)


def _sign(at: float, parent: float) -> int:
    return (at > parent + 1) - (at < parent - 1)
