"""`amount`: the purchase, or a part of it, costs so much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.message import Message
from fidpos.rules.evaluation import Miss, Outcome, Unit
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.tax import Tax
from tests.unit.rules.build import TITLE, facts, line, miss_of, programme, rule, run, trace_of

AT_LEAST_20 = Amount(bounds=Bounds(at_least=2000))
BREAD_AT_LEAST_5 = Amount(bounds=Bounds(at_least=500), scope=Scope(only=Selection(categories=("bread",))))


def test_a_large_enough_purchase_holds() -> None:
    assert miss_of(AT_LEAST_20, facts(1500, 700)) is None


def test_too_small_a_purchase_says_how_much_more_is_needed() -> None:
    assert miss_of(AT_LEAST_20, facts(1680)) == Miss("amount", 1680, 2000, 320, Unit.MINOR)


def test_the_bound_itself_belongs_to_at_least_but_not_to_above() -> None:
    above_20 = Amount(bounds=Bounds(above=2000))

    assert miss_of(AT_LEAST_20, facts(2000)) is None
    assert miss_of(above_20, facts(2000)) == Miss("amount", 2000, 2001, 1, Unit.MINOR)


def test_too_large_a_purchase_has_no_distance_to_make_up() -> None:
    assert miss_of(Amount(bounds=Bounds(below=1000)), facts(1000)) == Miss("amount", 1000, 999)


def test_a_scope_counts_its_own_lines_only() -> None:
    assert miss_of(BREAD_AT_LEAST_5, facts(lines=[line(300, "food", "bread"), line(200, "bread")])) is None
    assert miss_of(BREAD_AT_LEAST_5, facts(9000, lines=[line(300, "bread")])) == Miss(
        "amount", 300, 500, 200, Unit.MINOR
    )


def test_after_discount_counts_what_earlier_rules_have_left() -> None:
    five_off = rule("five_off", AmountOff(amount_minor=500), phase=Phase.BASKET)
    for scope in (Scope(), Scope(excluding=Selection(brands=("none",)))):
        after = Amount(bounds=Bounds(at_least=2000), after_discount=True, scope=scope)
        evaluation = run(programme(five_off, rule("probe", Message(text=TITLE), when=after)), facts(2400))

        assert trace_of(evaluation, "probe").outcome is Outcome.NOT_FIRED


def test_of_a_typed_amount_nobody_can_tell_how_much_of_it_is_bread() -> None:
    assert miss_of(BREAD_AT_LEAST_5, facts(9000)) == Miss("amount", None, 500)


def test_a_scope_without_names_holds_for_a_typed_amount() -> None:
    earning = Amount(bounds=Bounds(at_least=500), scope=Scope(earning=True))

    assert miss_of(earning, facts(500)) is None


@pytest.mark.parametrize(
    ("tax", "included", "low", "held"),
    [
        (Tax.EXCLUDED, True, 1000, True),
        (Tax.EXCLUDED, True, 1001, False),
        (Tax.EXCLUDED, False, 1200, True),
        (Tax.INCLUDED, False, 1440, True),
        (Tax.INCLUDED, True, 1201, False),
        (Tax.AS_SHOWN, False, 1201, False),
    ],
)
def test_tax_is_taken_off_or_added_line_by_line(tax: Tax, included: bool, low: int, held: bool) -> None:
    wine = line(1200, "wine", tax_rate_ppm=200_000, tax_included=included)
    condition = Amount(bounds=Bounds(at_least=low), tax=tax)

    assert (miss_of(condition, facts(lines=[wine])) is None) == held


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_it_holds_exactly_between_its_bounds(amount: int, low: int, width: int) -> None:
    between = Amount(bounds=Bounds(at_least=low, at_most=low + width))

    assert (miss_of(between, facts(amount)) is None) == (low <= amount <= low + width)
