"""Gift cards: stored money for whoever holds the number. The balance is the sum of the entries, never edited.

    draft ──paid──> active <──> frozen          any of the three can still be voided
                      └────┴──> expired, replaced: for ever, and empty

How a number looks stands in `gift_card_number`; what an event does to a card, in `posting.gift_card`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId, GiftEntryId, GiftHoldId, TillId, VisitId
from fidpos.domain.money import Currency, Money

TEXT_LENGTH_MAX = 200
TICKET_LENGTH_MAX = 40


class GiftCardState(StrEnum):
    """Where a gift card stands."""

    DRAFT = "draft"
    """Made, not yet paid: worth nothing."""
    ACTIVE = "active"
    FROZEN = "frozen"
    """Reported lost, or doubtful: nothing is taken from it until a manager says so."""
    EXPIRED = "expired"
    VOIDED = "voided"
    """Its sale was undone, or it was never paid."""
    REPLACED = "replaced"
    """What it held stands on another card."""

    @property
    def is_final(self) -> bool:
        """Whether the card will never hold money again."""
        return not _NEXT[self]

    def may_become(self, state: "GiftCardState") -> bool:
        """Whether that state may follow."""
        return state in _NEXT[self]


_NEXT: dict[GiftCardState, frozenset[GiftCardState]] = {
    GiftCardState.DRAFT: frozenset({GiftCardState.ACTIVE, GiftCardState.VOIDED}),
    GiftCardState.ACTIVE: frozenset(GiftCardState) - {GiftCardState.DRAFT, GiftCardState.ACTIVE},
    GiftCardState.FROZEN: frozenset(GiftCardState) - {GiftCardState.DRAFT, GiftCardState.FROZEN},
    GiftCardState.EXPIRED: frozenset(),
    GiftCardState.VOIDED: frozenset(),
    GiftCardState.REPLACED: frozenset(),
}


class VatKind(StrEnum):
    """How the tax authority sees the card (directive (EU) 2016/1065); fixed when it is made."""

    SINGLE_PURPOSE = "single_purpose"
    """Place and rate are known: taxed when it is sold."""
    MULTI_PURPOSE = "multi_purpose"
    """Taxed when it is spent."""
    FREE = "free"
    """Given away, never paid: a class of its own in every report."""


class GiftMove(StrEnum):
    """Why money moved onto a gift card or off it."""

    SOLD = "sold"
    SETTLED = "settled"
    """What had been spent beyond the balance was paid after all."""
    WRITTEN_OFF = "written_off"
    """What had been spent beyond the balance is nobody's any more."""
    TRANSFERRED = "transferred"
    """Another card of the same customer pays what had been spent beyond this one's balance."""
    OPENING = "opening"
    """Sold by the system before: what was left of it is brought along, and is no sale."""
    RELOADED = "reloaded"
    SPENT = "spent"
    REFUNDED = "refunded"
    """Goods came back: the money returns to the card that paid them."""
    REPAID = "repaid"
    """The same, where the card that paid had ended: the money comes onto a new one, which begins with it."""
    SALE_VOIDED = "sale_voided"
    RELOAD_VOIDED = "reload_voided"
    ADJUSTED = "adjusted"
    EXPIRED = "expired"
    REPLACED = "replaced"
    """From a lost or damaged card to the one that takes its place."""


class HoldState(StrEnum):
    """The moments of a payment: held first, then posted or voided."""

    HELD = "held"
    POSTED = "posted"
    VOIDED = "voided"
    LAPSED = "lapsed"
    """The centre let it go, since nothing was heard of it in time; what it paid counts all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardTerms:
    """What the buyer was told before the purchase.

    Attributes:
        valid_months: from the sale on, 0 for no end.
        grace_days: for how long after its last day it is still taken.
    """

    vat: VatKind
    valid_months: int = 0
    grace_days: int = 0

    def __post_init__(self) -> None:
        """Refuse terms that no buyer could be told.

        Raises:
            InvalidValue: a negative time.
        """
        if self.valid_months < 0 or self.grace_days < 0:
            raise InvalidValue("a gift card is valid for a time that is not negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscription:
    """What stands on the card: who offers it and what they say; personal, and sealed in every event."""

    number: GiftCardNumber
    offered_by: str = field(default="", repr=False)
    message: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse what no card has room for.

        Raises:
            InvalidValue: a text that is too long.
        """
        if max(len(self.offered_by), len(self.message)) > TEXT_LENGTH_MAX:
            raise InvalidValue(f"a text on a gift card has at most {TEXT_LENGTH_MAX} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftEntry:
    """One movement of one gift card.

    Attributes:
        amount_minor: signed; what is spent is negative.
        ticket: the register's document that carries the payment.
        hold_id: the hold that was posted.
        reverses: the entry that this one takes back, in whole or in part.
    """

    id: GiftEntryId
    gift_card_id: GiftCardId
    move: GiftMove
    amount_minor: int
    at: datetime
    business_day: date
    ticket: str = ""
    visit_id: VisitId | None = None
    hold_id: GiftHoldId | None = None
    reverses: GiftEntryId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftHold:
    """Money of a card set aside for a purchase that is not yet paid; `visit_id` groups several cards."""

    id: GiftHoldId
    gift_card_id: GiftCardId
    visit_id: VisitId
    amount_minor: int
    held_at: datetime
    expires_at: datetime
    state: HoldState = HoldState.HELD

    def __post_init__(self) -> None:
        """A hold takes something.

        Raises:
            InvalidValue: nothing, or less than that, would be held.
        """
        if self.amount_minor <= 0:
            raise InvalidValue("a hold is for more than nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCard:
    """A gift card as its ledger stands.

    Attributes:
        masked: last four characters of the number, all that a screen shows.
        face_minor: what the buyer is to pay for it.
        balance_minor: sum of the entries.
        held_minor: sum of the open holds, at most the balance.
        expires_on: last day of its validity, None for no end and while it is a draft.
        only_at: the one till where it can be spent, since nobody else knows it yet; None once the centre
            does, which then holds its money.
    """

    id: GiftCardId
    masked: str
    terms: GiftCardTerms
    currency: Currency
    face_minor: int
    issued_at: datetime
    state: GiftCardState = GiftCardState.DRAFT
    balance_minor: int = 0
    held_minor: int = 0
    expires_on: date | None = None
    only_at: TillId | None = None

    def __post_init__(self) -> None:
        """Never below zero, and nothing where nothing can be.

        Raises:
            InvalidValue: the money contradicts itself or the state.
        """
        if not 0 <= self.held_minor <= self.balance_minor or self.face_minor < 0:
            raise InvalidValue("a gift card holds at least what is held of it, and never less than nothing")
        empty = self.state.is_final or self.state is GiftCardState.DRAFT
        if empty and self.balance_minor:
            raise InvalidValue(f"a gift card that is {self.state.value} holds nothing")

    @property
    def available_minor(self) -> int:
        """What can still be held."""
        return self.balance_minor - self.held_minor

    @property
    def balance(self) -> Money:
        """What it holds, with its currency."""
        return Money(self.balance_minor, self.currency)

    def may_become(self, state: GiftCardState) -> bool:
        """Whether that state may follow."""
        return self.state.may_become(state)

    def is_past(self, day: date) -> bool:
        """Whether the validity and the grace after it are over on `day`."""
        return self.expires_on is not None and day > self.expires_on + timedelta(days=self.terms.grace_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardPolicy:
    """What the owner decides; amounts in minor units.

    Attributes:
        terms: of cards made from now on.
        balance_max_minor: what one card may hold (a refund may exceed it).
        load_max_minor: what may be loaded onto one card in any thirty days.
        presets_minor: amounts that are offered by a digit each.
        cashier_max_minor: what is loaded on one ticket without a manager; 0 where each sale needs one.
        sold_a_day_max_minor: what one till loads in a day without a manager.
        spent_a_day_max_minor: what one card may pay in a day without a manager.
        hold_s: after how many seconds a hold that was not posted may be let go.
        lookups_a_minute: numbers tried at one till, right or wrong.
    """

    terms: GiftCardTerms = GiftCardTerms(vat=VatKind.MULTI_PURPOSE, valid_months=12, grace_days=30)
    balance_max_minor: int = 15_000
    load_max_minor: int = 15_000
    presets_minor: tuple[int, ...] = (1_000, 2_000, 3_000, 5_000, 10_000, 15_000)
    cashier_max_minor: int = 15_000
    sold_a_day_max_minor: int = 150_000
    spent_a_day_max_minor: int = 15_000
    hold_s: int = 900
    lookups_a_minute: int = 30


LOAD_WINDOW_DAYS = 30
"""In which `load_max_minor` counts."""
