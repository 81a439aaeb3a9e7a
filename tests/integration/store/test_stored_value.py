"""What the encrypted store says of stored value: allowances, what they let go, the time, what is untold."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.enrolment import Enrolment
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import AccountId, AllowanceId, GiftHoldId, MemberId, VisitId
from fidpos.localdb.allowances import allowances_held, bring_allowance
from fidpos.localdb.backup import copy_store
from fidpos.localdb.lock import Priority
from fidpos.localdb.restore import RestorePlan, restore
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_memory import write_memory
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.localdb.verify import verify
from fidpos.paths import migrations_dir
from fidpos.till.allowance import AllowanceState, allowance_standing
from fidpos.till.gift_card_payment import HoldAsked, held_event, release_holds
from fidpos.till.stored_value import StoredValue
from fidpos.wire.events import DrawnBody, EpochReason
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, SignedAllowance, sign_allowance
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.standing import SyncMemory
from tests.helpers import real_store
from tests.helpers.asked_centre import AskedCentre
from tests.helpers.centre_states import voucher
from tests.helpers.counter import BERENICE, IDENTITY
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_stored_value import CENTRE_KEY, IDENTITY_KEY
from tests.helpers.store_events import Events

GIFT_CARDS, REWARDS = AllowanceKind.GIFT_CARDS, AllowanceKind.REWARDS


@dataclass
class Till:
    """A store on disk, and what its centre would give it."""

    store: LocalStore
    clock: FakeClock
    given: int = 0
    events: Events = field(init=False)
    counter: GiftCounter = field(init=False)

    def __post_init__(self) -> None:
        self.events = Events(self.clock)
        self.counter = GiftCounter(self.store, self.clock)

    @property
    def head(self) -> int:
        reader = self.store.database.reader()
        try:
            return allowances_held(reader).head
        finally:
            reader.close()

    def allowance(
        self, kind: AllowanceKind = GIFT_CARDS, minor: int = 10_000, *, hours: int = 48
    ) -> Allowance:
        self.given += 1
        now = self.clock.now()
        return Allowance(
            id=AllowanceId(UUID(int=self.given)),
            merchant_id=IDENTITY.merchant_id,
            shop_id=IDENTITY.shop_id,
            till_id=IDENTITY.till_id,
            lineage=self.store.stored_value.lineage(),
            heard=self.head,
            kind=kind,
            currency="EUR",
            amount_minor=minor,
            issued_at=now,
            expires_at=now + timedelta(hours=hours),
        )

    def bring(self, signed: SignedAllowance) -> None:
        self.store.database.write(Priority.BACKGROUND, lambda connection: bring_allowance(connection, signed))

    def give(self, kind: AllowanceKind = GIFT_CARDS, minor: int = 10_000, *, hours: int = 48) -> Allowance:
        allowance = self.allowance(kind, minor, hours=hours)
        self.bring(sign_allowance(allowance, IDENTITY_KEY))
        return allowance

    def acknowledge(self) -> None:
        memory = SyncMemory(acked=Anchor(self.head, bytes(32)))
        self.store.database.write(Priority.BACKGROUND, lambda connection: write_memory(connection, memory))

    def state(self, kind: AllowanceKind = GIFT_CARDS) -> AllowanceState:
        return self.standing_left(kind)[0]

    def left(self, kind: AllowanceKind = GIFT_CARDS) -> int:
        return self.standing_left(kind)[1]

    def standing_left(self, kind: AllowanceKind) -> tuple[AllowanceState, int]:
        value = StoredValue(
            asker=AskedCentre(self.clock), store=self.store.stored_value, centre_key=CENTRE_KEY
        )
        standing = allowance_standing(value, self.store.identity(), kind)
        return standing.state, standing.left_minor

    def draw(self, minor: int, allowance: Allowance) -> GiftHoldId:
        hold_id = GiftHoldId(self.counter.new_id())
        asked = HoldAsked(
            hold_id=hold_id,
            visit_id=VisitId(self.counter.new_id()),
            amount_minor=minor,
            allowance_id=allowance.id,
        )
        card_id = self.counter.sold(minor)
        self.store.commit(held_event(self.counter.work, card_id, asked))
        return hold_id


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    clock = FakeClock()
    till = Till(real_store.new_store(tmp_path / "till.db", clock, BERENICE), clock)
    yield till
    till.store.close()


def test_a_till_begins_without_any(till: Till) -> None:
    assert till.state() is AllowanceState.NONE
    assert till.left() == 0


def test_what_the_centre_gave_is_there(till: Till) -> None:
    given = till.give(minor=10_000)
    reader = till.store.database.reader()
    held = allowances_held(reader)
    reader.close()

    assert (till.state(), till.left()) == (AllowanceState.GOOD, 10_000)
    assert till.state(REWARDS) is AllowanceState.NONE
    assert held.ids == (given.id,)


def test_what_is_drawn_counts_until_it_is_let_go(till: Till) -> None:
    hold_id = till.draw(4_000, till.give(minor=10_000))
    assert till.left() == 6_000

    hold = till.store.gift_hold(hold_id)
    assert hold is not None
    release_holds(till.counter.work, (hold,))
    assert till.left() == 10_000


def test_a_newer_allowance_counts_what_came_after_what_the_centre_heard(till: Till) -> None:
    first = till.give(minor=10_000)
    till.draw(4_000, first)
    next_one = till.allowance(minor=10_000)
    till.draw(1_000, first)
    till.bring(sign_allowance(next_one, IDENTITY_KEY))

    assert till.left() == 9_000


def test_all_that_is_drawn_leaves_nothing(till: Till) -> None:
    till.draw(10_000, till.give(minor=10_000))

    assert (till.state(), till.left()) == (AllowanceState.SPENT, 0)


def test_an_older_allowance_does_not_come_back(till: Till) -> None:
    older = till.allowance(minor=90_000)
    till.clock.advance(60)
    till.give(minor=10_000)
    till.bring(sign_allowance(older, IDENTITY_KEY))

    assert till.left() == 10_000


def test_a_visit_counts_what_it_let_go(till: Till) -> None:
    given = till.give(REWARDS, 2_000)
    told = till.events.closed(BERENICE.member)
    till.store.commit(structs.replace(told, drawn=(DrawnBody(allowance_id=given.id, amount_minor=500),)))

    assert till.left(REWARDS) == 1_500
    assert till.left(GIFT_CARDS) == 0


def contradictions(till: Till) -> int:
    reader = till.store.database.reader()
    try:
        return verify(reader.connection).untold
    finally:
        reader.close()


def test_what_counts_is_what_the_journal_tells(till: Till) -> None:
    given = till.give(minor=10_000)
    till.draw(4_000, given)
    hold = till.store.gift_hold(till.draw(1_000, given))
    assert hold is not None
    release_holds(till.counter.work, (hold,))
    told = till.events.closed(BERENICE.member)
    till.store.commit(structs.replace(told, drawn=(DrawnBody(allowance_id=given.id, amount_minor=500),)))

    assert contradictions(till) == 0


@pytest.mark.parametrize(
    "edit", ["DELETE FROM allowance_draws", "UPDATE allowance_draws SET amount_minor = 1, seq = seq - 1"]
)
def test_a_count_that_was_edited_is_found(till: Till, edit: str) -> None:
    till.draw(4_000, till.give(minor=10_000))
    till.store.database.write(Priority.BACKGROUND, lambda connection: connection.execute(edit))

    assert contradictions(till) == 1


@pytest.mark.parametrize("reason", [EpochReason.RESTORED, EpochReason.FORKED])
def test_a_new_epoch_starts_at_zero(till: Till, reason: EpochReason) -> None:
    till.give()
    till.store.commit(structs.replace(till.events.epoch(), reason=reason))

    assert (till.state(), till.left()) == (AllowanceState.NOT_OURS, 0)


def test_it_is_over_when_its_time_is(till: Till) -> None:
    till.give(hours=1)
    till.clock.advance(3_599)
    assert till.state() is AllowanceState.GOOD

    till.clock.advance(1)
    assert till.state() is AllowanceState.EXPIRED


def test_a_clock_that_is_put_back_within_a_boot_prolongs_nothing(till: Till) -> None:
    till.give(hours=1)
    till.clock.advance(3_600)
    till.clock.wall -= timedelta(hours=5)

    assert till.state() is AllowanceState.EXPIRED


def test_a_clock_that_was_put_back_between_two_boots_is_behind_what_was_recorded(till: Till) -> None:
    till.give(hours=1)
    till.clock.advance(3_600)
    till.counter.sold(1_000)
    till.clock.wall -= timedelta(hours=1)
    till.clock.ticks_s = 5.0

    assert till.state() is AllowanceState.EXPIRED


def test_the_centres_clock_decides_where_it_is_known(till: Till) -> None:
    till.give(hours=1)
    till.store.origin.server_offset = 3_600 * 1_000_000

    assert till.store.stored_value.time_reached(0) == till.clock.now() + timedelta(hours=1)
    assert till.state() is AllowanceState.EXPIRED


def test_what_nobody_can_read_is_refused(till: Till) -> None:
    with pytest.raises(InvalidValue):
        till.bring(SignedAllowance(body=b"{}", signature=bytes(64)))

    assert till.state() is AllowanceState.NONE


def enrolled(till: Till) -> MemberId:
    """A newcomer, whom this till alone knows."""
    newcomer = replace(
        BERENICE.member, id=MemberId(UUID(int=77)), account_id=AccountId(UUID(int=78)), number="77", tier=None
    )
    till.store.enrol(Enrolment(member=newcomer), at=till.clock.now(), new_id=till.events.new_id)
    return newcomer.id


def test_a_card_made_here_is_untold_until_it_is_acknowledged(till: Till) -> None:
    card_id = till.counter.sold(1_000)
    assert till.store.stored_value.is_gift_card_untold(card_id)

    till.acknowledge()
    assert not till.store.stored_value.is_gift_card_untold(card_id)


def test_a_member_enrolled_here_is_untold_until_it_is_acknowledged(till: Till) -> None:
    newcomer = enrolled(till)
    untold = till.store.stored_value.is_member_untold
    assert untold(newcomer)
    assert not untold(BERENICE.member.id)

    till.acknowledge()
    assert not untold(newcomer)


def test_a_voucher_given_here_is_untold_until_it_is_acknowledged(till: Till) -> None:
    given = voucher(1).voucher
    told = till.events.closed(BERENICE.member)
    till.store.commit(structs.replace(told, vouchers=(given,)))
    assert till.store.stored_value.is_voucher_untold(given.id)

    till.acknowledge()
    assert not till.store.stored_value.is_voucher_untold(given.id)


def test_what_was_sent_is_not_untold_whatever_is_forgotten_of_the_answer(till: Till) -> None:
    newcomer = enrolled(till)
    sync = LocalSyncStore(till.store.database, till.store.origin, till.clock)
    sync.offer(till.head)
    sync.offer(1)
    assert not till.store.stored_value.is_member_untold(newcomer)

    sync.remember(SyncMemory(acked=START))
    till.store.become(till.store.identity())
    sync.close()
    assert not till.store.stored_value.is_member_untold(newcomer)


def test_what_was_acknowledged_once_is_not_untold_when_the_centre_forgot_it(till: Till) -> None:
    newcomer = enrolled(till)
    till.acknowledge()
    till.store.become(till.store.identity())

    assert not till.store.stored_value.is_member_untold(newcomer)


def test_what_is_recorded_in_a_new_epoch_is_untold(till: Till) -> None:
    till.store.commit(structs.replace(till.events.epoch(), reason=EpochReason.FORKED))
    newcomer = enrolled(till)

    assert till.store.stored_value.is_member_untold(newcomer)


def test_a_store_that_was_restored_takes_nothing_of_before_for_untold(till: Till, tmp_path: Path) -> None:
    newcomer, card_id, given = enrolled(till), till.counter.sold(1_000), voucher(1).voucher
    told = till.events.closed(BERENICE.member)
    till.store.commit(structs.replace(told, vouchers=(given,)))
    path, backup = tmp_path / "till.db", tmp_path / "backup.db"
    copy_store(path, real_store.KEY, backup, new_key=real_store.KEY)
    till.acknowledge()
    till.store.close()
    plan = RestorePlan(
        backup=backup,
        backup_key=real_store.KEY,
        store=path,
        store_key=real_store.KEY,
        migrations=migrations_dir(),
    )
    restore(plan, till.clock)
    till.store = LocalStore.open(path, real_store.KEY, till.clock)

    says = till.store.stored_value
    assert not says.is_member_untold(newcomer)
    assert not says.is_gift_card_untold(card_id)
    assert not says.is_voucher_untold(given.id)
