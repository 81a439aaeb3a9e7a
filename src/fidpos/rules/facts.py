"""Facts: everything the engine may know of a visit. The same facts give the same evaluation, anywhere, ever.

Facts are stored with the visit, so they carry no name and no more birthdays than the programme can use
(`engine.CompiledProgramme.anniversary_reach_days`); what remains is encrypted with the member's other data.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fidpos.domain.basket import BasketLine
from fidpos.domain.card import Medium, Trust
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import ShopId, TillId, VisitId
from fidpos.rules.windows import WindowValue


class Who(StrEnum):
    """Whose day comes back every year."""

    MEMBER = "member"
    SPOUSE = "spouse"
    CHILD = "child"
    ENROLMENT = "enrolment"
    """The day the member enrolled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anniversary:
    """A day that comes back every year.

    Attributes:
        person: stable id of the person, the same when the date or the name is edited; twins are two persons.
        changed_on: day of the last edit after enrolment, None when it was never edited.
    """

    who: Who
    person: str
    day: DayMonth
    changed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """The purchase.

    Attributes:
        at: the shop's clock on the wall with its offset, never UTC.
        lines: as the register counts them; a typed amount is one anonymous line.
        codes: what was typed or scanned beside the card.
        staff_own: the member is the person signed in at the till.
    """

    id: VisitId
    shop: ShopId
    till: TillId
    at: datetime
    business_day: date
    lines: tuple[BasketLine, ...] = ()
    medium: Medium = Medium.CONTACTLESS
    trust: Trust = Trust.COPYABLE
    codes: tuple[str, ...] = ()
    staff_own: bool = False

    @property
    def amount_minor(self) -> int:
        """What the register says is due before our discounts."""
        return sum(line.amount_minor for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """The member as known when the visit began.

    Attributes:
        tier: code of the tier held, empty for none.
        tier_until: last day of its term, None for no end.
    """

    enrolled_on: date
    tier: str = ""
    tier_until: date | None = None
    labels: frozenset[str] = frozenset()
    anniversaries: tuple[Anniversary, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterBalance:
    """What can be spent of a counter: lots that have not expired, less the holds of other visits."""

    counter: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUse:
    """How often a rule (or a reward of the catalogue) has given to this member, this visit excluded.

    Attributes:
        subject: the person of an anniversary, empty otherwise; one record for each.
        this_year: in the calendar year of the visit's business day.
        today: on the visit's business day.
        last_on: business day of the last use that was not released.
    """

    rule: str
    subject: str = ""
    total: int = 0
    this_year: int = 0
    today: int = 0
    last_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The engine's whole input.

    Attributes:
        history: what `engine.needs` asked for; a missing value is unknown, and its condition does not hold.
        requested: codes of the rewards the member wants to use, once for each time.
        refused: codes of the rules the cashier has set aside on this visit.
    """

    visit: VisitFacts
    member: MemberFacts
    history: tuple[WindowValue, ...] = ()
    balances: tuple[CounterBalance, ...] = ()
    uses: tuple[RuleUse, ...] = ()
    requested: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()
