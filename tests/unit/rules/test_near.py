"""Near misses: the two that lack least."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.evaluation import Miss, Outcome, TraceEntry, Unit
from fidpos.rules.near import NEAR_MAX, NearMiss, near_misses


def missed(rule: str, wanted: int | str, missing: int | None, unit: Unit = Unit.MINOR) -> TraceEntry:
    return TraceEntry(rule, Outcome.NOT_FIRED, "", Miss("amount", 0, wanted, missing, unit))


def test_the_smallest_share_of_what_is_wanted_comes_first_whatever_it_is_counted_in() -> None:
    trace = [
        missed("half_of_50_euros", 5000, 2500),
        missed("one_visit_of_ten", 10, 1, Unit.VISITS),
        missed("three_euros_of_100", 10_000, 300),
    ]

    assert near_misses(trace) == (
        NearMiss("three_euros_of_100", 300, Unit.MINOR),
        NearMiss("one_visit_of_ten", 1, Unit.VISITS),
    )


def test_equal_ones_stay_in_the_order_of_the_trace() -> None:
    assert [near.rule for near in near_misses([missed("b", 10, 5), missed("a", 10, 5)])] == ["b", "a"]


def test_articles_can_be_bought_and_are_near() -> None:
    assert near_misses([missed("three", 3000, 1000, Unit.ITEMS)]) == (NearMiss("three", 1000, Unit.ITEMS),)


def test_what_nobody_can_do_anything_about_is_not_near() -> None:
    trace = [
        missed("days", 10, 1, Unit.DAYS),
        missed("unknown", 10, None),
        missed("tier", "gold", None, Unit.NONE),
        TraceEntry("fired", Outcome.FIRED),
        TraceEntry("lost", Outcome.LOST, "fired"),
    ]

    assert near_misses(trace) == ()


@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(1, 9999)), max_size=9), st.integers(0, 9))
def test_none_that_is_left_out_lacks_less(found: list[tuple[int, int]], most: int) -> None:
    trace = [missed(str(place), max(pair), min(pair)) for place, pair in enumerate(found)]

    chosen = {near.rule for near in near_misses(trace, most)}

    assert len(chosen) == min(most, len(found))
    lacks = {str(place): min(pair) / max(pair) for place, pair in enumerate(found)}
    worst = max((lacks[rule] for rule in chosen), default=0)
    assert all(lacks[rule] >= worst - 2e-6 for rule in lacks.keys() - chosen)


def test_two_are_enough() -> None:
    assert len(near_misses([missed(code, 10, 5) for code in "abcd"])) == NEAR_MAX
