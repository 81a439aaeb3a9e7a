"""`amount_off`: five euros less."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.evaluation import LineDiscount, Outcome, TraceEntry
from fidpos.rules.programme import Programme
from fidpos.rules.scope import Scope, Selection
from tests.unit.rules.build import facts, line, programme, rule, run, trace_of


def less(amount_minor: int, scope: Scope | None = None) -> Programme:
    return programme(
        rule("less", AmountOff(amount_minor=amount_minor, scope=scope or Scope()), phase=Phase.BASKET)
    )


def test_the_amount_is_taken_off_in_proportion_to_the_lines() -> None:
    evaluation = run(less(500), facts(1000, 3000))

    assert evaluation.discounts == (LineDiscount(0, "less", 125), LineDiscount(1, "less", 375))


def test_a_rule_that_does_not_hold_takes_nothing_off() -> None:
    from_20 = Amount(bounds=Bounds(at_least=2000))
    made = programme(rule("less", AmountOff(amount_minor=500), phase=Phase.BASKET, when=from_20))

    assert run(made, facts(1999)).discount_minor == 0


def test_a_smaller_purchase_is_free_but_never_paid_out() -> None:
    exact, smaller = run(less(500), facts(500)), run(less(500), facts(499))

    assert (exact.due_minor, smaller.due_minor) == (0, 0)
    assert trace_of(exact, "less").outcome is Outcome.FIRED
    assert trace_of(smaller, "less") == TraceEntry("less", Outcome.CAPPED, "amount_due")


def test_nothing_left_is_told() -> None:
    assert trace_of(run(less(500), facts(0)), "less") == TraceEntry("less", Outcome.CAPPED, "nothing")


def test_a_scope_is_not_reduced_below_zero() -> None:
    bread = Scope(only=Selection(categories=("bread",)))

    evaluation = run(less(500, bread), facts(lines=[line(300, "bread"), line(900, "drinks")]))

    assert evaluation.discounts == (LineDiscount(0, "less", 300),)


def test_returned_goods_in_the_basket_lower_what_can_be_taken_off() -> None:
    evaluation = run(less(500), facts(1000, -800))

    assert evaluation.discounts == (LineDiscount(0, "less", 200),)
    assert evaluation.due_minor == 0


def test_goods_returned_elsewhere_in_the_basket_bound_a_scope_too() -> None:
    bread = Scope(only=Selection(categories=("bread",)))

    evaluation = run(less(500, bread), facts(lines=[line(1000, "bread"), line(-800, "drinks")]))

    assert evaluation.discounts == (LineDiscount(0, "less", 200),)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30), st.integers(1, 10**7))
def test_lines_sum_exactly_and_each_share_is_within_a_cent_of_fair(amounts: list[int], off: int) -> None:
    evaluation = run(less(off), facts(*amounts))

    total = sum(amounts)
    assert evaluation.discount_minor == min(off, total)
    assert sum(each.amount_minor for each in evaluation.discounts) == evaluation.discount_minor
    for each in evaluation.discounts:
        assert abs(each.amount_minor * total - evaluation.discount_minor * amounts[each.line]) < total
        assert each.amount_minor <= amounts[each.line]
