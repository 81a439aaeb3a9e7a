"""`anniversary`: a birthday in the household, or another day that comes back every year, is near."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from fidpos.domain.errors import InvalidValue
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.facts import Anniversary as Occasion
from fidpos.rules.facts import Who
from fidpos.rules.fields import Items, Key, Within
from fidpos.rules.working import Working

BIRTHDAYS = (Who.MEMBER, Who.SPOUSE, Who.CHILD)

SOON_DAYS = 7
"""So long before it begins to hold, the trace tells in how many days it will."""

_ALREADY = "already_given"
_EDITED = "edited_recently"

Reach = Callable[[date], tuple[int, int]]
"""How many days from a business day an anniversary may lie, at the earliest and at the latest."""


class Span(StrEnum):
    """What lies near."""

    DAYS = "days"
    """From `days_before` to `days_after` around it."""
    WEEK = "week"
    """Its calendar week, Monday first."""
    MONTH = "month"
    """Its calendar month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anniversary:
    """The anniversary of someone of `who` is near.

    The rule fires for each such person, once per person and year: it stays silent until a year, less the days
    around the anniversary, has passed since it last gave for that person. Editing the date gains nothing, New
    Year neither, and an edited date counts only after the days that the safeguards name.

    Attributes:
        labels: of free days, those that are meant, such as `wedding`; any when left out.
    """

    code: ClassVar[str] = "anniversary"

    who: Annotated[tuple[Who, ...], Items(1, 5)] = BIRTHDAYS
    span: Span = Span.DAYS
    days_before: Annotated[int, Within(0, 60)] = 0
    days_after: Annotated[int, Within(0, 60)] = 0
    labels: Annotated[tuple[Key, ...], Items(0, 20)] = ()

    def __post_init__(self) -> None:
        """Refuse arguments that contradict each other.

        Raises:
            InvalidValue: days around a whole week or month, or labels without a free day.
        """
        if self.span is not Span.DAYS and (self.days_before or self.days_after):
            raise InvalidValue("days before and after belong to the span 'days'")
        if self.labels and Who.OTHER not in self.who:
            raise InvalidValue("only days of 'other' have labels")

    def compile(self, binding: Binding, /) -> Test:
        """Needs the anniversaries within reach, and the owner's earlier uses."""
        owner, edit_days = binding.owner, binding.anniversary_edit_days
        reach, widest_days, silent_days = self._reach()
        is_meant = self._meant()
        wanted = self.days_before if self.span is Span.DAYS else self.span.value
        nobody = Miss(self.code, None, wanted)

        def near(working: Working) -> list[Occasion]:
            first, last = reach(working.day)
            return [
                occasion
                for occasion, days in working.days_to_anniversaries()
                if first <= days <= last and is_meant(occasion)
            ]

        def edited(working: Working, occasion: Occasion) -> bool:
            changed_on = occasion.changed_on
            return changed_on is not None and (working.day - changed_on).days < edit_days

        def given_to(working: Working, found: list[Occasion]) -> list[str]:
            persons = [occasion.person for occasion in found if not edited(working, occasion)]
            return [person for person in persons if not _given_lately(working, owner, person, silent_days)]

        def people(working: Working) -> list[str]:
            return given_to(working, near(working))

        def soon(working: Working) -> int | None:
            """In how many days it begins to hold for the next person."""
            coming = [
                days - _days_open_before(reach, working.day + timedelta(days=days))
                for occasion, days in working.days_to_anniversaries()
                if days > 0 and is_meant(occasion)
            ]
            return min((days for days in coming if 0 < days <= SOON_DAYS), default=None)

        def test(working: Working) -> Miss | None:
            if not working.facts.member.anniversaries:
                return nobody
            found = near(working)
            if found:
                if given_to(working, found):
                    return None
                return Miss(self.code, _EDITED if edited(working, found[0]) else _ALREADY, wanted)
            days = soon(working)
            return Miss(self.code, None, wanted, days, Unit.NONE if days is None else Unit.DAYS)

        binding.anniversaries(widest_days + SOON_DAYS, people)
        return test

    def _reach(self) -> tuple[Reach, int, int]:
        """The reach, how wide it is at most, and for how many days the rule is silent after it gave."""
        match self.span:
            case Span.DAYS:
                before, after = self.days_before, self.days_after
                return (lambda _day: (-after, before)), max(before, after), 365 - before - after
            case Span.WEEK:
                return _of_week, 6, 365 - 12
            case Span.MONTH:
                return _of_month, 30, 365 - 30

    def _meant(self) -> Callable[[Occasion], bool]:
        who, labels = frozenset(self.who), frozenset(self.labels)

        def is_meant(occasion: Occasion) -> bool:
            if occasion.who not in who:
                return False
            return not labels or occasion.who is not Who.OTHER or occasion.label in labels

        return is_meant


def _of_week(day: date) -> tuple[int, int]:
    return -day.weekday(), 6 - day.weekday()


def _of_month(day: date) -> tuple[int, int]:
    return 1 - day.day, monthrange(day.year, day.month)[1] - day.day


def _days_open_before(reach: Reach, occurrence: date) -> int:
    """How many days before this occurrence the condition begins to hold."""
    days = 0
    while reach(occurrence - timedelta(days=days + 1))[1] >= days + 1:
        days += 1
    return days


def _given_lately(working: Working, owner: str, person: str, silent_days: int) -> bool:
    return any(use.rule == owner and use.subject == person for use in working.uses) or any(
        use.subject == person
        and use.last_on is not None
        and abs((working.day - use.last_on).days) < silent_days
        for use in working.uses_of(owner)
    )
