"""Refunds on every store: a whole one is a void, parts sum to the whole, and the journal proves them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from fidpos.domain.basket import BasketLine
from fidpos.domain.correction_policy import CorrectionPolicy
from fidpos.domain.ids import EventId, RefundId, VisitId
from fidpos.domain.member import Member, TierStanding
from fidpos.domain.money import EUR, Money
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.rules.policy import GiftAtRefund, Policies, Refund, SpentAtRefund, TierAtRefund
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from fidpos.till.void_visit import check_void
from fidpos.wire.events import CountBody, RuleUseBody
from tests.helpers import real_store
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, PAUL, TAREK, ZOE, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import Events

GOLD = TierStanding(code="gold", since=date(2026, 11, 20), until=date(2027, 11, 20))


@dataclass
class Shop:
    """A store under test, whose journal is verified at the end."""

    store: LocalStore | MemoryStore
    events: Events

    def close(self, member: Member = MALO.member, minor: int = 3_000, **more: object) -> VisitId:
        self.events.clock.advance(60)
        event = self.events.closed(member, minor, **more)  # type: ignore[arg-type]
        self.store.commit(event)
        return event.visit_id

    def close_with_everything(self) -> VisitId:
        return self.close(
            spent=500,
            lots=self.store.open_lots(MALO.member.account_id, "points"),
            earned={"points": 30, "stamps": 1},
            discount_minor=500,
            uses=(RuleUseBody(rule="birthday", subject="someone"),),
        )

    def refund(
        self, visit_id: VisitId, minor: int | None = None, **more: object
    ) -> Refunded | CorrectionRefusal:
        self.events.clock.advance(60)
        request = RefundRequest(
            id=RefundId(self.events.new_id()),
            amount=None if minor is None else Money(minor, EUR),
            reason="broken",
        )
        request = replace(request, **more)  # type: ignore[arg-type]
        return refund_visit(correction(self.store, self.events), recorded(self.store, visit_id), request)

    def refunded(self, visit_id: VisitId, minor: int | None = None, **more: object) -> Refunded:
        result = self.refund(visit_id, minor, **more)
        assert isinstance(result, Refunded), result
        return result

    def decide(self, **policies: object) -> None:
        """The programme says otherwise from now on; visits closed before keep theirs."""
        version = self.store.programme().version + 1
        decided = replace(Policies(), **policies)  # type: ignore[arg-type]
        self.store.put_programme(replace(programme(), version=version, policies=decided))

    def state(self, member: Member = MALO.member) -> list[object]:
        """Everything that a visit changes, but the visit."""
        return [
            [self.store.open_lots(member.account_id, counter) for counter in ("points", "stamps")],
            [balance for balance in self.store.balances(member.account_id) if balance.amount],
            self.store.rule_uses(member.id, self.events.today),
            self.store.day_aggregates(member.id, date(2026, 1, 1)),
            [
                (totals.visits, totals.revenue_minor, totals.points_earned)
                for totals in self.store.lifetime(member.id)
                if totals.visits or totals.revenue_minor or totals.points_earned
            ],
        ]


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
    reader = disk.database.reader()
    assert verify(reader.connection).holds
    reader.close()
    disk.close()


def test_a_whole_refund_restores_every_account_lot_and_limit(shop: Shop) -> None:
    before = shop.state()

    result = shop.refunded(shop.close_with_everything())

    assert shop.state() == before
    assert result.pay_back == Money(2_500, EUR)
    assert result.event.ends


@pytest.mark.parametrize("parts", [(1_000, None), (1, 2_998, None), (999, 999, 999, None)])
def test_parts_restore_exactly_the_same(shop: Shop, parts: tuple[int | None, ...]) -> None:
    before = shop.state()
    visit_id = shop.close_with_everything()

    paid = [shop.refunded(visit_id, part).pay_back.minor for part in parts]

    assert shop.state() == before
    assert sum(paid) == 2_500
    assert recorded(shop.store, visit_id).voided


def test_a_part_leaves_the_rest_of_the_visit(shop: Shop) -> None:
    visit_id = shop.close(BERENICE.member, 2_000)

    shop.refunded(visit_id, 500)

    visit = recorded(shop.store, visit_id)
    assert (visit.voided, len(visit.refunds)) == (False, 1)
    assert [balance.amount for balance in shop.store.balances(BERENICE.member.account_id)] == [135]
    (day,) = shop.store.day_aggregates(BERENICE.member.id, shop.events.today)
    assert (day.visits, day.revenue_minor, day.points_earned) == (1, 1_500, 15)


def test_a_refund_repeated_gives_the_first_result(shop: Shop) -> None:
    visit_id, refund_id = shop.close(), RefundId(shop.events.new_id())

    first = shop.refunded(visit_id, 1_000, id=refund_id)

    assert shop.refunded(visit_id, 2_000, id=refund_id) == first
    assert len(recorded(shop.store, visit_id).refunds) == 1


def test_a_refund_that_is_there_is_not_booked_again(shop: Shop) -> None:
    visit_id = shop.close()
    event = shop.refunded(visit_id, 1_000).event
    before = shop.state()

    shop.store.commit(event)
    shop.store.commit(structs.replace(event, id=EventId(shop.events.new_id())))

    assert shop.state() == before


def test_nothing_more_than_the_visit_is_refunded(shop: Shop) -> None:
    visit_id = shop.close(minor=3_000)

    assert shop.refund(visit_id, 3_001) is CorrectionRefusal.WRONG_AMOUNT
    assert shop.refund(visit_id, 0) is CorrectionRefusal.WRONG_AMOUNT
    assert shop.refund(visit_id, -1) is CorrectionRefusal.WRONG_AMOUNT
    shop.refunded(visit_id, 2_000)
    assert shop.refund(visit_id, 1_001) is CorrectionRefusal.WRONG_AMOUNT
    shop.refunded(visit_id)
    assert shop.refund(visit_id) is CorrectionRefusal.ALREADY


def test_what_was_refunded_in_part_is_not_voided_as_well(shop: Shop) -> None:
    visit_id = shop.close()
    shop.refunded(visit_id, 1_000)

    assert check_void(shop.store, visit_id, by=PAUL, fresh=True) is CorrectionRefusal.REFUNDED


def test_a_void_visit_is_not_refunded(shop: Shop) -> None:
    visit_id = shop.close()
    shop.store.commit(shop.events.voided(recorded(shop.store, visit_id)))

    assert shop.refund(visit_id) is CorrectionRefusal.ALREADY


def test_lines_come_back_once_and_only_those_of_the_visit(shop: Shop) -> None:
    lines = (BasketLine(amount_minor=2_000), BasketLine(amount_minor=1_000))
    visit_id = shop.close(lines=lines)

    assert shop.refund(visit_id, lines=frozenset({2})) is CorrectionRefusal.WRONG_LINES
    assert shop.refunded(visit_id, lines=frozenset({1})).pay_back == Money(1_000, EUR)
    assert shop.refund(visit_id, lines=frozenset({1})) is CorrectionRefusal.WRONG_LINES
    assert shop.refunded(visit_id, lines=frozenset({0})).event.ends


def test_by_lines_what_never_earned_takes_no_points_back(shop: Shop) -> None:
    lines = (BasketLine(amount_minor=2_000), BasketLine(amount_minor=1_000, earns=False))
    earned = {"points": 20}
    proportional = shop.close(lines=lines, earned=earned)
    shop.decide(refund=Refund.PER_LINE)
    version = shop.store.programme().version
    event = shop.events.closed(MALO.member, 3_000, lines=lines, earned=earned)
    shop.store.commit(structs.replace(event, programme_version=version))

    by_share = shop.refunded(proportional, lines=frozenset({1})).event
    by_line = shop.refunded(event.visit_id, lines=frozenset({1})).event
    rest = shop.refunded(event.visit_id, lines=frozenset({0})).event

    assert (by_share.points, by_line.points, rest.points) == (-6, 0, -20)


def test_a_programme_is_kept_as_long_as_a_visit_names_it(shop: Shop) -> None:
    shop.decide(refund=Refund.PER_LINE)

    assert shop.store.programme_of(1) == programme()
    assert shop.store.programme_of(2) == shop.store.programme()


def test_a_gift_comes_back_as_the_cashier_or_else_the_programme_says(shop: Shop) -> None:
    def close() -> VisitId:
        event = shop.events.closed(
            MALO.member, 3_000, spent=100, lots=shop.store.open_lots(MALO.member.account_id, "points")
        )
        version = shop.store.programme().version
        shop.store.commit(structs.replace(event, gifts=("coffee",), programme_version=version))
        return event.visit_id

    def restored(result: Refunded) -> list[int]:
        return [entry.amount for entry in result.event.entries if entry.cause == "coffee"]

    assert restored(shop.refunded(close())) == []
    assert restored(shop.refunded(close(), returned=frozenset({"coffee"}))) == [100]
    shop.decide(gift_at_refund=GiftAtRefund.RETURNED)
    assert restored(shop.refunded(close())) == [100]
    assert restored(shop.refunded(close(), returned=frozenset())) == []


def test_points_spent_meanwhile_become_a_debt_or_less_is_paid_back(shop: Shop) -> None:
    def buy_and_spend(member: Member) -> VisitId:
        shop.events.clock.advance(60)
        event = shop.events.closed(member, 10_000)
        shop.store.commit(structs.replace(event, programme_version=shop.store.programme().version))
        shop.close(member, earned={}, spent=80, lots=shop.store.open_lots(member.account_id, "points"))
        return event.visit_id

    debt = shop.refunded(buy_and_spend(ZOE.member))
    assert (debt.pay_back, debt.event.points) == (Money(10_000, EUR), -100)
    assert [balance.amount for balance in shop.store.balances(ZOE.member.account_id)] == [-80]

    shop.decide(spent_at_refund=SpentAtRefund.DEDUCTED)
    held = sum(balance.amount for balance in shop.store.balances(MALO.member.account_id))
    paid = shop.refunded(buy_and_spend(MALO.member))
    after = sum(balance.amount for balance in shop.store.balances(MALO.member.account_id))
    assert held - after <= 80
    assert paid.event.deducted_minor == sum(one.amount for one in paid.event.settled)
    assert paid.pay_back == Money(10_000 - paid.event.deducted_minor, EUR)


def test_a_tier_goes_with_the_last_of_its_visit_and_earlier_where_the_programme_says_so(shop: Shop) -> None:
    bronze = BERENICE.member.tier

    def reach_gold() -> VisitId:
        event = shop.events.closed(BERENICE.member, 9_000, tier=GOLD)
        shop.store.commit(structs.replace(event, programme_version=shop.store.programme().version))
        return event.visit_id

    def tier() -> TierStanding | None:
        member = shop.store.member(BERENICE.member.id)
        assert member is not None
        return member.tier

    shop.decide(tier_at_refund=TierAtRefund.RECONSIDERED)
    visit_id = reach_gold()
    shop.refunded(visit_id, 1_000)
    assert tier() == bronze
    shop.refunded(visit_id)
    assert tier() == bronze

    shop.decide()
    visit_id = reach_gold()
    shop.refunded(visit_id, 1_000)
    assert tier() == GOLD
    shop.refunded(visit_id)
    assert tier() == bronze


@pytest.mark.parametrize("parts", [(None,), (1_000, None)])
@pytest.mark.parametrize(("policy", "visits"), [(GiftAtRefund.KEPT, 1), (GiftAtRefund.RETURNED, 0)])
def test_a_visit_whose_gift_is_kept_stays_the_visit_on_which_it_was_given(
    shop: Shop, policy: GiftAtRefund, visits: int, parts: tuple[int | None, ...]
) -> None:
    shop.decide(gift_at_refund=policy)
    bread = CountBody(scope="category:bread", visits=1, revenue_minor=3_000)
    event = structs.replace(
        shop.events.closed(MALO.member, 3_000, earned={}),
        gifts=("third_visit",),
        counts=(bread,),
        programme_version=shop.store.programme().version,
    )
    before = {totals.scope: totals.visits for totals in shop.store.lifetime(MALO.member.id)}
    shop.store.commit(event)

    for minor in parts:
        shop.refunded(event.visit_id, minor)

    for totals in shop.store.lifetime(MALO.member.id):
        assert totals.visits == before.get(totals.scope, 0) + visits
        assert totals.scope != bread.scope or totals.revenue_minor == 0


def test_a_cashier_refunds_within_the_visit_and_a_manager_later_with_a_reason(shop: Shop) -> None:
    visit = recorded(shop.store, shop.close())
    request = RefundRequest(id=RefundId(shop.events.new_id()), amount=Money(100, EUR))

    alone = correction(shop.store, shop.events, approved_by=None)
    assert refund_visit(alone, visit, request) is CorrectionRefusal.NEEDS_MANAGER
    approved = correction(shop.store, shop.events)
    assert refund_visit(approved, visit, request) is CorrectionRefusal.NEEDS_REASON
    assert isinstance(refund_visit(replace(alone, fresh=True), visit, request), Refunded)


def test_a_cashier_refunds_no_visit_on_which_a_reward_was_used(shop: Shop) -> None:
    visit = recorded(shop.store, shop.close_with_everything())
    request = RefundRequest(id=RefundId(shop.events.new_id()))

    alone = correction(shop.store, shop.events, approved_by=None, fresh=True)

    assert refund_visit(alone, visit, request) is CorrectionRefusal.NEEDS_MANAGER


def test_who_approves_himself_or_gains_by_it_is_flagged(shop: Shop) -> None:
    def flagged(**who: object) -> bool:
        visit = recorded(shop.store, shop.close())
        request = RefundRequest(id=RefundId(shop.events.new_id()), reason="broken")
        work = correction(shop.store, shop.events, **who)  # type: ignore[arg-type]
        result = refund_visit(work, visit, request)
        assert isinstance(result, Refunded)
        return result.event.flagged

    assert not flagged()
    assert flagged(by=PAUL, approved_by=None)
    assert flagged(approved_by=replace(PAUL, own_member_id=MALO.member.id))


def test_a_visit_is_refunded_within_the_days_that_the_owner_sets(shop: Shop) -> None:
    visit_id = shop.close()
    seven = CorrectionPolicy(refund_days_max=7)
    shop.events.clock.advance(7 * 86_400)

    def refund() -> Refunded | CorrectionRefusal:
        request = RefundRequest(id=RefundId(shop.events.new_id()), amount=Money(100, EUR), reason="broken")
        work = replace(correction(shop.store, shop.events), policy=seven)
        return refund_visit(work, recorded(shop.store, visit_id), request)

    assert isinstance(refund(), Refunded)
    shop.events.clock.advance(86_400)
    assert refund() is CorrectionRefusal.TOO_OLD
    assert isinstance(shop.refund(visit_id, 100), Refunded)
