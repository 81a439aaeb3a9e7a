"""A shop whose tills lose the line to the centre, and sell on, on their allowances.

Everything that decides is the real thing: the tills' sync and their rule of what is left of an allowance, the
centre's services. Only the disks, the line and the clock are made up.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import (
    EventId,
    GiftCardId,
    GiftEntryId,
    GiftHoldId,
    MemberId,
    TillId,
    VisitId,
    VoucherId,
    uuid7,
)
from fidpos.domain.staff import Role
from fidpos.server.ports import StaffRecord, TillRecord
from fidpos.server.services.allow import allow
from fidpos.server.services.hello import greet
from fidpos.server.services.push import take
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.ports import CentreAway, CentreRefused
from fidpos.sync.session import SyncSession
from fidpos.till.allowance import allowance_standing
from fidpos.till.stored_value import Answered, StoredValue
from fidpos.wire.events import EpochReason
from fidpos.wire.gift_card_events import GiftCardHeld, GiftCardMoved, GiftMoveBody
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, SignedAllowance, sign_allowance
from fidpos.wire.sync.hello import Hello, TillHealth
from fidpos.wire.sync.hold import Hold, Release
from fidpos.wire.sync.pull import Pull
from fidpos.wire.sync.push import Push
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from fidpos.wire.sync.snapshot import SnapshotAnswer, SnapshotAsk
from tests.helpers.centre_events import Happenings
from tests.helpers.counter import IDENTITY
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_till import MemoryTill
from tests.simulation.centres import InMemory
from tests.simulation.shop import CASHIER, MERCHANT, SHOP

Answer = TypeVar("Answer", bound=msgspec.Struct)

CARDS = 30
CAP_MINOR = 100_000
KIND = AllowanceKind.GIFT_CARDS
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Money that a customer walked away with, on a till's own word."""

    event_id: EventId
    allowance_id: UUID
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineQuality:
    """How often a request or an answer is lost, and a customer pays before what was pulled is there."""

    loses: float = 0.0
    is_slow: float = 0.0


GOOD = LineQuality()
BAD = LineQuality(loses=0.2, is_slow=0.3)


@dataclass(frozen=True, slots=True)
class _Book:
    """A till's disk as a `StoredValueStore`."""

    till: MemoryTill
    clock: FakeClock

    def allowance(self, kind: AllowanceKind) -> SignedAllowance | None:
        kept = self.till.allowances.get(kind)
        return _sign(kept) if kept is not None else None

    def lineage(self) -> UUID:
        return self.till.head().epoch

    def drawn_minor(self, kind: AllowanceKind, after_seq: int) -> int:
        assert kind is KIND
        held = (event for seq, event in self.till.told.items() if seq > after_seq)
        return sum(
            event.amount_minor for event in held if isinstance(event, GiftCardHeld) and event.allowance_id
        )

    def time_reached(self, since_seq: int) -> datetime:
        assert since_seq >= 0
        return self.clock.now()

    def is_member_untold(self, member_id: MemberId) -> bool:
        return member_id in self.till.members

    def is_voucher_untold(self, voucher_id: VoucherId) -> bool:
        return voucher_id in self.till.keys

    def voucher_digest(self, voucher_id: VoucherId) -> bytes:
        assert voucher_id not in self.till.keys
        return b""

    def is_gift_card_untold(self, gift_card_id: GiftCardId) -> bool:
        return gift_card_id in self.till.alone


class _Away:
    """A centre that cannot be asked."""

    def hold(self, request: Hold, answered: Answered) -> None:
        assert request.claims
        answered(None)

    def release(self, request: Release) -> None:
        """Nobody hears it."""


@dataclass(slots=True)
class Shop:
    """A shop with its tills and what became of its money.

    Attributes:
        card_minor: what each gift card is sold with.
        backups: one of each till, if there is any.
        drawings: all there ever were, on whatever disk they are now.
    """

    random: Random
    till_count: int
    card_minor: int
    clock: FakeClock = field(default_factory=FakeClock)
    centre: InMemory = field(init=False)
    tills: list[MemoryTill] = field(init=False)
    backups: dict[TillId, MemoryTill] = field(default_factory=dict)
    drawings: list[Drawing] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open it: gift cards are sold, every till hears of them and is given its allowance."""
        records = [_record(number) for number in range(self.till_count)]
        people = [StaffRecord(id=CASHIER, role=Role.MANAGER, shops=frozenset({SHOP}))]
        self.centre = InMemory(self.clock, records, people)
        self.centre.look().allowed.caps_minor = {KIND: CAP_MINOR, AllowanceKind.REWARDS: 0}
        self.tills = [MemoryTill(each.id, self.clock, self.new_id) for each in records]
        self._sell_cards(self.tills[0])
        for till in self.tills:
            self.contact(till, GOOD)

    def new_id(self) -> UUID:
        return uuid7(self.clock.now(), self.random.randbytes)

    def join(self) -> MemoryTill:
        """One more till is paired; nothing was said to it yet."""
        record = _record(len(self.tills))
        data = self.centre.look()
        data.tills = {**data.tills, record.id: record}
        self.tills.append(MemoryTill(record.id, self.clock, self.new_id))
        return self.tills[-1]

    def contact(self, till: MemoryTill, quality: LineQuality) -> None:
        """The till and the centre tell each other everything, or until the line goes again."""
        session = self.session(till, quality)
        try:
            while session.push() or session.pull():
                """More."""
        except CentreAway:
            """The next time."""

    def session(self, till: MemoryTill, quality: LineQuality) -> SyncSession:
        """The sync of a till over such a line."""
        return SyncSession(
            till,
            _Line(self, till, quality),
            outgoing=Outgoing(seal_box=lambda _, key: key),
            clock=self.clock,
            health=lambda: TillHealth(software="test", schema_version=1),
        )

    def spend(self, till: MemoryTill) -> None:
        """A customer pays with a gift card while the centre cannot be asked."""
        allowance = till.allowances.get(KIND)
        if allowance is None or not till.gift_cards:
            return
        card = till.gift_cards[self.random.choice(sorted(till.gift_cards))]
        wanted = self.random.randrange(1, self.card_minor)
        minor = min(wanted, left_minor(till, self.clock), card.balance_minor - card.held_minor)
        if minor <= 0:
            return
        hold_id, visit_id = GiftHoldId(self.new_id()), VisitId(self.new_id())
        till.record(self._held(allowance, card.id, hold_id, visit_id, minor))
        spent = self._spent(card.id, hold_id, visit_id, minor)
        till.record(spent)
        self.drawings.append(Drawing(event_id=spent.id, allowance_id=allowance.id, minor=minor))

    def back_up(self, till: MemoryTill) -> None:
        self.backups[till.till_id] = till.copy()

    def roll_back(self, number: int) -> None:
        """The till's disk is lost, and its backup put in its place: the store knows that it is one."""
        backup = self.backups.get(self.tills[number].till_id)
        if backup is not None:
            self.tills[number] = backup.copy()
            self.tills[number].begin_epoch(EpochReason.RESTORED)

    def wait(self, time: timedelta) -> None:
        self.clock.advance(time.total_seconds())

    @property
    def unheard_minor(self) -> int:
        """What was let go on allowances that are open, and the centre does not know yet."""
        data = self.centre.look()
        return sum(
            each.minor
            for each in self.drawings
            if each.event_id not in data.applied and each.allowance_id not in data.allowed.ended
        )

    @property
    def lost_minor(self) -> int:
        """What the merchant paid for and never gets: spent twice, or on a disk that is gone."""
        data = self.centre.look()
        never_heard = sum(each.minor for each in self.drawings if each.event_id not in data.applied)
        return never_heard + sum(book.receivable_minor for book in data.gift_cards.values())

    def _sell_cards(self, till: MemoryTill) -> None:
        told = Happenings(self.clock, seed=self.random.getrandbits(32))
        for _ in range(CARDS):
            issued = msgspec.structs.replace(told.gift_card(self.card_minor), till_id=till.till_id)
            till.keys |= told.keys
            till.record(issued)
            till.record(told.moved(issued.gift_card_id, GiftMove.SOLD, self.card_minor))

    def _held(
        self, allowance: Allowance, card_id: GiftCardId, hold_id: GiftHoldId, visit_id: VisitId, minor: int
    ) -> GiftCardHeld:
        return GiftCardHeld(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            hold_id=hold_id,
            gift_card_id=card_id,
            visit_id=visit_id,
            amount_minor=minor,
            expires_at=self.clock.now() + timedelta(minutes=15),
            staff_id=CASHIER,
            allowance_id=allowance.id,
        )

    def _spent(
        self, card_id: GiftCardId, hold_id: GiftHoldId, visit_id: VisitId, minor: int
    ) -> GiftCardMoved:
        body = GiftMoveBody(
            id=GiftEntryId(self.new_id()), gift_card_id=card_id, amount_minor=-minor, hold_id=hold_id
        )
        return GiftCardMoved(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            business_day=self.clock.now().date(),
            move=GiftMove.SPENT,
            moves=(body,),
            staff_id=CASHIER,
            ticket=str(self.random.getrandbits(60)),
            visit_id=visit_id,
        )


def _record(number: int) -> TillRecord:
    return TillRecord(
        id=TillId(UUID(int=1_000 + number)), shop_id=SHOP, public_key=b"", daily_limit_minor=10**9
    )


def left_minor(till: MemoryTill, clock: FakeClock) -> int:
    """What the till may still let go, by its own rule."""
    identity = replace(IDENTITY, merchant_id=MERCHANT, shop_id=SHOP, till_id=till.till_id)
    stored_value = StoredValue(
        asker=_Away(), store=_Book(till, clock), centre_key=_KEY.public_key().public_bytes_raw()
    )
    return allowance_standing(stored_value, identity, KIND).left_minor


def _sign(allowance: Allowance) -> SignedAllowance:
    return sign_allowance(allowance, _KEY.private_bytes_raw())


class _Line:
    """To the centre's services."""

    def __init__(self, shop: Shop, till: MemoryTill, quality: LineQuality) -> None:
        self._shop, self._till, self._quality = shop, till, quality

    def ask(self, path: str, request: msgspec.Struct, answer: type[Answer], *, wait_s: float = 0.0) -> Answer:
        assert path
        assert wait_s >= 0.0
        self._perhaps_away()
        given = self._serve(request)
        if isinstance(request, Pull) and self._shop.random.random() < self._quality.is_slow:
            self._shop.spend(self._till)
        self._perhaps_away()
        assert isinstance(given, answer)
        return given

    def _perhaps_away(self) -> None:
        if self._shop.random.random() < self._quality.loses:
            raise CentreAway("the line is bad")

    def _serve(self, request: msgspec.Struct) -> msgspec.Struct:
        now = self._shop.clock.now()
        with self._shop.centre.unit() as unit:
            till = unit.till(self._till.till_id)
            assert till is not None
            if isinstance(request, Push):
                return take(unit, till, request, now=now, open_box=lambda _, box: box)
            if isinstance(request, Hello):
                return greet(unit, till, request, generation=self._shop.centre.generation(), now=now)
            if isinstance(request, SnapshotAsk):
                return SnapshotAnswer()
            assert isinstance(request, Pull)
            answer = unit.changes(till, request)
            if answer is None:
                raise CentreRefused(Refusal(code=RefusalCode.SAY_HELLO))
            allowed = allow(unit, till, request, answer.have, now=now, sign=_sign)
            return msgspec.structs.replace(answer, changes=answer.changes + allowed.changes)
