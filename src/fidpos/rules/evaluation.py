"""Evaluation: what a programme gives for a visit, and why. A value; booking it is `posting`'s work.

The records of which there are as many as rules or lines are named tuples: one costs a quarter of a frozen
dataclass, and a trace of fifty rules is built at each key of the amount.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from fidpos.domain.ids import VoucherId
from fidpos.rules.effect import Effect
from fidpos.rules.titles import Titles


class Outcome(StrEnum):
    """What became of a rule.

    Where several are true, the first of them: its condition did not hold, another rule of its group was
    given, the cashier refused it, another rule forbids it, a safeguard or a limit withheld it.
    """

    FIRED = "fired"
    NOT_FIRED = "not_fired"
    """A condition did not hold: `miss` says which."""
    LOST = "lost"
    """Another rule took its place, being of the same exclusive group or forbidding it: `by` is its code."""
    CAPPED = "capped"
    """It gave less than it says, or nothing: `by` names the cap or the limit."""
    REFUSED = "refused"
    """Set aside by the cashier."""


class Unit(StrEnum):
    """In what a miss is counted, so that a screen can say "3,20 € more" or "2 visits more"."""

    MINOR = "minor"
    VISITS = "visits"
    POINTS = "points"
    DAYS = "days"
    """By waiting."""
    ITEMS = "items"
    """Thousandths of a unit."""
    NONE = ""


class Miss(NamedTuple):
    """Why a condition did not hold.

    Attributes:
        condition: code of the condition.
        seen: what it saw, None when that is unknown.
        wanted: what it wanted to see.
        missing: how far, in `unit`, when that much more would let the rule fire; None otherwise.
    """

    condition: str
    seen: int | str | None
    wanted: int | str
    missing: int | None = None
    unit: Unit = Unit.NONE


class TraceEntry(NamedTuple):
    """What became of one rule; every rule of the programme has exactly one, in the order of the rules."""

    rule: str
    outcome: Outcome
    by: str = ""
    miss: Miss | None = None


class LineDiscount(NamedTuple):
    """What one rule or reward took off one line, `line` being its index in the facts."""

    line: int
    source: str
    amount_minor: int


class Earned(NamedTuple):
    """What one rule gave on one counter."""

    counter: str
    rule: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one requested reward costs, and the discount that was really granted for it."""

    counter: str
    reward: str
    amount: int
    granted_minor: int = 0


class GiftKind(StrEnum):
    """What a gift is."""

    ARTICLE = "article"
    SERVICE = "service"
    """Something done for the member, such as a delivery."""


class Alternative(NamedTuple):
    """One of the gifts among which the member chooses."""

    option: str
    title: Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftGranted:
    """Something to hand over, or to do.

    Attributes:
        source: code of the rule, reward or voucher.
        article: the register's own number, empty where it has none.
        person: whose anniversary it is for, empty for none.
        worth_minor: what the programme says it is worth.
        option: code of the gift that was chosen among several, empty when there was nothing to choose.
        options: all that may be chosen, in the programme's order.
    """

    source: str
    title: Titles
    article: str = ""
    quantity: int = 1
    person: str = ""
    worth_minor: int = 0
    kind: GiftKind = GiftKind.ARTICLE
    option: str = ""
    options: tuple[Alternative, ...] = ()


class Audience(StrEnum):
    """Who a message is for."""

    CASHIER = "cashier"
    MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A sentence: the merchant's own `text`, or the translation of `key` filled with `params`.

    Attributes:
        source: code of the rule, empty for a sentence of the engine.
        person: whose anniversary it is about, empty for none.
        on: the day it speaks of, None for none.
    """

    audience: Audience
    source: str = ""
    person: str = ""
    key: str = ""
    params: tuple[tuple[str, int | str], ...] = ()
    text: Titles | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherGranted:
    """A right to an effect on a later visit; it is born, with an id, when the visit closes.

    Attributes:
        source: code of the rule or reward that gives it.
        valid_from: first day on which it can be used.
        valid_until: last day, None for no end.
        least_minor: smallest purchase on which it can be used.
        person: whose anniversary it is for, empty for none.
        worth_minor: what the programme says it is worth.
    """

    source: str
    title: Titles
    effect: Effect
    valid_from: date
    valid_until: date | None = None
    least_minor: int = 0
    person: str = ""
    worth_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherUsed:
    """A voucher that is consumed when the visit closes, and the discount that it really gave."""

    id: VoucherId
    granted_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TierStatus:
    """Where the member stands once this visit is closed.

    Attributes:
        held: tier during the visit, empty for none.
        reached: tier from the next visit on.
        since: first day of `reached` when the visit changes the tier or its term, None otherwise.
        until: last day of the new term, None for no end.
        value: points or revenue that count, this visit included.
        next: the tier above, empty at the top.
        missing: how much more `value` reaches it.
    """

    held: str
    reached: str
    since: date | None = None
    until: date | None = None
    value: int
    next: str = ""
    missing: int = 0

    @property
    def changes(self) -> bool:
        """Whether closing the visit records a new standing."""
        return self.since is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUsed:
    """A use to record at close, and to release when the visit is voided."""

    rule: str
    subject: str = ""
    count: int = 1


class OfferState(StrEnum):
    """Whether a reward of the catalogue can be used now."""

    APPLIED = "applied"
    """Requested, and part of this evaluation."""
    AVAILABLE = "available"
    TOO_FEW_POINTS = "too_few_points"
    """`missing` says how many."""
    NOT_ELIGIBLE = "not_eligible"
    """Its condition does not hold: `miss` says which."""
    NOTHING_DUE = "nothing_due"
    """Requested, a discount, and there is nothing to reduce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A reward of the catalogue as it stands once everything that was requested is used.

    Attributes:
        missing: units of the counter that are still needed for one (more) of it.
        applied: how many are part of this evaluation.
    """

    reward: str
    counter: str
    cost: int
    state: OfferState
    missing: int = 0
    applied: int = 0
    miss: Miss | None = None


class VoucherState(StrEnum):
    """Whether a voucher that the member holds can be used now."""

    APPLIED = "applied"
    """Presented, and part of this evaluation."""
    AVAILABLE = "available"
    TOO_EARLY = "too_early"
    EXPIRED = "expired"
    PURCHASE_TOO_SMALL = "purchase_too_small"
    """`missing_minor` says by how much."""
    NOTHING_DUE = "nothing_due"
    """Presented, and there is nothing for it to reduce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherOffer:
    """A voucher as it stands on this visit."""

    id: VoucherId
    state: VoucherState
    missing_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything a programme gives for one visit.

    Attributes:
        discounts: they sum to `discount_minor`, line by line never more than the line costs.
        tier: None when the programme has no tiers.
        vouchers: given for later visits.
        vouchers_used: presented and used on this one.
        voucher_offers: every voucher that the member holds.
        withheld: the safeguard by which the visit earns nothing and does not count, empty when it does.
        trace: one entry for each rule.
    """

    programme_version: int
    amount_minor: int
    discount_minor: int = 0
    discounts: tuple[LineDiscount, ...] = ()
    earned: tuple[Earned, ...] = ()
    spent: tuple[Spent, ...] = ()
    gifts: tuple[GiftGranted, ...] = ()
    tier: TierStatus | None = None
    messages: tuple[Message, ...] = ()
    rule_uses: tuple[RuleUsed, ...] = ()
    offers: tuple[Offer, ...] = ()
    vouchers: tuple[VoucherGranted, ...] = ()
    vouchers_used: tuple[VoucherUsed, ...] = ()
    voucher_offers: tuple[VoucherOffer, ...] = ()
    withheld: str = ""
    trace: tuple[TraceEntry, ...] = ()

    @property
    def due_minor(self) -> int:
        """What remains to be paid at the register."""
        return self.amount_minor - self.discount_minor

    @property
    def handed_over(self) -> tuple[Titles, ...]:
        """What the member leaves with, beside the basket."""
        return (*(gift.title for gift in self.gifts), *(voucher.title for voucher in self.vouchers))

    def earned_on(self, counter: str) -> int:
        """What all rules together give on one counter."""
        return sum(earned.amount for earned in self.earned if earned.counter == counter)

    def spent_on(self, counter: str) -> int:
        """What all requested rewards together cost on one counter."""
        return sum(spent.amount for spent in self.spent if spent.counter == counter)
