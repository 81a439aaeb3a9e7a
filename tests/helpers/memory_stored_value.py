"""What a `MemoryStore` says of stored value: allowances that a test gives, and what its events drew."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.ids import AllowanceId, GiftCardId, MemberId, TillId, VoucherId
from fidpos.till.stored_value import Asker, StoredValue
from fidpos.wire.events import EpochReason, EpochStarted, MemberEnrolled, VisitClosed
from fidpos.wire.gift_card_events import GiftCardHeld, GiftCardIssued, GiftCardReleased
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, SignedAllowance, sign_allowance
from tests.helpers.counter import IDENTITY
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore

IDENTITY_KEY = bytes(range(1, 33))
"""The private half of the centre's identity."""
CENTRE_KEY = Ed25519PrivateKey.from_private_bytes(IDENTITY_KEY).public_key().public_bytes_raw()
FIRST_LINEAGE = UUID(int=70)


@dataclass
class MemoryStoredValue:
    """A `StoredValueStore`; a row's sequence is its place among the store's events."""

    store: MemoryStore
    clock: FakeClock
    kept: dict[AllowanceKind, SignedAllowance] = field(default_factory=dict)

    def allowance(self, kind: AllowanceKind) -> SignedAllowance | None:
        return self.kept.get(kind)

    def lineage(self) -> UUID:
        begun = [event.id for event in self.store.events if _begins_anew(event)]
        return begun[-1] if begun else FIRST_LINEAGE

    def drawn_minor(self, kind: AllowanceKind, after_seq: int) -> int:
        events = self.store.events[after_seq:]
        if kind is AllowanceKind.REWARDS:
            visits = (event for event in events if isinstance(event, VisitClosed))
            return sum(drawn.amount_minor for visit in visits for drawn in visit.drawn)
        released = {event.hold_id for event in self.store.events if isinstance(event, GiftCardReleased)}
        held = (event for event in events if isinstance(event, GiftCardHeld) and event.allowance_id)
        return sum(event.amount_minor for event in held if event.hold_id not in released)

    def time_reached(self, since_seq: int) -> datetime:
        return max((self.clock.now(), *(event.at for event in self.store.events[since_seq:])))

    def is_member_untold(self, member_id: MemberId) -> bool:
        begun = (event for event in self._untold() if isinstance(event, MemberEnrolled))
        return any(event.member_id == member_id for event in begun)

    def is_gift_card_untold(self, gift_card_id: GiftCardId) -> bool:
        begun = (event for event in self._untold() if isinstance(event, GiftCardIssued))
        return any(event.gift_card_id == gift_card_id for event in begun)

    def is_voucher_untold(self, voucher_id: VoucherId) -> bool:
        visits = (event for event in self._untold() if isinstance(event, VisitClosed))
        return any(body.id == voucher_id for visit in visits for body in visit.vouchers)

    def voucher_digest(self, voucher_id: VoucherId) -> bytes:
        return self.store.voucher_digest(voucher_id)

    def _untold(self) -> list[object]:
        begun = [place for place, event in enumerate(self.store.events, 1) if _begins_anew(event)]
        return list(self.store.events[max(self.store.acked, *begun, 0) :])

    def tell_all(self) -> None:
        """The centre has acknowledged everything so far."""
        self.store.acked = len(self.store.events)


def _begins_anew(event: object) -> bool:
    return isinstance(event, EpochStarted) and event.reason is not EpochReason.FIRST


@dataclass
class Office:
    """Gives a till allowances as the centre does."""

    book: MemoryStoredValue
    given: int = 0

    def give(
        self,
        kind: AllowanceKind,
        minor: int,
        *,
        hours: int = 48,
        till_id: TillId = IDENTITY.till_id,
        key: bytes = IDENTITY_KEY,
    ) -> Allowance:
        """A new allowance takes the place of the one before."""
        self.given += 1
        now = self.book.clock.now()
        allowance = Allowance(
            id=AllowanceId(UUID(int=8_000 + self.given)),
            merchant_id=IDENTITY.merchant_id,
            shop_id=IDENTITY.shop_id,
            till_id=till_id,
            lineage=self.book.lineage(),
            heard=self.book.store.acked,
            kind=kind,
            currency="EUR",
            amount_minor=minor,
            issued_at=now,
            expires_at=now + timedelta(hours=hours),
        )
        self.book.kept[kind] = sign_allowance(allowance, key)
        return allowance


def stored_value(asker: Asker, book: MemoryStoredValue, *, online_from_minor: int = 0) -> StoredValue:
    """How stored value is spent at the till of the tests."""
    return StoredValue(
        asker=asker, store=book, centre_key=CENTRE_KEY, rewards_online_from_minor=online_from_minor
    )
