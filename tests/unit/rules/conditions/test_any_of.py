"""`any`: at least one part holds."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.any_of import AnyOf
from fidpos.rules.conditions.label import Label
from fidpos.rules.evaluation import Miss, Unit
from tests.unit.rules.build import facts, miss_of

PRESS_OR_20 = AnyOf(of=(Label(labels=("press",)), Amount(bounds=Bounds(at_least=2000))))


def test_one_part_is_enough() -> None:
    assert miss_of(PRESS_OR_20, facts(100, labels=["press"])) is None
    assert miss_of(PRESS_OR_20, facts(2000)) is None


def test_no_part_tells_the_first_that_can_be_made_up_for() -> None:
    assert miss_of(PRESS_OR_20, facts(1999)) == Miss("amount", 1999, 2000, 1, Unit.MINOR)


def test_parts_without_a_distance_tell_the_first() -> None:
    either = AnyOf(of=(Label(labels=("press",)), Label(labels=("staff",))))

    assert miss_of(either, facts(100)) == Miss("label", None, "press")


@given(st.lists(st.integers(0, 4000), min_size=1, max_size=8), st.integers(0, 4000))
def test_it_holds_exactly_when_one_part_alone_holds(thresholds: list[int], amount: int) -> None:
    parts = tuple(Amount(bounds=Bounds(at_least=threshold)) for threshold in thresholds)
    given_facts = facts(amount)

    alone = [miss_of(part, given_facts) is None for part in parts]

    assert (miss_of(AnyOf(of=parts), given_facts) is None) == any(alone)
