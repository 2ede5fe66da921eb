"""Power cuts and missing keys: what was bought is fetched, and what cannot be bought is said."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.attacks.wire import LoadedPage, wired
from tests.faults.conftest import SCHNELL, customer_at
from tests.generation.servers.fal import KEY, FalServer
from tests.running import running_app

pytestmark = pytest.mark.browser
BUSY = {'status': 'IN_PROGRESS', 'logs': None}


def test_a_picture_that_a_power_cut_left_at_the_provider_is_fetched_not_bought_again(
    browser: Browser, fal_server: FalServer, tmp_path: Path
) -> None:
    """Killed while the queue works, started again: the tile gets the picture of the one request that was sent."""
    fal_server.reset()
    fal_server.statuses(*[BUSY] * 10_000)
    with (
        running_app(tmp_path, IMAGEGEN_FAL_URL=fal_server.url, FAL_KEY=KEY) as program,
        customer_at(browser, program, fal_server) as customer,
    ):
        customer.open()
        customer.choose(SCHNELL)
        tile = customer.put('a lighthouse in a storm')
        fal_server.wait_until(lambda: fal_server.count('status') > 0)
        program.kill()
    fal_server.finish()
    with (
        running_app(tmp_path, IMAGEGEN_FAL_URL=fal_server.url, FAL_KEY=KEY) as program,
        customer_at(browser, program, fal_server) as customer,
    ):
        customer.open()
        customer.person.wait_settled(tile, 'a lighthouse in a storm')
        assert (fal_server.count('run'), fal_server.count('submit'), fal_server.count('cancel')) == (1, 1, 0)
        assert [line for line in program.lines if 'Traceback' in line] == []


def test_without_a_key_a_paid_model_leads_to_settings(browser: Browser, fal_server: FalServer, tmp_path: Path) -> None:
    """The menu says that there is no key; a tile of such a model says it in one sentence with a link."""
    fal_server.reset()
    with (
        running_app(tmp_path, IMAGEGEN_FAL_URL=fal_server.url) as program,
        customer_at(browser, program, fal_server) as customer,
    ):
        page = customer.person.page
        customer.open()
        page.get_by_role('button', name='Model: ').click()
        choice = page.get_by_role('option', name=SCHNELL)
        expect(choice).to_contain_text('no key yet')
        choice.click()
        page.wait_for_url('**/settings')
        _choose_behind_the_menu(program.url, 'fal/flux-schnell')
        customer.open()
        tile = customer.put('a lighthouse')
        customer.sees_failure(tile, 'fal.ai needs a key. Add one in Settings.')
        customer.tile(tile).locator('.ig-card').get_by_role('link', name='Settings').click()
        page.wait_for_url('**/settings')
        assert fal_server.calls == []


def _choose_behind_the_menu(url: str, model: str) -> None:
    """Choose a model as a page did that was opened while there was a key."""
    loaded = LoadedPage.load(url)
    with wired(url, loaded.client_id, url) as wire:
        said = json.dumps({'name': 'model', 'value': model, 'tile': None})
        wire.event(loaded.ears('knob'), 'knob', said)
        wire.hear_text(model)
