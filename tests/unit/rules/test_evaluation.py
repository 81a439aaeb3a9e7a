"""An evaluation sums up what was given."""

from datetime import date

from fidpos.rules.evaluation import Earned, Evaluation, Spent, TierStatus

GIVEN = Evaluation(
    programme_version=1,
    amount_minor=2000,
    discount_minor=500,
    earned=(Earned("points", "base", 15), Earned("stamps", "stamp", 1), Earned("points", "double", 15)),
    spent=(
        Spent(counter="points", reward="a", amount=100),
        Spent(counter="points", reward="b", amount=50),
    ),
)


def test_what_is_due_is_what_the_discount_leaves() -> None:
    assert GIVEN.due_minor == 1500


def test_each_counter_is_summed_apart() -> None:
    assert (GIVEN.earned_on("points"), GIVEN.earned_on("stamps"), GIVEN.earned_on("miles")) == (30, 1, 0)
    assert (GIVEN.spent_on("points"), GIVEN.spent_on("stamps")) == (150, 0)


def test_only_a_new_term_changes_the_standing() -> None:
    same = TierStatus(held="gold", reached="gold", value=1)
    renewed = TierStatus(held="gold", reached="gold", since=date(2026, 11, 24), value=1)

    assert (same.changes, renewed.changes) == (False, True)
