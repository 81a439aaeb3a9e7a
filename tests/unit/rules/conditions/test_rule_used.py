"""`rule_used`: another rule, or this one, gave so often in a window."""

import pytest

from fidpos.domain.errors import ProgrammeError
from fidpos.rules.bounds import Bounds
from fidpos.rules.conditions.rule_used import RuleUsed
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.message import Message
from fidpos.rules.engine import compile_programme
from fidpos.rules.evaluation import Miss
from fidpos.rules.windows import Window, WindowKind
from tests.unit.rules.build import TITLE, facts, miss_of, programme, rule, run

WEEK = Window(kind=WindowKind.WEEK)
NOT_TWICE = RuleUsed(rule="probe", window=WEEK, bounds=Bounds(below=2))
KEY = "uses/week/rule:probe"


@pytest.mark.parametrize(
    ("history", "miss"),
    [
        ({KEY: 0}, None),
        ({KEY: 1}, None),
        ({KEY: 2}, Miss("rule_used", 2, 1)),
        ({}, Miss("rule_used", None, 0)),
    ],
)
def test_the_uses_lie_within_bounds_and_an_unknown_number_never_does(
    history: dict[str, int], miss: Miss | None
) -> None:
    assert miss_of(NOT_TWICE, facts(100, history=history)) == miss


def test_a_rule_that_is_asked_about_has_its_uses_recorded_wherever_it_stands() -> None:
    after = RuleUsed(rule="welcome", window=WEEK, bounds=Bounds(at_least=1))
    made = programme(
        rule("welcome", EarnFixed(counter="points", points=5)),
        rule("again", Message(text=TITLE), when=after),
        rule("other", EarnFixed(counter="points", points=1)),
    )

    assert [use.rule for use in run(made, facts(100)).rule_uses] == ["welcome"]


@pytest.mark.parametrize(
    ("condition", "path"),
    [
        (RuleUsed(rule="gone", window=WEEK, bounds=Bounds(at_least=1)), "rule"),
        (
            RuleUsed(rule="probe", window=Window(kind=WindowKind.SINCE_LAST_USE), bounds=Bounds(at_least=1)),
            "window",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(condition: RuleUsed, path: str) -> None:
    with pytest.raises(ProgrammeError) as error:
        compile_programme(programme(rule("probe", Message(text=TITLE), when=condition)))

    assert error.value.params["path"] == f"rules[0].when.{path}"
