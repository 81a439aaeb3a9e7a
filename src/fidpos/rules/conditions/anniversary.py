"""`anniversary`: a birthday in the household, or the day of enrolment, is near."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.facts import Anniversary as Occasion
from fidpos.rules.facts import Who
from fidpos.rules.fields import Items, Within
from fidpos.rules.working import Working

BIRTHDAYS = (Who.MEMBER, Who.SPOUSE, Who.CHILD)

_ALREADY = "already_given"
_EDITED = "edited_recently"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anniversary:
    """Today lies from `days_before` to `days_after` around the anniversary of someone of `who`.

    The rule fires for each such person, once per person and year: it stays silent until a year, less the days
    around the anniversary, has passed since it last gave for that person. Editing the date gains nothing, New
    Year neither, and an edited date counts only after the days that the safeguards name.
    """

    code: ClassVar[str] = "anniversary"

    who: Annotated[tuple[Who, ...], Items(1, 4)] = BIRTHDAYS
    days_before: Annotated[int, Within(0, 60)] = 0
    days_after: Annotated[int, Within(0, 60)] = 0

    def compile(self, binding: Binding, /) -> Test:
        """Needs the anniversaries within reach, and the owner's earlier uses."""
        owner, edit_days, who = binding.owner, binding.anniversary_edit_days, frozenset(self.who)
        before, after = self.days_before, self.days_after
        silent_days = 365 - before - after

        def near(working: Working) -> list[Occasion]:
            return [
                occasion
                for occasion, days in working.days_to_anniversaries()
                if -after <= days <= before and occasion.who in who
            ]

        def edited(working: Working, occasion: Occasion) -> bool:
            changed_on = occasion.changed_on
            return changed_on is not None and (working.day - changed_on).days < edit_days

        def people(working: Working) -> list[str]:
            found = [occasion.person for occasion in near(working) if not edited(working, occasion)]
            return [person for person in found if not _given_lately(working, owner, person, silent_days)]

        def test(working: Working) -> Miss | None:
            if people(working):
                return None
            found = near(working)
            if not found:
                return Miss(self.code, None, before)
            return Miss(self.code, _EDITED if edited(working, found[0]) else _ALREADY, before)

        binding.anniversaries(max(before, after), people)
        return test


def _given_lately(working: Working, owner: str, person: str, silent_days: int) -> bool:
    return any(
        use.subject == person
        and use.last_on is not None
        and abs((working.day - use.last_on).days) < silent_days
        for use in working.uses_of(owner)
    )
