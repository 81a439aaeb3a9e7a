"""What stands on each kind of ticket: values only, so that one model becomes paper, PDF and preview.

A ticket is personal as little as it can be: a first name, and the end of a number.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from fidpos.domain.member import Channel
from fidpos.domain.money import Money
from fidpos.till.view import Message

Units = int | Money
"""Of a counter: points or stamps, or money where the counter holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHead:
    """At the top of every ticket.

    Attributes:
        printed_at: when it was asked for.
        is_practice: the till serves no customers, and the ticket says so.
    """

    merchant_name: str
    shop_name: str
    till_name: str
    printed_at: datetime
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose ticket it is; `number` holds the last characters of the member's number only."""

    given_name: str = field(default="", repr=False)
    number: str = ""


class VisitStanding(StrEnum):
    """What became of a visit since."""

    STANDS = "stands"
    REFUNDED = "refunded"
    """In part."""
    VOIDED = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A line of the basket; `quantity` in thousandths."""

    label: str
    quantity: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOff:
    """What one rule, reward or voucher took off; its title is empty where no programme says it any more."""

    title: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterLine:
    """What the visit moved on one counter.

    Attributes:
        before: just before the visit; None where something else moved since.
        after: what the counter holds as the ticket is printed.
        usable: what of it can be spent; less than `after` while a part is pending.
    """

    title: str
    before: Units | None
    earned: Units
    spent: Units
    after: Units
    usable: Units


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherLine:
    """A voucher that the visit gave.

    Attributes:
        number: of one that is bound to the bearer; empty for one that waits on the member's account.
        until: its last day, None for no end.
        least: the smallest purchase on which it can be used.
    """

    title: str
    number: str = field(default="", repr=False)
    until: date | None = None
    least: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardLine:
    """A gift card that paid on the visit: what of it, and what is left now."""

    ending: str
    paid: Money
    left: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTicket:
    """A closed visit.

    Attributes:
        register_ticket: the register's document, where it is known.
        rewards: titles of the rewards used.
        gifts: titles of what was handed over.
    """

    head: TicketHead
    holder: Holder
    closed_at: datetime
    standing: VisitStanding = VisitStanding.STANDS
    register_ticket: str = ""
    lines: tuple[Bought, ...] = ()
    amount: Money
    taken_off: tuple[TakenOff, ...] = ()
    discount: Money
    due: Money
    rewards: tuple[str, ...] = ()
    gifts: tuple[str, ...] = ()
    gift_cards: tuple[GiftCardLine, ...] = ()
    counters: tuple[CounterLine, ...] = ()
    vouchers: tuple[VoucherLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """What the member said about one channel, with the version of the words that they were asked in."""

    channel: Channel
    granted: bool
    wording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTicket:
    """What a member agreed to, and what not: a copy for them to keep; `parent` agreed for a child."""

    head: TicketHead
    holder: Holder
    consents: tuple[ConsentLine, ...]
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardTicket:
    """A gift card that was sold or reloaded.

    Attributes:
        ending: last characters of its number.
        number: the whole number, when the slip itself is the card; it is worth the money then.
        paid: what was loaded; None for a slip that says the balance only.
        until: its last day, None for no end; `grace_days` after it is it still taken.
    """

    head: TicketHead
    ending: str
    number: str = field(default="", repr=False)
    offered_by: str = field(default="", repr=False)
    message: str = field(default="", repr=False)
    paid: Money | None = None
    balance: Money
    until: date | None = None
    grace_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """A figure of a closing with its label; a plain string is final, such as the name of a counter."""

    label: Message | str
    value: Message | str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingTicket:
    """A day that was closed.

    Attributes:
        made_up: it was closed on a later day.
        register: what the register's closing says beside the figures; empty where nobody typed it.
        journal_seq: number of the journal's newest row as it was closed.
        journal_hash: the beginning of that row's hash.
    """

    head: TicketHead
    day: date
    made_up: bool = False
    figures: tuple[FigureLine, ...]
    register: tuple[FigureLine, ...] = ()
    journal_seq: int
    journal_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestTicket:
    """Shows whether a printer is set up right: accents, width, a code."""

    __test__ = False

    head: TicketHead
    printer: str


Ticket = VisitTicket | ConsentTicket | GiftCardTicket | ClosingTicket | TestTicket
