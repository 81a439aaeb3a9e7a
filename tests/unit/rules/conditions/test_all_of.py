"""`all`: every part holds, and its miss promises nothing that another part would break."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.amount import Amount
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.label import Label
from fidpos.rules.evaluation import Miss, Unit
from tests.unit.rules.build import facts, miss_of

AT_LEAST_20 = Amount(bounds=Bounds(at_least=2000))
PRESS = Label(labels=("press",))
TENTH = EveryNVisits(n=10)


def test_it_holds_when_every_part_does() -> None:
    assert miss_of(AllOf(of=(AT_LEAST_20, PRESS)), facts(2000, labels=["press"])) is None


def test_one_part_missed_is_told_with_its_distance() -> None:
    miss = miss_of(AllOf(of=(AT_LEAST_20, PRESS)), facts(1500, labels=["press"]))

    assert miss == Miss("amount", 1500, 2000, 500, Unit.MINOR)


def test_a_part_that_cannot_be_made_up_for_hides_the_distance_of_another() -> None:
    assert miss_of(AllOf(of=(AT_LEAST_20, PRESS)), facts(1500)) == Miss("label", None, "press")


def test_two_distances_promise_nothing() -> None:
    miss = miss_of(AllOf(of=(AT_LEAST_20, TENTH)), facts(1500))

    assert miss == Miss("amount", 1500, 2000, None, Unit.MINOR)


@given(st.lists(st.integers(0, 4000), min_size=1, max_size=8), st.integers(0, 4000))
def test_it_holds_exactly_when_each_part_alone_holds(thresholds: list[int], amount: int) -> None:
    parts = tuple(Amount(bounds=Bounds(at_least=threshold)) for threshold in thresholds)
    given_facts = facts(amount)

    alone = [miss_of(part, given_facts) is None for part in parts]

    assert (miss_of(AllOf(of=parts), given_facts) is None) == all(alone)
