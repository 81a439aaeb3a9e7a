"""A till and the centre over real HTTP: what the one records, the other knows, and all tills hear of it."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from fidpos.sync.ports import CentreAway, CentreRefused, WaitEnded
from fidpos.wire.sync.command import Command, CommandKind
from fidpos.wire.sync.refusal import RefusalCode
from fidpos.wire.sync.statement import Statement
from tests.helpers.served_centre import ServedCentre
from tests.simulation.shop import MERCHANT


@pytest.fixture
def served() -> Iterator[ServedCentre]:
    with ServedCentre() as centre:
        yield centre


def test_what_a_till_records_arrives(served: ServedCentre) -> None:
    with served.till(100) as till:
        served.counter.enrol(till.store)
        till.settle()

        assert set(served.data.members) == set(till.store.members)
        assert till.store.memory().acked == till.store.head().anchor


def test_what_one_till_records_another_shows(served: ServedCentre) -> None:
    with served.till(100) as first, served.till(101) as second:
        served.counter.buy(first.store)
        first.settle()
        second.settle()

        assert second.store.accounts == first.store.accounts


def test_a_till_that_waits_hears_of_a_change_before_its_wait_is_over(served: ServedCentre) -> None:
    with served.till(100) as first, served.till(101) as second:
        second.settle()
        thread = threading.Thread(target=partial(second.session.pull, wait_s=20))
        thread.start()
        served.await_waiting(1)
        served.counter.buy(first.store)
        first.settle()
        thread.join()

        assert second.store.accounts == first.store.accounts


def test_a_wait_that_is_interrupted_changes_nothing(served: ServedCentre) -> None:
    with served.till(100) as till:
        till.settle()
        have = till.session.have
        till.line.interrupt()

        with pytest.raises(WaitEnded):
            till.session.pull(wait_s=20)
        assert till.session.have == have
        till.settle()


def test_waiting_tills_are_let_go_when_the_centre_stops() -> None:
    with ServedCentre() as served, served.till(100) as till:
        till.settle()

        def stop() -> None:
            served.await_waiting(1)
            served.serving.__exit__(None, None, None)

        thread = threading.Thread(target=stop)
        thread.start()
        till.session.pull(wait_s=20)
        thread.join()

        assert served.serving.ended.is_set()


def test_a_till_whose_clock_is_wrong_signs_again_with_the_centres_time(served: ServedCentre) -> None:
    with served.till(100) as till:
        till.centre._clock = wrong = type(served.clock)()
        wrong.advance(86_400)
        till.settle()

        assert served.counted("/sync/hello", "clock") == 1
        assert till.store.memory().acked == till.store.head().anchor


def test_a_locked_till_is_refused(served: ServedCentre) -> None:
    with served.till(100) as till:
        till.settle()
        served.revoke(100)

        with pytest.raises(CentreRefused) as refused:
            till.session.pull()
        assert refused.value.refusal.code is RefusalCode.REVOKED


def test_a_centre_that_is_not_there_is_away(served: ServedCentre) -> None:
    with served.till(100) as till:
        served.serving.__exit__(None, None, None)

        with pytest.raises(CentreAway):
            till.session.hello()


def test_a_command_that_a_till_does_not_answer_does_not_keep_it_asking(served: ServedCentre) -> None:
    with served.till(100) as till, served.till(101) as other:
        till.settle()
        now = served.clock.now()
        command = Command(
            id=uuid4(),
            merchant_id=MERCHANT,
            till_id=till.store.till_id,
            kind=CommandKind.RESYNC,
            issued_at=now,
            expires_at=now + timedelta(days=1),
        )
        with served.store.unit(MERCHANT) as unit:
            unit.issue(command, Statement(body=b"", signature=b"of nobody"), uuid4())
        till.session.pull(wait_s=20)
        thread = threading.Thread(target=partial(till.session.pull, wait_s=20))
        thread.start()
        served.await_waiting(1)
        served.counter.buy(other.store)
        other.settle()
        thread.join()

        assert till.store.accounts == other.store.accounts
