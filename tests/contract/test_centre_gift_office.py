"""What the office does to gift cards, at both stores: tills hear of it, and the journal has it."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from fidpos.domain.gift_card import GiftCardState, GiftMove, VatKind
from fidpos.domain.ids import GiftCardId
from fidpos.server.services.gift_desk import DeskCard, GiftDesk, GiftReason, NotOnThisCard
from fidpos.server.services.office import Office as Act
from fidpos.wire.gift_card_events import GiftCardIssued
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, Office

OWNER = UUID(int=0x77)


@pytest.fixture
def sold(office: Office, told: Happenings) -> GiftCardIssued:
    card = told.gift_card()
    office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    return card


def at_desk(office: Office, card_id: GiftCardId) -> DeskCard:
    book = office.kept.gift_card(card_id)
    return DeskCard(
        id=card_id,
        state=book.state,
        vat=VatKind.MULTI_PURPOSE,
        valid_months=0,
        grace_days=0,
        currency="EUR",
        balance_minor=book.balance_minor,
        held_minor=book.held_minor,
        receivable_minor=book.receivable_minor,
        expires_on=book.expires_on,
        inscription=None,
    )


def do(office: Office, card: GiftCardIssued, act: str, *args: object) -> None:
    desk_card = at_desk(office, card.gift_card_id)
    with office.unit() as unit:
        desk = GiftDesk(
            office=Act(book=unit.office(), now=office.clock.now(), done_by=OWNER),
            day=office.clock.now().date(),
        )
        getattr(desk, act)(desk_card, *args)


def test_tills_hear_of_each_act(office: Office, sold: GiftCardIssued) -> None:
    later = office.clock.now().date() + timedelta(days=900)
    do(office, sold, "freeze", GiftReason.DOUBTFUL)
    assert office.gift_cards()[sold.gift_card_id].state is GiftCardState.FROZEN
    do(office, sold, "thaw", GiftReason.CLEARED)
    do(office, sold, "adjust", -1_200, GiftReason.MISTAKE)
    do(office, sold, "prolong", later)
    heard = office.gift_cards()[sold.gift_card_id]
    assert (heard.state, heard.balance_minor, heard.expires_on) == (GiftCardState.ACTIVE, 3_800, later)


def test_what_was_withheld_the_office_gives_back(office: Office, told: Happenings) -> None:
    card = told.gift_card()
    office.tell(card, keys=told.keys)
    office.tell(told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), held=True)
    assert office.kept.gift_card(card.gift_card_id).state is GiftCardState.FROZEN
    do(office, card, "thaw", GiftReason.CLEARED)
    office.tell(told.moved(card.gift_card_id, GiftMove.SPENT, -1_000))
    assert office.kept.gift_card(card.gift_card_id).balance_minor == 4_000


def test_an_overdraft_is_paid_and_the_rest_written_off(
    office: Office, told: Happenings, sold: GiftCardIssued
) -> None:
    office.tell(told.moved(sold.gift_card_id, GiftMove.SPENT, -4_000))
    office.tell(told.moved(sold.gift_card_id, GiftMove.SPENT, -4_000), till_id=BESIDE)
    do(office, sold, "settle", 1_000, "T1")
    assert office.kept.gift_card(sold.gift_card_id).receivable_minor == 2_000
    do(office, sold, "write_off")
    book = office.kept.gift_card(sold.gift_card_id)
    assert (book.balance_minor, book.receivable_minor) == (0, 0)


@pytest.mark.parametrize(
    ("act", "args"),
    [
        ("thaw", (GiftReason.CLEARED,)),
        ("adjust", (-5_001, GiftReason.MISTAKE)),
        ("adjust", (0, GiftReason.MISTAKE)),
        ("settle", (1, "T1")),
        ("write_off", ()),
        ("prolong", (date(2020, 1, 1),)),
    ],
)
def test_what_a_card_does_not_allow_changes_nothing(
    office: Office, sold: GiftCardIssued, act: str, args: tuple[object, ...]
) -> None:
    before = office.kept.gift_card(sold.gift_card_id)
    with pytest.raises(NotOnThisCard):
        do(office, sold, act, *args)
    assert office.kept.gift_card(sold.gift_card_id) == before
