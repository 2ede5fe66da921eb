"""When one tile's live requests are sent and which replies are shown: a state machine without clock or I/O.

Leading edge, latest wins: the first key sends at once, a key that comes while all places are taken waits in the one
waiting slot and replaces what waited there. Every edit gets a growing *order*; a reply is shown only above the order
that is shown, so that replies may come late, twice, out of order or never. After a rest the full picture is sent.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

from app.services.generation.provider import Model, PictureRequest

REST_S: Final = 0.7
MAX_RETRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """How many requests of one tile may be under way, and the least time between two sends, in seconds."""

    in_flight: int
    gap_s: float

    @classmethod
    def of(cls, model: Model) -> Self:
        return cls(1, 0.0) if model.is_free else cls(2, 0.25)


@dataclass(frozen=True, slots=True)
class Send:
    """Send this request now, and report its fate under `order`."""

    order: int
    request: PictureRequest


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop the request of this order: a newer edit needs its place and stopping costs nothing."""

    order: int


class LiveScheduler:
    """One tile's live loop.

    Times are seconds on any steady clock. An order is twice the edit's number, plus 1 for its full picture.
    """

    def __init__(self, rest_s: float = REST_S, first_edit: int = 0) -> None:
        self._rest_s = rest_s
        self._edit = first_edit
        self._latest: PictureRequest | None = None
        self._waiting = False
        self._full_at: float | None = None
        self._not_before = 0.0
        self._retries = 0
        self._in_flight: dict[int, PictureRequest] = {}
        self._shown = 0

    @property
    def shown(self) -> int:
        """The order of the newest picture that is shown; 0 before the first."""
        return self._shown

    @property
    def latest(self) -> PictureRequest | None:
        """The request of the newest edit, as a preview."""
        return self._latest

    @property
    def latest_order(self) -> int:
        return 2 * self._edit

    @property
    def is_working(self) -> bool:
        """Whether anything is under way or will be sent by itself."""
        return bool(self._in_flight) or self._waiting or self._full_at is not None

    def edit(self, request: PictureRequest, now: float, *, cached: bool = False, rests: bool = True) -> int | None:
        """Take what the person has typed; return its order, or None when nothing changed that a picture shows.

        `cached` says that the caller shows the preview at once, so that none is sent. Without `rests` no full
        picture follows by itself.
        """
        request = replace(request, quality='preview')
        if request == self._latest:
            return None
        self._edit += 1
        self._latest = request
        self._retries = 0
        self._waiting = not cached
        self._full_at = now + self._rest_s if rests else None
        return self.latest_order

    def settle(self, now: float) -> None:
        """Ask for the full picture of the latest edit without waiting for a rest, unless it is shown or on its way."""
        full = self.latest_order + 1
        if self._latest is not None and full > self._shown and full not in self._in_flight:
            self._waiting = False
            self._full_at = now

    def retry(self, now: float, *, cached: bool = False) -> None:
        """Send the latest edit again, though nothing changed; only its full picture where the preview is `cached`.

        Nothing is sent twice: what is under way already is waited for.
        """
        if self._latest is not None and not {self.latest_order, self.latest_order + 1} & self._in_flight.keys():
            self._edit += 1
            self._retries = 0
            self._waiting, self._not_before = not cached, 0.0
            self._full_at = now if cached else now + self._rest_s

    def due(self, now: float) -> list[Send | Cancel]:
        """What is to be done at this moment. Call after every other call, and at `wake_at`."""
        actions: list[Send | Cancel] = []
        if self._latest is None:
            return actions
        pace = Pace.of(self._latest.model)
        if self._waiting and len(self._in_flight) >= pace.in_flight:
            actions += self._cancel_older_full()
        if self._waiting and self._may_send(pace, now):
            self._waiting = False
            actions.append(self._send(self.latest_order, self._latest, pace, now))
        if self._is_full_due(now) and self._may_send(pace, now):
            self._full_at = None
            full = replace(self._latest, quality='full')
            actions.append(self._send(self.latest_order + 1, full, pace, now))
        return actions

    def wake_at(self) -> float | None:
        """When `due` must be called again if nothing happens before: None when only a reply can change anything."""
        if self._latest is None or len(self._in_flight) >= Pace.of(self._latest.model).in_flight:
            return None
        times = [self._not_before] if self._waiting else []
        if self._full_at is not None and not self._waiting:
            times.append(max(self._full_at, self._not_before))
        return min(times, default=None)

    def arrived(self, order: int) -> bool:
        """Take note of a picture; return whether it is to be shown."""
        self._in_flight.pop(order, None)
        if order <= self._shown:
            return False
        self._shown = order
        return True

    def failed(self, order: int, now: float, retry_after: float | None = None) -> bool:
        """Take note of a failure; return whether the person is to be told: nothing newer is under way or shown.

        With `retry_after` (seconds, the provider's own word) the latest edit is sent again after that time, a few
        times at most.
        """
        request = self._in_flight.pop(order, None)
        if request is None or order < max([self._shown, *self._in_flight]) or self._waiting:
            return False
        if order < self.latest_order:
            return False
        if retry_after is not None and self._retries < MAX_RETRIES:
            self._retries += 1
            self._not_before = max(self._not_before, now + retry_after)
            if order == self.latest_order:
                self._waiting = True
            else:
                self._full_at = now
        else:
            self._full_at = None
        return True

    def _is_full_due(self, now: float) -> bool:
        return self._full_at is not None and now >= self._full_at and not self._waiting

    def _may_send(self, pace: Pace, now: float) -> bool:
        return len(self._in_flight) < pace.in_flight and now >= self._not_before

    def _send(self, order: int, request: PictureRequest, pace: Pace, now: float) -> Send:
        self._in_flight[order] = request
        self._not_before = now + pace.gap_s
        return Send(order, request)

    def _cancel_older_full(self) -> list[Send | Cancel]:
        """Free the place of a free model's full picture, which may take seconds, for the text typed since."""
        stale = [order for order, request in self._in_flight.items() if order % 2 and request.model.is_free]
        for order in stale:
            del self._in_flight[order]
        return [Cancel(order) for order in stale]
