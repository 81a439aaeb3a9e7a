"""A visit that a safeguard let earn nothing is seen, and counts towards nothing, on every store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from fidpos.domain.ids import RefundId
from fidpos.domain.money import EUR, Money
from fidpos.localdb.store import LocalStore
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from fidpos.till.void_visit import void_visit
from fidpos.wire.events import CountBody, VisitClosed
from tests.helpers import real_store
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, PAUL, TAREK, ZOE, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import Events

MEMBER = MALO.member
OWN = "staff_own_purchase"


class Shop:
    """A store of either kind, with a member who has a past."""

    def __init__(self, store: LocalStore | MemoryStore, events: Events) -> None:
        self.store = store
        self.events = events
        self.store.commit(events.closed(MEMBER, 1_000, earned={"points": 10}))

    def close_withheld(self) -> VisitClosed:
        """Even what such an event should not say counts for nothing."""
        self.events.clock.advance(60)
        bread = CountBody(scope="category:bread", visits=1, revenue_minor=3_000)
        event = structs.replace(self.events.closed(MEMBER, 3_000, earned={}), withheld=OWN, counts=(bread,))
        self.store.commit(event)
        return event

    @property
    def counted(self) -> tuple[object, ...]:
        """What conditions read of the past."""
        store, day = self.store, self.events.today
        return (
            store.day_aggregates(MEMBER.id, date(2026, 1, 1)),
            store.lifetime(MEMBER.id),
            store.last_days(MEMBER.id, day),
            [part for visit in store.counted_visits(MEMBER.id, day, day) for part in visit.sums],
        )


@pytest.fixture(params=["memory", "disk"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    clock = FakeClock()
    if request.param == "memory":
        memory = MemoryStore(IDENTITY, programme(), (INES, PAUL, TAREK))
        memory.load(BERENICE, MALO, ZOE)
        yield Shop(memory, Events(clock))
        return
    disk = real_store.new_store(tmp_path / "till.db", clock, BERENICE, MALO, ZOE)
    yield Shop(disk, Events(clock))
    disk.close()


def test_a_visit_that_earned_nothing_is_listed_and_counts_towards_nothing(shop: Shop) -> None:
    before = shop.counted

    event = shop.close_withheld()

    assert event.visit_id in [past.id for past in shop.store.recent_visits(MEMBER.id, 10)]
    assert shop.counted == before


def test_its_void_takes_back_nothing_that_was_not_counted(shop: Shop) -> None:
    before, event = shop.counted, shop.close_withheld()

    voided = void_visit(
        shop.store,
        recorded(shop.store, event.visit_id),
        by=PAUL,
        reason="wrong",
        at=shop.events.clock.now(),
        new_id=shop.events.new_id,
    )

    assert voided.event.withheld == OWN
    assert shop.counted == before


@pytest.mark.parametrize("parts", [(None,), (1_000, None)])
def test_nor_do_its_refunds(shop: Shop, parts: tuple[int | None, ...]) -> None:
    before, event = shop.counted, shop.close_withheld()

    for minor in parts:
        request = RefundRequest(id=RefundId(shop.events.new_id()), reason="broken")
        if minor is not None:
            request = replace(request, amount=Money(minor, EUR))
        done = refund_visit(
            correction(shop.store, shop.events), recorded(shop.store, event.visit_id), request
        )
        assert isinstance(done, Refunded)

    assert shop.counted == before
