"""`anniversary`: a birthday in the household is near, once per person and year."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.domain.clock import DayMonth
from fidpos.rules.conditions.anniversary import Anniversary
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.evaluation import Evaluation, Miss, RuleUsed
from fidpos.rules.facts import Facts, RuleUse, Who
from fidpos.rules.programme import Safeguards
from tests.unit.rules.build import birthday, facts, miss_of, programme, rule, run

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

    assert compile_programme(programme(GIFT, far)).anniversary_reach_days == 30


def visits_through(first: date, days: int, near: DayMonth) -> list[Evaluation]:
    """A visit on each day, with what was given before."""
    compiled = compile_programme(programme(GIFT))
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
@given(st.dates(date(2023, 1, 1), date(2029, 1, 1)), st.dates(date(2024, 1, 1), date(2024, 12, 31)))
def test_daily_visits_over_three_years_give_three_times(first: date, born: date) -> None:
    near = DayMonth(day=born.day, month=born.month)
    start = near.in_year(first.year) + timedelta(days=30)

    given_on = [each for each in visits_through(start, 3 * 365, near) if each.rule_uses]

    assert len(given_on) == 3
