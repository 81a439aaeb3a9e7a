"""What a till makes of what its centre says beside members: gift cards above all; in memory and on disk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.gift_card import GiftCardState, GiftMove, Inscription
from fidpos.domain.ids import GiftEntryId, GiftHoldId, TillId, VisitId, VoucherId, uuid7
from fidpos.localdb.disowned import disowned
from fidpos.localdb.gift_card_reading import GiftCardReader
from fidpos.wire.events import VisitClosed, VoucherUseBody
from fidpos.wire.gift_card_events import GiftCardHeld
from fidpos.wire.sealed import open_inscription, seal_inscription
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.gift_card_standing import GiftCardStanding, GiftEntryState, GiftHoldState
from fidpos.wire.sync.pull import Change, Cursor, Gone, GoneReason, MemberState
from fidpos.wire.sync.salvage import NOTHING
from tests.helpers.centre_states import account, rich, voucher
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_till import MemoryTill
from tests.helpers.store_till import Disks, StoreTill
from tests.simulation.gift_shop import GiftCounter
from tests.simulation.shop import Counter, Till

TILL, ELSEWHERE = TillId(UUID(int=100)), TillId(UUID(int=101))
CURSOR = Cursor(7, 1234)


@dataclass
class Shop:
    """A till under test, and another one where things happen that it hears of."""

    till: Till
    elsewhere: MemoryTill
    clock: FakeClock
    random: Random
    counter: Counter
    gifts: GiftCounter

    def hear(self, *changes: Change, have: Anchor | None = None) -> None:
        """A pull is applied; `have` is the till's newest row unless another is named."""
        have = have or self.till.head().anchor
        self.till.apply(changes, have=have, cursor=CURSOR, echo=False)

    def sold(self, till: Till) -> GiftCardStanding:
        """A card that holds 50.00."""
        self.clock.advance(1)
        return till.gift_cards[self.gifts.sell(till)]

    def spend(self, till: Till, card: GiftCardStanding, minor: int) -> GiftCardHeld:
        """A part of it is held, then posted."""
        self.clock.advance(1)
        hold = self.gifts.held(card.id, minor)
        till.record(hold)
        till.record(self.gifts.moved(card.id, GiftMove.SPENT, -minor, hold.hold_id))
        return hold

    def enrolled(self) -> MemberState:
        """A member of this till's own."""
        known = set(self.till.members)
        self.counter.enrol(self.till)
        (member_id,) = set(self.till.members) - known
        return self.till.members[member_id]


def in_memory(_folder: Path, clock: FakeClock, random: Random) -> Iterator[Till]:
    yield MemoryTill(TILL, clock, lambda: uuid7(clock.now(), random.randbytes))


def on_disk(folder: Path, clock: FakeClock, random: Random) -> Iterator[Till]:
    disks = Disks(folder)
    yield disks.till(TILL, clock, lambda: uuid7(clock.now(), random.randbytes))
    disks.close()


@pytest.fixture(params=[in_memory, on_disk], ids=["memory", "disk"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    clock, random = FakeClock(), Random(5)
    making: Iterator[Till] = request.param(tmp_path, clock, random)
    till = next(making)
    yield Shop(
        till=till,
        elsewhere=MemoryTill(ELSEWHERE, clock, lambda: uuid7(clock.now(), random.randbytes)),
        clock=clock,
        random=random,
        counter=Counter(random=random, clock=clock),
        gifts=GiftCounter(random=random, clock=clock),
    )
    if isinstance(till, StoreTill):
        assert till.verified().holds
    next(making, None)


def tidy(card: GiftCardStanding) -> GiftCardStanding:
    return card.but(
        entries=tuple(sorted(card.entries, key=lambda entry: entry.id)),
        holds=tuple(sorted(card.holds, key=lambda hold: hold.id)),
    )


# Gift cards.


def test_a_card_of_another_till_is_known_and_not_spent_on_this_tills_word(shop: Shop) -> None:
    card = shop.sold(shop.elsewhere)
    shop.spend(shop.elsewhere, card, 1_200)
    shop.elsewhere.record(shop.gifts.held(card.id, 300))
    state = shop.elsewhere.gift_cards[card.id]

    shop.hear(Change(gift_card=state))

    assert tidy(shop.till.gift_cards[card.id]) == tidy(state)
    assert card.id not in shop.till.alone


@pytest.mark.parametrize("is_last", [True, False])
def test_a_card_whose_number_is_another_ones_is_found_by_none_until_it_is_replaced(
    shop: Shop, *, is_last: bool
) -> None:
    if not isinstance(shop.till, StoreTill):
        return
    card, twin = shop.sold(shop.elsewhere), shop.sold(shop.till)
    number = open_inscription(card.key, card.id, card.sealed).number
    sealed = seal_inscription(twin.key, twin.id, Inscription(number=number))
    taken = twin.but(sealed=sealed, disowned=True, state=GiftCardState.FROZEN)
    heard = [Change(gift_card=card), Change(gift_card=taken)]
    for change in heard if is_last else reversed(heard):
        shop.hear(change)
    found = GiftCardReader(shop.till.reader).gift_card_by_number(number)
    before = disowned(shop.till.reader, 4)
    moved = GiftEntryState(
        id=GiftEntryId(uuid7(shop.clock.now())),
        move=GiftMove.REPLACED,
        amount_minor=-5_000,
        at=shop.clock.now(),
        business_day=shop.clock.now().date(),
    )
    gone = taken.but(state=GiftCardState.REPLACED, balance_minor=0, entries=(*taken.entries, moved))
    shop.hear(Change(gift_card=gone))

    assert found is not None
    assert found.id == card.id
    assert [each.balance.minor for each in before] == [5_000]
    assert shop.till.gift_cards[twin.id].state is GiftCardState.REPLACED
    assert disowned(shop.till.reader, 4) == ()


def test_a_card_that_was_heard_of_is_found_by_its_number(shop: Shop) -> None:
    card = shop.sold(shop.elsewhere)
    shop.hear(Change(gift_card=card))

    if isinstance(shop.till, StoreTill):
        number = open_inscription(card.key, card.id, card.sealed).number
        found = GiftCardReader(shop.till.reader).gift_card_by_number(number)
        assert found is not None
        assert (found.id, found.masked, found.balance_minor) == (card.id, number.masked, 5_000)


def test_hearing_of_a_card_again_changes_nothing(shop: Shop) -> None:
    state = shop.sold(shop.elsewhere)
    shop.hear(Change(gift_card=state))
    first = shop.till.gift_cards[state.id]
    shop.hear(Change(gift_card=state))

    assert shop.till.gift_cards[state.id] == first


def test_a_card_sold_here_is_the_centres_to_hold_once_the_centre_knows_it(shop: Shop) -> None:
    card = shop.sold(shop.till)
    before = set(shop.till.alone)
    shop.hear(Change(gift_card=card))

    assert before == {card.id}
    assert shop.till.alone == set()


def test_what_this_till_did_with_a_card_since_is_laid_on_top(shop: Shop) -> None:
    card = shop.sold(shop.till)
    have = shop.till.head().anchor
    shop.spend(shop.till, card, 1_200)
    shop.till.record(shop.gifts.held(card.id, 300))
    own = shop.till.gift_cards[card.id]

    shop.hear(Change(gift_card=card), have=have)

    assert tidy(shop.till.gift_cards[card.id]) == tidy(own)


def test_what_happened_elsewhere_and_here_is_both_there(shop: Shop) -> None:
    card = shop.sold(shop.till)
    have = shop.till.head().anchor
    shop.elsewhere.gift_cards[card.id] = card
    shop.spend(shop.elsewhere, card, 2_000)
    shop.spend(shop.till, card, 1_200)

    shop.hear(Change(gift_card=shop.elsewhere.gift_cards[card.id]), have=have)

    assert shop.till.gift_cards[card.id].balance_minor == 5_000 - 2_000 - 1_200


def test_a_balance_is_the_centres_word_whatever_entries_it_sends(shop: Shop) -> None:
    card = shop.sold(shop.till)
    shop.hear(Change(gift_card=card.but(balance_minor=700, entries=())))
    lower = shop.till.gift_cards[card.id].balance_minor
    shop.hear(Change(gift_card=card.but(balance_minor=900, entries=())))

    assert (lower, shop.till.gift_cards[card.id].balance_minor) == (700, 900)


def test_a_hold_that_the_centre_does_not_name_has_ended(shop: Shop) -> None:
    card = shop.sold(shop.till)
    shop.till.record(shop.gifts.held(card.id, 300))
    shop.hear(Change(gift_card=card))

    assert shop.till.gift_cards[card.id].holds == ()


def test_holds_may_promise_more_than_a_card_has(shop: Shop) -> None:
    card = shop.sold(shop.elsewhere)
    holds = tuple(
        GiftHoldState(
            id=GiftHoldId(UUID(int=number)),
            visit_id=VisitId(UUID(int=number)),
            amount_minor=4_000,
            held_at=shop.clock.now(),
            expires_at=shop.clock.now() + timedelta(minutes=15),
        )
        for number in (1, 2)
    )
    shop.hear(Change(gift_card=card.but(holds=holds)))

    assert {hold.id for hold in shop.till.gift_cards[card.id].holds} == {hold.id for hold in holds}


def test_a_card_voided_elsewhere_holds_nothing_here(shop: Shop) -> None:
    card = shop.sold(shop.till)
    shop.hear(Change(gift_card=card.but(state=GiftCardState.VOIDED, balance_minor=0)))

    assert shop.till.gift_cards[card.id].state is GiftCardState.VOIDED
    assert shop.till.gift_cards[card.id].balance_minor == 0


# Vouchers for the bearer.


def test_a_voucher_given_away_and_used_here_since_stays_used(shop: Shop) -> None:
    member = shop.enrolled()
    given = voucher(1)
    giver = rich(3).but(
        vouchers=(given.but(voucher=structs.replace(given.voucher, number_digest=bytes(32))),)
    )
    shop.hear(Change(member=giver), Change(account=account(3)))
    have = shop.till.head().anchor
    using = _using(shop, member, given.voucher.id)
    shop.till.record(using)
    shop.hear(Change(member=giver), Change(member=member), have=have)

    assert [each.used_by for each in shop.till.members[giver.id].vouchers] == [using.visit_id]
    assert [visit.id for visit in shop.till.members[member.id].visits] == [using.visit_id]
    assert shop.till.members[member.id].lifetime != ()


def _using(shop: Shop, member: MemberState, voucher_id: VoucherId) -> VisitClosed:
    bought = shop.counter.bought(shop.till, member.id)
    return structs.replace(bought, vouchers_used=(VoucherUseBody(id=voucher_id),))


# Who is to be let go.


def test_whom_this_till_served_since_is_not_let_go(shop: Shop) -> None:
    member = shop.enrolled()
    have = shop.till.head().anchor
    shop.counter.buy(shop.till, member.id)
    gone = Change(gone=Gone(id=member.id, reason=GoneReason.OUT_OF_SCOPE))

    shop.hear(gone, have=have)
    kept = member.id in shop.till.members
    shop.hear(gone)

    assert kept
    assert member.id not in shop.till.members


# A centre that is newer than the till.


def test_a_change_of_a_kind_that_is_not_known_holds_up_nothing(shop: Shop) -> None:
    card = shop.sold(shop.elsewhere)
    shop.hear(NOTHING, Change(gift_card=card))
    shop.hear(NOTHING)

    assert card.id in shop.till.gift_cards
    assert shop.till.memory().feed == CURSOR
