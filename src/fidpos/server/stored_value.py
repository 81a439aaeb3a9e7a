"""What holds need of the centre's store; a part of `ports.Unit`, implemented in `server.db` and in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from fidpos.domain.gift_card import GiftCardState, HoldState
from fidpos.domain.ids import AccountId, GiftCardId, MemberId, TillId, VisitId, VoucherId
from fidpos.domain.voucher import VoucherState
from fidpos.server.gift_books import CardBook
from fidpos.wire.events import VoucherBody
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.pull import AccountState


class HoldKind(StrEnum):
    """Of what something is set aside."""

    GIFT_CARD = "gift_card"
    POINTS = "points"
    VOUCHER = "voucher"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRecord:
    """Something set aside for a purchase.

    Attributes:
        subject_id: the gift card, account or voucher.
        counter: of points.
        amount: minor units, points, or 1.
    """

    id: UUID
    kind: HoldKind
    subject_id: UUID
    counter: str = ""
    amount: int
    till_id: TillId
    visit_id: VisitId
    held_at: datetime
    expires_at: datetime
    state: HoldState = HoldState.HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAtCentre:
    """A gift card that somebody names by its number."""

    id: GiftCardId
    currency: str
    grace_days: int
    book: CardBook

    def available_minor(self, day: date) -> int:
        """What can still be set aside on a day; nothing of a card that cannot be used."""
        book = self.book
        if book.state is not GiftCardState.ACTIVE:
            return 0
        if book.expires_on is not None and day > book.expires_on + timedelta(days=self.grace_days):
            return 0
        return book.balance_minor - book.held_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherAtCentre:
    """A voucher as it stands.

    Attributes:
        body: as it was given; withheld ones are valid from a day that never comes.
        promised: held for a purchase.
    """

    id: VoucherId
    member_id: MemberId
    body: VoucherBody
    state: VoucherState
    promised: bool

    def is_usable(self, day: date) -> bool:
        """Whether it can be set aside on a day."""
        if self.state is not VoucherState.HELD or self.promised or self.body.valid_from > day:
            return False
        return self.body.valid_until is None or day <= self.body.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where a visit stands.

    Attributes:
        is_closed: its event was heard.
        records: holds that were made before.
        overtaken: holds that were released before they were asked for.
    """

    is_closed: bool
    records: Mapping[UUID, HoldRecord]
    overtaken: frozenset[UUID]


class Holdings(Protocol):
    """Stored value within a unit. What is read of it is locked until the unit ends."""

    def begin(self, visit_id: VisitId, ids: Collection[UUID]) -> Begun:
        """From here on nobody else holds or releases for the visit; what there is of it and these holds."""
        ...

    def accounts(self, ids: Collection[AccountId]) -> Mapping[AccountId, AccountState]:
        """By the ids that were named, those that remain; to be asked before the gift cards, as pushes do it.

        A till that has not heard of a merge names the account that went, as its journal will.
        """
        ...

    def promised(self, ids: Collection[AccountId]) -> Mapping[tuple[AccountId, str], int]:
        """What is set aside of accounts that are locked, by counter."""
        ...

    def gift_cards(self, digests: Collection[bytes]) -> Mapping[bytes, CardAtCentre]:
        """By their numbers, those that are there."""
        ...

    def vouchers(self, ids: Collection[VoucherId], digests: Collection[bytes]) -> Sequence[VoucherAtCentre]:
        """By their ids and numbers, those that are there."""
        ...

    def add(self, records: Sequence[HoldRecord]) -> None:
        """Set aside; gift cards among them hold that much less from here on."""
        ...

    def standings(self, ids: Collection[GiftCardId]) -> Mapping[GiftCardId, GiftCardStanding]:
        """Gift cards as tills are sent them."""
        ...

    def release(self, till_id: TillId, visit_id: VisitId, ids: Collection[UUID]) -> int:
        """Let go what of these the till holds for the visit; returns how many that were.

        Those of which there is nothing yet are remembered.
        """
        ...

    def lapse(self, before: datetime) -> int:
        """Let go what should have been settled before that; returns how many were held."""
        ...
