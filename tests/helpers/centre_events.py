"""Events as several tills of a merchant tell them, for tests of the centre's store."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

import msgspec

from fidpos.domain.card import CardStatus, CardToken, Medium, TokenKind, Trust
from fidpos.domain.gift_card import GiftCardState, GiftMove, Inscription, VatKind
from fidpos.domain.gift_card_number import make
from fidpos.domain.ids import (
    AccountId,
    CardId,
    ConsentId,
    EntryId,
    EventId,
    GiftCardId,
    GiftEntryId,
    GiftHoldId,
    LotId,
    MemberId,
    RefundId,
    VisitId,
    VoucherId,
    uuid7,
)
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Channel, Member, Profile
from fidpos.rules.titles import Titles
from fidpos.vault.sealing import KEY_BYTES
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    EntryBody,
    LotBody,
    MemberEnrolled,
    Taken,
    VisitClosed,
    VisitRefunded,
    VisitVoided,
    VoucherBody,
)
from fidpos.wire.gift_card_events import (
    GiftCardHeld,
    GiftCardIssued,
    GiftCardMoved,
    GiftCardReleased,
    GiftCardStateChanged,
    GiftMoveBody,
)
from fidpos.wire.sealed import seal_inscription, seal_parent, seal_person, seal_token
from tests.helpers.centre_office import CASHIER, SHOP, TILL
from tests.helpers.fake_clock import FakeClock

SOMEBODY = Profile(given_name="Zoé", family_name="Martin", phone="+33612345678", birth_year=1980)


class Happenings:
    """Makes events at the instant its clock shows, each with ids of its own.

    Attributes:
        keys: of the members and gift cards that it made.
    """

    def __init__(self, clock: FakeClock, seed: int = 7) -> None:
        self.clock = clock
        self.random = Random(seed)
        self.keys: dict[UUID, bytes] = {}

    def new_id(self) -> UUID:
        return uuid7(self.clock.now(), self.random.randbytes)

    @property
    def today(self) -> date:
        return self.clock.now().date()

    def enrolled(self, number: str = "", profile: Profile = SOMEBODY, **more: object) -> MemberEnrolled:
        member = Member(
            id=MemberId(self.new_id()),
            account_id=AccountId(self.new_id()),
            number=number or str(self.random.getrandbits(60)),
            profile=profile,
            enrolled_on=self.today,
        )
        key = self.keys[member.id] = self.random.randbytes(KEY_BYTES)
        event = MemberEnrolled(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            member_id=member.id,
            account_id=member.account_id,
            enrolled_on=self.today,
            sealed=seal_person(key, member),
            staff_id=CASHIER,
        )
        return msgspec.structs.replace(event, **more)

    def linked(self, member: MemberEnrolled, number: str = "") -> CardLinked:
        token = CardToken(TokenKind.NUMBER, number or str(self.random.getrandbits(60)))
        return CardLinked(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            card_id=CardId(self.new_id()),
            member_id=member.member_id,
            medium=Medium.BARCODE,
            sealed=seal_token(self.keys[member.member_id], member.member_id, token),
            staff_id=CASHIER,
        )

    def card_set(self, card: CardLinked, status: CardStatus) -> CardStatusChanged:
        return CardStatusChanged(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            card_id=card.card_id,
            member_id=card.member_id,
            status=status,
            staff_id=CASHIER,
        )

    def stated(
        self, member: MemberEnrolled, channel: Channel, *, granted: bool, parent: str = ""
    ) -> ConsentStated:
        return ConsentStated(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            consent_id=ConsentId(self.new_id()),
            member_id=member.member_id,
            channel=channel,
            granted=granted,
            wording="v1",
            staff_id=CASHIER,
            sealed=seal_parent(self.keys[member.member_id], member.member_id, parent) if parent else b"",
        )

    def closed(
        self, member: MemberEnrolled, *, earned: int = 20, entries: Sequence[EntryBody] = (), **more: object
    ) -> VisitClosed:
        """A visit that earns, after the other entries that are given."""
        booked = (*entries, self.earning(earned)) if earned else tuple(entries)
        event = VisitClosed(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            visit_id=VisitId(self.new_id()),
            shop_id=SHOP,
            till_id=TILL,
            member_id=member.member_id,
            account_id=member.account_id,
            medium=Medium.BARCODE,
            trust=Trust.COPYABLE,
            opened_by=CASHIER,
            closed_by=CASHIER,
            opened_at=self.clock.now(),
            business_day=self.today,
            currency="EUR",
            amount_minor=2_000,
            programme_version=1,
            facts=msgspec.Raw(b"{}"),
            entries=booked,
            counter="points",
            points=sum(entry.amount for entry in booked),
        )
        return msgspec.structs.replace(event, **more)

    def earning(self, amount: int, counter: str = "points", **lot: date) -> EntryBody:
        terms = {"expires_on": self.today + timedelta(days=365), **lot}
        return EntryBody(
            id=EntryId(self.new_id()),
            counter=counter,
            kind=EntryKind.EARN,
            amount=amount,
            cause="base",
            lot=LotBody(id=LotId(self.new_id()), **terms),
        )

    def spending(self, lot_id: LotId, amount: int, counter: str = "points") -> EntryBody:
        return EntryBody(
            id=EntryId(self.new_id()),
            counter=counter,
            kind=EntryKind.SPEND,
            amount=-amount,
            cause="coffee",
            taken=(Taken(lot_id=lot_id, amount=amount),),
        )

    def mirrored(self, entry: EntryBody) -> EntryBody:
        if entry.lot is not None:
            taken: tuple[Taken, ...] = (Taken(lot_id=entry.lot.id, amount=entry.amount),)
        else:
            taken = tuple(Taken(lot_id=each.lot_id, amount=-each.amount) for each in entry.taken)
        return EntryBody(
            id=EntryId(self.new_id()),
            counter=entry.counter,
            kind=EntryKind.REVERSE,
            amount=-entry.amount,
            cause=entry.cause,
            reverses=entry.id,
            taken=taken,
        )

    def voided(self, visit: VisitClosed, **more: object) -> VisitVoided:
        """The undoing of a visit with everything that it brought."""
        event = VisitVoided(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            visit_id=visit.visit_id,
            member_id=visit.member_id,
            account_id=visit.account_id,
            staff_id=CASHIER,
            business_day=self.today,
            visit_day=visit.business_day,
            amount_minor=visit.amount_minor,
            discount_minor=visit.discount_minor,
            reason="mistyped",
            entries=tuple(self.mirrored(entry) for entry in visit.entries),
            vouchers_released=tuple(used.id for used in visit.vouchers_used),
            vouchers_withdrawn=tuple(body.id for body in visit.vouchers),
            rule_uses=visit.rule_uses,
            counts=visit.counts,
            counter=visit.counter,
            points=-visit.points,
        )
        return msgspec.structs.replace(event, **more)

    def refunded(self, visit: VisitClosed, minor: int, points: int, **more: object) -> VisitRefunded:
        """A part of a visit's goods came back, with the points that they earned."""
        earned = next(entry for entry in visit.entries if entry.lot is not None)
        assert earned.lot is not None
        taken = (Taken(lot_id=earned.lot.id, amount=points),)
        back = msgspec.structs.replace(self.mirrored(earned), amount=-points, taken=taken)
        event = VisitRefunded(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            refund_id=RefundId(self.new_id()),
            visit_id=visit.visit_id,
            member_id=visit.member_id,
            account_id=visit.account_id,
            staff_id=CASHIER,
            business_day=self.today,
            visit_day=visit.business_day,
            amount_minor=minor,
            entries=(back,) if points else (),
            counter=visit.counter,
            points=-points,
        )
        return msgspec.structs.replace(event, **more)

    def voucher(self, *, number_digest: bytes = b"") -> VoucherBody:
        return VoucherBody(
            id=VoucherId(self.new_id()),
            source="tea",
            title=Titles(fr="Un thé", en="A tea"),
            effect=msgspec.Raw(b'{"type":"gift","title":{"fr":"Un th\xc3\xa9","en":"A tea"}}'),
            valid_from=self.today,
            valid_until=self.today + timedelta(days=60),
            number_digest=number_digest,
        )

    def gift_card(self, face_minor: int = 5_000) -> GiftCardIssued:
        card_id = GiftCardId(self.new_id())
        key = self.keys[card_id] = self.random.randbytes(KEY_BYTES)
        return GiftCardIssued(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            gift_card_id=card_id,
            till_id=TILL,
            staff_id=CASHIER,
            vat=VatKind.MULTI_PURPOSE,
            currency="EUR",
            face_minor=face_minor,
            sealed=seal_inscription(key, card_id, Inscription(number=make(self.random.randbytes))),
        )

    def moved(
        self, card_id: GiftCardId, move: GiftMove, minor: int, hold_id: GiftHoldId | None = None
    ) -> GiftCardMoved:
        body = GiftMoveBody(
            id=GiftEntryId(self.new_id()), gift_card_id=card_id, amount_minor=minor, hold_id=hold_id
        )
        return GiftCardMoved(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            business_day=self.today,
            move=move,
            moves=(body,),
            staff_id=CASHIER,
            expires_on=self.today + timedelta(days=365) if move is GiftMove.SOLD else None,
        )

    def held(self, card_id: GiftCardId, minor: int) -> GiftCardHeld:
        return GiftCardHeld(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            hold_id=GiftHoldId(self.new_id()),
            gift_card_id=card_id,
            visit_id=VisitId(self.new_id()),
            amount_minor=minor,
            expires_at=self.clock.now() + timedelta(minutes=15),
            staff_id=CASHIER,
        )

    def let_go(self, hold: GiftCardHeld) -> GiftCardReleased:
        return GiftCardReleased(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            hold_id=hold.hold_id,
            gift_card_id=hold.gift_card_id,
            amount_minor=hold.amount_minor,
            staff_id=CASHIER,
        )

    def gift_state(self, card_id: GiftCardId, state: GiftCardState) -> GiftCardStateChanged:
        return GiftCardStateChanged(
            id=EventId(self.new_id()),
            at=self.clock.now(),
            gift_card_id=card_id,
            state=state,
            reason="reported lost",
            staff_id=CASHIER,
        )
