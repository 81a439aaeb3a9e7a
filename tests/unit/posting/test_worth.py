"""What a reward or a voucher costs the shop on a visit."""

from datetime import date
from uuid import UUID

import pytest

from fidpos.domain.ids import RedemptionId, VoucherId
from fidpos.domain.visit import Redemption
from fidpos.posting.worth import reward_worth_minor, voucher_worth_minor
from fidpos.rules.effect import Effect
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.evaluation import Evaluation, GiftGranted, Spent, VoucherGranted, VoucherUsed
from fidpos.rules.titles import Titles
from tests.helpers.counter import programme

TITLE = Titles(fr="Essai", en="Test")
VOUCHER = VoucherId(UUID(int=1))


def worth(
    *,
    cost: int = 100,
    spent: tuple[Spent, ...] = (),
    gifts: tuple[GiftGranted, ...] = (),
    vouchers: tuple[VoucherGranted, ...] = (),
) -> int:
    """Of the reward "five", on a counter where a point is worth a cent."""
    evaluation = Evaluation(
        programme_version=1, amount_minor=9_000, spent=spent, gifts=gifts, vouchers=vouchers
    )
    redemption = Redemption(id=RedemptionId(UUID(int=2)), reward="five", counter="points", cost=cost)
    return reward_worth_minor(programme(), evaluation, redemption)


def spent(amount: int, granted_minor: int = 0) -> Spent:
    return Spent(counter="points", reward="five", amount=amount, granted_minor=granted_minor)


def gift(minor: int, source: str = "five") -> GiftGranted:
    return GiftGranted(source=source, title=TITLE, quantity=2, worth_minor=minor)


def voucher(effect: Effect, minor: int = 0) -> VoucherGranted:
    return VoucherGranted(
        source="five", title=TITLE, effect=effect, valid_from=date(2026, 11, 20), worth_minor=minor
    )


def test_a_discount_is_worth_what_it_takes_off() -> None:
    assert worth(spent=(spent(100, granted_minor=500),)) == 500


def test_a_reward_is_worth_its_points_at_least() -> None:
    assert worth(spent=(spent(100, granted_minor=99),)) == 100


def test_what_was_not_granted_is_worth_its_points() -> None:
    assert worth(cost=150) == 150


def test_points_in_blocks_are_all_counted() -> None:
    assert worth(cost=100, spent=(spent(300),)) == 300


def test_a_gift_is_worth_what_the_programme_says_of_all_of_it() -> None:
    assert worth(spent=(spent(100),), gifts=(gift(400), gift(900, source="other"))) == 400


@pytest.mark.parametrize(
    ("effect", "told_minor", "minor"),
    [
        (AmountOff(amount_minor=700), 0, 700),
        (AmountOff(amount_minor=700), 800, 800),
        (PercentOff(share_ppm=100_000), 300, 300),
    ],
)
def test_a_voucher_for_later_is_worth_what_is_known_of_it(
    effect: Effect, told_minor: int, minor: int
) -> None:
    assert worth(spent=(spent(100),), vouchers=(voucher(effect, told_minor),)) == minor


@pytest.mark.parametrize(("source", "minor"), [("thanks", 650), ("", 250)])
def test_a_voucher_is_worth_what_it_takes_off_and_hands_over(source: str, minor: int) -> None:
    evaluation = Evaluation(
        programme_version=1,
        amount_minor=9_000,
        vouchers_used=(
            VoucherUsed(id=VOUCHER, granted_minor=250),
            VoucherUsed(id=VoucherId(UUID(int=9)), granted_minor=80),
        ),
        gifts=(gift(400, source="thanks"),),
    )

    assert voucher_worth_minor(evaluation, VOUCHER, source) == minor


def test_what_takes_nothing_off_is_worth_something() -> None:
    nothing = Evaluation(programme_version=1, amount_minor=9_000)

    assert voucher_worth_minor(nothing, VOUCHER, "") == 1
    assert worth(cost=0) == 1
