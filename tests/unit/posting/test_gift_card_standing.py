"""A gift card as tills are sent it, event by event; and a till's own events on top of that."""

from datetime import timedelta

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.posting.gift_card_standing import standing_after, standing_issued
from fidpos.posting.rebase import gift_card_rebased
from fidpos.wire.gift_card_events import GiftCardEvent
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from tests.helpers.centre_events import Happenings
from tests.helpers.fake_clock import FakeClock


@pytest.fixture
def told() -> Happenings:
    return Happenings(FakeClock())


@pytest.fixture
def draft(told: Happenings) -> GiftCardStanding:
    issued = told.gift_card()
    return standing_issued(issued, told.keys[issued.gift_card_id])


@pytest.fixture
def card(told: Happenings, draft: GiftCardStanding) -> GiftCardStanding:
    """It holds 50.00."""
    return standing_after(draft, told.moved(draft.id, GiftMove.SOLD, 5_000))


def after(card: GiftCardStanding, *events: GiftCardEvent) -> GiftCardStanding:
    for event in events:
        card = standing_after(card, event)
    return card


def test_a_card_is_a_draft_until_it_is_sold(
    draft: GiftCardStanding, card: GiftCardStanding, told: Happenings
) -> None:
    assert (draft.state, draft.balance_minor, draft.expires_on) == (GiftCardState.DRAFT, 0, None)
    assert (card.state, card.balance_minor) == (GiftCardState.ACTIVE, 5_000)
    assert card.expires_on == told.today + timedelta(days=365)
    assert [entry.amount_minor for entry in card.entries] == [5_000]


def test_what_is_held_is_posted_or_let_go(card: GiftCardStanding, told: Happenings) -> None:
    first, second = told.held(card.id, 2_000), told.held(card.id, 1_000)
    held = after(card, first, second)
    ended = after(held, told.moved(card.id, GiftMove.SPENT, -2_000, first.hold_id), told.let_go(second))

    assert (held.balance_minor, held.held_minor) == (5_000, 3_000)
    assert (ended.balance_minor, ended.held_minor) == (3_000, 0)


def test_a_hold_that_the_centre_named_before_its_event_is_there_once(
    card: GiftCardStanding, told: Happenings
) -> None:
    hold = told.held(card.id, 2_000)

    assert after(card, hold, hold) == after(card, hold)


def test_a_hold_that_has_lapsed_is_posted_all_the_same(card: GiftCardStanding, told: Happenings) -> None:
    hold = told.held(card.id, 2_000)

    assert after(card, told.moved(card.id, GiftMove.SPENT, -2_000, hold.hold_id)).balance_minor == 3_000


def test_an_event_about_another_card_changes_nothing(card: GiftCardStanding, told: Happenings) -> None:
    other = told.gift_card()

    assert after(card, other, told.moved(other.gift_card_id, GiftMove.SOLD, 1)) == card


def test_what_no_card_can_become_is_refused(
    draft: GiftCardStanding, card: GiftCardStanding, told: Happenings
) -> None:
    voided = after(card, told.moved(card.id, GiftMove.SALE_VOIDED, -5_000))
    for before, event in (
        (card, told.moved(card.id, GiftMove.SPENT, -5_001)),
        (card, told.moved(card.id, GiftMove.SOLD, 5_000)),
        (draft, told.moved(draft.id, GiftMove.RELOADED, 1)),
        (voided, told.moved(card.id, GiftMove.REFUNDED, 1)),
    ):
        with pytest.raises(InvalidValue):
            standing_after(before, event)


def test_what_cannot_be_laid_on_top_is_left_out(card: GiftCardStanding, told: Happenings) -> None:
    empty = card.but(balance_minor=0)
    spent, refunded = told.moved(card.id, GiftMove.SPENT, -1), told.moved(card.id, GiftMove.REFUNDED, 300)

    assert gift_card_rebased(empty, [spent, told.enrolled(), refunded]).balance_minor == 300


def test_no_more_is_held_than_there_is(card: GiftCardStanding, told: Happenings) -> None:
    promised = after(card, told.held(card.id, 4_000), told.held(card.id, 4_000))

    assert promised.held_minor == promised.balance_minor
