"""Facts: everything the engine may know of a visit. The same facts give the same evaluation, anywhere, ever.

Facts are stored with the visit, so they carry no name and no more birthdays than the programme can use
(`engine.CompiledProgramme.anniversary_reach_days`); what remains is encrypted with the member's other data.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter

from fidpos.domain.basket import BasketLine
from fidpos.domain.card import Medium, Trust
from fidpos.domain.clock import DayMonth
from fidpos.domain.ids import MemberId, ShopId, TillId, VisitId, VoucherId
from fidpos.domain.member import Channel
from fidpos.domain.visit import SalesChannel
from fidpos.rules.effect import Effect
from fidpos.rules.fields import Minor
from fidpos.rules.history import WindowValue
from fidpos.rules.titles import Titles

_is_anonymous = attrgetter("is_anonymous")


class Who(StrEnum):
    """Whose day comes back every year."""

    MEMBER = "member"
    SPOUSE = "spouse"
    CHILD = "child"
    ENROLMENT = "enrolment"
    """The day the member enrolled."""
    OTHER = "other"
    """A free day of the household, such as a wedding."""


class Asked(StrEnum):
    """What the facts hold only for a programme that asks for it (`CompiledProgramme.asks`)."""

    AGE = "age"
    CONSENTS = "consents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anniversary:
    """A day that comes back every year.

    Attributes:
        person: stable id of the person, the same when the date or the name is edited; twins are two persons.
        label: what a free day is called, such as `wedding`; empty for a person's.
        changed_on: day of the last edit after enrolment, None when it was never edited.
    """

    who: Who
    person: str
    day: DayMonth
    label: str = ""
    changed_on: date | None = None


def plain_code(code: str) -> str:
    """A code of an offer as it is compared: capitals and spaces around it mean nothing."""
    return code.strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """The purchase.

    Attributes:
        at: the shop's clock on the wall with its offset, never UTC.
        lines: as the register counts them; a typed amount is one anonymous line.
        codes: what was typed or scanned beside the card.
        staff_own: the member is the person signed in at the till.
        gift_card_minor: what of it is paid with a gift card.
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
    gift_card_minor: Minor = 0
    channel: SalesChannel = SalesChannel.COUNTER

    @property
    def amount_minor(self) -> int:
        """What the register says is due before our discounts."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def is_itemised(self) -> bool:
        """Whether the register said what is bought, and not only for how much."""
        return not all(map(_is_anonymous, self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """The member as known when the visit began.

    Attributes:
        tier: code of the tier held, empty for none.
        tier_until: last day of its term, None for no end.
        age: in completed years on the business day, None when it is unknown.
        consents: channels for which a consent stands.
    """

    id: MemberId | None = None
    enrolled_on: date
    tier: str = ""
    tier_until: date | None = None
    labels: frozenset[str] = frozenset()
    anniversaries: tuple[Anniversary, ...] = ()
    age: int | None = None
    consents: frozenset[Channel] = frozenset()


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
        this_month: in its calendar month.
        this_week: since Monday.
        today: on the visit's business day.
        last_on: business day of the last use that was not released.
    """

    rule: str
    subject: str = ""
    total: int = 0
    this_year: int = 0
    this_month: int = 0
    this_week: int = 0
    today: int = 0
    last_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallUse:
    """How often a rule has given to all members together, as far as this till knows."""

    rule: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherHeld:
    """A right to an effect, given earlier, which keeps its effect whatever the programme says by now.

    Attributes:
        source: code of the rule or reward that gave it.
        valid_from: first day on which it can be used.
        valid_until: last day, None for no end.
        least_minor: smallest purchase on which it can be used, before our discounts.
    """

    id: VoucherId
    source: str
    title: Titles
    effect: Effect
    valid_from: date
    valid_until: date | None = None
    least_minor: Minor = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftChosen:
    """Which of its gifts the member takes from a rule or reward that offers several."""

    source: str
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The engine's whole input.

    Attributes:
        history: what `engine.needs` asked for; a missing value is unknown, and its condition does not hold.
        requested: codes of the rewards the member wants to use, once for each time.
        refused: codes of the rules the cashier has set aside on this visit.
        overall: uses of the rules that are limited for all members together.
        vouchers: those the member holds.
        presented: vouchers among them that are used on this visit, in the order in which they were chosen.
        chosen: the gifts chosen so far.
    """

    visit: VisitFacts
    member: MemberFacts
    history: tuple[WindowValue, ...] = ()
    balances: tuple[CounterBalance, ...] = ()
    uses: tuple[RuleUse, ...] = ()
    requested: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()
    overall: tuple[OverallUse, ...] = ()
    vouchers: tuple[VoucherHeld, ...] = ()
    presented: tuple[VoucherId, ...] = ()
    chosen: tuple[GiftChosen, ...] = ()
