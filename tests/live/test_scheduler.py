"""The live scheduler: what is sent when, and that a newer picture is never covered by an older one."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.generation.provider import Model, PictureRequest
from app.services.generation.scheduler import Cancel, LiveScheduler, Send

FREE = Model('sketch', 'sketch', 'Sketch', '', 0, 0, 0.1, 0.02, 256, 1, 1, is_ai=False)
PAID = Model('fal/x', 'fal', 'X', 'fal-ai/x', 0.003, 0.001, 1, 0.4, 512, 4, 2)


def request(prompt: str, model: Model = FREE) -> PictureRequest:
    return PictureRequest(model, prompt, 7, 1024, 768, 'preview')


def sends(scheduler: LiveScheduler, now: float) -> list[tuple[str, str]]:
    return [(a.request.prompt, a.request.quality) for a in scheduler.due(now) if isinstance(a, Send)]


def test_the_first_key_sends_at_once() -> None:
    """The leading edge: nothing waits for a pause in the typing."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a'), 0)
    assert sends(scheduler, 0) == [('a', 'preview')]


def test_a_free_model_has_one_request_under_way_and_the_latest_waits() -> None:
    """Keys typed meanwhile replace one another in the one waiting slot."""
    scheduler = LiveScheduler()
    for prompt in ('a', 'ab', 'abc'):
        scheduler.edit(request(prompt), 0)
        scheduler.due(0)
    assert scheduler.arrived(2)
    assert sends(scheduler, 0.1) == [('abc', 'preview')]


def test_a_paid_model_has_two_under_way_250_ms_apart() -> None:
    """The gap holds the second back; the third waits for a place."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a', PAID), 0)
    assert sends(scheduler, 0) == [('a', 'preview')]
    scheduler.edit(request('ab', PAID), 0.1)
    assert sends(scheduler, 0.1) == []
    assert scheduler.wake_at() == 0.25
    assert sends(scheduler, 0.25) == [('ab', 'preview')]
    scheduler.edit(request('abc', PAID), 0.6)
    assert sends(scheduler, 0.6) == []
    scheduler.arrived(2)
    assert sends(scheduler, 0.61) == [('abc', 'preview')]


def test_the_same_request_sends_nothing() -> None:
    """An edit that changes nothing a picture shows is no edit."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a'), 0)
    assert scheduler.edit(request('a'), 1) is None


def test_a_rest_brings_the_full_picture_once() -> None:
    """The full size follows 700 ms after the last key."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a'), 0)
    scheduler.due(0)
    scheduler.arrived(2)
    assert sends(scheduler, 0.69) == []
    assert scheduler.wake_at() == 0.7
    assert sends(scheduler, 0.7) == [('a', 'full')]
    assert scheduler.arrived(3)
    assert not scheduler.is_working


def test_enter_brings_the_full_picture_without_a_rest() -> None:
    """Settling skips the preview that still waited."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a'), 0)
    scheduler.settle(0)
    assert sends(scheduler, 0) == [('a', 'full')]


def test_typing_again_takes_the_place_of_a_free_full_picture() -> None:
    """A slow local model's full picture does not hold the next preview back."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a'), 0)
    scheduler.settle(0)
    scheduler.due(0)
    scheduler.edit(request('ab'), 1)
    actions = scheduler.due(1)
    assert actions == [Cancel(3), Send(4, request('ab'))]


def test_a_paid_full_picture_is_not_cancelled_by_typing() -> None:
    """It is billed all the same."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a', PAID), 0)
    scheduler.settle(0)
    scheduler.due(0)
    scheduler.edit(request('ab', PAID), 1)
    assert sends(scheduler, 1) == [('ab', 'preview')]


@pytest.mark.parametrize('again', [2, 4])
def test_a_late_or_doubled_reply_is_not_shown(again: int) -> None:
    """Only a reply above the shown order is drawn."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a', PAID), 0)
    scheduler.due(0)
    scheduler.edit(request('ab', PAID), 0.3)
    scheduler.due(0.3)
    assert scheduler.arrived(4)
    assert not scheduler.arrived(again)


def test_a_failure_of_an_older_edit_is_not_told() -> None:
    """The newer one is what the person waits for."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a', PAID), 0)
    scheduler.due(0)
    scheduler.edit(request('ab', PAID), 0.3)
    scheduler.due(0.3)
    assert not scheduler.failed(2, 0.4)
    assert scheduler.failed(4, 0.5)


def test_a_busy_provider_is_asked_again_after_the_time_it_named() -> None:
    """Retry-After is honoured, and only a few times."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a', PAID), 0, rests=False)
    now = 0.0
    for _ in range(4):
        assert sends(scheduler, now) == [('a', 'preview')]
        assert scheduler.failed(2, now, retry_after=5)
        assert sends(scheduler, now + 4.9) == []
        now += 5
    assert sends(scheduler, now) == []


def test_retry_sends_the_latest_again() -> None:
    """The person's own retry needs no change of the text."""
    scheduler = LiveScheduler()
    scheduler.edit(request('a'), 0)
    scheduler.due(0)
    scheduler.failed(2, 1)
    scheduler.retry(2)
    assert sends(scheduler, 2) == [('a', 'preview')]


@dataclass
class Simulation:
    """A provider with a mind of its own: replies late, twice, out of order or never."""

    model: Model
    scheduler: LiveScheduler = field(default_factory=LiveScheduler)
    now: float = 0.0
    open: dict[int, PictureRequest] = field(default_factory=dict)
    drawn: list[int] = field(default_factory=list)

    def act(self) -> None:
        for action in self.scheduler.due(self.now):
            if isinstance(action, Send):
                self.open[action.order] = action.request
            else:
                self.open.pop(action.order)
        assert len(self.open) <= (1 if self.model.is_free else 2)

    def reply(self, order: int) -> None:
        if self.scheduler.arrived(order):
            self.drawn.append(order)

    def finish(self) -> None:
        """Answer whatever is still asked for, until nothing is."""
        for _ in range(100):
            for order in sorted(self.open, reverse=True):
                del self.open[order]
                self.reply(order)
            self.act()
            wake = self.scheduler.wake_at()
            if not self.open and wake is None:
                return
            self.now = max(self.now, wake or self.now)
            self.act()
        raise AssertionError('the scheduler never came to rest')


STEP = st.tuples(st.sampled_from(['type', 'reply', 'double', 'fail', 'wait', 'settle']), st.integers(0, 9))


@given(st.sampled_from([FREE, PAID]), st.lists(STEP, min_size=1, max_size=60))
@settings(max_examples=300, deadline=None)
def test_whatever_the_provider_does_the_newest_picture_ends_on_the_tile(
    model: Model, steps: list[tuple[str, int]]
) -> None:
    """Orders drawn only grow, limits hold, and the last edit's full picture is the last one drawn."""
    world = Simulation(model)
    world.scheduler.edit(request('start', model), 0)
    world.act()
    answered: list[int] = []
    for kind, number in steps:
        world.now += 0.05
        if kind == 'type':
            world.scheduler.edit(request(f'text {world.now}', model), world.now)
        elif kind == 'settle':
            world.scheduler.settle(world.now)
        elif kind == 'wait':
            world.now += number / 5
        elif kind == 'double' and answered:
            world.reply(answered[number % len(answered)])
        elif kind in ('reply', 'fail') and world.open:
            order = sorted(world.open)[number % len(world.open)]
            del world.open[order]
            if kind == 'reply':
                answered.append(order)
                world.reply(order)
            else:
                world.scheduler.failed(order, world.now, retry_after=0.1)
        world.act()
    world.scheduler.edit(replace(request('the end', model)), world.now)
    world.finish()
    assert world.drawn == sorted(set(world.drawn))
    assert world.drawn[-1] == world.scheduler.latest_order + 1
    assert not world.scheduler.is_working
