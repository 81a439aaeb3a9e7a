"""What a till's gift-card desk does to a card of the centre's: undone, replaced or reloaded under a hold."""

from hashlib import sha256

import pytest
from msgspec import structs

from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.ids import EventId, GiftCardId, GiftHoldId, VisitId
from fidpos.wire.gift_card_events import GiftCardHeld, GiftCardIssued, GiftCardMailAsked
from fidpos.wire.sealed import open_inscription, seal_address
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.hold import GiftCardClaim
from tests.helpers.centre_acts import VISIT, ask
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import CASHIER, TILLS, Office


@pytest.fixture
def held(office: Office, told: Happenings, card: GiftCardIssued) -> GiftCardHeld:
    """All 50.00 of the card, as the till writes down that the centre set it aside."""
    (answer,) = ask(office, all_of(told, card))
    assert answer.granted == 5_000
    event = told.held(card.gift_card_id, 5_000)
    return structs.replace(event, hold_id=GiftHoldId(answer.hold_id), visit_id=VISIT)


def all_of(told: Happenings, card: GiftCardIssued) -> GiftCardClaim:
    number = open_inscription(told.keys[card.gift_card_id], card.gift_card_id, card.sealed).number
    return GiftCardClaim(
        hold_id=GiftHoldId(told.new_id()),
        number_digest=sha256(number.canonical.encode()).digest(),
        wanted_minor=10**12,
        currency="EUR",
    )


def standing(office: Office, card_id: GiftCardId) -> GiftCardStanding:
    with office.unit() as unit:
        return unit.holdings().standings({card_id})[card_id]


def test_a_sale_is_undone_with_what_was_set_aside_for_it(
    office: Office, told: Happenings, card: GiftCardIssued, held: GiftCardHeld
) -> None:
    undone = told.moved(card.gift_card_id, GiftMove.SALE_VOIDED, -5_000, held.hold_id)
    office.tell(held, undone)

    after = standing(office, card.gift_card_id)
    assert (after.state, after.balance_minor, after.holds) == (GiftCardState.VOIDED, 0, ())


def test_nobody_spends_what_is_set_aside_for_the_desk_of_another_till(
    office: Office, told: Happenings, card: GiftCardIssued, held: GiftCardHeld
) -> None:
    del held
    (answer,) = ask(office, all_of(told, card), till=TILLS[1], visit_id=VisitId(told.new_id()))

    assert answer.granted == 0


def test_a_card_is_replaced_with_what_was_set_aside_for_it(
    office: Office, told: Happenings, card: GiftCardIssued, held: GiftCardHeld
) -> None:
    heir = told.gift_card()
    moved = told.moved(card.gift_card_id, GiftMove.REPLACED, -5_000, held.hold_id)
    arrived = told.moved(heir.gift_card_id, GiftMove.REPLACED, 5_000)
    both = structs.replace(moved, moves=(*moved.moves, *arrived.moves))
    office.tell(held, heir, both, keys=told.keys)

    old, new = standing(office, card.gift_card_id), standing(office, heir.gift_card_id)
    assert (old.state, old.balance_minor) == (GiftCardState.REPLACED, 0)
    assert (new.state, new.balance_minor) == (GiftCardState.ACTIVE, 5_000)


def test_a_card_that_was_looked_at_is_free_again_and_reloaded(
    office: Office, told: Happenings, card: GiftCardIssued, held: GiftCardHeld
) -> None:
    reloaded = told.moved(card.gift_card_id, GiftMove.RELOADED, 1_000)
    office.tell(held, told.let_go(held), reloaded)

    after = standing(office, card.gift_card_id)
    assert (after.balance_minor, after.holds) == (6_000, ())


def test_a_mail_that_is_asked_for_changes_nothing_on_the_card(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    before = standing(office, card.gift_card_id)
    event = GiftCardMailAsked(
        id=EventId(told.new_id()),
        at=told.clock.now(),
        gift_card_id=card.gift_card_id,
        staff_id=CASHIER,
        sealed=seal_address(told.keys[card.gift_card_id], card.gift_card_id, "mamie@example.org"),
        language="fr",
    )

    assert office.tell(event) == {}
    assert standing(office, card.gift_card_id) == before
