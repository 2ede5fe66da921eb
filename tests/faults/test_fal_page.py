"""Every fault of fal.ai as a person meets it: one sentence, a retry, nothing lost, nothing bought twice."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.faults.conftest import SCHNELL, Customer, customer_at
from tests.generation.servers import pictures
from tests.generation.servers.fal import KEY, FalServer, Reply
from tests.running import RunningApp

pytestmark = pytest.mark.browser
POLICY = {'detail': [{'loc': ['body', 'prompt'], 'msg': 'flagged', 'type': 'content_policy_violation'}]}


@pytest.fixture(scope='module')
def at_work(browser: Browser, program: RunningApp, fal_server: FalServer) -> Iterator[Customer]:
    with customer_at(browser, program, fal_server) as somebody:
        somebody.open()
        somebody.choose(SCHNELL)
        yield somebody


@pytest.fixture
def customer(at_work: Customer) -> Customer:
    """Someone at an empty board, and a server that has forgotten what was before."""
    if not at_work.person.prompt.count():  # the test before ended on another page
        at_work.open()
    at_work.clear()
    at_work.fal.reset()
    return at_work


@dataclass(frozen=True)
class Fault:
    """How fal.ai answers, what the tile says then, and what its link leads to, if it has one."""

    reply: Reply
    sentence: str
    link: str | None = None


FAULTS = {
    '401': Fault(Reply(401), 'fal.ai refused the key. Add a valid one in Settings.', '/settings'),
    '403': Fault(
        Reply(403, {'detail': f'no {KEY}'}), 'fal.ai refused the key. Add a valid one in Settings.', '/settings'
    ),
    '422': Fault(Reply(422, POLICY), 'fal.ai refused the prompt by its content policy. Change the prompt.'),
    '429': Fault(Reply(429, headers={'Retry-After': '60'}), 'fal.ai is busy (429). Try again in 60 s.'),
    '500': Fault(Reply(500, 'Internal Server Error'), 'fal.ai failed (500). Try again.'),
    'cut': Fault(Reply(cut=True), 'The connection to fal.ai broke. Try again.'),
    'bomb': Fault(Reply(picture=pictures.bomb(12_000, 12_000)), '12,000 × 12,000 pixels. Ask for one of at most'),
    'svg': Fault(Reply(picture=pictures.SVG), 'An SVG drawing arrived where a PNG, JPEG or WebP picture was expected.'),
    'html': Fault(Reply(picture=pictures.HTML), 'A web page arrived where a PNG, JPEG or WebP picture was expected.'),
    'truncated': Fault(Reply(picture=pictures.truncated_jpeg()), 'The picture that arrived is damaged or cut short.'),
}


def test_the_session_s_cost_grows_by_the_price_and_stops_at_the_cap(customer: Customer) -> None:
    """A preview and a picture cost twice the price; above the cap nothing is sent, and a link leads to raising it."""
    spent = customer.person.page.locator('.ig-money b').first
    expect(spent).to_have_text('$0.00')
    customer.person.wait_settled(customer.put('a bridge of glass'))
    expect(spent).to_have_text('$0.006')
    _set_cap(customer, '0.01')
    customer.open()
    stopped = customer.put('a bridge of iron')
    customer.sees_failure(stopped, 'This session reached its cap of $0.01. Raise it in Settings to go on.')
    expect(spent).to_have_text('$0.009')
    assert '/settings' in (customer.tile(stopped).locator('.ig-card a').get_attribute('href') or '')
    assert customer.fal.billed == 3
    _set_cap(customer, '5')
    customer.open()
    customer.retry(stopped)
    customer.person.wait_settled(stopped)
    assert customer.fal.billed == 4


def test_with_live_off_only_enter_buys_and_only_one_picture(customer: Customer) -> None:
    """Neither the text nor a knob sends anything; Enter asks for the full picture without a preview."""
    page = customer.person.page
    page.get_by_role('switch', name='Live').click()
    tile = customer.put('a bridge of paper')
    page.get_by_role('button', name='Style', exact=True).click()
    page.get_by_role('option', name='Watercolor').click()
    customer.person.wait('id => window.imagegen.tile(id).styles.length === 1', tile)
    assert customer.fal.billed == 0
    customer.person.prompt.click()
    page.keyboard.press('Enter')
    customer.person.wait_settled(tile, 'a bridge of paper')
    assert (customer.fal.count('run'), customer.fal.count('submit')) == (0, 1)
    page.get_by_role('button', name='Remove style Watercolor').click()
    page.get_by_role('switch', name='Live').click()


def _set_cap(customer: Customer, usd: str) -> None:
    customer.open('/settings')
    cap = customer.person.page.get_by_role('textbox', name='Cap for a session in dollars')
    cap.fill(usd)
    cap.press('Enter')
    expect(customer.person.page.get_by_role('img', name=f'of ${float(usd):.2f}').first).to_be_attached()


@pytest.mark.parametrize('name', FAULTS)
def test_a_fault_is_one_sentence_on_the_tile_and_a_retry_mends_it(customer: Customer, name: str) -> None:
    """The text stays, one request was sent, and after a good answer the tile shows its stored picture."""
    fault, text = FAULTS[name], f'a harbour at dawn, {name}'
    customer.fal.script(fault.reply)
    tile = customer.put(text)
    customer.sees_failure(tile, fault.sentence)
    links = customer.tile(tile).locator('.ig-card a')
    assert [link.get_attribute('href') for link in links.all()] == ([fault.link] if fault.link else [])
    assert customer.fal.billed == 1
    customer.retry(tile)
    customer.person.wait_settled(tile, text)
    expect(customer.person.prompt).to_have_value(text)
    assert customer.fal.billed == 3  # the fault, then a preview and the picture to keep


@pytest.mark.parametrize('name', ['500', 'svg', 'truncated'])
def test_a_fault_of_the_picture_to_keep_leaves_the_preview(customer: Customer, name: str) -> None:
    """The tile shows its preview under the sentence, and a retry buys only what is missing."""
    fault, text = FAULTS[name], f'a mill by the river, {name}'
    customer.fal.script(Reply(), fault.reply)
    tile = customer.put(text)
    customer.sees_failure(tile, fault.sentence)
    assert customer.person.tile(tile)['frame'] is not None
    assert (customer.fal.count('run'), customer.fal.count('submit')) == (1, 1)
    customer.retry(tile)
    customer.person.wait_settled(tile, text)
    assert (customer.fal.count('run'), customer.fal.count('submit')) == (1, 2)


def test_a_redirect_to_a_private_address_is_not_followed(customer: Customer) -> None:
    """The other server on this machine hears nothing."""
    with FalServer() as private:
        secret = f'{private.url}/media/secret.png'
        customer.fal.script(Reply(url=customer.fal.redirect_to(secret)))
        tile = customer.put('a lamp in the fog')
        customer.sees_failure(tile, 'which is no plain https address. Try again.')
        assert private.calls == []
    assert customer.fal.billed == 1
    customer.retry(tile)
    customer.person.wait_settled(tile)


def test_a_request_that_is_never_answered_holds_up_nothing(customer: Customer) -> None:
    """A preview that stalls is overtaken by the picture to keep, on its own tile and on another alike."""
    customer.fal.script(Reply(stall=True))
    stalled = customer.put('a slow river')
    customer.fal.wait_until(lambda: customer.fal.billed == 1)
    quick = customer.put('a quick fox')
    customer.person.wait_settled(quick, 'a quick fox')
    customer.person.wait_settled(stalled, 'a slow river')
    assert (customer.fal.count('run'), customer.fal.count('submit')) == (2, 2)


def test_a_failure_is_still_told_after_a_reload(customer: Customer) -> None:
    """The sentence and its retry are there again, and nothing is bought by looking."""
    customer.fal.script(Reply(500))
    tile = customer.put('a tower of sand')
    customer.sees_failure(tile, 'fal.ai failed (500). Try again.')
    customer.person.page.reload()
    customer.person.wait_for_board()
    customer.sees_failure(tile, 'fal.ai failed (500). Try again.')
    assert customer.fal.billed == 1
    customer.retry(tile)
    customer.person.wait_settled(tile, 'a tower of sand')


def test_a_tile_that_comes_back_without_a_picture_offers_a_retry(customer: Customer) -> None:
    """Deleted while it had none and restored by Undo, it says so and can still be made."""
    customer.fal.script(Reply(500))
    tile = customer.put('a ship of paper')
    customer.sees_failure(tile, 'fal.ai failed (500). Try again.')
    customer.person.click(tile)
    customer.person.page.keyboard.press('Escape')
    customer.person.click(tile)
    customer.person.press('Delete')
    customer.person.wait('window.imagegen.size() === 0')
    customer.person.press('Undo')
    customer.sees_failure(tile, 'This picture was not made. Try again.')
    customer.retry(tile)
    customer.person.wait_settled(tile, 'a ship of paper')
    assert (customer.fal.count('run'), customer.fal.count('submit')) == (1, 1)


def test_enter_at_a_finished_tile_draws_nothing(customer: Customer) -> None:
    """It shows what it would draw: nothing is bought, and no step of undo is made."""
    first = customer.put('a garden of stone')
    customer.person.wait_settled(first)
    second = customer.put('a garden of glass')
    customer.person.wait_settled(second)
    customer.person.click(first)
    expect(customer.person.prompt).to_have_value('a garden of stone')
    customer.person.prompt.press('Enter')
    expect(customer.person.prompt).to_have_value('')
    third = customer.put('a garden of light')
    customer.person.wait_settled(third)
    assert customer.fal.billed == 6
    for left in ([first, second], [first]):
        customer.person.press('Undo')
        customer.person.wait('left => window.imagegen.ids().sort().join() === left.sort().join()', left)


def test_text_that_is_erased_after_a_failure_is_gone(customer: Customer) -> None:
    """It was kept with its tile because no picture came; erased, it does not come back."""
    customer.fal.script(Reply(401))
    tile = customer.put('a kite')
    customer.sees_failure(tile, 'fal.ai refused the key.')
    customer.person.wait("id => window.imagegen.tile(id).prompt === 'a kite'", tile)
    customer.person.prompt.fill('')
    customer.person.wait("id => window.imagegen.tile(id).prompt === ''", tile)
    assert customer.fal.billed == 1


def test_keys_are_told_to_nobody(customer: Customer, program: RunningApp) -> None:
    """Not in a page, not over its socket in either direction, not in what the program prints."""
    told = '\n'.join(program.lines)
    for path in ('/', '/settings', '/favorites'):
        customer.open(path)
        told += customer.person.page.content()
    assert len(customer.heard) > 100
    told += '\n'.join(customer.heard)
    assert [key for key in (KEY, KEY.split(':')[1], 'sk-loopback') if key in told] == []
