"""Whose anniversary is near, and for whom a rule then gives."""

from calendar import monthrange
from datetime import date, timedelta

from fidpos.rules.condition import Condition
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.anniversary import SOON_DAYS, Anniversary, Span
from fidpos.rules.conditions.any_of import AnyOf
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.facts import Anniversary as Occasion
from fidpos.rules.facts import Who
from tests.helpers.reference.moment import falls_on
from tests.helpers.reference.progress import Progress


def anniversary(condition: Anniversary, progress: Progress, owner: str) -> Miss | None:
    """Someone's anniversary is near, and nothing was given for it yet."""
    if people_of(condition, progress, owner):
        return None
    wanted: int | str = condition.span if condition.span is not Span.DAYS else condition.days_before
    near = [each for each in _meant(condition, progress) if is_near(condition, each, progress.day)]
    if near:
        is_edited = _is_edited_lately(near[0], progress)
        return Miss("anniversary", "edited_recently" if is_edited else "already_given", wanted)
    for days_left in range(1, SOON_DAYS + 1):
        day = progress.day + timedelta(days=days_left)
        if any(is_near(condition, each, day) for each in _meant(condition, progress)):
            return Miss("anniversary", None, wanted, days_left, Unit.DAYS)
    return Miss("anniversary", None, wanted)


def people_of(condition: Anniversary, progress: Progress, owner: str) -> list[str]:
    """The persons for whom the condition holds, each once."""
    people: list[str] = []
    for each in _meant(condition, progress):
        if each.person in people or not is_near(condition, each, progress.day):
            continue
        if _is_edited_lately(each, progress) or _is_given_lately(condition, each.person, progress, owner):
            continue
        people.append(each.person)
    return people


def conditions_about_people(condition: Condition | None) -> list[Anniversary]:
    """Every condition about anniversaries within a condition."""
    match condition:
        case Anniversary():
            return [condition]
        case AllOf() | AnyOf() | NoneOf():
            return [each for part in condition.of for each in conditions_about_people(part)]
        case _:
            return []


def is_near(condition: Anniversary, occasion: Occasion, day: date) -> bool:
    """Whether the condition could hold on a day for this occasion."""
    for year in (day.year - 1, day.year, day.year + 1):
        on = falls_on(occasion.day, year)
        if _first_day(condition, on) <= day <= _last_day(condition, on):
            return True
    return False


def _first_day(condition: Anniversary, on: date) -> date:
    match condition.span:
        case Span.DAYS:
            return on - timedelta(days=condition.days_before)
        case Span.WEEK:
            return on - timedelta(days=on.weekday())
        case Span.MONTH:
            return on.replace(day=1)


def _last_day(condition: Anniversary, on: date) -> date:
    match condition.span:
        case Span.DAYS:
            return on + timedelta(days=condition.days_after)
        case Span.WEEK:
            return on + timedelta(days=6 - on.weekday())
        case Span.MONTH:
            return on.replace(day=monthrange(on.year, on.month)[1])


def _meant(condition: Anniversary, progress: Progress) -> list[Occasion]:
    meant = []
    for each in progress.facts.member.anniversaries:
        is_labelled = each.who is not Who.OTHER or not condition.labels or each.label in condition.labels
        if each.who in condition.who and is_labelled:
            meant.append(each)
    return meant


def _is_edited_lately(occasion: Occasion, progress: Progress) -> bool:
    if occasion.changed_on is None:
        return False
    wait = progress.programme.safeguards.anniversary_edit_days
    return (progress.day - occasion.changed_on).days < wait


def _is_given_lately(condition: Anniversary, person: str, progress: Progress, owner: str) -> bool:
    """Whether it was for this person on this visit, or less than a year, less the days around, ago."""
    if any(use.rule == owner and use.subject == person for use in progress.uses):
        return True
    silent_days = 365 - _days_around(condition)
    for use in progress.facts.uses:
        if use.rule == owner and use.subject == person and use.last_on is not None:
            days = (progress.day - use.last_on).days
            if -silent_days < days < silent_days:
                return True
    return False


def _days_around(condition: Anniversary) -> int:
    """How many days before and after an anniversary the condition can hold."""
    match condition.span:
        case Span.DAYS:
            return condition.days_before + condition.days_after
        case Span.WEEK:
            return 2 * 6
        case Span.MONTH:
            return 30
