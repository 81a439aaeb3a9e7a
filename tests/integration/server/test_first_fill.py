"""A new till is filled from a snapshot over real HTTP, however bad the line is."""

from collections.abc import Iterator

import pytest

from fidpos.sync.client import CentreAddress
from fidpos.sync.ports import CentreAway, CentreRefused
from fidpos.wire.sync.refusal import RefusalCode
from fidpos.wire.sync.snapshot import SNAPSHOT_PATH, SnapshotAnswer, SnapshotAsk
from tests.helpers.fault_proxy import Fault, FaultProxy
from tests.helpers.served_centre import OnlineTill, ServedCentre

MEMBERS = 40
PARTS = 8
FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)


@pytest.fixture
def served() -> Iterator[ServedCentre]:
    """A centre with so many members that it makes a snapshot."""
    with ServedCentre() as centre:
        with centre.till(100) as first:
            for _ in range(MEMBERS):
                centre.counter.enrol(first.store)
            for _ in range(MEMBERS):
                centre.counter.buy(first.store)
            first.settle()
        yield centre


def fill(till: OnlineTill) -> None:
    """Go on, whatever the line does and however long the snapshot takes to make."""
    while till.store.memory().feed is None:
        try:
            till.settle()
        except CentreAway:
            continue
        except CentreRefused as fault:
            if fault.refusal.code not in {RefusalCode.BUSY, RefusalCode.REPLAYED}:
                raise


def is_told_all(till: OnlineTill, served: ServedCentre) -> bool:
    return (till.store.members, till.store.accounts) == (served.data.members, served.data.accounts)


def test_a_new_till_is_filled_part_by_part(served: ServedCentre) -> None:
    before = served.counted(SNAPSHOT_PATH, "ok")
    with served.till(101) as till:
        fill(till)

        assert is_told_all(till, served)
    assert served.counted(SNAPSHOT_PATH, "ok") - before == 1 + PARTS + 1


@pytest.mark.parametrize("fault", FAULTS)
def test_what_happens_to_every_third_request_loses_nothing(served: ServedCentre, fault: Fault) -> None:
    turn = iter(range(10_000))
    with FaultProxy(served.serving.port, lambda: fault if next(turn) % 3 == 1 else Fault.NONE) as proxy:
        address = CentreAddress(url=f"http://127.0.0.1:{proxy.port}")
        with served.till(101, address) as till:
            fill(till)

            assert is_told_all(till, served)


def test_a_till_that_was_locked_gets_no_part(served: ServedCentre) -> None:
    with served.till(101) as till:
        lineage = till.store.head().epoch
        offer = till.centre.ask(SNAPSHOT_PATH, SnapshotAsk(lineage=lineage), SnapshotAnswer)
        served.revoke(101)

        for asked in (None, offer.id):
            with pytest.raises(CentreRefused) as refused:
                till.centre.ask(SNAPSHOT_PATH, SnapshotAsk(lineage=lineage, id=asked), SnapshotAnswer)
            assert refused.value.refusal.code is RefusalCode.REVOKED
