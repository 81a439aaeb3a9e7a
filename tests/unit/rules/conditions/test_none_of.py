"""`none`: no part holds."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.label import Label
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of

NEITHER = NoneOf(of=(Label(labels=("staff",)), Label(labels=("press",))))


def test_it_holds_when_no_part_does() -> None:
    assert miss_of(NEITHER, facts(100, labels=["friend"])) is None


def test_a_part_that_holds_is_named() -> None:
    assert miss_of(NEITHER, facts(100, labels=["press"])) == Miss("none", "label", "not")


def test_the_bound_of_a_part_is_the_bound_of_its_opposite() -> None:
    below_20 = NoneOf(of=(Amount(bounds=Bounds(at_least=2000)),))

    assert miss_of(below_20, facts(1999)) is None
    assert miss_of(below_20, facts(2000)) is not None


@given(st.lists(st.integers(0, 4000), min_size=1, max_size=8), st.integers(0, 4000))
def test_it_holds_exactly_when_each_part_alone_does_not(thresholds: list[int], amount: int) -> None:
    parts = tuple(Amount(bounds=Bounds(at_least=threshold)) for threshold in thresholds)
    given_facts = facts(amount)

    alone = [miss_of(part, given_facts) is None for part in parts]

    assert (miss_of(NoneOf(of=parts), given_facts) is None) == (not any(alone))
