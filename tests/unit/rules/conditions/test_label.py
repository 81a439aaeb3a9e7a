"""`label`: the member bears a label."""

from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.label import Label
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of

LABELS = st.sets(st.sampled_from(["press", "staff", "friend", "partner"]), min_size=1)


def test_one_label_in_common_is_enough() -> None:
    assert miss_of(Label(labels=("press", "staff")), facts(100, labels=["staff", "friend"])) is None


def test_other_labels_do_not_hold() -> None:
    assert miss_of(Label(labels=("press",)), facts(100, labels=["staff"])) == Miss("label", None, "press")


def test_a_member_without_labels_bears_none() -> None:
    assert miss_of(Label(labels=("press",)), facts(100)) is not None


def test_a_label_is_compared_whole_and_to_the_letter() -> None:
    assert miss_of(Label(labels=("press",)), facts(100, labels=["Press", "pressing"])) is not None


@given(LABELS, st.sets(st.sampled_from(["press", "staff", "friend", "partner"])))
def test_it_holds_exactly_when_the_two_sets_meet(named: set[str], borne: set[str]) -> None:
    held = miss_of(Label(labels=tuple(sorted(named))), facts(100, labels=sorted(borne))) is None

    assert held == bool(named & borne)
