"""Refunds that the centre was asked for, on every store of a till."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from fidpos.domain.clock import utc
from fidpos.domain.ids import EventId, RefundId
from fidpos.localdb.store import LocalStore
from fidpos.wire.events import StaffActed, StaffActKind
from fidpos.wire.refund_events import RefundAsked
from tests.helpers import real_store
from tests.helpers.counter import IDENTITY, PAUL, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore

AT = utc(2026, 11, 20, 10)


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryStore | LocalStore]:
    if request.param == "memory":
        yield MemoryStore(IDENTITY, programme(), (PAUL,))
        return
    disk = real_store.new_store(tmp_path / "till.db", FakeClock())
    yield disk
    disk.close()


def asked(number: int) -> RefundAsked:
    return RefundAsked(
        id=EventId(UUID(int=100 + number)),
        at=AT,
        refund_id=RefundId(UUID(int=200 + number)),
        business_day=AT.date(),
        currency="EUR",
        staff_id=PAUL.id,
        ticket=f"A{number}",
        amount_minor=1_000,
    )


def seen(event: RefundAsked) -> StaffActed:
    return StaffActed(
        id=EventId(UUID(int=event.id.int + 900)),
        at=AT,
        staff_id=PAUL.id,
        act=StaffActKind.REFUND_REFUSAL_SEEN,
        detail=str(event.id),
    )


def tickets(store: MemoryStore | LocalStore) -> list[tuple[str, bool]]:
    return [(each.event.ticket, each.is_refused) for each in store.refund_requests.open()]


def test_a_request_is_open_from_the_moment_it_is_recorded(store: MemoryStore | LocalStore) -> None:
    store.commit(asked(1))
    store.commit(asked(2))
    store.commit(asked(1))

    assert tickets(store) == [("A1", False), ("A2", False)]


def test_what_the_centre_has_done_is_open_no_more(store: MemoryStore | LocalStore) -> None:
    store.commit(asked(1))
    store.commit(asked(2))

    store.refund_requests.settle(done=[asked(1).id], refused=[])
    store.refund_requests.settle(done=[asked(1).id, EventId(UUID(int=1))], refused=[])

    assert tickets(store) == [("A2", False)]


def test_a_refusal_stays_until_somebody_has_seen_it(store: MemoryStore | LocalStore) -> None:
    store.commit(asked(1))
    store.commit(asked(2))
    store.refund_requests.settle(done=[], refused=[asked(1).id])
    assert tickets(store) == [("A1", True), ("A2", False)]

    store.commit(seen(asked(1)))
    store.refund_requests.settle(done=[], refused=[asked(1).id])

    assert tickets(store) == [("A2", False)]
