"""`points_earned`: so many points earned in a window."""

import pytest

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.points_earned import PointsEarned
from fidpos.rules.effect import Phase
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.message import Message
from fidpos.rules.evaluation import Miss, Outcome, Unit
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import TITLE, facts, miss_of, programme, rule, run, trace_of

YEAR = Window(kind=WindowKind.YEAR)
HUNDRED = PointsEarned(counter="points", window=YEAR, bounds=Bounds(at_least=100))
STAMPS = PointsEarned(counter="stamps", window=YEAR, bounds=Bounds(at_least=5))
KEY = "points_earned/year"


@pytest.mark.parametrize(
    ("condition", "history", "miss"),
    [
        (HUNDRED, {KEY: 100}, None),
        (HUNDRED, {KEY: 99}, Miss("points_earned", 99, 100, 1, Unit.POINTS)),
        (HUNDRED, {}, Miss("points_earned", None, 100)),
        (STAMPS, {f"{KEY}/counter:stamps": 5}, None),
        (STAMPS, {KEY: 500}, Miss("points_earned", None, 5)),
    ],
)
def test_each_counter_has_its_own_history(
    condition: PointsEarned, history: dict[str, int], miss: Miss | None
) -> None:
    assert miss_of(condition, facts(100, history=history)) == miss


@pytest.mark.parametrize(
    ("phase", "outcome"), [(Phase.BASKET, Outcome.NOT_FIRED), (Phase.AFTER, Outcome.FIRED)]
)
def test_this_visit_counts_with_what_was_given_before(phase: Phase, outcome: Outcome) -> None:
    with_this = PointsEarned(counter="points", window=YEAR, bounds=Bounds(at_least=100), including_this=True)
    made = programme(
        rule("earn", EarnFixed(counter="points", points=5)),
        rule("probe", Message(text=TITLE), when=with_this, phase=phase),
    )

    assert trace_of(run(made, facts(100, history={KEY: 95})), "probe").outcome is outcome


def test_a_counter_that_the_programme_does_not_have_is_refused() -> None:
    with pytest.raises(ProgrammeError):
        miss_of(PointsEarned(counter="miles", window=YEAR, bounds=Bounds(at_least=1)), facts(100))
