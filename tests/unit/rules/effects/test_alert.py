"""`alert`: a day that is near."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.effect import Phase
from fidpos.rules.effects.alert import Alert
from fidpos.rules.evaluation import Audience, Message, Outcome, TraceEntry
from fidpos.rules.facts import Who
from tests.unit.rules.build import TITLE, birthday, facts, programme, rule, run, trace_of

SALE = date(2026, 11, 27)
SOON = Alert(text=TITLE, on=SALE, days_before=3)


@pytest.mark.parametrize(
    ("day", "shown"),
    [(date(2026, 11, 23), False), (date(2026, 11, 24), True), (SALE, True), (date(2026, 11, 28), False)],
)
def test_it_is_shown_from_some_days_before_until_the_day_itself(day: date, shown: bool) -> None:
    evaluation = run(programme(rule("sale", SOON, phase=Phase.AFTER)), facts(100, day=day))

    assert bool(evaluation.messages) == shown
    assert trace_of(evaluation, "sale") == (
        TraceEntry("sale", Outcome.FIRED) if shown else TraceEntry("sale", Outcome.CAPPED, "nothing")
    )


def test_it_brings_the_day_of_which_it_speaks() -> None:
    evaluation = run(programme(rule("sale", SOON, phase=Phase.AFTER)), facts(100, day=SALE))

    assert evaluation.messages == (Message(audience=Audience.CASHIER, source="sale", text=TITLE, on=SALE),)


def test_twins_do_not_bring_it_twice() -> None:
    twins = [birthday(27, 11, Who.CHILD, person) for person in ("ada", "bea")]
    made = programme(rule("sale", SOON, phase=Phase.AFTER, when=Anniversary()))

    assert len(run(made, facts(100, day=SALE, anniversaries=twins)).messages) == 1


@given(st.integers(0, 366), st.integers(-400, 400))
def test_it_is_shown_on_exactly_these_days(days_before: int, distance: int) -> None:
    alert = Alert(text=TITLE, on=SALE, days_before=days_before)

    evaluation = run(
        programme(rule("sale", alert, phase=Phase.AFTER)), facts(100, day=SALE - timedelta(days=distance))
    )

    assert bool(evaluation.messages) == (0 <= distance <= days_before)
