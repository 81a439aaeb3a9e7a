"""`percent_off`: five per cent less, up to a cap."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.tier import Tier
from fidpos.rules.effect import Phase
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.evaluation import LineDiscount, Outcome, TraceEntry
from fidpos.rules.programme import Programme
from fidpos.rules.scope import Scope, Selection
from tests.unit.rules.build import facts, line, programme, rule, run, trace_of


def less(share_ppm: int, cap_minor: int | None = None, scope: Scope | None = None) -> Programme:
    effect = PercentOff(share_ppm=share_ppm, cap_minor=cap_minor, scope=scope or Scope())
    return programme(rule("less", effect, phase=Phase.BASKET))


def test_the_share_is_taken_off() -> None:
    assert run(less(50_000), facts(2000)).discounts == (LineDiscount(0, "less", 100),)


def test_a_rule_that_does_not_hold_takes_nothing_off() -> None:
    effect = PercentOff(share_ppm=50_000)
    made = programme(rule("less", effect, phase=Phase.BASKET, when=Tier(tiers=("gold",))))

    assert run(made, facts(2000)).discount_minor == 0


def test_half_a_cent_is_rounded_up_for_the_member() -> None:
    assert [run(less(50_000), facts(amount)).discount_minor for amount in (9, 10, 29, 30)] == [0, 1, 1, 2]


def test_the_cap_itself_is_not_yet_a_cap() -> None:
    at_the_cap, above = run(less(50_000, 100), facts(2000)), run(less(50_000, 100), facts(2020))

    assert (at_the_cap.discount_minor, above.discount_minor) == (100, 100)
    assert trace_of(at_the_cap, "less").outcome is Outcome.FIRED
    assert trace_of(above, "less") == TraceEntry("less", Outcome.CAPPED, "cap_minor")


def test_a_hundred_per_cent_leaves_exactly_nothing_due() -> None:
    assert run(less(1_000_000), facts(333, 0, 1, 667)).due_minor == 0


def test_nothing_to_reduce_is_told() -> None:
    assert trace_of(run(less(50_000), facts(0)), "less") == TraceEntry("less", Outcome.CAPPED, "nothing")


def test_a_scope_reduces_its_own_lines_only() -> None:
    bread = Scope(only=Selection(categories=("bread",)))

    evaluation = run(less(500_000, scope=bread), facts(lines=[line(300, "bread"), line(900, "drinks")]))

    assert evaluation.discounts == (LineDiscount(0, "less", 150),)


def test_one_after_another_counts_on_what_is_left() -> None:
    half = [rule(code, PercentOff(share_ppm=500_000), phase=Phase.BASKET) for code in ("a", "b")]

    assert run(programme(*half), facts(1000)).discount_minor == 750


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=20), st.integers(1, 1_000_000), st.integers(1, 10**6)
)
def test_it_never_exceeds_its_share_its_cap_or_a_line(amounts: list[int], share_ppm: int, cap: int) -> None:
    evaluation = run(less(share_ppm, cap), facts(*amounts))

    assert evaluation.discount_minor <= min(cap, sum(amounts) * share_ppm // 1_000_000 + 1, sum(amounts))
    assert sum(each.amount_minor for each in evaluation.discounts) == evaluation.discount_minor
    assert all(0 < each.amount_minor <= amounts[each.line] for each in evaluation.discounts)
