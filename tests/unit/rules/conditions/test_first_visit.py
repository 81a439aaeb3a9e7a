"""`first_visit`: the member has never been here before."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of


def test_a_member_without_visits_is_here_for_the_first_time() -> None:
    assert miss_of(FirstVisit(), facts(100, history={"visits/lifetime": 0})) is None


def test_one_earlier_visit_is_enough_to_know_them() -> None:
    assert miss_of(FirstVisit(), facts(100, history={"visits/lifetime": 1})) == Miss("first_visit", 1, 0)


def test_an_unknown_history_is_not_taken_for_a_first_visit() -> None:
    assert miss_of(FirstVisit(), replace(facts(100), history=())) == Miss("first_visit", None, 0)


@given(st.integers(0, 10_000))
def test_it_holds_only_without_a_visit(before: int) -> None:
    assert (miss_of(FirstVisit(), facts(100, history={"visits/lifetime": before})) is None) == (before == 0)
