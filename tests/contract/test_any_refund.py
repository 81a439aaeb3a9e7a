"""Refunds under every policy, however a visit is cut: all that moves adds up."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from random import Random

import pytest
from msgspec import structs

from fidpos.domain.basket import BasketLine
from fidpos.domain.ids import RefundId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.money import EUR, Money
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.rules.policy import GiftAtRefund, Policies, Refund, SpentAtRefund
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from fidpos.wire.events import VisitClosed
from tests.helpers import real_store
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import IDENTITY, INES, MALO, PAUL, TAREK, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import Events

MEMBER = MALO.member
LINES = (
    BasketLine(amount_minor=2_350),
    BasketLine(amount_minor=1_999, earns=False),
    BasketLine(amount_minor=651),
    BasketLine(amount_minor=5_000),
)
EARNED = 80
COST = 100
EVERY_POLICY = [
    Policies(refund=refund, gift_at_refund=gift, spent_at_refund=spent)
    for refund, gift, spent in product(Refund, GiftAtRefund, SpentAtRefund)
]


def named(policy: Policies) -> str:
    """For the name of a test."""
    return f"{policy.refund}-{policy.gift_at_refund}-{policy.spent_at_refund}"


@dataclass
class Shop:
    """A store of either kind."""

    store: LocalStore | MemoryStore
    events: Events

    def decide(self, policies: Policies) -> None:
        version = self.store.programme().version + 1
        self.store.put_programme(replace(programme(), version=version, policies=policies))

    def close(self) -> VisitClosed:
        """A visit that earned points, used a coffee, and had five euros off."""
        self.events.clock.advance(60)
        lots = self.store.open_lots(MEMBER.account_id, "points")
        earned = {"points": EARNED}
        event = self.events.closed(
            MEMBER, 10_000, lines=LINES, earned=earned, spent=COST, lots=lots, discount_minor=500
        )
        event = structs.replace(event, gifts=("coffee",), programme_version=self.store.programme().version)
        self.store.commit(event)
        return event

    def spend(self, points: int) -> None:
        """Another visit, on which points are spent meanwhile."""
        if points:
            self.events.clock.advance(60)
            lots = tuple(reversed(self.store.open_lots(MEMBER.account_id, "points")))
            self.store.commit(self.events.closed(MEMBER, 100, earned={}, spent=points, lots=lots))

    def refund(self, visit: RecordedVisit, **part: object) -> Refunded:
        self.events.clock.advance(60)
        request = RefundRequest(id=RefundId(self.events.new_id()), reason="broken", **part)  # type: ignore[arg-type]
        result = refund_visit(correction(self.store, self.events), visit, request)
        assert isinstance(result, Refunded), result
        return result

    @property
    def points(self) -> int:
        return sum(one.amount for one in self.store.balances(MEMBER.account_id) if one.counter == "points")

    @property
    def in_lots(self) -> int:
        return sum(lot.remaining for lot in self.store.open_lots(MEMBER.account_id, "points"))


@pytest.fixture(params=["memory", "disk"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    clock = FakeClock()
    if request.param == "memory":
        memory = MemoryStore(IDENTITY, programme(), (INES, PAUL, TAREK))
        memory.load(MALO)
        yield Shop(memory, Events(clock))
        return
    disk = real_store.new_store(tmp_path / "till.db", clock, MALO)
    yield Shop(disk, Events(clock))
    reader = disk.database.reader()
    assert verify(reader.connection).holds
    reader.close()
    disk.close()


def cut(policy: Policies, chance: Random) -> list[dict[str, object]]:
    """How the visit comes back: in amounts, or line by line; the last part is all that is left."""
    parts: list[dict[str, object]]
    if policy.refund is Refund.PER_LINE or chance.random() < 0.5:
        order = chance.sample(range(len(LINES)), chance.randrange(len(LINES)))
        parts = [{"lines": frozenset({line})} for line in order]
    else:
        parts = [{"amount": Money(chance.randint(1, 3_000), EUR)} for _ in range(chance.randrange(4))]
    return [*parts, {}]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("policy", EVERY_POLICY, ids=named)
def test_all_parts_together_are_the_mirror_of_the_visit(shop: Shop, policy: Policies, seed: int) -> None:
    chance = Random(seed)
    shop.decide(policy)
    before = shop.points
    told = shop.close()
    shop.spend(chance.choice((0, 60, 450, shop.in_lots)))
    spent_meanwhile = before + EARNED - COST - shop.points

    results = [shop.refund(recorded(shop.store, told.visit_id), **part) for part in cut(policy, chance)]

    events = [result.event for result in results]
    settled = sum(one.amount for event in events for one in event.settled)
    given_back = COST if policy.gift_at_refund is GiftAtRefund.RETURNED else 0
    assert shop.points == before - spent_meanwhile - COST + given_back + settled
    assert shop.points == shop.in_lots
    assert settled == 0 or policy.spent_at_refund is SpentAtRefund.DEDUCTED
    assert sum(event.amount_minor for event in events) == 10_000
    assert sum(event.discount_minor for event in events) == 500
    assert sum(event.deducted_minor for event in events) <= settled
    assert [event.ends for event in events] == [False] * (len(events) - 1) + [True]
    for result in results:
        event = result.event
        assert 0 <= result.pay_back.minor == event.amount_minor - event.discount_minor - event.deducted_minor
        assert all(entry.kind is EntryKind.REVERSE and entry.reverses for entry in event.entries)


@pytest.mark.parametrize("returned", [True, False])
@pytest.mark.parametrize("policy", EVERY_POLICY, ids=named)
def test_the_first_line_takes_back_its_own_share_and_the_gift_only_when_it_is_there(
    shop: Shop, policy: Policies, returned: bool
) -> None:
    shop.decide(policy)
    told = shop.close()
    gifts = frozenset({"coffee"}) if returned else frozenset()

    event = shop.refund(recorded(shop.store, told.visit_id), lines=frozenset({0}), returned=gifts).event

    of_whole = 10_000 if policy.refund is Refund.PROPORTIONAL else 8_001
    earned = [-entry.amount for entry in event.entries if entry.cause != "coffee"]
    restored = [entry.amount for entry in event.entries if entry.cause == "coffee"]
    assert sum(earned) == math.floor(EARNED * 2_350 / of_whole)
    assert restored == ([COST] if returned else [])


def test_under_no_policy_does_a_line_that_never_earned_take_points_back_line_by_line(shop: Shop) -> None:
    shop.decide(Policies(refund=Refund.PER_LINE))
    told = shop.close()

    event = shop.refund(recorded(shop.store, told.visit_id), lines=frozenset({1})).event

    assert event.points == 0
