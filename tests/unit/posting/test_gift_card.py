"""What an event does to a gift card is said once, for till and server: one change for each entry."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.clock import utc
from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCard, GiftCardState, GiftMove, VatKind
from fidpos.domain.ids import EventId, GiftCardId, GiftEntryId, StaffId, TillId
from fidpos.posting.gift_card import changed, changes, issued
from fidpos.wire.gift_card_events import GiftCardIssued, GiftCardMoved, GiftMoveBody

AT = utc(2026, 11, 22, 9)
STAFF = StaffId(UUID(int=2))
ISSUED = GiftCardIssued(
    id=EventId(UUID(int=1)),
    at=AT,
    gift_card_id=GiftCardId(UUID(int=3)),
    till_id=TillId(UUID(int=4)),
    staff_id=STAFF,
    vat=VatKind.MULTI_PURPOSE,
    currency="EUR",
    face_minor=5_000,
    sealed=b"",
)
DRAFT = issued(ISSUED, masked="6GV5")


def moved(move: GiftMove, *amounts: int, expires_on: date | None = None) -> GiftCardMoved:
    return GiftCardMoved(
        id=EventId(UUID(int=5)),
        at=AT,
        business_day=AT.date(),
        move=move,
        moves=tuple(
            GiftMoveBody(id=GiftEntryId(UUID(int=n)), gift_card_id=ISSUED.gift_card_id, amount_minor=amount)
            for n, amount in enumerate(amounts)
        ),
        staff_id=STAFF,
        expires_on=expires_on,
    )


def after(card: GiftCard, event: GiftCardMoved) -> GiftCard:
    for change in changes(event):
        card = changed(card, change)
    return card


SOLD = after(DRAFT, moved(GiftMove.SOLD, 5_000, expires_on=date(2027, 11, 22)))


def test_making_a_card_changes_no_other() -> None:
    assert changes(ISSUED) == ()


def test_its_sale_begins_its_term() -> None:
    assert (SOLD.state, SOLD.balance_minor) == (GiftCardState.ACTIVE, 5_000)
    assert SOLD.expires_on == date(2027, 11, 22)


@pytest.mark.parametrize(
    ("move", "amount", "state"),
    [
        (GiftMove.RELOADED, 100, GiftCardState.ACTIVE),
        (GiftMove.SPENT, -100, GiftCardState.ACTIVE),
        (GiftMove.REFUNDED, 100, GiftCardState.ACTIVE),
        (GiftMove.RELOAD_VOIDED, -100, GiftCardState.ACTIVE),
        (GiftMove.ADJUSTED, 100, GiftCardState.ACTIVE),
        (GiftMove.SALE_VOIDED, -5_000, GiftCardState.VOIDED),
        (GiftMove.EXPIRED, -5_000, GiftCardState.EXPIRED),
        (GiftMove.REPLACED, -5_000, GiftCardState.REPLACED),
    ],
)
def test_each_move_leads_where_it_should(move: GiftMove, amount: int, state: GiftCardState) -> None:
    card = after(SOLD, moved(move, amount))

    assert (card.state, card.balance_minor) == (state, 5_000 + amount)
    assert card.expires_on == SOLD.expires_on


@pytest.mark.parametrize(
    ("card", "move", "amount"),
    [
        (DRAFT, GiftMove.SPENT, -1),
        (DRAFT, GiftMove.RELOADED, 1),
        (SOLD, GiftMove.SOLD, 1),
        (SOLD, GiftMove.SPENT, -5_001),
        (SOLD, GiftMove.EXPIRED, -4_999),
        (after(SOLD, moved(GiftMove.EXPIRED, -5_000)), GiftMove.REFUNDED, 1),
    ],
)
def test_what_cannot_be_is_refused(card: GiftCard, move: GiftMove, amount: int) -> None:
    with pytest.raises(InvalidValue):
        after(card, moved(move, amount))


@given(amounts=st.lists(st.integers(-500, 500), max_size=20))
def test_a_balance_is_the_sum_of_what_moved(amounts: list[int]) -> None:
    card = after(SOLD, moved(GiftMove.ADJUSTED, *(amount for amount in amounts if amount > -250)))

    assert card.balance_minor == 5_000 + sum(amount for amount in amounts if amount > -250)
