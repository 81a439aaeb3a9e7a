"""What a register and the till say to each other, as JSON; every text and every number is bounded.

These types are the protocol: requests are decoded by them, answers encoded, and the OpenAPI document is
generated from them. Money is in minor units, quantities in thousandths, rates in millionths.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from fidpos.domain.register_ticket import ticket_number
from fidpos.till.register.standing import TicketStatus
from fidpos.till.register.watch import HappenedKind

LINES_MAX = 1_000
TAX_RATES_MAX = 20
"""Different ones in a basket: no country has more, and a register that sends more is at fault."""
BODY_BYTES_MAX = 1_000_000
MINOR_MAX = 1_000_000_000
WAIT_S_MAX = 30
MEDIA_TYPE = "application/json"

_Text = Annotated[str, msgspec.Meta(max_length=80, pattern=r"^(?![\s\S]*[\x00-\x1f\x7f])")]
"""Without control characters. Not with `$`, before which Python would let a last line feed pass."""
_Minor = Annotated[int, msgspec.Meta(ge=-MINOR_MAX, le=MINOR_MAX)]
_Due = Annotated[int, msgspec.Meta(ge=0, le=MINOR_MAX)]


class LinkProblem(StrEnum):
    """Why not. The first are the link's own, and never reach the till; the others are `RegisterRefusal`s."""

    BAD_HOST = "bad_host"
    FROM_A_PAGE = "from_a_page"
    """It carries what only web browsers send."""
    UNKNOWN_REGISTER = "unknown_register"
    TOO_MANY = "too_many"
    NOT_JSON = "not_json"
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    NO_SUCH_PLACE = "no_such_place"
    NO_SUCH_METHOD = "no_such_method"
    TILL_AWAY = "till_away"
    """The till is starting, stopping or does not answer; ask again."""

    LOCKED = "locked"
    BUSY = "busy"
    AMOUNT_TYPED = "amount_typed"
    OTHER_TICKET = "other_ticket"
    UNKNOWN_TICKET = "unknown_ticket"
    DIFFERENT = "different"
    ALREADY_VOIDED = "already_voided"
    CHANGED = "changed"
    OBJECTION = "objection"
    NEEDS_MANAGER = "needs_manager"
    DAY = "day"
    CURRENCY = "currency"
    STORE = "store"


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the ticket as the register counts it, before any discount of ours.

    Attributes:
        amount_minor: of the whole line, tax as the register shows it; negative for what is returned.
        quantity: in thousandths; negative for what is returned.
        categories: path from the root.
        tax_rate_ppm: 200000 for 20 %.
        discounted: the register already reduced it.
        earns: false for what never earns, such as tobacco, fees and gift cards.
    """

    amount_minor: _Minor
    article: _Text = ""
    label: _Text = ""
    categories: Annotated[tuple[_Text, ...], msgspec.Meta(max_length=8)] = ()
    brand: _Text = ""
    labels: Annotated[tuple[_Text, ...], msgspec.Meta(max_length=16)] = ()
    quantity: _Minor = 1_000
    tax_rate_ppm: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    tax_included: bool = True
    discounted: bool = False
    earns: bool = True


class BasketAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole basket of a ticket; `amount_minor` is the sum of its lines, which is never negative."""

    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    amount_minor: _Due
    lines: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1, max_length=LINES_MAX)]


class CloseAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ticket is paid; `due_minor` is what the register found due after the till's discounts."""

    due_minor: _Due


class VoidAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ticket is given up, or taken back; there is nothing to say about it."""


class ReductionTold(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule or reward takes off a line; `line` counts from 0."""

    line: int
    source: str
    title: str
    minor: int


class GiftTold(msgspec.Struct, frozen=True, kw_only=True):
    """Something to hand over; `article` is the register's own number, empty where it has none."""

    title: str
    article: str
    quantity: int


class EntitlementTold(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher, gift or reward of the member; which one is used is chosen at the till."""

    title: str
    cost: int
    is_chosen: bool
    is_open: bool


class MemberTold(msgspec.Struct, frozen=True, kw_only=True):
    """What a register may show of the member."""

    name: str
    masked_card: str
    tier: str
    counter: str
    points: int
    entitlements: tuple[EntitlementTold, ...] = ()


class TicketTold(msgspec.Struct, frozen=True, kw_only=True):
    """How a ticket stands.

    Attributes:
        due_minor: what remains to be paid after the till's discounts.
        gift_card_minor: what of that gift cards pay, as long as the ticket is open.
        visit_id: what the till recorded it as; null for a ticket that was closed without a member.
        points: what the visit moves on the programme's first counter.
    """

    register: str
    business_day: date
    ticket: str
    status: TicketStatus
    currency: str
    amount_minor: int
    discount_minor: int
    due_minor: int
    gift_card_minor: int
    points: int
    visit_id: str | None = None
    reductions: tuple[ReductionTold, ...] = ()
    gifts: tuple[GiftTold, ...] = ()
    member: MemberTold | None = None


class TillTold(msgspec.Struct, frozen=True, kw_only=True):
    """The till at this instant.

    Attributes:
        is_serving: somebody is signed in and at the checkout; else baskets are refused for now.
        member: who is attached, unless another register's ticket is open.
        open_ticket: this register's own.
    """

    till: str
    shop: str
    currency: str
    is_serving: bool
    member: MemberTold | None = None
    open_ticket: TicketTold | None = None


class ChangeTold(msgspec.Struct, frozen=True, kw_only=True):
    """One change; what it led to is read where it happened. No ticket when none was open."""

    serial: int
    kind: HappenedKind
    business_day: date | None = None
    ticket: str | None = None


class ChangesTold(msgspec.Struct, frozen=True, kw_only=True):
    """What happened since `after`, oldest first.

    Attributes:
        last: what to ask `after` next time.
        is_gap: some are not remembered any more, or the till was started anew: read everything again.
    """

    last: int
    is_gap: bool
    changes: tuple[ChangeTold, ...] = ()


class ProblemTold(msgspec.Struct, frozen=True, kw_only=True):
    """Why not; nothing was changed.

    Attributes:
        problem: stable code.
        detail: for whoever writes the register's software.
        ticket: what stands there instead, where something does.
    """

    problem: LinkProblem
    detail: str = ""
    ticket: TicketTold | None = None


class BadRequest(Exception):
    """The request is none; `detail` names the path of the fault."""

    def __init__(self, problem: LinkProblem, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem
        self.detail = detail


def read_number(text: str) -> str:
    """The number of a ticket as it is compared.

    Raises:
        BadRequest: it has no letter or digit, or others than those of ASCII.
    """
    number = ticket_number(text)
    if not text.isascii() or not 0 < len(number) <= len(text) <= 40:
        raise BadRequest(LinkProblem.MALFORMED, "ticket: 1 to 40 letters and digits")
    return number


def read_day(text: str) -> date:
    """A business day, written as 2026-11-22.

    Raises:
        BadRequest: it is none.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise BadRequest(LinkProblem.MALFORMED, "business day: YYYY-MM-DD")
    return day
