"""A bad line between the till and its centre: whatever it does, everything arrives, once."""

from collections.abc import Iterator
from random import Random

import pytest

from fidpos.sync.client import CentreAddress
from fidpos.sync.ports import CentreAway, CentreRefused
from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.fault_proxy import Fault, FaultProxy
from tests.helpers.served_centre import OnlineTill, ServedCentre

FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)


@pytest.fixture
def served() -> Iterator[ServedCentre]:
    with ServedCentre() as centre:
        yield centre


def settle(till: OnlineTill) -> int:
    """Go on until there is nothing to say; returns how often it did not get through."""
    failures = 0
    while True:
        try:
            till.settle()
        except CentreAway:
            failures += 1
        except CentreRefused as fault:
            if fault.refusal.code is not RefusalCode.REPLAYED:
                raise
            failures += 1
        else:
            return failures


def is_same(till: OnlineTill, served: ServedCentre) -> bool:
    return (
        till.store.memory().acked == till.store.head().anchor
        and till.store.accounts == served.data.accounts
        and not served.data.quarantine
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_what_happens_to_every_third_request_loses_nothing(served: ServedCentre, fault: Fault) -> None:
    turn = iter(range(10_000))
    with FaultProxy(served.serving.port, lambda: fault if next(turn) % 3 == 1 else Fault.NONE) as proxy:
        address = CentreAddress(url=f"http://127.0.0.1:{proxy.port}")
        with served.till(100, address) as till:
            till.outgoing.rows_max = 5
            for _ in range(20):
                served.counter.buy(till.store)
            failures = settle(till)

            assert is_same(till, served)
            assert (failures > 0) is (fault is not Fault.DRIP)


@pytest.mark.parametrize("seed", range(5))
def test_a_line_that_does_everything_loses_nothing(served: ServedCentre, seed: int) -> None:
    random = Random(seed)
    with FaultProxy(served.serving.port, lambda: random.choice((Fault.NONE, *FAULTS))) as proxy:
        address = CentreAddress(url=f"http://127.0.0.1:{proxy.port}")
        with served.till(100, address) as here, served.till(101, address) as there:
            for _ in range(5):
                for till in (here, there):
                    served.counter.buy(till.store)
                    settle(till)
            settle(here)

            assert is_same(here, served)
            assert is_same(there, served)


@pytest.mark.parametrize("fault", [Fault.PORTAL, Fault.REDIRECT, Fault.BAD_GATEWAY])
def test_who_answers_in_the_centres_place_is_not_believed(served: ServedCentre, fault: Fault) -> None:
    with FaultProxy(served.serving.port, lambda: fault) as proxy:
        address = CentreAddress(url=f"http://127.0.0.1:{proxy.port}")
        with served.till(100, address) as till, pytest.raises(CentreAway) as away:
            till.session.hello()

    assert away.value.params.get("retry_after_s") == (7 if fault is Fault.BAD_GATEWAY else None)
