"""A visit: one purchase at a till, while it is being made (draft) and once it is closed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fidpos.domain.basket import Basket
from fidpos.domain.card import Medium, Trust
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import CardId, MemberId, RedemptionId, ShopId, StaffId, TillId, VisitId, VoucherId
from fidpos.domain.money import Money
from fidpos.domain.register_ticket import RegisterTicket


class SalesChannel(StrEnum):
    """How the purchase is made."""

    COUNTER = "counter"
    COLLECT = "collect"
    """Ordered elsewhere, handed over at the counter."""
    DELIVERY = "delivery"
    ONLINE = "online"


class RedemptionState(StrEnum):
    """The moments of a redemption: held while the visit is open, posted or voided when it ends."""

    HELD = "held"
    POSTED = "posted"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """A reward of the catalogue that the member uses on a visit; `cost` is in units of `counter`."""

    id: RedemptionId
    reward: str
    counter: str
    cost: int
    state: RedemptionState = RedemptionState.HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftPick:
    """Which of its gifts the member takes from a rule or reward that offers several, by code."""

    source: str
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """How the member was recognised on this visit; no card for one found by phone or name."""

    member_id: MemberId
    card_id: CardId | None
    medium: Medium
    trust: Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """The visit in progress; its id is made when it begins, and the draft outlives a power cut.

    Attributes:
        codes: what was typed or scanned beside the card, as it was entered.
        refused: codes of the rules that the cashier has set aside.
        gift_card_minor: what of it a gift card pays.
        register_ticket: the register's, which has handed over the basket; None for an amount that was typed.
    """

    id: VisitId
    opened_at: datetime
    opened_by: StaffId
    presented: Presented | None = None
    basket: Basket | None = None
    redemptions: tuple[Redemption, ...] = ()
    vouchers: tuple[VoucherId, ...] = ()
    gift_picks: tuple[GiftPick, ...] = ()
    channel: SalesChannel = SalesChannel.COUNTER
    codes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    gift_card_minor: int = 0
    register_ticket: RegisterTicket | None = None

    def __post_init__(self) -> None:
        """Refuse a payment that is none.

        Raises:
            InvalidValue: a gift card pays less than nothing.
        """
        if self.gift_card_minor < 0:
            raise InvalidValue("a gift card pays no negative amount")

    @property
    def ticket(self) -> str:
        """Number of the register's ticket where it is known, empty where nobody has told."""
        return self.register_ticket.number if self.register_ticket is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A closed visit.

    Attributes:
        basket: as the register counted it, before our discounts.
        discount: what our rules and rewards took off.
        programme_version: version by which it was computed, kept as long as it can be corrected.
    """

    id: VisitId
    shop_id: ShopId
    till_id: TillId
    presented: Presented
    opened_by: StaffId
    closed_by: StaffId
    opened_at: datetime
    closed_at: datetime
    business_day: date
    basket: Basket
    discount: Money
    redemptions: tuple[Redemption, ...] = ()
    programme_version: int

    @property
    def due(self) -> Money:
        """What remains to be paid at the register."""
        return self.basket.amount - self.discount
