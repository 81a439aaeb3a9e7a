"""Vouchers of a visit that is refunded or undone: withdrawn, kept, deducted, or told to the owner."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from fidpos.domain.basket import BasketLine
from fidpos.domain.ids import VisitId
from fidpos.localdb.lock import Priority
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.facts import Who
from fidpos.rules.policy import Policies, SpentAtRefund, VoucherAtRefund
from fidpos.rules.programme import Limits, Programme
from tests.helpers import real_store
from tests.helpers.counter import BERENICE
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_visits import PEOPLE
from tests.helpers.refunding_till import NOON, OpenTill, RefundingTill, opening
from tests.unit.rules.build import POINTS, STAMPS, TITLE, line, programme, reward, rule

TEN = Voucher(title=TITLE, effect=AmountOff(amount_minor=1_000))
FROM_50 = rule(
    "thanks",
    TEN,
    phase=Phase.AFTER,
    when=Amount(bounds=Bounds(at_least=5_000)),
    limits=Limits(in_total=1),
)
COAT, SCARF, SMALL = line(4_000, "wear"), line(2_000, "wear"), line(3_000, "food")


def shop(**policies: object) -> Programme:
    """Ten euros off the next visit, for fifty spent, once."""
    decided = replace(Policies(), **policies)  # type: ignore[arg-type]
    dear = replace(POINTS, worth_minor=10)
    return programme(
        FROM_50, rewards=[reward("ten", TEN, cost=100)], policies=decided, counters=(dear, STAMPS)
    )


@pytest.fixture(params=["memory", "disk"])
def open_till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenTill]:
    yield from opening(request.param, tmp_path)


def buy_and_use(till: RefundingTill) -> VisitId:
    """A coat and a scarf, whose voucher pays ten euros of the next visit."""
    visit = till.buy(COAT, SCARF)
    later = till.buy(SMALL, uses_vouchers=True)
    assert till.visit(later).discount.minor == 1_000
    return visit


def test_once_nothing_is_left_of_the_visit_its_voucher_is_withdrawn(open_till: OpenTill) -> None:
    till = open_till(shop())
    visit = till.buy(COAT, SCARF)

    coat = till.refund(visit, 0)
    assert (till.vouchers(), coat.pay_back.minor) == (1, 4_000)
    scarf = till.refund(visit, 1)
    assert (till.vouchers(), scarf.pay_back.minor, scarf.event.flagged) == (0, 2_000, False)
    till.buy(COAT, SCARF)
    assert till.vouchers() == 1


def test_what_a_voucher_gave_since_is_deducted_when_the_visit_is_wholly_refunded(open_till: OpenTill) -> None:
    till = open_till(shop(spent_at_refund=SpentAtRefund.DEDUCTED))
    visit = buy_and_use(till)

    paid = [till.refund(visit, n) for n in (0, 1)]

    assert [each.pay_back.minor for each in paid] == [4_000, 1_000]
    assert [each.event.deducted_minor for each in paid] == [0, 1_000]
    assert [use.granted_minor for use in paid[1].event.vouchers_spent] == [1_000]
    assert not paid[1].event.flagged


def test_what_a_voucher_gave_at_another_till_is_not_known_and_told(tmp_path: Path) -> None:
    made, clock = shop(spent_at_refund=SpentAtRefund.DEDUCTED), FakeClock(NOON)
    disk = real_store.new_store(tmp_path / "till.db", clock, BERENICE)
    disk.put_programme(made)
    till = RefundingTill(disk, made, clock)
    visit = till.buy(COAT, SCARF)
    elsewhere = (VisitId(uuid4()).bytes,)
    used = "UPDATE vouchers SET state = 'consumed', used_by = ?"
    disk.database.write(Priority.CHECKOUT, lambda connection: connection.execute(used, elsewhere))

    result = till.refund(visit)

    assert (result.pay_back.minor, result.event.flagged) == (6_000, True)
    assert [use.granted_minor for use in result.event.vouchers_spent] == [0]
    disk.close()


def test_or_else_the_owner_is_told(open_till: OpenTill) -> None:
    till = open_till(shop())

    result = till.refund(buy_and_use(till))

    assert (result.pay_back.minor, result.event.deducted_minor, result.event.flagged) == (6_000, 0, True)


def test_no_more_than_what_is_paid_back_is_deducted_and_the_owner_is_told_of_the_rest(
    open_till: OpenTill,
) -> None:
    till = open_till(shop(spent_at_refund=SpentAtRefund.DEDUCTED))
    visit = buy_and_use(till)
    till.refund(visit, minor=5_400)

    last = till.refund(visit)

    assert (last.pay_back.minor, last.event.deducted_minor, last.event.flagged) == (0, 600, True)


def test_a_voucher_for_a_gift_has_no_price_and_is_told(open_till: OpenTill) -> None:
    gives = replace(FROM_50, effects=(Voucher(title=TITLE, effect=Gift(title=TITLE)),))
    made = programme(gives, policies=Policies(spent_at_refund=SpentAtRefund.DEDUCTED))
    till = open_till(made)
    visit = till.buy(COAT, SCARF)
    till.buy(SMALL, uses_vouchers=True)

    result = till.refund(visit)

    assert (result.pay_back.minor, result.event.flagged) == (6_000, True)


def test_a_used_voucher_is_not_given_again_for_the_same_limit(open_till: OpenTill) -> None:
    till = open_till(shop())
    till.refund(buy_and_use(till))

    till.buy(COAT, SCARF)

    assert till.vouchers() == 0


def test_undoing_the_visit_tells_the_owner_of_a_voucher_used_since(open_till: OpenTill) -> None:
    till = open_till(shop())

    event = till.void(buy_and_use(till))

    assert event.flagged
    assert [use.granted_minor for use in event.vouchers_spent] == [1_000]
    assert not till.void(till.buy(SMALL)).flagged


def test_a_part_withdraws_a_voucher_that_the_rest_would_not_have_given(open_till: OpenTill) -> None:
    till = open_till(shop(voucher_at_refund=VoucherAtRefund.WITHDRAWN))
    visit = till.buy(COAT, SCARF, line(1_500, "food"))

    till.refund(visit, 1)
    assert till.vouchers() == 1
    till.refund(visit, minor=499)
    assert till.vouchers() == 1
    till.refund(visit, minor=2)
    assert till.vouchers() == 0


def test_a_part_that_withdraws_a_used_voucher_deducts_it_once(open_till: OpenTill) -> None:
    till = open_till(
        shop(voucher_at_refund=VoucherAtRefund.WITHDRAWN, spent_at_refund=SpentAtRefund.DEDUCTED)
    )
    visit = buy_and_use(till)

    paid = [till.refund(visit, 1), till.refund(visit, 0)]

    assert [each.pay_back.minor for each in paid] == [1_000, 4_000]
    till.buy(COAT, SCARF)
    assert till.vouchers() == 0


def test_of_a_mere_amount_what_is_left_of_it_counts(open_till: OpenTill) -> None:
    till = open_till(shop(voucher_at_refund=VoucherAtRefund.WITHDRAWN))
    visit = till.buy(BasketLine(amount_minor=6_000))

    till.refund(visit, minor=1_000)
    assert till.vouchers() == 1
    till.refund(visit, minor=1)
    assert till.vouchers() == 0


def test_when_the_facts_of_the_visit_are_forgotten_the_voucher_goes_with_any_part(
    open_till: OpenTill,
) -> None:
    made = shop(voucher_at_refund=VoucherAtRefund.WITHDRAWN)
    nearby = Anniversary(who=(Who.CHILD,), days_before=30, days_after=30)
    birthday = rule("birthday", EarnFixed(counter="points", points=5), when=nearby)
    till = open_till(replace(made, rules=(*made.rules, birthday)))
    visit = till.buy(COAT, SCARF, line(1_500, "food"), member=2)
    assert till.visit(visit).told.sealed
    till.store.erase(PEOPLE[2].member.id)

    till.refund(visit, minor=1)

    assert till.visit(visit).refunds[0].vouchers_withdrawn == till.visit(visit).vouchers


def test_a_voucher_bought_with_points_comes_back_with_its_points_at_the_end(open_till: OpenTill) -> None:
    till = open_till(shop())
    before = till.balance()
    visit = till.buy(SMALL, SMALL, wants=("ten",))
    assert till.balance() == before - 100

    till.refund(visit, 0)
    assert (till.balance(), till.vouchers()) == (before - 100, 2)
    till.refund(visit, 1)
    assert (till.balance(), till.vouchers()) == (before, 0)


@pytest.mark.parametrize("spent", list(SpentAtRefund))
def test_used_since_it_stays_bought(open_till: OpenTill, spent: SpentAtRefund) -> None:
    till = open_till(shop(spent_at_refund=spent))
    before = till.balance()
    visit = till.buy(SMALL, wants=("ten",))
    till.buy(SMALL, uses_vouchers=True)

    result = till.refund(visit)

    assert (till.balance(), result.pay_back.minor, result.event.flagged) == (before - 100, 3_000, False)
