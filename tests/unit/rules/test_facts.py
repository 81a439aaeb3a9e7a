"""Facts: what they say of the visit itself."""

from fidpos.domain.basket import Basket
from fidpos.domain.money import EUR, Money
from tests.unit.rules.build import facts, line


def test_the_amount_is_the_sum_of_the_lines() -> None:
    assert facts(1240, 60, -300).visit.amount_minor == 1000


def test_a_typed_amount_is_one_anonymous_line() -> None:
    assert facts(1240).visit.lines == Basket.of_amount(Money(1240, EUR)).lines


def test_a_purchase_is_itemised_as_soon_as_a_line_says_what_it_is() -> None:
    assert not facts(1240).visit.is_itemised
    assert not facts().visit.is_itemised
    assert facts(1240, lines=[line(60, article="4000")]).visit.is_itemised


def test_a_visit_without_lines_costs_nothing() -> None:
    assert facts().visit.amount_minor == 0
