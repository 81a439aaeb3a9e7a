"""The till's sync, round by round, against a centre in memory."""

import threading
from random import Random

import msgspec
import pytest

from fidpos.domain.errors import StoreFull
from fidpos.sync.ports import CentreAway, CentreRefused, WaitEnded
from fidpos.sync.pump import Pump
from fidpos.sync.status import SyncState, SyncStatus, waiting_in
from fidpos.wire.sync.anchors import START
from fidpos.wire.sync.pull import Pull
from fidpos.wire.sync.push import PushAnswer, PushVerdict
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from tests.helpers.sync_pair import Pair


class Pumped:
    """A pair whose till has a pump; each wait for changes takes 25 seconds of the fake clock."""

    def __init__(self) -> None:
        self.pair = Pair()
        self.said: list[SyncStatus] = []
        self.interrupts = 0
        self.pump = Pump(
            self.pair.session,
            self.pair.till,
            clock=self.pair.clock,
            random=Random(1),
            interrupt=self._interrupt,
            tell=self.said.append,
        )
        self.pair.disturb = self._wait

    def _interrupt(self) -> None:
        self.interrupts += 1

    def _wait(self, path: str) -> None:
        if path == "/sync/pull":
            self.pair.clock.advance(25)

    def refuse(self, refusal: Refusal) -> float:
        """One round against a centre that says no."""

        def no(_: str) -> None:
            raise CentreRefused(refusal)

        self.pair.disturb = no
        return self.pump.turn()

    def lose(self, **params: object) -> float:
        """One round against nobody."""

        def gone(_: str) -> None:
            raise CentreAway("gone", **params)

        self.pair.disturb = gone
        return self.pump.turn()

    @property
    def states(self) -> list[SyncState]:
        return [status.state for status in self.said]


@pytest.fixture
def pumped() -> Pumped:
    return Pumped()


def test_a_round_sends_everything_and_then_waits_for_changes(pumped: Pumped) -> None:
    pumped.pair.counter.buy(pumped.pair.till)

    assert pumped.pump.turn() == 0.0
    assert waiting_in(pumped.pair.till) == (0, None)
    request = pumped.pair.asked[-1][1]
    assert isinstance(request, Pull)
    assert request.wait_s == 25


def test_it_says_when_everything_is_sent(pumped: Pumped) -> None:
    pumped.pair.counter.buy(pumped.pair.till)
    pumped.pump.turn()

    assert pumped.states[-1] is SyncState.UP_TO_DATE
    assert pumped.said[-1].waiting == 0


def test_it_says_how_much_waits_and_since_when_while_offline(pumped: Pumped) -> None:
    pumped.pump.turn()
    first_at = pumped.pair.clock.now()
    pumped.pair.counter.enrol(pumped.pair.till)
    pumped.pair.clock.advance(60)
    pumped.pair.counter.buy(pumped.pair.till)
    rest_s = pumped.lose()
    status = pumped.said[-1]

    assert (status.state, status.waiting, status.waiting_since) == (SyncState.OFFLINE, 2, first_at)
    assert 0.0 < rest_s <= 1.0


def test_it_says_since_when_it_is_offline(pumped: Pumped) -> None:
    pumped.lose()
    since = pumped.pair.clock.now()
    for _ in range(3):
        pumped.pair.clock.advance(30)
        pumped.lose()

    assert {status.since for status in pumped.said} == {since}


def test_what_it_says_is_said_once(pumped: Pumped) -> None:
    for _ in range(5):
        pumped.pump.turn()

    assert pumped.states.count(SyncState.UP_TO_DATE) == 1


def test_it_comes_back_when_the_centre_is_there_again(pumped: Pumped) -> None:
    pumped.pair.counter.buy(pumped.pair.till)
    pumped.lose()
    pumped.pair.disturb = pumped._wait
    pumped.pump.turn()

    assert pumped.states[-1] is SyncState.UP_TO_DATE


@pytest.mark.parametrize("code", [RefusalCode.REVOKED, RefusalCode.UNKNOWN_TILL, RefusalCode.MALFORMED])
def test_a_refusal_that_does_not_pass_needs_attention(pumped: Pumped, code: RefusalCode) -> None:
    pumped.refuse(Refusal(code=code))

    assert (pumped.said[-1].state, pumped.said[-1].reason) == (SyncState.ATTENTION, code.value)


def test_a_till_that_was_locked_counts_as_one_that_never_heard_its_centre(pumped: Pumped) -> None:
    pumped.pump.turn()
    assert pumped.pair.till.heard_out_at is not None

    pumped.refuse(Refusal(code=RefusalCode.UNKNOWN_TILL))
    assert pumped.pair.till.heard_out_at is not None
    pumped.refuse(Refusal(code=RefusalCode.REVOKED))

    assert pumped.pair.till.heard_out_at is None


def test_a_disk_that_does_not_keep_it_ends_no_conversation(
    pumped: Pumped, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise StoreFull

    monkeypatch.setattr(pumped.pair.till, "locked_out", full)
    pumped.refuse(Refusal(code=RefusalCode.REVOKED))

    assert pumped.said[-1].reason == RefusalCode.REVOKED.value


def test_a_busy_centre_is_asked_again_when_it_said(pumped: Pumped) -> None:
    rest_s = pumped.refuse(Refusal(code=RefusalCode.BUSY, retry_after_s=60))

    assert rest_s >= 60.0
    assert pumped.states[-1] is SyncState.SENDING


def test_a_proxy_that_names_a_time_is_heard_as_well(pumped: Pumped) -> None:
    assert pumped.lose(retry_after_s=60) >= 60.0


def test_a_store_that_refuses_needs_attention(pumped: Pumped) -> None:
    def full(path: str) -> None:
        if path == "/sync/pull":
            raise StoreFull

    pumped.pair.disturb = full
    pumped.pump.turn()

    assert (pumped.said[-1].state, pumped.said[-1].reason) == (SyncState.ATTENTION, "store_full")


def test_a_wait_that_was_ended_goes_on_at_once(pumped: Pumped) -> None:
    def ended(path: str) -> None:
        if path == "/sync/pull":
            raise WaitEnded

    pumped.pair.disturb = ended

    assert pumped.pump.turn() == 0.0


def test_a_centre_that_contradicts_itself_is_not_asked_without_end(pumped: Pumped) -> None:
    pumped.pair.counter.buy(pumped.pair.till)

    def forgetful(answer: msgspec.Struct) -> msgspec.Struct:
        if isinstance(answer, PushAnswer):
            return PushAnswer(verdict=PushVerdict.GAP, have=START)
        return msgspec.structs.replace(answer, have=START)

    pumped.pair.spoil = forgetful

    assert pumped.pump.turn() > 0.0
    assert pumped.states[-1] is SyncState.OFFLINE


def test_a_centre_that_never_waits_is_not_asked_without_end(pumped: Pumped) -> None:
    pumped.pair.disturb = lambda _: None
    rests = [pumped.pump.turn() for _ in range(20)]

    assert rests[0] == 0.0
    assert min(rests[6:]) > 0.0


def test_a_new_event_ends_the_wait_for_changes(pumped: Pumped) -> None:
    pumped.pump.recorded()

    assert pumped.interrupts == 1


def test_it_stops_while_it_rests(pumped: Pumped) -> None:
    def gone(_: str) -> None:
        raise CentreAway(retry_after_s=300)

    pumped.pair.disturb = gone
    thread = threading.Thread(target=pumped.pump.run)
    thread.start()
    pumped.pump.stop()
    thread.join(timeout=60)

    assert not thread.is_alive()
