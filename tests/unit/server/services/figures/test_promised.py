"""What is outstanding, and what of it will presumably never be claimed."""

from datetime import date

from fidpos.server.services.figures.promised import CounterPromise, Ending, GiftPromise
from fidpos.server.services.figures.rules import Moved, RuleFigures
from fidpos.server.services.figures.settings import FigureSettings

WORTH = FigureSettings(point_worth_ppm={"points": 500_000})


def test_points_are_worth_what_the_merchant_says_less_what_ends_unused() -> None:
    promise = CounterPromise(
        counter="points",
        endings=(Ending(month=date(2026, 12, 1), points=800), Ending(month=None, points=200)),
        expired=250,
        redeemed=750,
    )

    assert promise.outstanding == 1_000
    assert promise.liability_minor(WORTH) == 500
    assert promise.expected_unused == 200
    assert promise.expected_minor(WORTH) == 400


def test_where_nothing_ended_yet_nothing_is_expected_to() -> None:
    promise = CounterPromise(counter="points", endings=(), expired=0, redeemed=0)

    assert promise.breakage.exact is None
    assert promise.expected_unused == promise.liability_minor(WORTH) == 0


def test_gift_cards_break_by_what_ended_of_what_left_them() -> None:
    assert GiftPromise(spent_minor=900, expired_minor=100).breakage.ppm == 100_000


def test_a_rule_costs_what_it_took_off_and_the_points_that_it_gave() -> None:
    rule = RuleFigures(
        source="base",
        visits=10,
        revenue_minor=40_000,
        discount_minor=300,
        vouchers=1,
        moved=(Moved("points", 200), Moved("stamps", 10), Moved("points", -50)),
    )

    assert rule.cost_minor(WORTH) == 300 + 100
    assert rule.cost_share(WORTH).ppm == 10_000
