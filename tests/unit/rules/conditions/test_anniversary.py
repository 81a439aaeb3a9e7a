"""`anniversary`: a birthday in the household is near, once per person and year."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.domain.clock import DayMonth
from fidpos.domain.errors import InvalidValue
from fidpos.rules.conditions.anniversary import SOON_DAYS, Anniversary, Span
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.evaluation import Evaluation, Miss, RuleUsed, Unit
from fidpos.rules.facts import Facts, RuleUse, Who
from fidpos.rules.programme import Safeguards
from tests.unit.rules.build import TUESDAY, birthday, facts, miss_of, programme, rule, run

WEEK = Anniversary(days_before=7, days_after=7)
GIFT = rule("gift", EarnFixed(counter="points", points=50), when=WEEK)


def given_for(given_facts: Facts) -> list[str]:
    return [use.subject for use in run(programme(GIFT), given_facts).rule_uses]


def used(person: str, on: date) -> RuleUse:
    return RuleUse(rule="gift", subject=person, total=1, last_on=on)


def test_the_birthday_of_anyone_in_the_household_holds() -> None:
    for who in (Who.MEMBER, Who.SPOUSE, Who.CHILD):
        assert miss_of(WEEK, facts(100, anniversaries=[birthday(24, 11, who)])) is None


def test_a_birthday_of_someone_not_named_does_not() -> None:
    children = Anniversary(who=(Who.CHILD,))

    assert miss_of(children, facts(100, anniversaries=[birthday(24, 11)])) == Miss("anniversary", None, 0)


def test_enrolment_counts_when_it_is_named() -> None:
    enrolment = Anniversary(who=(Who.ENROLMENT,))

    assert miss_of(enrolment, facts(100, anniversaries=[birthday(24, 11, Who.ENROLMENT)])) is None
    assert miss_of(WEEK, facts(100, anniversaries=[birthday(24, 11, Who.ENROLMENT)])) is not None


def test_the_days_before_and_after_both_count_to_the_day() -> None:
    uneven = Anniversary(days_before=3, days_after=1)
    near = [birthday(24, 11)]
    days = [date(2026, 11, day) for day in (20, 21, 25, 26)]

    held = [miss_of(uneven, facts(100, day=day, anniversaries=near)) is None for day in days]

    assert held == [False, True, True, False]


def test_new_year_does_not_part_a_birthday_from_its_days_before() -> None:
    assert miss_of(WEEK, facts(100, day=date(2026, 12, 28), anniversaries=[birthday(2, 1)])) is None


def test_a_leap_day_is_kept_on_28_february_in_a_common_year() -> None:
    on_the_day = Anniversary()
    leapling = [birthday(29, 2)]

    assert miss_of(on_the_day, facts(100, day=date(2027, 2, 28), anniversaries=leapling)) is None
    assert miss_of(on_the_day, facts(100, day=date(2028, 2, 28), anniversaries=leapling)) is not None
    assert miss_of(on_the_day, facts(100, day=date(2028, 2, 29), anniversaries=leapling)) is None


def test_twins_are_two_persons_and_each_is_given_for() -> None:
    twins = [birthday(24, 11, Who.CHILD, person) for person in ("ada", "bea")]

    evaluation = run(programme(GIFT), facts(100, anniversaries=twins))

    assert evaluation.rule_uses == (
        RuleUsed(rule="gift", subject="ada"),
        RuleUsed(rule="gift", subject="bea"),
    )
    assert evaluation.earned_on("points") == 100


def test_a_person_is_given_for_once_around_one_birthday() -> None:
    twins = [birthday(24, 11, Who.CHILD, person) for person in ("ada", "bea")]

    assert given_for(facts(100, anniversaries=twins, uses=[used("ada", date(2026, 11, 20))])) == ["bea"]


def test_the_next_year_gives_again_even_when_the_days_overlap() -> None:
    near, first_day = [birthday(24, 11)], date(2026, 11, 17)
    last_day, later = used("member", date(2025, 12, 1)), used("member", date(2025, 12, 2))

    assert given_for(facts(100, day=first_day, anniversaries=near, uses=[last_day])) == ["member"]
    assert given_for(facts(100, day=first_day, anniversaries=near, uses=[later])) == []


def test_moving_the_date_forward_does_not_give_twice_in_a_year() -> None:
    moved = [birthday(24, 11, changed_on=date(2026, 6, 1))]

    assert given_for(facts(100, anniversaries=moved, uses=[used("member", date(2026, 5, 30))])) == []


def test_an_edited_date_counts_only_after_thirty_days() -> None:
    edited_29_days_ago = birthday(24, 11, changed_on=date(2026, 10, 26))
    edited_30_days_ago = birthday(24, 11, changed_on=date(2026, 10, 25))

    assert miss_of(WEEK, facts(100, anniversaries=[edited_29_days_ago])) == Miss(
        "anniversary", "edited_recently", 7
    )
    assert miss_of(WEEK, facts(100, anniversaries=[edited_30_days_ago])) is None


def test_the_wait_after_an_edit_is_the_merchant_s() -> None:
    trusting = programme(GIFT, safeguards=Safeguards(anniversary_edit_days=0))
    edited_today = birthday(24, 11, changed_on=date(2026, 11, 24))

    assert run(trusting, facts(100, anniversaries=[edited_today])).rule_uses


def test_a_birthday_already_given_for_says_so() -> None:
    evaluation = run(
        programme(GIFT),
        facts(100, anniversaries=[birthday(24, 11)], uses=[used("member", date(2026, 11, 20))]),
    )

    assert evaluation.trace[0].miss == Miss("anniversary", "already_given", 7)


def test_the_compiled_programme_says_how_far_birthdays_matter() -> None:
    far = rule("far", EarnFixed(counter="points", points=1), when=Anniversary(days_before=2, days_after=30))

    assert compile_programme(programme(GIFT, far)).anniversary_reach_days == 30 + SOON_DAYS


def test_a_birthday_that_comes_soon_is_told_in_days_and_a_far_one_is_not() -> None:
    def days_before(days: int) -> Facts:
        return facts(100, day=TUESDAY - timedelta(days=days), anniversaries=[birthday(24, 11)])

    assert miss_of(WEEK, days_before(10)) == Miss("anniversary", None, 7, 3, Unit.DAYS)
    assert miss_of(WEEK, days_before(14)) == Miss("anniversary", None, 7, 7, Unit.DAYS)
    assert miss_of(WEEK, days_before(15)) == Miss("anniversary", None, 7)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span.WEEK, date(2026, 11, 23), date(2026, 11, 29)),
        (Span.MONTH, date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_a_calendar_week_or_month_holds_on_all_its_days(span: Span, first: date, last: date) -> None:
    around = Anniversary(span=span)
    wednesday = [birthday(25, 11)]
    day_before, day_after = first - timedelta(days=1), last + timedelta(days=1)

    held = [
        miss_of(around, facts(100, day=day, anniversaries=wednesday)) is None
        for day in (day_before, first, last, day_after)
    ]

    assert held == [False, True, True, False]
    assert miss_of(around, facts(100, day=day_before, anniversaries=wednesday)) == Miss(
        "anniversary", None, span.value, 1, Unit.DAYS
    )


def test_a_week_that_holds_new_year_is_one_week() -> None:
    around = Anniversary(span=Span.WEEK)

    assert miss_of(around, facts(100, day=date(2026, 12, 28), anniversaries=[birthday(3, 1)])) is None
    assert miss_of(around, facts(100, day=date(2027, 1, 4), anniversaries=[birthday(3, 1)])) is not None


def test_free_days_count_when_they_are_named_by_their_label() -> None:
    wedding = [birthday(24, 11, Who.OTHER, label="wedding")]
    any_free, weddings = Anniversary(who=(Who.OTHER,)), Anniversary(who=(Who.OTHER,), labels=("wedding",))
    name_days = Anniversary(who=(Who.OTHER, Who.CHILD), labels=("name day",))

    assert miss_of(any_free, facts(100, anniversaries=wedding)) is None
    assert miss_of(weddings, facts(100, anniversaries=wedding)) is None
    assert miss_of(name_days, facts(100, anniversaries=wedding)) is not None
    assert miss_of(name_days, facts(100, anniversaries=[birthday(24, 11, Who.CHILD)])) is None


@pytest.mark.parametrize("arguments", [{"span": Span.MONTH, "days_before": 1}, {"labels": ("wedding",)}])
def test_arguments_that_contradict_each_other_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        Anniversary(**arguments)


def visits_through(first: date, days: int, near: DayMonth, when: Anniversary) -> list[Evaluation]:
    """A visit on each day, with what was given before."""
    compiled = compile_programme(programme(replace(GIFT, when=when)))
    evaluations: list[Evaluation] = []
    uses: list[RuleUse] = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        occasion = birthday(near.day, near.month)
        evaluations.append(evaluate(compiled, facts(100, day=day, anniversaries=[occasion], uses=uses)))
        if evaluations[-1].rule_uses:
            uses = [used("member", day)]
    return evaluations


@settings(max_examples=20)
@given(
    st.dates(date(2023, 1, 1), date(2029, 1, 1)),
    st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    st.sampled_from([WEEK, Anniversary(span=Span.WEEK), Anniversary(span=Span.MONTH)]),
)
def test_daily_visits_over_three_years_give_three_times(first: date, born: date, when: Anniversary) -> None:
    near = DayMonth(day=born.day, month=born.month)
    start = near.in_year(first.year) + timedelta(days=31)

    given_on = [each for each in visits_through(start, 3 * 365, near, when) if each.rule_uses]

    assert len(given_on) == 3
