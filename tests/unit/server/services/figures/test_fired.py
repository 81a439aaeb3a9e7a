"""What each rule and reward did on a visit."""

from typing import Any
from uuid import UUID

from fidpos.domain.ids import RedemptionId
from fidpos.rules.evaluation import LineDiscount
from fidpos.server.services.figures.fired import NOT_SPLIT, VOUCHERS_USED, fired_on
from fidpos.wire.events import RedemptionBody, VisitClosed, VoucherUseBody
from tests.helpers.centre_events import Happenings
from tests.helpers.fake_clock import FakeClock


def visit(**more: Any) -> VisitClosed:
    told = Happenings(FakeClock())
    return told.closed(told.enrolled(), **more)


def test_a_rule_that_gives_points_counts_once_and_by_its_counter() -> None:
    assert fired_on(visit(earned=20)) == (("base", "", 0, 0, 0), ("base", "points", 20, 0, 0))


def test_discounts_are_those_of_the_lines_and_vouchers_stand_together() -> None:
    discounts = (
        LineDiscount(0, "tenth", 100),
        LineDiscount(1, "tenth", 50),
        LineDiscount(1, "voucher:a", 30),
        LineDiscount(1, "voucher:b", 20),
    )

    found = fired_on(visit(earned=0, line_discounts=discounts, discount_minor=200))

    assert found == ((VOUCHERS_USED, "", 0, 50, 0), ("tenth", "", 0, 150, 0))


def test_without_lines_what_a_voucher_gave_is_known_and_the_rest_is_nobodys() -> None:
    used = (VoucherUseBody(id=Happenings(FakeClock()).voucher().id, granted_minor=300),)

    found = fired_on(visit(earned=0, vouchers_used=used, discount_minor=500))

    assert found == ((NOT_SPLIT, "", 0, 200, 0), (VOUCHERS_USED, "", 0, 300, 0))


def test_a_reward_is_counted_with_what_it_cost_and_vouchers_with_who_gave_them() -> None:
    told = Happenings(FakeClock())
    given = told.voucher()
    reward = RedemptionBody(id=RedemptionId(UUID(int=1)), reward="coffee", counter="points", cost=30)
    spending = told.spending(told.earning(30).lot.id, 30)  # type: ignore[union-attr]  # an earning has one

    found = fired_on(
        told.closed(told.enrolled(), earned=0, entries=[spending], vouchers=(given,), redemptions=(reward,))
    )

    assert ("coffee", "", 0, 0, 0) in found
    assert ("coffee", "points", -30, 0, 0) in found
    assert (given.source, "", 0, 0, 1) in found
