"""From which lines points came, as a refund weighs them."""

from dataclasses import replace

import pytest

from fidpos.domain.basket import BasketLine
from fidpos.rules.effect import Effect
from fidpos.rules.effects.add_to_earned import AddToEarned
from fidpos.rules.effects.cashback import Cashback
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.rules.effects.earn_per_line import EarnPerLine
from fidpos.rules.effects.earn_per_unit import EarnPerUnit
from fidpos.rules.effects.free_article import FreeArticle
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.evaluation import LineDiscount
from fidpos.rules.origin import Bought, Cause, origins
from fidpos.rules.policy import EarningBase, Policies
from fidpos.rules.programme import Programme
from tests.unit.rules.build import DRINKS, line, pieces, programme, reward, rule

DISCOUNTS = (LineDiscount(0, "happy", 300), LineDiscount(0, "treat", 100), LineDiscount(1, "voucher:9", 50))
LINES = (pieces(900, 3, "drinks"), line(600, "food"), line(200, "drinks", earns=False))
ALL = Bought(lines=LINES, discounts=DISCOUNTS)
GIVES = Cause("points", "gives")
PER_EURO = EarnPerAmount(counter="points", points=1, per_minor=100)
TREAT = reward("treat", FreeArticle(scope=DRINKS), cost=10)


def under(*effects: Effect, **policies: object) -> Programme:
    decided = replace(Policies(), **policies)  # type: ignore[arg-type]
    return programme(rule("gives", *effects), rewards=[TREAT], policies=decided)


@pytest.mark.parametrize(
    ("effect", "weights"),
    [
        (PER_EURO, [10, 11, 0]),
        (replace(PER_EURO, scope=DRINKS), [1, 0, 0]),
        (replace(PER_EURO, base=EarningBase.BEFORE_DISCOUNT), [16, 11, 0]),
        (Cashback(counter="points", share_ppm=20_000), [10, 11, 0]),
        (EarnPerUnit(counter="points", points=2), [6, 2, 0]),
        (EarnPerLine(counter="points", points=2), [2, 2, 0]),
        (EarnFixed(counter="points", points=50), [10, 11, 0]),
    ],
    ids=["amount", "scope", "before_discount", "cashback", "unit", "line", "fixed"],
)
def test_each_effect_weighs_the_lines_that_it_earned_on(effect: Effect, weights: list[int]) -> None:
    found = origins(under(effect), ALL, [GIVES])[GIVES]

    assert sum(found) > 0
    assert [each * sum(weights) for each in found] == [each * sum(found) for each in weights]


def test_only_discounts_that_lower_the_base_make_a_line_lighter() -> None:
    found = origins(under(PER_EURO, reward_lowers_base=False), ALL, [GIVES])[GIVES]

    assert [found[0] * 600, found[2]] == [found[1] * 600, 0]


@pytest.mark.parametrize(
    "bonus",
    [MultiplyEarned(counter="points", factor_ppm=2_000_000), AddToEarned(counter="points", points=5)],
    ids=["multiplied", "added"],
)
def test_a_bonus_came_from_the_lines_that_earned_on_its_counter(bonus: Effect) -> None:
    made = programme(rule("gives", bonus), rule("base", replace(PER_EURO, scope=DRINKS)))

    found = origins(made, ALL, [Cause("points", "base"), GIVES])

    assert found[GIVES] == found[Cause("points", "base")]
    assert found[GIVES][1] == 0


def test_several_effects_of_one_rule_weigh_together() -> None:
    both = under(EarnPerLine(counter="points", points=1), EarnPerUnit(counter="points", points=1))
    other = under(EarnPerLine(counter="points", points=1), EarnPerUnit(counter="stamps", points=9))

    assert origins(both, ALL, [GIVES])[GIVES] == [4, 2, 0]
    assert origins(other, ALL, [GIVES])[GIVES] == [1, 1, 0]


def test_a_reward_weighs_what_it_took_off_and_one_that_took_nothing_is_left_out() -> None:
    treat, gift = Cause("points", "treat"), Cause("points", "gift")
    made = programme(rewards=[TREAT, replace(TREAT, code="gift")])

    assert origins(made, ALL, [treat, gift]) == {treat: [100, 0, 0]}


def test_what_the_programme_does_not_know_came_from_all_that_earns() -> None:
    unknown = Cause("points", "gone")

    assert origins(under(PER_EURO), ALL, [unknown])[unknown] == [500, 550, 0]


def test_where_nothing_earns_any_more_prices_weigh() -> None:
    free = Bought(lines=(BasketLine(amount_minor=300),), discounts=(LineDiscount(0, "happy", 300),))
    unknown = Cause("points", "gone")

    assert origins(under(PER_EURO), free, [unknown])[unknown] == [300]


def test_without_lines_nothing_came_from_any() -> None:
    assert origins(under(PER_EURO), Bought(lines=(), discounts=()), [GIVES]) == {}
