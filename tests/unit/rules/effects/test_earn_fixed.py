"""`earn_fixed`: fifty points for a birthday."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.evaluation import Earned
from tests.unit.rules.build import facts, programme, rule, run

FIFTY = EarnFixed(counter="points", points=50)


def test_it_gives_its_points_whatever_the_amount() -> None:
    assert run(programme(rule("bonus", FIFTY)), facts(1)).earned == (Earned("points", "bonus", 50),)


def test_it_gives_nothing_when_its_rule_does_not_hold() -> None:
    from_20 = Amount(bounds=Bounds(at_least=2000))

    assert run(programme(rule("bonus", FIFTY, when=from_20)), facts(1999)).earned == ()


def test_even_a_free_purchase_earns_it() -> None:
    assert run(programme(rule("bonus", FIFTY)), facts(0)).earned_on("points") == 50


def test_multipliers_leave_it_alone() -> None:
    double = rule("double", MultiplyEarned(counter="points", factor_ppm=2_000_000))

    assert run(programme(rule("bonus", FIFTY), double), facts(1000)).earned_on("points") == 50


def test_it_has_no_place_outside_the_earning_phase() -> None:
    with pytest.raises(ProgrammeError) as refused:
        run(programme(rule("bonus", FIFTY, phase=Phase.BASKET)), facts(100))

    assert refused.value.params["path"] == "rules[0].effects[0]"


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=10))
def test_several_add_up(points: list[int]) -> None:
    effects = [EarnFixed(counter="stamps", points=each) for each in points]

    assert run(programme(rule("bonus", *effects)), facts(100)).earned_on("stamps") == sum(points)
