"""What every `SyncStore` must do: the encrypted one on disk, one restored from a backup, one in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from fidpos.domain.card import CardStatus
from fidpos.domain.ids import (
    ConsentId,
    EventId,
    MemberId,
    TillId,
    uuid7,
)
from fidpos.domain.member import Channel, MemberStatus, Profile, TierStanding
from fidpos.localdb.backup import make_backup
from fidpos.localdb.restore import RestorePlan, restore
from fidpos.paths import migrations_dir
from fidpos.sync.ports import SyncStore
from fidpos.wire.chain import ChainRow, row_hash
from fidpos.wire.events import ConsentStated, EpochReason, VisitClosed
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.pull import (
    AccountState,
    Change,
    Cursor,
    Gone,
    GoneReason,
    MemberState,
    SumState,
)
from fidpos.wire.sync.snapshot import SnapshotPlace
from fidpos.wire.sync.standing import SyncMemory
from tests.helpers.centre_states import DAY, TOMORROW, account, card, consent, lot, rich, seen, voucher
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_till import MemoryTill
from tests.helpers.real_store import KEY
from tests.helpers.store_states import lots_held, tidy_account, tidy_member
from tests.helpers.store_till import Disks, StoreTill
from tests.simulation.gift_shop import GiftCounter
from tests.simulation.shop import Counter, Till

TILL, OTHER_TILL = TillId(UUID(int=100)), TillId(UUID(int=101))
CURSOR = Cursor(7, 1234)


@dataclass
class Shop:
    """A till under test, and a centre's words to say to it."""

    till: Till
    clock: FakeClock
    random: Random
    counter: Counter
    elsewhere: MemoryTill

    @property
    def port(self) -> SyncStore:
        """The store as the sync sees it; mypy checks here that it fits."""
        return self.till

    def enrolled(self) -> MemberState:
        """A member of this till's own."""
        known = set(self.till.members)
        self.counter.enrol(self.till)
        (member_id,) = set(self.till.members) - known
        return self.till.members[member_id]

    def buys(self, member_id: MemberId, till: Till | None = None) -> VisitClosed:
        """A visit of that member's, at this till unless another is named."""
        self.clock.advance(60)
        till = till or self.till
        self.counter.buy(till, member_id)
        event = list(till.told.values())[-1]
        assert isinstance(event, VisitClosed)
        return event

    def meanwhile(self, member_id: MemberId) -> MemoryTill:
        """Another till that knows of the member what this one does."""
        state = self.till.members[member_id]
        self.elsewhere.members = {member_id: state}
        self.elsewhere.accounts = {state.account_id: self.till.accounts[state.account_id]}
        return self.elsewhere

    def new_id(self) -> UUID:
        return uuid7(self.clock.now(), self.random.randbytes)

    def hear(self, *changes: Change, have: Anchor | None = None, echo: bool = False) -> None:
        """A pull is applied; `have` is the till's newest row unless another is named."""
        self.port.apply(changes, have=have or self.port.head().anchor, cursor=CURSOR, echo=echo)

    def hear_of(self, state: MemberState, account: AccountState, have: Anchor | None = None) -> None:
        """Of a member and their account."""
        self.hear(Change(member=state), Change(account=account), have=have)


def in_memory(folder: Path, clock: FakeClock, random: Random) -> Iterator[Till]:
    yield MemoryTill(TILL, clock, lambda: uuid7(clock.now(), random.randbytes))


def on_disk(folder: Path, clock: FakeClock, random: Random) -> Iterator[Till]:
    disks = Disks(folder)
    yield disks.till(TILL, clock, lambda: uuid7(clock.now(), random.randbytes))
    disks.close()


def restored(folder: Path, clock: FakeClock, random: Random) -> Iterator[Till]:
    """From a backup that lacks the last of what happened."""
    disks = Disks(folder)
    before = disks.till(TILL, clock, lambda: uuid7(clock.now(), random.randbytes))
    counter = Counter(random=random, clock=clock)
    counter.buy(before)
    backup = make_backup(before.path, KEY, folder / "backups", now=clock.now(), backup_key=KEY)
    counter.buy(before)
    before.close()
    plan = RestorePlan(
        backup=backup.path,
        backup_key=KEY,
        store=before.path,
        store_key=KEY,
        migrations=migrations_dir(),
    )
    restore(plan, clock)
    till = disks.opened(before.path, TILL, clock)
    yield till
    till.close()


@pytest.fixture(params=[in_memory, on_disk, restored], ids=["memory", "disk", "restored"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    clock, random = FakeClock(), Random(5)
    making: Iterator[Till] = request.param(tmp_path, clock, random)
    till = next(making)
    made = Shop(
        till=till,
        clock=clock,
        random=random,
        counter=Counter(random=random, clock=clock),
        elsewhere=MemoryTill(OTHER_TILL, clock, lambda: uuid7(clock.now(), random.randbytes)),
    )
    yield made
    if isinstance(till, StoreTill):
        assert till.verified().holds
        assert not till.sync.set_aside
    next(making, None)


def test_the_head_is_the_newest_row(shop: Shop) -> None:
    shop.enrolled()

    head = shop.port.head()

    assert shop.port.anchor_at(head.anchor.seq) == head.anchor
    assert shop.port.anchor_at(head.anchor.seq + 1) is None
    assert shop.port.epoch_at(head.anchor.seq) == head.epoch
    assert head.written_at == shop.clock.now()


def test_before_the_first_row_is_the_start_of_everything(shop: Shop) -> None:
    assert shop.port.anchor_at(0) == START
    assert shop.port.epoch_at(0) == shop.port.epoch_at(1)


def test_rows_and_hashes_make_a_chain(shop: Shop) -> None:
    for _ in range(5):
        shop.counter.buy(shop.till)

    rows = shop.port.rows_after(0, at_most=100, bytes_max=10**6)

    hashes, previous = [], START.hash
    for row in rows:
        previous = row_hash(row, previous)
        hashes.append(previous)
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert shop.port.hashes_of(1, len(rows)) == tuple(hashes)
    assert shop.port.hashes_of(2, 3) == tuple(hashes[1:3])
    assert Anchor(rows[-1].seq, hashes[-1]) == shop.port.head().anchor


def test_what_follows_is_bounded_and_never_nothing(shop: Shop) -> None:
    for _ in range(4):
        shop.counter.buy(shop.till)
    first, second, third, *_ = shop.port.rows_after(0, at_most=100, bytes_max=10**6)

    assert list(shop.port.rows_after(0, at_most=2, bytes_max=10**6)) == [first, second]
    assert list(shop.port.rows_after(1, at_most=100, bytes_max=1)) == [second]
    both = len(first.body) + len(second.body)
    assert list(shop.port.rows_after(0, at_most=100, bytes_max=both + len(third.body) - 1)) == [first, second]
    assert list(shop.port.rows_after(shop.port.head().anchor.seq, at_most=9, bytes_max=9)) == []


def test_a_locator_reaches_back_to_the_beginning(shop: Shop) -> None:
    for _ in range(3):
        for _ in range(60):
            shop.counter.buy(shop.till)
        shop.port.begin_epoch(EpochReason.FORKED)
    shop.counter.buy(shop.till)

    locator = shop.port.locator(32)

    newest = shop.port.head().anchor.seq
    assert len(locator) <= 32
    assert all(shop.port.anchor_at(anchor.seq) == anchor for anchor in locator)
    assert [anchor.seq for anchor in locator] == sorted({anchor.seq for anchor in locator}, reverse=True)
    assert [anchor.seq for anchor in locator[:8]] == list(range(newest, newest - 8, -1))
    starts = {row.seq for row in shop.port.rows_after(0, at_most=999, bytes_max=10**9) if is_start(row)}
    assert starts <= {anchor.seq for anchor in locator}


def is_start(row: ChainRow) -> bool:
    return row.epoch == row.event_id


def test_a_new_epoch_goes_on_where_the_old_one_ended(shop: Shop) -> None:
    before = shop.port.head()

    shop.port.begin_epoch(EpochReason.FORKED)

    after = shop.port.head()
    assert after.anchor.seq == before.anchor.seq + 1
    assert after.epoch != before.epoch
    assert shop.port.epoch_at(before.anchor.seq) == before.epoch
    assert shop.port.anchor_at(before.anchor.seq) == before.anchor


@pytest.mark.parametrize("reason", [EpochReason.RESTORED, EpochReason.FORKED])
def test_a_new_epoch_lets_go_what_was_set_aside(shop: Shop, reason: EpochReason) -> None:
    gifts = GiftCounter(random=shop.random, clock=shop.clock)
    card_id = gifts.sell(shop.till)
    shop.till.record(gifts.held(card_id, 800))
    assert shop.till.gift_cards[card_id].held_minor == 800

    shop.port.begin_epoch(reason)

    assert shop.till.gift_cards[card_id].holds == ()
    assert shop.till.alone == set()


def test_the_keys_of_those_who_begin_in_rows_are_known(shop: Shop) -> None:
    known = shop.port.head().anchor.seq
    member = shop.enrolled()
    shop.buys(member.id)
    shop.till.record_raw(EventId(shop.new_id()), b"\xff no event")

    rows = shop.port.rows_after(known, at_most=99, bytes_max=10**6)

    assert shop.port.keys_for(rows) == {member.id: member.key}
    assert shop.port.keys_for(rows[1:]) == {}


def test_an_erased_member_has_no_key_any_more(shop: Shop) -> None:
    known = shop.port.head().anchor.seq
    member = shop.enrolled()

    shop.hear(gone(member.id, GoneReason.ERASED))

    assert shop.port.keys_for(shop.port.rows_after(known, at_most=99, bytes_max=10**6)) == {}


def test_nothing_is_remembered_in_the_beginning(shop: Shop) -> None:
    assert shop.port.memory() == SyncMemory(acked=START)


@pytest.mark.parametrize("feed", [None, CURSOR])
def test_what_is_to_be_remembered_is(shop: Shop, feed: Cursor | None) -> None:
    memory = SyncMemory(acked=shop.port.head().anchor, generation="g:1", feed=feed, echo=True)

    shop.port.remember(memory)

    assert shop.port.memory() == memory


@pytest.mark.parametrize("echo", [False, True])
def test_the_cursor_is_kept_with_what_was_heard(shop: Shop, echo: bool) -> None:
    acked = shop.port.head().anchor
    shop.port.remember(SyncMemory(acked=acked, generation="g"))

    shop.hear(Change(member=rich()), echo=echo)

    assert shop.port.memory() == SyncMemory(acked=acked, generation="g", feed=CURSOR, echo=echo)


def test_the_cursor_is_kept_when_there_was_nothing_to_hear(shop: Shop) -> None:
    shop.hear()

    assert shop.port.memory().feed == CURSOR


def test_a_member_never_seen_before_is_known_with_everything(shop: Shop) -> None:
    shop.hear_of(rich(), account(1, lot(1), lot(2, remaining=4), lot(3, remaining=-5)))

    assert tidy_member(shop.till.members[rich().id]) == tidy_member(rich())
    assert tidy_account(shop.till.accounts[rich().account_id]) == tidy_account(
        account(1, lot(1), lot(2, remaining=4), lot(3, remaining=-5))
    )


def test_hearing_it_again_changes_nothing(shop: Shop) -> None:
    for _ in range(2):
        shop.hear_of(rich(), account(1, lot(1, remaining=3)))

        assert tidy_member(shop.till.members[rich().id]) == tidy_member(rich())
        assert lots_held(shop.till.accounts[rich().account_id]) == {lot(1).id: 3}


def test_everything_of_a_member_may_change(shop: Shop) -> None:
    shop.hear(Change(member=rich()))
    other = rich().but(
        number="20471999",
        profile=Profile(given_name="Augusta", family_name="King"),
        status=MemberStatus.BLOCKED,
        tier=TierStanding(code="silver", since=TOMORROW),
        labels=("press",),
        cards=(card(1).but(status=CardStatus.LOST), card(7)),
        days=(SumState(TOMORROW, "", 1, 1_000, 10, 0), SumState(DAY, "bread", 0, 0, 0, 0)),
        lifetime=(SumState(None, "bread", 1, 1, 1, 1),),
        uses=(),
        vouchers=(voucher(51), voucher(2)),
        visits=(seen(1, voided=True), seen(51), seen(3)),
    )

    shop.hear(Change(member=other))
    assert tidy_member(shop.till.members[other.id]) == tidy_member(other)

    shop.hear(Change(member=rich()))
    assert tidy_member(shop.till.members[other.id]) == tidy_member(rich())


def test_a_tier_may_be_lost(shop: Shop) -> None:
    shop.hear(Change(member=rich()))

    shop.hear(Change(member=rich().but(tier=None)))

    assert shop.till.members[rich().id].tier is None


def test_a_consent_is_withdrawn_elsewhere(shop: Shop) -> None:
    shop.hear(Change(member=rich()))
    withdrawn = consent(2, granted=False)

    shop.hear(Change(member=rich().but(consents=(withdrawn,))))

    assert shop.till.members[rich().id].consents == (withdrawn,)


def test_a_visit_made_elsewhere_arrives(shop: Shop) -> None:
    member = shop.enrolled()
    own = shop.buys(member.id)
    other = shop.meanwhile(member.id)
    foreign = shop.buys(member.id, other)

    shop.hear_of(other.members[member.id], other.accounts[member.account_id])

    assert {visit.id for visit in shop.till.members[member.id].visits} == {own.visit_id, foreign.visit_id}
    assert tidy_member(shop.till.members[member.id]) == tidy_member(other.members[member.id])
    assert lots_held(shop.till.accounts[member.account_id]) == lots_held(other.accounts[member.account_id])


def test_what_the_till_did_since_is_laid_on_top(shop: Shop) -> None:
    member = shop.enrolled()
    shop.buys(member.id)
    other, have = shop.meanwhile(member.id), shop.port.head().anchor
    foreign = shop.buys(member.id, other)
    own = [shop.buys(member.id) for _ in range(3)]

    shop.hear_of(other.members[member.id], other.accounts[member.account_id], have)

    for event in own:
        other.record(event)
    assert tidy_member(shop.till.members[member.id]) == tidy_member(other.members[member.id])
    assert lots_held(shop.till.accounts[member.account_id]) == lots_held(other.accounts[member.account_id])
    assert foreign.visit_id in {visit.id for visit in shop.till.members[member.id].visits}


def test_what_the_states_contain_is_not_laid_on_top_again(shop: Shop) -> None:
    member = shop.enrolled()
    shop.buys(member.id)
    state, held = shop.till.members[member.id], shop.till.accounts[member.account_id]

    shop.hear_of(state, held)

    assert tidy_member(shop.till.members[member.id]) == tidy_member(state)
    assert lots_held(shop.till.accounts[member.account_id]) == lots_held(held)


def test_a_visit_that_was_undone_elsewhere_is_undone_here(shop: Shop) -> None:
    member = shop.enrolled()
    other = shop.meanwhile(member.id)
    shop.buys(member.id, other)
    shop.hear_of(other.members[member.id], other.accounts[member.account_id])
    shop.counter.void(other)

    shop.hear_of(other.members[member.id], other.accounts[member.account_id])

    (visit,) = shop.till.members[member.id].visits
    assert visit.voided
    assert lots_held(shop.till.accounts[member.account_id]) == {}


def test_a_lot_that_is_no_longer_named_holds_nothing(shop: Shop) -> None:
    shop.hear_of(rich(), account(1, lot(1), lot(2)))

    shop.hear(Change(account=account(1, lot(2, remaining=6))))

    assert lots_held(shop.till.accounts[rich().account_id]) == {lot(2).id: 6}


def test_a_lot_gets_another_term(shop: Shop) -> None:
    shop.hear(Change(account=account(1, lot(1))))
    later = lot(1).but(expires_on=date(2028, 1, 1), spendable_from=TOMORROW)

    shop.hear(Change(account=account(1, later)))

    assert shop.till.accounts[rich().account_id].lots == (later,)


def test_a_lot_spent_here_and_elsewhere_owes(shop: Shop) -> None:
    shop.hear_of(rich().but(uses=(), vouchers=()), account(1, lot(1)))
    have = shop.port.head().anchor
    own = 0
    while not own:
        own = sum(taken.amount for entry in shop.buys(rich().id).entries for taken in entry.taken)
    drawn = {
        taken.lot_id: taken.amount
        for event in shop.till.told.values()
        if isinstance(event, VisitClosed) and event.account_id == rich().account_id
        for entry in event.entries
        for taken in entry.taken
    }
    earned = {
        entry.lot.id: entry.amount
        for event in shop.till.told.values()
        if isinstance(event, VisitClosed) and event.account_id == rich().account_id
        for entry in event.entries
        if entry.lot is not None
    }

    shop.hear(Change(account=account(1)), have=have)

    expected = earned | {each: earned.get(each, 0) - amount for each, amount in drawn.items()}
    assert lots_held(shop.till.accounts[rich().account_id]) == {k: v for k, v in expected.items() if v}


def test_what_was_drawn_here_on_a_lot_that_went_to_another_account_leaves_it_there(shop: Shop) -> None:
    shop.hear_of(rich().but(uses=(), vouchers=()), account(1, lot(1)))
    have = shop.port.head().anchor
    shop.counter.spend_all(shop.till)

    shop.hear(Change(account=account(2, lot(1))), Change(account=account(1)), have=have)

    assert lots_held(shop.till.accounts[account(2).id]) == {lot(1).id: lot(1).remaining}


def test_a_consent_stated_here_since_is_laid_on_top(shop: Shop) -> None:
    shop.hear(Change(member=rich()))
    have = shop.port.head().anchor
    shop.clock.advance(60)
    stated = ConsentStated(
        id=EventId(shop.new_id()),
        at=shop.clock.now(),
        consent_id=ConsentId(shop.new_id()),
        member_id=rich().id,
        channel=Channel.SMS,
        granted=False,
        wording="2",
    )
    shop.till.record(stated)

    shop.hear(Change(member=rich()), have=have)

    (latest,) = shop.till.members[rich().id].consents
    assert latest.id == stated.consent_id


def test_a_card_goes_from_one_member_to_another(shop: Shop) -> None:
    first, second = rich(1), rich(2).but(vouchers=(), visits=(), uses=())
    shop.hear(Change(member=first), Change(member=second))

    shop.hear(Change(member=second.but(cards=(card(1), card(2)))), Change(member=first.but(cards=())))

    assert shop.till.members[first.id].cards == ()
    assert {each.id for each in shop.till.members[second.id].cards} == {card(1).id, card(2).id}


@pytest.mark.parametrize("reverse", [False, True])
def test_a_merged_member_leads_to_the_one_who_remains(shop: Shop, reverse: bool) -> None:
    remains, gone_by = rich(1), rich(2).but(vouchers=(), visits=(), uses=())
    shop.hear(Change(member=gone_by))
    merged = gone_by.but(status=MemberStatus.MERGED, merged_into=remains.id, cards=())
    changes = [Change(member=remains), Change(member=merged)]

    for change in reversed(changes) if reverse else changes:
        shop.hear(change)

    assert tidy_member(shop.till.members[merged.id]) == tidy_member(merged)
    assert tidy_member(shop.till.members[remains.id]) == tidy_member(remains)


def test_what_a_merged_member_had_goes_to_the_one_who_remains(shop: Shop) -> None:
    first, second = rich(1), rich(2).but(number="2", cards=(), visits=(), vouchers=(), uses=())
    shop.hear_of(first, account(1, lot(1)))
    shop.hear_of(second, account(2, lot(2)))
    remains = second.but(
        cards=first.cards, visits=first.visits, vouchers=first.vouchers, uses=first.uses, days=first.days
    )
    merged = first.but(
        status=MemberStatus.MERGED,
        merged_into=second.id,
        **dict.fromkeys(("cards", "visits", "vouchers", "uses", "days", "lifetime"), ()),
    )

    shop.hear(
        Change(member=merged),
        Change(member=remains),
        Change(account=account(1)),
        Change(account=account(2, lot(1, remaining=8), lot(2))),
    )

    assert tidy_member(shop.till.members[remains.id]) == tidy_member(remains)
    assert lots_held(shop.till.accounts[second.account_id]) == {lot(1).id: 8, lot(2).id: 10}
    assert lots_held(shop.till.accounts[first.account_id]) == {}


def gone(member_id: MemberId, reason: GoneReason) -> Change:
    return Change(gone=Gone(id=member_id, reason=reason))


@pytest.mark.parametrize("reason", list(GoneReason))
def test_a_member_who_is_to_be_let_go_is_known_no_more(shop: Shop, reason: GoneReason) -> None:
    shop.hear_of(rich(), account(1, lot(1)))

    shop.hear(gone(rich().id, reason), gone(MemberId(UUID(int=77)), reason))
    shop.hear(gone(rich().id, reason))

    assert rich().id not in shop.till.members


def test_a_member_who_comes_back_into_scope_is_whole_again(shop: Shop) -> None:
    shop.hear(Change(member=rich()))
    shop.hear(gone(rich().id, GoneReason.OUT_OF_SCOPE))

    shop.hear(Change(member=rich()))

    assert tidy_member(shop.till.members[rich().id]) == tidy_member(rich())


def test_who_was_erased_stays_erased_whatever_a_centre_says(shop: Shop) -> None:
    shop.hear(Change(member=rich()))
    shop.hear(gone(rich().id, GoneReason.ERASED))

    shop.hear(Change(member=rich()))

    assert rich().id not in shop.till.members


def test_a_number_and_a_card_are_whose_the_centre_says(shop: Shop) -> None:
    shop.hear(Change(member=rich(1)))
    claimant = rich(2).but(number=rich(1).number, cards=rich(1).cards, visits=(), vouchers=(), uses=())

    shop.hear(Change(member=claimant))

    assert tidy_member(shop.till.members[claimant.id]) == tidy_member(claimant)


def test_many_states_at_once_all_arrive(shop: Shop) -> None:
    states = [rich(number).but(uses=(), vouchers=(), visits=()) for number in range(1, 60)]

    shop.hear(*(Change(member=state) for state in states))
    shop.hear(*(Change(member=state.but(labels=("all",))) for state in states))

    assert all(shop.till.members[state.id].labels == ("all",) for state in states)


PLACE = SnapshotPlace(id=UUID(int=5), key=bytes(32), cursor=CURSOR, part=3)


def test_a_part_of_a_first_fill_is_written_with_its_place(shop: Shop) -> None:
    state, held = rich(), account(1, lot(1))
    before = shop.port.memory()
    memory = replace(before, snapshot=PLACE)

    shop.port.fill([Change(member=state), Change(account=held)], have=START, memory=memory)

    assert tidy_member(shop.till.members[state.id]) == tidy_member(state)
    assert shop.till.accounts[held.id] == held
    assert shop.port.memory() == memory
    assert shop.port.memory().feed == before.feed


def test_a_part_without_anybody_moves_the_place(shop: Shop) -> None:
    memory = replace(shop.port.memory(), snapshot=PLACE)

    shop.port.fill([], have=START, memory=memory)

    assert shop.port.memory() == memory


def test_what_a_till_did_since_is_laid_on_top_of_a_part(shop: Shop) -> None:
    before = shop.enrolled()
    account_before = shop.till.accounts[before.account_id]
    have = shop.port.head().anchor
    shop.buys(before.id)
    after, account_after = shop.till.members[before.id], shop.till.accounts[before.account_id]

    changes = [Change(member=before), Change(account=account_before)]
    shop.port.fill(changes, have=have, memory=replace(shop.port.memory(), snapshot=PLACE))

    assert tidy_member(shop.till.members[before.id]) == tidy_member(after)
    assert tidy_account(shop.till.accounts[before.account_id]) == tidy_account(account_after)
