"""One number printed twice, sold twice while two shops were apart: both stores take both cards in."""

import pytest
from psycopg import connect

from fidpos.domain.gift_card import GiftCardState, GiftMove, Inscription, VatKind
from fidpos.domain.gift_card_number import GiftCardNumber, make
from fidpos.domain.ids import EventId, GiftCardId
from fidpos.server.db.proof.finding import Finding
from fidpos.server.db.proof.prove import prove_within
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.services.gift_desk import DeskCard, GiftDesk, GiftReason, NotOnThisCard
from fidpos.server.services.office import Office as Act
from fidpos.wire.gift_card_events import GiftCardIssued
from fidpos.wire.sealed import seal_inscription
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import FAR, InPostgres, Office

NUMBER = make(bytes)


def printed(told: Happenings, number: GiftCardNumber = NUMBER) -> GiftCardIssued:
    """A card of this number."""
    card = told.gift_card()
    key = told.keys[card.gift_card_id]
    sealed = seal_inscription(key, card.gift_card_id, Inscription(number=number))
    return GiftCardIssued(
        **{name: getattr(card, name) for name in card.__struct_fields__} | {"sealed": sealed}
    )


@pytest.fixture
def first(office: Office, told: Happenings) -> GiftCardIssued:
    card = printed(told)
    office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    return card


@pytest.fixture
def second(office: Office, told: Happenings, first: GiftCardIssued) -> GiftCardIssued:
    """The other shop's, told later and all at once, with a payment from it."""
    card = printed(told)
    sale, payment = (
        told.moved(card.gift_card_id, move, minor)
        for move, minor in ((GiftMove.SOLD, 3_000), (GiftMove.SPENT, -1_000))
    )
    doubts = office.tell(card, sale, payment, till_id=FAR, keys=told.keys)
    assert doubts == {sale.id: Reason.NUMBER_TAKEN}
    return card


def found_by_number(office: Office) -> GiftCardId:
    with office.unit() as unit:
        return unit.holdings().gift_cards([NUMBER.digest])[NUMBER.digest].id


def desk_card(office: Office, card: GiftCardIssued) -> DeskCard:
    standing = office.gift_cards(FAR)[card.gift_card_id]
    return DeskCard(
        id=standing.id,
        state=standing.state,
        vat=VatKind.MULTI_PURPOSE,
        valid_months=0,
        grace_days=0,
        currency="EUR",
        balance_minor=standing.balance_minor,
        held_minor=0,
        receivable_minor=0,
        expires_on=standing.expires_on,
        inscription=None,
        disowned=standing.disowned,
    )


def test_its_money_is_in_the_books_and_withheld_and_the_number_stays_with_the_first(
    office: Office, first: GiftCardIssued, second: GiftCardIssued
) -> None:
    heard = office.gift_cards(FAR)[second.gift_card_id]

    assert (heard.disowned, heard.state, heard.balance_minor) == (True, GiftCardState.FROZEN, 2_000)
    assert not office.gift_cards()[first.gift_card_id].disowned
    assert found_by_number(office) == first.gift_card_id


def test_two_of_one_number_in_one_push_are_told_apart_too(office: Office, told: Happenings) -> None:
    one, other = printed(told), printed(told)
    sales = [told.moved(each.gift_card_id, GiftMove.SOLD, 1_000) for each in (one, other)]

    assert office.tell(one, other, *sales, keys=told.keys) == {sales[1].id: Reason.NUMBER_TAKEN}


def test_a_draft_of_a_taken_number_waits_for_nobody(
    office: Office, told: Happenings, first: GiftCardIssued
) -> None:
    assert office.tell(printed(told), till_id=FAR, keys=told.keys) == {}
    assert found_by_number(office) == first.gift_card_id


def test_nobody_gives_it_back_under_the_other_ones_number(
    office: Office, told: Happenings, second: GiftCardIssued
) -> None:
    sale = told.moved(second.gift_card_id, GiftMove.RELOADED, 100)
    office.tell(sale, till_id=FAR)
    with office.unit() as unit:
        assert not unit.free(EventId(sale.id))
        act = Act(book=unit.office(), now=office.clock.now())
        with pytest.raises(NotOnThisCard):
            GiftDesk(office=act, day=told.today).thaw(desk_card(office, second), GiftReason.CLEARED)

    assert office.gift_cards(FAR)[second.gift_card_id].state is GiftCardState.FROZEN


def test_the_office_replaces_it_and_the_till_that_sold_it_hears_of_both(
    office: Office, told: Happenings, second: GiftCardIssued
) -> None:
    card, key = desk_card(office, second), bytes(range(32))
    with office.unit() as unit:
        desk = GiftDesk(office=Act(book=unit.office(), now=office.clock.now()), day=told.today)
        heir_id = desk.new_card_id()
        unit.keep_keys({heir_id: key})
        number = desk.issue_heir(card, heir_id, key)
        desk.replace(card, heir_id, GiftReason.MISTAKE)

    gone = office.gift_cards(FAR)[second.gift_card_id]
    assert (gone.state, gone.balance_minor, gone.disowned) == (GiftCardState.REPLACED, 0, True)
    with office.unit() as unit:
        assert unit.holdings().gift_cards([number.digest])[number.digest].book.balance_minor == 2_000
    if isinstance(office.kept, InPostgres):
        findings: list[Finding] = []
        with connect(office.kept.made.superuser) as connection:
            prove_within(connection, findings.append)
        assert findings == []


def test_the_same_card_told_twice_is_still_refused(office: Office, first: GiftCardIssued) -> None:
    with pytest.raises(EventRefused) as refused:
        office.tell(first)

    assert refused.value.reason is Reason.ALREADY_THERE
