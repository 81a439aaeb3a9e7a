"""From JSON to a story that makes sense by itself: bounded, in the order of time, about members it has."""

from collections.abc import Iterator

from fidpos.bootstrap.story.format import (
    CorrectStep,
    CreditStep,
    LookStep,
    RefundStep,
    Step,
    Story,
    StoryMember,
    VisitStep,
    VoidStep,
)
from fidpos.bootstrap.story.values import (
    basket_of,
    calendar_of,
    currency_of,
    day_month_of,
    instant_of,
    minor_of,
    refused,
)
from fidpos.domain.money import Currency
from fidpos.rules.codec import value_from_json
from fidpos.rules.decode import Refused, decode
from fidpos.rules.fields import YEARS
from fidpos.rules.schema import Schema, schema_of

STORY_BYTES_MAX = 1024 * 1024
"""A thousand steps fit well."""


def story_from_json(raw: bytes) -> Story:
    """Read a story that comes from outside; `codes.check_codes` then looks at it beside a programme.

    Raises:
        InvalidValue: `params` holds the `path` of the first fault and the `reason`, a sentence.
    """
    try:
        story = decode(value_from_json(raw, STORY_BYTES_MAX), Story)
    except Refused as fault:
        raise refused(fault.path, fault.reason) from fault
    _check_members(story)
    _check_steps(story)
    return story


def story_schema() -> Schema:
    """JSON Schema (draft 2020-12) of what `story_from_json` accepts, step by step."""
    return schema_of(Story, "fidpos story")


def _check_members(story: Story) -> None:
    names: set[str] = set()
    for index, member in enumerate(story.members):
        path = f"members[{index}]"
        if member.name in names:
            raise refused(f"{path}.name", f"{member.name!r} is the name of another member")
        names.add(member.name)
        if member.enrolled_on.year not in YEARS:
            raise refused(f"{path}.enrolled_on", f"must lie between {YEARS[0]} and {YEARS[-1]}")
        for step, day in _days(member):
            day_month_of(day, f"{path}.{step}")


def _days(member: StoryMember) -> Iterator[tuple[str, str]]:
    for step, day in (("birthday", member.birthday), ("spouse", member.spouse)):
        if day is not None:
            yield step, day
    for position, day in enumerate(member.children):
        yield f"children[{position}]", day
    for name, day in (member.days or {}).items():
        yield f"days.{name}", day


def _check_steps(story: Story) -> None:
    calendar, currency = calendar_of(story.shop), currency_of(story.shop)
    enrolled = {member.name: member.enrolled_on for member in story.members}
    visits: set[str] = set()
    before = None
    for index, step in enumerate(story.steps):
        path = f"steps[{index}]"
        at = instant_of(step.at, calendar, f"{path}.at")
        if before is not None and at < before:
            raise refused(f"{path}.at", "must not be earlier than the step before")
        before = at
        for field, name in _members_named(step):
            if name not in enrolled:
                raise refused(f"{path}.{field}", f"no member has the name {name!r}")
            if calendar.business_day(at) < enrolled[name]:
                raise refused(f"{path}.at", f"{name!r} has not enrolled yet")
        _check_visit_name(step, visits, path)
        if isinstance(step, CreditStep):
            instant_of(step.bought_at, calendar, f"{path}.bought_at")
        _check_amounts(step, currency, path)


def _members_named(step: Step) -> Iterator[tuple[str, str]]:
    match step:
        case VisitStep(member=name, served_by=server):
            yield "member", name
            if server is not None:
                yield "served_by", server
        case CreditStep(member=name):
            yield "member", name
        case CorrectStep(member=str(name)):
            yield "member", name
        case LookStep(look=name):
            yield "look", name


def _check_visit_name(step: Step, visits: set[str], path: str) -> None:
    match step:
        case VisitStep(visit=name):
            _add_visit(name, visits, f"{path}.visit")
        case CreditStep(credit=name):
            _add_visit(name, visits, f"{path}.credit")
        case RefundStep(refund=name):
            _find_visit(name, visits, f"{path}.refund")
        case VoidStep(void=name):
            _find_visit(name, visits, f"{path}.void")
        case CorrectStep(correct=name):
            _find_visit(name, visits, f"{path}.correct")


def _add_visit(name: str, visits: set[str], path: str) -> None:
    if name in visits:
        raise refused(path, f"{name!r} is the name of another visit")
    visits.add(name)


def _find_visit(name: str, visits: set[str], path: str) -> None:
    if name not in visits:
        raise refused(path, f"no earlier visit has the name {name!r}")


def _check_amounts(step: Step, currency: Currency, path: str) -> None:
    """Every amount once, so that nothing is found wrong while the story is played."""
    match step:
        case VisitStep(gift_card=gift_card):
            basket = basket_of(step.amount, step.lines, currency, path)
            if minor_of(gift_card, currency, f"{path}.gift_card") > basket.amount.minor:
                raise refused(f"{path}.gift_card", "must not be more than what is bought")
        case CreditStep():
            basket_of(step.amount, step.lines, currency, path)
        case CorrectStep(member=None):
            basket_of(step.amount, step.lines, currency, path)
        case CorrectStep(amount=amount, lines=lines):
            if amount is not None or lines:
                raise refused(path, "must name another member or what was bought, not both")
        case RefundStep(amount=str(amount), lines=lines):
            minor_of(amount, currency, f"{path}.amount")
            if lines:
                raise refused(path, "must have an amount, lines, or neither for all that is left")
    for name in ("discount", "due"):
        text = getattr(step.expect, name)
        if text is not None:
            minor_of(text, currency, f"{path}.expect.{name}")
