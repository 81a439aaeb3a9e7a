"""Facts: what they say of the visit itself."""

from fidpos.domain.basket import Basket
from fidpos.domain.money import EUR, Money
from tests.unit.rules.build import facts


def test_the_amount_is_the_sum_of_the_lines() -> None:
    assert facts(1240, 60, -300).visit.amount_minor == 1000


def test_a_typed_amount_is_one_anonymous_line() -> None:
    assert facts(1240).visit.lines == Basket.of_amount(Money(1240, EUR)).lines


def test_a_visit_without_lines_costs_nothing() -> None:
    assert facts().visit.amount_minor == 0
