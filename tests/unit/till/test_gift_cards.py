"""Gift cards made, sold, reloaded and undone: what a ticket may sell, and what needs a manager."""

from dataclasses import replace
from datetime import date

import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import (
    GiftCard,
    GiftCardPolicy,
    GiftCardState,
    GiftCardTerms,
    GiftMove,
    VatKind,
)
from fidpos.domain.ids import GiftCardId, GiftEntryId
from fidpos.domain.money import EUR, Currency, Money
from fidpos.till.gift_cards import (
    GiftCardRefusal,
    Moved,
    make_gift_card,
    reload_gift_card,
    sell_gift_cards,
    void_draft,
    void_load,
)
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.counter import IDENTITY, INES, TAREK, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore


@pytest.fixture
def at() -> GiftCounter:
    return with_policy(GiftCardPolicy())


def with_policy(policy: GiftCardPolicy) -> GiftCounter:
    return GiftCounter(MemoryStore(IDENTITY, programme(), (INES,)), FakeClock(), policy=policy)


def last_event(at: GiftCounter) -> GiftCardMoved:
    assert isinstance(at.store, MemoryStore)
    event = at.store.events[-1]
    assert isinstance(event, GiftCardMoved)
    return event


def load(at: GiftCounter, card_id: GiftCardId, minor: int, ticket: str = "") -> Moved | GiftCardRefusal:
    return reload_gift_card(
        at.work,
        card_id,
        entry_id=GiftEntryId(at.new_id()),
        amount=Money(minor, EUR),
        ticket=ticket or at.ticket(),
    )


@pytest.mark.parametrize(
    ("face", "refusal"),
    [
        (Money(15_000, EUR), None),
        (Money(15_001, EUR), GiftCardRefusal.ABOVE_CEILING),
        (Money(1, EUR), None),
        (Money(0, EUR), GiftCardRefusal.WRONG_AMOUNT),
        (Money(-1, EUR), GiftCardRefusal.WRONG_AMOUNT),
        (Money(1_000, Currency.of("CHF")), GiftCardRefusal.ABOVE_CEILING),
    ],
)
def test_a_card_is_made_up_to_the_owners_ceiling(
    at: GiftCounter, face: Money, refusal: GiftCardRefusal | None
) -> None:
    made = make_gift_card(at.work, gift_card_id=GiftCardId(at.new_id()), face=face)

    assert made is refusal if refusal else isinstance(made, GiftCard)


def test_a_ticket_sells_gift_cards_once_a_day(at: GiftCounter) -> None:
    sell_gift_cards(at.work, [at.draft()], "A 17")

    assert sell_gift_cards(at.work, [at.draft()], " a  17 ") is GiftCardRefusal.TICKET_USED

    at.clock.advance(86_400)
    assert isinstance(sell_gift_cards(at.work, [at.draft()], "A 17"), Moved)


def test_selling_the_same_cards_on_the_same_ticket_again_gives_the_first_result(at: GiftCounter) -> None:
    ids = [at.draft(1_000), at.draft(2_000)]
    first = sell_gift_cards(at.work, ids, "T1")

    again = sell_gift_cards(at.work, ids, "T1")

    assert again == first
    assert [at.card(card_id).balance_minor for card_id in ids] == [1_000, 2_000]


def test_a_card_that_is_in_use_is_not_sold_again(at: GiftCounter) -> None:
    assert sell_gift_cards(at.work, [at.sold()], "T77") is GiftCardRefusal.WRONG_STATE


def test_an_unknown_card_is_not_sold(at: GiftCounter) -> None:
    assert sell_gift_cards(at.work, [at.draft(), GiftCardId(at.new_id())], "T1") is GiftCardRefusal.UNUSABLE
    assert sell_gift_cards(at.work, [], "T1") is GiftCardRefusal.UNUSABLE


def test_a_day_of_sales_above_the_bound_needs_a_manager() -> None:
    at = with_policy(GiftCardPolicy(sold_a_day_max_minor=10_000))
    at.sold(10_000)
    draft = at.draft(1)

    assert sell_gift_cards(at.work, [draft], "T2") is GiftCardRefusal.NEEDS_MANAGER
    assert isinstance(sell_gift_cards(at.approved, [draft], "T2"), Moved)


def test_a_card_that_is_given_away_needs_a_manager_and_no_ticket(at: GiftCounter) -> None:
    draft = at.draft(vat=VatKind.FREE)

    assert sell_gift_cards(at.work, [draft], "", "birthday") is GiftCardRefusal.NEEDS_MANAGER
    assert sell_gift_cards(at.approved, [draft], "") is GiftCardRefusal.NEEDS_REASON
    assert isinstance(sell_gift_cards(at.approved, [draft], "", "birthday"), Moved)
    assert last_event(at).reason == "birthday"


def test_the_term_is_told_before_the_sale_and_counted_from_it() -> None:
    terms = GiftCardTerms(vat=VatKind.SINGLE_PURPOSE, valid_months=3)
    at = with_policy(GiftCardPolicy(terms=terms))
    card_id = GiftCardId(at.new_id())
    make_gift_card(at.work, gift_card_id=card_id, face=Money(2_000, EUR))
    at.clock.advance(86_400)

    sell_gift_cards(replace(at.work, policy=GiftCardPolicy()), [card_id], "T1")

    assert at.card(card_id).expires_on == date(2027, 2, 21)
    assert at.card(card_id).terms == terms


def test_a_card_without_end_has_none() -> None:
    at = with_policy(GiftCardPolicy(terms=GiftCardTerms(vat=VatKind.MULTI_PURPOSE)))
    card_id = GiftCardId(at.new_id())
    make_gift_card(at.work, gift_card_id=card_id, face=Money(2_000, EUR))

    sell_gift_cards(at.work, [card_id], "T1")

    assert at.card(card_id).expires_on is None


def test_a_reload_adds_to_the_balance(at: GiftCounter) -> None:
    card_id = at.sold(5_000)

    assert isinstance(load(at, card_id, 2_500), Moved)

    assert at.card(card_id).balance_minor == 7_500


def test_a_reload_repeated_gives_the_first_result(at: GiftCounter) -> None:
    card_id, entry_id = at.sold(5_000), GiftEntryId(at.new_id())
    results = [
        reload_gift_card(at.work, card_id, entry_id=entry_id, amount=Money(minor, EUR), ticket="T8")
        for minor in (2_500, 9_900)
    ]

    assert results[0] == results[1]
    assert at.card(card_id).balance_minor == 7_500


def test_a_reload_stays_under_the_ceilings_of_the_card_and_of_thirty_days() -> None:
    at = with_policy(GiftCardPolicy(balance_max_minor=10_000, load_max_minor=12_000))
    card_id = at.sold(8_000)

    assert load(at, card_id, 2_001) is GiftCardRefusal.ABOVE_CEILING
    assert isinstance(load(at, card_id, 2_000), Moved)

    at.paid(card_id, 9_000)
    assert load(at, card_id, 2_001) is GiftCardRefusal.LOADED_ENOUGH
    at.clock.advance(30 * 86_400)
    assert isinstance(load(at, card_id, 2_001), Moved)


@pytest.mark.parametrize("minor", [0, -100])
def test_a_reload_is_more_than_nothing(at: GiftCounter, minor: int) -> None:
    assert load(at, at.sold(), minor) is GiftCardRefusal.WRONG_AMOUNT


def test_a_draft_or_an_unknown_card_is_not_reloaded(at: GiftCounter) -> None:
    assert load(at, at.draft(), 100) is GiftCardRefusal.WRONG_STATE
    assert load(at, GiftCardId(at.new_id()), 100) is GiftCardRefusal.UNUSABLE


def test_a_sale_is_undone_by_a_manager_while_it_is_whole(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    sale = at.load_of(card_id).id

    alone = void_load(at.work, card_id, sale, ticket="R1", reason="mistake")
    mute = void_load(at.approved, card_id, sale, ticket="R1", reason=" ")
    done = void_load(at.approved, card_id, sale, ticket="R1", reason="mistake")

    assert (alone, mute) == (GiftCardRefusal.NEEDS_MANAGER, GiftCardRefusal.NEEDS_REASON)
    assert isinstance(done, Moved)
    assert (done.amount_minor, done.entries[0].reverses) == (-5_000, sale)
    assert (at.card(card_id).state, at.card(card_id).balance_minor) == (GiftCardState.VOIDED, 0)
    assert void_load(at.approved, card_id, sale, ticket="R1", reason="mistake") == done


def test_a_sale_is_not_undone_once_the_card_was_used(at: GiftCounter) -> None:
    spent, held = at.sold(5_000), at.sold(5_000)
    at.paid(spent, 1)
    at.hold(held, 1)

    for card_id, refusal in ((spent, GiftCardRefusal.WRONG_STATE), (held, GiftCardRefusal.HELD)):
        sale = at.load_of(card_id).id
        assert void_load(at.approved, card_id, sale, ticket="R1", reason="mistake") is refusal


def test_a_reload_is_undone_and_the_card_stays_in_use(at: GiftCounter) -> None:
    card_id = at.sold(5_000)
    result = load(at, card_id, 1_000)
    assert isinstance(result, Moved)
    (entry,) = result.entries

    undone = void_load(at.approved, card_id, entry.id, ticket="R1", reason="mistake")

    assert isinstance(undone, Moved)
    assert undone.entries[0].move is GiftMove.RELOAD_VOIDED
    assert (at.card(card_id).state, at.card(card_id).balance_minor) == (GiftCardState.ACTIVE, 5_000)


def test_a_reload_that_was_spent_is_not_undone(at: GiftCounter) -> None:
    card_id = at.sold(1_000)
    result = load(at, card_id, 5_000)
    assert isinstance(result, Moved)
    at.paid(card_id, 1_500)

    undone = void_load(at.approved, card_id, result.entries[0].id, ticket="R1", reason="mistake")

    assert undone is GiftCardRefusal.WRONG_AMOUNT


def test_undoing_needs_a_ticket_and_a_load(at: GiftCounter) -> None:
    card_id = at.sold()
    sale = at.load_of(card_id).id

    assert void_load(at.approved, card_id, sale, ticket=" ", reason="x") is GiftCardRefusal.NEEDS_TICKET
    other = GiftEntryId(at.new_id())
    assert void_load(at.approved, card_id, other, ticket="R", reason="x") is GiftCardRefusal.UNUSABLE


def test_a_draft_that_is_not_paid_is_void(at: GiftCounter) -> None:
    card_id = at.draft()

    for _ in range(2):
        void = void_draft(at.work, card_id, "changed their mind")
        assert isinstance(void, GiftCard)
        assert void.state is GiftCardState.VOIDED
    assert sell_gift_cards(at.work, [card_id], "T1") is GiftCardRefusal.WRONG_STATE
    assert void_draft(at.work, at.sold(), "x") is GiftCardRefusal.WRONG_STATE


def test_a_manager_who_approves_himself_is_flagged(at: GiftCounter) -> None:
    first, second = at.sold(), at.sold()
    void_load(at.approved, first, at.load_of(first).id, ticket="R1", reason="mistake")
    by_two = last_event(at)

    at.staff = at.manager
    void_load(at.work, second, at.load_of(second).id, ticket="R2", reason="mistake")
    by_one = last_event(at)

    assert (by_two.flagged, by_two.asked_by, by_two.staff_id) == (False, INES.id, at.manager.id)
    assert (by_one.flagged, by_one.asked_by, by_one.staff_id) == (True, None, at.manager.id)


def test_a_technician_sells_nothing(at: GiftCounter) -> None:
    at.staff = TAREK

    with pytest.raises(InvalidValue):
        at.draft()


def test_one_draft_is_not_sold_twice_on_one_ticket(at: GiftCounter) -> None:
    draft = at.draft(5_000)
    assert sell_gift_cards(at.work, [draft, draft], "T1") is GiftCardRefusal.UNUSABLE
    assert at.card(draft).balance_minor == 0
