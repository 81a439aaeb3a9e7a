"""What was paid with a gift card comes back once, however many tills give it back while they are apart."""

from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.ids import GiftCardId, GiftEntryId
from fidpos.server.reason import Reason
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import FAR, Office


@pytest.fixture
def card(office: Office, told: Happenings) -> GiftCardId:
    """A card that holds 50.00."""
    issued = told.gift_card()
    office.tell(issued, told.moved(issued.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    return issued.gift_card_id


@pytest.fixture
def payment(office: Office, told: Happenings, card: GiftCardId) -> GiftEntryId:
    """All of the card was spent."""
    event = told.moved(card, GiftMove.SPENT, -5_000)
    office.tell(event)
    return event.moves[0].id


def given_back(told: Happenings, card: GiftCardId, payment: GiftEntryId, minor: int) -> GiftCardMoved:
    event = told.moved(card, GiftMove.REFUNDED, minor)
    return structs.replace(event, moves=(structs.replace(event.moves[0], reverses=payment),))


def test_what_was_given_back_twice_is_booked_and_withheld_until_the_office_frees_it(
    office: Office, told: Happenings, card: GiftCardId, payment: GiftEntryId
) -> None:
    first = office.tell(given_back(told, card, payment, 5_000))
    once = office.kept.gift_card(card)
    again = given_back(told, card, payment, 5_000)
    second = office.tell(again, till_id=FAR)
    twice = office.kept.gift_card(card)
    with office.unit() as unit:
        freed = unit.free(again.id)

    assert (first, once.state, once.balance_minor) == ({}, GiftCardState.ACTIVE, 5_000)
    assert second == {again.id: Reason.OVER_REFUNDED}
    assert (twice.state, twice.balance_minor) == (GiftCardState.FROZEN, 10_000)
    assert freed
    assert office.kept.gift_card(card).state is GiftCardState.ACTIVE


def test_parts_of_a_payment_come_back_until_nothing_is_left_of_it(
    office: Office, told: Happenings, card: GiftCardId, payment: GiftEntryId
) -> None:
    parts = [given_back(told, card, payment, minor) for minor in (2_000, 2_000, 1_000, 1)]

    said = [office.tell(part, till_id=FAR) for part in parts]

    assert said == [{}, {}, {}, {parts[3].id: Reason.OVER_REFUNDED}]


def test_payments_and_what_comes_back_of_them_may_be_told_in_one_push(
    office: Office, told: Happenings, card: GiftCardId
) -> None:
    paid = told.moved(card, GiftMove.SPENT, -3_000)
    back, too_much = (given_back(told, card, paid.moves[0].id, minor) for minor in (3_000, 1))

    said = office.tell(paid, back, too_much)

    assert said == {too_much.id: Reason.OVER_REFUNDED}


def test_what_comes_back_onto_the_card_in_its_place_counts_as_well(
    office: Office, told: Happenings, card: GiftCardId, payment: GiftEntryId
) -> None:
    heir = told.gift_card()
    office.tell(heir, told.moved(heir.gift_card_id, GiftMove.SOLD, 1_000), keys=told.keys)
    office.tell(given_back(told, heir.gift_card_id, payment, 4_000))
    again = given_back(told, card, payment, 2_000)

    assert office.tell(again, till_id=FAR) == {again.id: Reason.OVER_REFUNDED}


def test_of_a_payment_that_nobody_told_nothing_comes_back_unseen(
    office: Office, told: Happenings, card: GiftCardId
) -> None:
    event = given_back(told, card, GiftEntryId(UUID(int=9)), 1)

    assert office.tell(event) == {event.id: Reason.OVER_REFUNDED}
    assert office.kept.gift_card(card).state is GiftCardState.FROZEN
