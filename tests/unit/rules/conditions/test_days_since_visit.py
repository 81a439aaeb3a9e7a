"""`days_since_visit`: somebody is back after ninety days."""

import pytest

from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.days_since_visit import DaysSinceVisit
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.scope import Scope, Selection
from tests.unit.rules.build import facts, miss_of

BACK = DaysSinceVisit(bounds=Bounds(at_least=90))


@pytest.mark.parametrize(
    ("days", "miss"),
    [
        (200, None),
        (90, None),
        (88, Miss("days_since_visit", 88, 90, 2, Unit.DAYS)),
        (0, Miss("days_since_visit", 0, 90, 90, Unit.DAYS)),
    ],
)
def test_the_days_lie_within_bounds(days: int, miss: Miss | None) -> None:
    assert miss_of(BACK, facts(100, history={"days_since/lifetime": days})) == miss


def test_who_was_never_here_has_no_last_visit() -> None:
    assert miss_of(BACK, facts(100)) == Miss("days_since_visit", None, 90)


def test_a_scope_has_last_visits_of_its_own() -> None:
    coffee = DaysSinceVisit(bounds=Bounds(at_least=30), scope=Scope(only=Selection(articles=("coffee",))))
    history = {"days_since/lifetime": 1, "days_since/lifetime/article:coffee": 45}

    assert miss_of(coffee, facts(100, history=history)) is None
