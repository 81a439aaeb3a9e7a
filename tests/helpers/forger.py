"""Events that a till makes up: they are well formed, agree with themselves, and never happened.

Each act is drawn by hypothesis; what one makes, such as a lot or a gift card, a later one can name.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from fidpos.domain.card import Medium, Trust
from fidpos.domain.gift_card import GiftCardState, GiftMove, Inscription, VatKind
from fidpos.domain.gift_card_number import make
from fidpos.domain.ids import (
    AccountId,
    EntryId,
    EventId,
    GiftCardId,
    GiftEntryId,
    LotId,
    MemberId,
    RefundId,
    VisitId,
    VoucherId,
    uuid7,
)
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Member, Profile
from fidpos.rules.codec import effect_to_json
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.programme import Programme
from fidpos.wire.codec import embed
from fidpos.wire.events import (
    EntryBody,
    Event,
    LotBody,
    MemberEnrolled,
    Taken,
    VisitClosed,
    VisitRefunded,
    VisitVoided,
    VoucherBody,
)
from fidpos.wire.gift_card_events import (
    GiftCardIssued,
    GiftCardMoved,
    GiftCardStateChanged,
    GiftMoveBody,
)
from fidpos.wire.sealed import seal_inscription, seal_person
from tests.helpers.fake_clock import FakeClock
from tests.helpers.served_database import OUR_CASHIER, OUR_SHOP, OUR_TILL

KEY = bytes(range(32))
AMOUNTS = st.sampled_from([1, 40, 900, 3_000, 9_999, 1_000_000])
COUNTERS = st.sampled_from(["points", "stamps"])


@dataclass(slots=True)
class Forger:
    """One draw of acts.

    Attributes:
        keys: of the members and gift cards that were made up.
    """

    clock: FakeClock
    programme: Programme
    data: st.DataObject
    seed: int
    keys: dict[UUID, bytes] = field(default_factory=dict)
    _made: int = 0
    _lots: list[LotId] = field(default_factory=list)
    _visits: list[VisitClosed] = field(default_factory=list)
    _cards: list[GiftCardId] = field(default_factory=list)
    _member: MemberEnrolled | None = None

    def acts(self, count: int) -> list[Event]:
        """A member, then so many acts."""
        return [self.enrol(), *(event for _ in range(count) for event in self._act())]

    def boxes(self) -> list[dict[str, str]]:
        """The keys, as a push has them."""
        return [
            {"subject": str(subject), "box": b64encode(key).decode()} for subject, key in self.keys.items()
        ]

    def enrol(self) -> MemberEnrolled:
        """Whoever gets what is made up."""
        member = Member(
            id=MemberId(self._id()),
            account_id=AccountId(self._id()),
            number=str(self.seed),
            profile=Profile(given_name="A", family_name="B"),
            enrolled_on=self._today,
        )
        self.keys[member.id] = KEY
        self._member = MemberEnrolled(
            id=EventId(self._id()),
            at=self.clock.now(),
            member_id=member.id,
            account_id=member.account_id,
            enrolled_on=member.enrolled_on,
            sealed=seal_person(KEY, member),
            staff_id=OUR_CASHIER,
        )
        return self._member

    def _act(self) -> Sequence[Event]:
        match self._draw(
            st.sampled_from(["visit", "visit", "void", "refund", "refund", "card", "move", "state"])
        ):
            case "visit":
                return [self._visit()]
            case "void" if self._visits:
                return [self._void()]
            case "refund" if self._visits:
                return [self._refund()]
            case "card":
                return [self._issue(), self._move(GiftMove.SOLD)]
            case "move" if self._cards:
                return [self._move(self._draw(st.sampled_from(GiftMove)))]
            case "state" if self._cards:
                return [self._state()]
            case _:
                return []

    def _visit(self) -> VisitClosed:
        assert self._member is not None
        entries = tuple(self._entry(EntryKind.EARN) for _ in range(self._draw(st.integers(0, 3))))
        visit = VisitClosed(
            **self._stamp(),
            visit_id=VisitId(self._id()),
            shop_id=OUR_SHOP,
            till_id=OUR_TILL,
            member_id=self._member.member_id,
            account_id=self._member.account_id,
            medium=Medium.BARCODE,
            trust=Trust.COPYABLE,
            opened_by=OUR_CASHIER,
            closed_by=self._draw(st.sampled_from([*[OUR_CASHIER] * 7, UUID(int=5)])),
            opened_at=self.clock.now(),
            business_day=self._day(),
            currency="EUR",
            amount_minor=self._draw(AMOUNTS),
            programme_version=self._draw(st.sampled_from([*[self.programme.version] * 7, 99])),
            facts=embed(b"{}"),
            entries=entries,
            vouchers=tuple(self._voucher() for _ in range(self._draw(st.integers(0, 2)))),
            counter="points",
            points=sum(entry.amount for entry in entries if entry.counter == "points"),
        )
        self._visits.append(visit)
        self._lots += [entry.lot.id for entry in entries if entry.lot is not None]
        return visit

    def _void(self) -> VisitVoided:
        visit = self._visits[-1]
        return VisitVoided(
            **self._stamp(),
            **self._undone(visit),
            vouchers_released=tuple(each.id for each in visit.vouchers),
        )

    def _refund(self) -> VisitRefunded:
        visit = self._visits[-1]
        return VisitRefunded(
            **self._stamp(),
            **self._undone(visit),
            refund_id=RefundId(self._id()),
            ends=self._draw(st.booleans()),
        )

    def _undone(self, visit: VisitClosed) -> dict[str, Any]:
        entries = tuple(self._entry(EntryKind.REVERSE) for _ in range(self._draw(st.integers(0, 3))))
        return {
            "visit_id": visit.visit_id,
            "member_id": visit.member_id,
            "account_id": visit.account_id,
            "staff_id": OUR_CASHIER,
            "business_day": self._day(),
            "visit_day": visit.business_day,
            "amount_minor": visit.amount_minor,
            "reason": "mistyped",
            "entries": entries,
            "counter": "points",
            "points": sum(entry.amount for entry in entries if entry.counter == "points"),
        }

    def _entry(self, likely: EntryKind) -> EntryBody:
        """Explained by the lot that it opens, by what it takes from lots and gives to them, or by both.

        Most are as tills write them, but for the amounts: those get furthest.
        """
        if self._draw(st.integers(0, 7)):
            kind, opens = likely, likely is EntryKind.EARN or not self._lots
        else:
            kind, opens = self._draw(st.sampled_from(EntryKind)), self._draw(st.booleans()) or not self._lots
        taken = () if opens and kind is EntryKind.EARN else self._taken()
        if opens:
            taken = tuple(each for one in taken for each in (one, self._back(one)))
        return EntryBody(
            id=EntryId(self._id()),
            counter=self._draw(COUNTERS),
            kind=kind,
            amount=self._signed() if opens else -sum(each.amount for each in taken),
            lot=LotBody(id=LotId(self._id())) if opens else None,
            taken=taken,
        )

    def _taken(self) -> tuple[Taken, ...]:
        return tuple(
            Taken(
                lot_id=self._draw(st.sampled_from(self._lots[-2:])),
                amount=self._draw(st.sampled_from([1, 3_000, -3_000, -1_000_000])),
            )
            for _ in range(self._draw(st.integers(0, 2)) if self._lots else 0)
        )

    def _back(self, taken: Taken) -> Taken:
        return Taken(lot_id=self._draw(st.sampled_from(self._lots[-2:])), amount=-taken.amount)

    def _voucher(self) -> VoucherBody:
        rule = self._draw(st.sampled_from(self.programme.rules))
        effect = next(effect for effect in rule.effects if isinstance(effect, Voucher))
        return VoucherBody(
            id=VoucherId(self._id()),
            source=rule.code,
            title=effect.title,
            effect=embed(effect_to_json(effect.effect)),
            valid_from=self._today,
        )

    def _issue(self) -> GiftCardIssued:
        card_id = GiftCardId(self._id())
        self._cards.append(card_id)
        self.keys[card_id] = KEY
        number = make(lambda n: (self.seed * 1_000 + self._made).to_bytes(n, "big"))
        return GiftCardIssued(
            **self._stamp(),
            gift_card_id=card_id,
            till_id=OUR_TILL,
            staff_id=OUR_CASHIER,
            vat=VatKind.MULTI_PURPOSE,
            currency="EUR",
            face_minor=self._draw(AMOUNTS),
            sealed=seal_inscription(KEY, card_id, Inscription(number=number)),
        )

    def _move(self, move: GiftMove) -> GiftCardMoved:
        return GiftCardMoved(
            **self._stamp(),
            business_day=self._day(),
            move=move,
            moves=tuple(
                GiftMoveBody(
                    id=GiftEntryId(self._id()),
                    gift_card_id=self._draw(st.sampled_from(self._cards[-2:])),
                    amount_minor=self._signed(),
                )
                for _ in range(self._draw(st.integers(1, 2)))
            ),
            staff_id=OUR_CASHIER,
        )

    def _state(self) -> GiftCardStateChanged:
        return GiftCardStateChanged(
            **self._stamp(),
            gift_card_id=self._draw(st.sampled_from(self._cards[-2:])),
            state=self._draw(st.sampled_from([GiftCardState.ACTIVE, *GiftCardState])),
            reason="found",
            staff_id=OUR_CASHIER,
        )

    def _signed(self) -> int:
        return int(self._draw(AMOUNTS) * self._draw(st.sampled_from([1, 1, -1])))

    def _day(self) -> date:
        """Any, whatever the centre's clock says: a till may invent days to spread its minting over."""
        return self._today + timedelta(days=self._draw(st.sampled_from([0, 0, -1, 1, -300, 300])))

    @property
    def _today(self) -> date:
        return self.clock.now().date()

    def _stamp(self) -> dict[str, Any]:
        return {"id": EventId(self._id()), "at": self.clock.now()}

    def _id(self) -> UUID:
        self._made += 1
        number = (self.seed << 32) + self._made
        return uuid7(self.clock.now(), lambda n: number.to_bytes(n, "big"))

    def _draw(self, strategy: st.SearchStrategy[Any]) -> Any:
        return self.data.draw(strategy)
