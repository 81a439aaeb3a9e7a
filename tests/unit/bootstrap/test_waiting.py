"""What waits is told apart by what it is about, the most important first."""

import pytest

from fidpos.bootstrap import waiting
from fidpos.bootstrap.waiting import waiting_list
from fidpos.domain.ids import EventId, uuid7
from fidpos.till.centre_link import WaitingKind, WaitingList
from fidpos.wire.events import StaffActed, StaffActKind
from tests.helpers.sync_pair import Pair
from tests.simulation.shop import CASHIER


def recorded() -> Pair:
    """A till that enrolled somebody, sold to them twice, and was locked; nothing was sent."""
    pair = Pair()
    pair.counter.enrol(pair.till)
    member = next(iter(pair.till.members))
    pair.counter.buy(pair.till, member)
    pair.clock.advance(60)
    pair.counter.buy(pair.till, member)
    now = pair.clock.now()
    pair.till.record(StaffActed(id=EventId(uuid7(now)), at=now, staff_id=CASHIER, act=StaffActKind.LOCKED))
    return pair


def test_events_are_counted_by_kind_with_the_oldest_of_each() -> None:
    pair = recorded()
    groups = waiting_list(pair.till).groups

    assert [(group.kind, group.count) for group in groups] == [
        (WaitingKind.VISIT, 2),
        (WaitingKind.MEMBER, 1),
        (WaitingKind.STAFF, 1),
        (WaitingKind.OTHER, 1),
    ]
    assert groups[0].oldest_at < pair.clock.now()


def test_once_everything_is_acknowledged_nothing_waits() -> None:
    pair = recorded()
    pair.settle()

    assert waiting_list(pair.till) == WaitingList()


def test_of_very_much_only_the_oldest_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LOOKED_AT_MAX", 2)
    monkeypatch.setattr(waiting, "_AT_ONCE", 2)
    told = waiting_list(recorded().till)

    assert sum(group.count for group in told.groups) == 2
    assert told.uncounted == 3
