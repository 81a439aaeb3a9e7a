"""Gift cards frozen, put right, replaced and expired: on a manager's word, and no cent is lost on the way."""

import pytest

from fidpos.domain.gift_card import GiftCard, GiftCardPolicy, GiftCardState, VatKind
from fidpos.domain.ids import GiftCardId, GiftEntryId
from fidpos.till.gift_card_care import (
    adjust_gift_card,
    expire_gift_card,
    freeze_gift_card,
    replace_gift_card,
    unfreeze_gift_card,
)
from fidpos.till.gift_cards import GiftCardRefusal, Moved
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore


@pytest.fixture
def at() -> GiftCounter:
    store = MemoryStore(IDENTITY, programme(), (INES,))
    return GiftCounter(store, FakeClock(), policy=GiftCardPolicy())


def adjust(at: GiftCounter, card_id: GiftCardId, minor: int, reason: str = "miscounted") -> object:
    entry_id = GiftEntryId(at.new_id())
    return adjust_gift_card(at.approved, card_id, entry_id=entry_id, by_minor=minor, reason=reason)


def pass_days(at: GiftCounter, days: int) -> None:
    at.clock.advance(days * 86_400)


def test_a_cashier_freezes_and_a_manager_brings_back(at: GiftCounter) -> None:
    card_id = at.sold()

    frozen = freeze_gift_card(at.work, card_id, "lost")
    assert isinstance(frozen, GiftCard)
    assert freeze_gift_card(at.work, card_id, "lost") == frozen
    assert unfreeze_gift_card(at.work, card_id, "found") is GiftCardRefusal.NEEDS_MANAGER
    back = unfreeze_gift_card(at.approved, card_id, "found")

    assert isinstance(back, GiftCard)
    assert (frozen.state, back.state) == (GiftCardState.FROZEN, GiftCardState.ACTIVE)
    assert unfreeze_gift_card(at.approved, card_id, "found") == back


def test_freezing_needs_a_reason_and_a_card_in_use(at: GiftCounter) -> None:
    assert freeze_gift_card(at.work, at.sold(), " ") is GiftCardRefusal.NEEDS_REASON
    assert freeze_gift_card(at.work, at.draft(), "lost") is GiftCardRefusal.WRONG_STATE
    assert unfreeze_gift_card(at.approved, at.draft(), "found") is GiftCardRefusal.WRONG_STATE


def test_a_balance_is_put_right_in_both_directions_within_its_bounds(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    at.hold(card_id, 1_000)

    assert isinstance(adjust(at, card_id, -4_000), Moved)
    assert adjust(at, card_id, -1) is GiftCardRefusal.WRONG_AMOUNT
    assert adjust(at, card_id, 0) is GiftCardRefusal.WRONG_AMOUNT
    assert isinstance(adjust(at, card_id, 14_000), Moved)
    assert adjust(at, card_id, 1) is GiftCardRefusal.ABOVE_CEILING
    assert at.card(card_id).balance_minor == 15_000


def test_an_adjustment_needs_a_manager_a_reason_and_a_card_in_use(at: GiftCounter) -> None:
    card_id, entry_id = at.sold(), GiftEntryId(at.new_id())

    alone = adjust_gift_card(at.work, card_id, entry_id=entry_id, by_minor=1, reason="x")

    assert alone is GiftCardRefusal.NEEDS_MANAGER
    assert adjust(at, card_id, 1, reason="") is GiftCardRefusal.NEEDS_REASON
    assert adjust(at, at.draft(), 1) is GiftCardRefusal.WRONG_STATE
    assert adjust(at, GiftCardId(at.new_id()), 1) is GiftCardRefusal.UNUSABLE


def test_an_adjustment_repeated_gives_the_first_result(at: GiftCounter) -> None:
    card_id, entry_id = at.sold(5_000), GiftEntryId(at.new_id())
    results = [
        adjust_gift_card(at.approved, card_id, entry_id=entry_id, by_minor=minor, reason="x")
        for minor in (100, 900)
    ]

    assert results[0] == results[1]
    assert at.card(card_id).balance_minor == 5_100


def test_a_lost_card_is_replaced_with_all_it_holds_and_its_term(at: GiftCounter) -> None:
    lost, new = at.sold(5_000), at.draft(1_000)
    at.paid(lost, 1_500)
    until = at.card(lost).expires_on
    freeze_gift_card(at.work, lost, "lost")
    pass_days(at, 40)

    done = replace_gift_card(at.approved, lost, by_draft_id=new, reason="lost")

    assert isinstance(done, Moved)
    assert done.amount_minor == 0
    assert (at.card(lost).state, at.card(lost).balance_minor) == (GiftCardState.REPLACED, 0)
    assert (at.card(new).state, at.card(new).balance_minor) == (GiftCardState.ACTIVE, 3_500)
    assert at.card(new).expires_on == until
    assert replace_gift_card(at.approved, lost, by_draft_id=new, reason="lost") == done


def test_a_card_is_not_replaced_twice(at: GiftCounter) -> None:
    lost, new = at.sold(5_000), at.draft()
    replace_gift_card(at.approved, lost, by_draft_id=new, reason="lost")

    again = replace_gift_card(at.approved, lost, by_draft_id=at.draft(), reason="lost")

    assert again is GiftCardRefusal.WRONG_STATE


def test_what_cannot_be_replaced_is_left_as_it_is(at: GiftCounter) -> None:
    lost, new = at.sold(5_000), at.draft()
    single = at.draft(vat=VatKind.SINGLE_PURPOSE)
    unknown = GiftCardId(at.new_id())

    assert replace_gift_card(at.work, lost, by_draft_id=new, reason="x") is GiftCardRefusal.NEEDS_MANAGER
    assert replace_gift_card(at.approved, lost, by_draft_id=new, reason="") is GiftCardRefusal.NEEDS_REASON
    assert replace_gift_card(at.approved, lost, by_draft_id=single, reason="x") is GiftCardRefusal.WRONG_STATE
    assert replace_gift_card(at.approved, new, by_draft_id=single, reason="x") is GiftCardRefusal.WRONG_STATE
    assert replace_gift_card(at.approved, lost, by_draft_id=unknown, reason="x") is GiftCardRefusal.UNUSABLE
    at.hold(lost, 100)
    assert replace_gift_card(at.approved, lost, by_draft_id=new, reason="x") is GiftCardRefusal.HELD
    assert at.card(lost).balance_minor == 5_000


def test_a_card_expires_after_its_grace_with_what_it_holds(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    until = at.card(card_id).expires_on
    assert until is not None
    pass_days(at, (until - at.work.today).days + at.policy.terms.grace_days)
    assert expire_gift_card(at.approved, card_id) is GiftCardRefusal.WRONG_STATE

    pass_days(at, 1)
    assert expire_gift_card(at.work, card_id) is GiftCardRefusal.NEEDS_MANAGER
    done = expire_gift_card(at.approved, card_id)

    assert isinstance(done, Moved)
    assert done.amount_minor == -5_000
    assert (at.card(card_id).state, at.card(card_id).balance_minor) == (GiftCardState.EXPIRED, 0)
    assert expire_gift_card(at.approved, card_id) == done


def test_a_card_with_a_payment_under_way_does_not_expire(at: GiftCounter) -> None:
    card_id = at.sold()
    at.hold(card_id, 100)
    pass_days(at, 500)

    assert expire_gift_card(at.approved, card_id) is GiftCardRefusal.HELD
    assert expire_gift_card(at.approved, GiftCardId(at.new_id())) is GiftCardRefusal.UNUSABLE
