"""Events to bytes and back: exact, the same in any process, and never leaking what they could not read."""

from datetime import date
from uuid import UUID

import pytest

from fidpos.domain.basket import BasketLine
from fidpos.domain.card import CardStatus, Medium, Trust
from fidpos.domain.clock import utc
from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.gift_card import GiftCardState, GiftMove, VatKind
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
    RedemptionId,
    RefundId,
    ShopId,
    StaffId,
    TillId,
    VisitId,
)
from fidpos.domain.ledger import EntryKind
from fidpos.domain.member import Channel, TierStanding
from fidpos.rules.evaluation import LineDiscount
from fidpos.wire.codec import decode, embed, encode
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    EntryBody,
    EpochReason,
    EpochStarted,
    Event,
    LotBody,
    MemberEnrolled,
    RedemptionBody,
    RuleUseBody,
    SettledBody,
    StaffActed,
    StaffActKind,
    Taken,
    VisitClosed,
    VisitRefunded,
    VisitVoided,
)
from fidpos.wire.gift_card_events import (
    GiftCardHeld,
    GiftCardIssued,
    GiftCardMailAsked,
    GiftCardMoved,
    GiftCardReleased,
    GiftCardStateChanged,
    GiftMoveBody,
)


def uid(number: int) -> UUID:
    return UUID(int=number)


AT = utc(2026, 11, 22, 9, 30)
STAFF = StaffId(uid(8))
GIFT_CARD = GiftCardId(uid(30))
MEMBER, ACCOUNT = MemberId(uid(5)), AccountId(uid(6))
EARNED = EntryBody(
    id=EntryId(uid(20)),
    counter="points",
    kind=EntryKind.EARN,
    amount=12,
    cause="base",
    lot=LotBody(id=LotId(uid(21)), expires_on=date(2027, 11, 22)),
)
SPENT = EntryBody(
    id=EntryId(uid(22)),
    counter="points",
    kind=EntryKind.SPEND,
    amount=-150,
    cause="coffee",
    taken=(Taken(lot_id=LotId(uid(23)), amount=150),),
)
EVENTS: dict[str, Event] = {
    "epoch_started": EpochStarted(
        id=EventId(uid(1)), at=AT, till_id=TillId(uid(3)), reason=EpochReason.FIRST
    ),
    "member_enrolled": MemberEnrolled(
        id=EventId(uid(1)),
        at=AT,
        member_id=MEMBER,
        account_id=ACCOUNT,
        enrolled_on=date(2026, 11, 22),
        sealed=b"\x01\x02",
    ),
    "card_linked": CardLinked(
        id=EventId(uid(1)),
        at=AT,
        card_id=CardId(uid(7)),
        member_id=MEMBER,
        medium=Medium.CHIP,
        sealed=b"\x03",
    ),
    "card_status_changed": CardStatusChanged(
        id=EventId(uid(1)), at=AT, card_id=CardId(uid(7)), member_id=MEMBER, status=CardStatus.LOST
    ),
    "consent_stated": ConsentStated(
        id=EventId(uid(1)),
        at=AT,
        consent_id=ConsentId(uid(9)),
        member_id=MEMBER,
        channel=Channel.EMAIL,
        granted=True,
        wording="2026-1",
    ),
    "visit_closed": VisitClosed(
        id=EventId(uid(1)),
        at=AT,
        visit_id=VisitId(uid(4)),
        shop_id=ShopId(uid(2)),
        till_id=TillId(uid(3)),
        member_id=MEMBER,
        account_id=ACCOUNT,
        card_id=CardId(uid(7)),
        medium=Medium.CHIP,
        trust=Trust.COPYABLE,
        opened_by=STAFF,
        closed_by=STAFF,
        opened_at=AT,
        business_day=date(2026, 11, 22),
        currency="EUR",
        amount_minor=1240,
        discount_minor=500,
        lines=(BasketLine(amount_minor=1240, article="40"),),
        line_discounts=(LineDiscount(0, "coffee", 500),),
        programme_version=3,
        facts=embed(b'{"visit":1}'),
        entries=(SPENT, EARNED),
        redemptions=(RedemptionBody(id=RedemptionId(uid(30)), reward="coffee", counter="points", cost=150),),
        gifts=("coffee",),
        rule_uses=(RuleUseBody(rule="birthday", subject="member"),),
        tier=TierStanding(code="gold", since=date(2026, 11, 22), until=date(2027, 11, 22)),
        counter="points",
        points=-138,
    ),
    "visit_voided": VisitVoided(
        id=EventId(uid(1)),
        at=AT,
        visit_id=VisitId(uid(4)),
        member_id=MEMBER,
        account_id=ACCOUNT,
        staff_id=STAFF,
        business_day=date(2026, 11, 22),
        visit_day=date(2026, 11, 22),
        amount_minor=1240,
        reason="cashier",
        entries=(EARNED,),
        counter="points",
        points=-12,
    ),
    "visit_refunded": VisitRefunded(
        id=EventId(uid(1)),
        at=AT,
        refund_id=RefundId(uid(33)),
        visit_id=VisitId(uid(4)),
        member_id=MEMBER,
        account_id=ACCOUNT,
        staff_id=STAFF,
        asked_by=StaffId(uid(9)),
        business_day=date(2026, 11, 23),
        visit_day=date(2026, 11, 22),
        amount_minor=600,
        deducted_minor=2,
        lines=(1,),
        ticket="R 4",
        reason="broken",
        entries=(EARNED,),
        settled=(SettledBody(entry_id=EntryId(uid(20)), amount=2),),
        counter="points",
        points=-4,
    ),
    "staff_acted": StaffActed(id=EventId(uid(1)), at=AT, staff_id=STAFF, act=StaffActKind.SIGNED_IN),
    "gift_card_issued": GiftCardIssued(
        id=EventId(uid(1)),
        at=AT,
        gift_card_id=GIFT_CARD,
        till_id=TillId(uid(3)),
        staff_id=STAFF,
        vat=VatKind.MULTI_PURPOSE,
        valid_months=12,
        grace_days=30,
        currency="EUR",
        face_minor=5000,
        sealed=b"sealed",
    ),
    "gift_card_moved": GiftCardMoved(
        id=EventId(uid(1)),
        at=AT,
        business_day=date(2026, 11, 22),
        move=GiftMove.SPENT,
        moves=(
            GiftMoveBody(
                id=GiftEntryId(uid(31)),
                gift_card_id=GIFT_CARD,
                amount_minor=-1200,
                hold_id=GiftHoldId(uid(32)),
            ),
        ),
        staff_id=STAFF,
        ticket="T 17",
        visit_id=VisitId(uid(4)),
    ),
    "gift_card_held": GiftCardHeld(
        id=EventId(uid(1)),
        at=AT,
        hold_id=GiftHoldId(uid(32)),
        gift_card_id=GIFT_CARD,
        visit_id=VisitId(uid(4)),
        amount_minor=1200,
        expires_at=utc(2026, 11, 22, 9, 45),
        staff_id=STAFF,
    ),
    "gift_card_released": GiftCardReleased(
        id=EventId(uid(1)),
        at=AT,
        hold_id=GiftHoldId(uid(32)),
        gift_card_id=GIFT_CARD,
        amount_minor=1200,
        staff_id=STAFF,
    ),
    "gift_card_state_changed": GiftCardStateChanged(
        id=EventId(uid(1)),
        at=AT,
        gift_card_id=GIFT_CARD,
        state=GiftCardState.FROZEN,
        reason="lost",
        staff_id=STAFF,
    ),
    "gift_card_mail_asked": GiftCardMailAsked(
        id=EventId(uid(1)),
        at=AT,
        gift_card_id=GIFT_CARD,
        staff_id=STAFF,
        sealed=b"\x00sealed",
        language="fr",
    ),
}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_an_event_survives_the_journey(event: Event) -> None:
    assert decode(encode(event)) == event


@pytest.mark.parametrize(("kind", "event"), EVENTS.items(), ids=EVENTS)
def test_an_event_names_its_type(kind: str, event: Event) -> None:
    assert f'"type":"{kind}"'.encode() in encode(event)


def test_defaults_are_left_out() -> None:
    body = encode(EVENTS["visit_voided"])

    assert b"null" not in body
    assert b"rule_uses" not in body


def test_a_typical_visit_stays_small() -> None:
    assert len(encode(EVENTS["visit_closed"])) < 1800


@pytest.mark.parametrize("body", [b"", b"{}", b'{"type":"visit_closed"}', b'{"type":"unheard_of"}', b"\xff"])
def test_what_is_not_an_event_is_refused(body: bytes) -> None:
    with pytest.raises(StoreCorrupt):
        decode(body)


def test_a_refusal_never_repeats_what_stood_in_the_event() -> None:
    body = encode(EVENTS["member_enrolled"]).replace(b'"2026-11-22"', b'"Camille Secret"')

    with pytest.raises(StoreCorrupt) as refused:
        decode(body)

    assert "Camille" not in str(refused.value)
