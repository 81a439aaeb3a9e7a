"""A visit of somebody who was merged since, at the till that told it."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from fidpos.domain.ids import AccountId, EventId, MemberId, TillId, uuid7
from fidpos.domain.member import Member
from fidpos.posting.merge import accounts_merged, members_merged, merged_profile
from fidpos.wire.events import VisitClosed
from fidpos.wire.office_events import MembersMerged
from fidpos.wire.sealed import seal, seal_person
from fidpos.wire.sync.pull import Change, Gone, GoneReason, MemberState
from tests.helpers.fake_clock import FakeClock
from tests.helpers.store_till import Disks, StoreTill
from tests.simulation.shop import Counter


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def till(tmp_path: Path, clock: FakeClock) -> Iterator[StoreTill]:
    disks = Disks(tmp_path)
    yield disks.till(TillId(UUID(int=100)), clock, lambda: uuid7(clock.now()))
    disks.close()


@pytest.fixture
def counter(clock: FakeClock) -> Counter:
    return Counter(random=Random(3), clock=clock)


def hear_of_merge(till: StoreTill, clock: FakeClock, kept_id: MemberId, gone_id: MemberId) -> None:
    """What the centre says once it made the two one."""
    kept, gone = till.members[kept_id], till.members[gone_id]
    event = MembersMerged(
        id=EventId(uuid7(clock.now())),
        at=clock.now(),
        kept_id=kept.id,
        gone_id=gone.id,
        account_id=kept.account_id,
        gone_account_id=gone.account_id,
        business_day=clock.now().date(),
        sealed=seal_person(kept.key, person(kept, gone, clock)),
    )
    accounts = {each: till.accounts[each] for each in (kept.account_id, gone.account_id)}
    moved = accounts_merged(accounts[kept.account_id], accounts[gone.account_id], accounts)
    changes = [
        *(Change(member=state) for state in members_merged(kept, gone, event)),
        *(Change(account=state) for state in moved.values()),
    ]
    till.apply(changes, have=till.head().anchor, cursor=None, echo=False)


def person(kept: MemberState, gone: MemberState, clock: FakeClock) -> Member:
    return Member(
        id=kept.id,
        account_id=kept.account_id,
        number=kept.number,
        profile=merged_profile(kept, gone, clock.now().date()),
        enrolled_on=kept.enrolled_on,
    )


def merged(till: StoreTill, counter: Counter, clock: FakeClock) -> tuple[MemberState, VisitClosed]:
    """Who remains, and a visit of the other one from before."""
    counter.enrol(till)
    while len(till.members) < 2 or len({each.account_id for each in till.members.values()}) < 2:
        counter.enrol(till)
    kept_id, gone_id = accounts_apart(till)
    counter.buy(till, gone_id)
    visit = next(event for event in till.told.values() if isinstance(event, VisitClosed))
    hear_of_merge(till, clock, kept_id, gone_id)
    return till.members[kept_id], visit


def accounts_apart(till: StoreTill) -> tuple[MemberId, MemberId]:
    """Two members with an account each."""
    by_account: dict[AccountId, MemberId] = {}
    for member_id in sorted(till.members):
        by_account.setdefault(till.members[member_id].account_id, member_id)
    first, second = list(by_account.values())[:2]
    return first, second


def test_it_is_one_of_whoever_remains(till: StoreTill, counter: Counter, clock: FakeClock) -> None:
    kept, visit = merged(till, counter, clock)

    recorded = till.store.visit(visit.visit_id)

    assert recorded is not None
    assert (recorded.member_id, recorded.account_id) == (kept.id, kept.account_id)


def test_it_leaves_whoever_remained_when_the_centre_forgot_the_merge(
    till: StoreTill, counter: Counter, clock: FakeClock
) -> None:
    kept, visit = merged(till, counter, clock)
    as_before = Change(member=kept.but(visits=()))
    erased = Change(gone=Gone(id=visit.member_id, reason=GoneReason.ERASED))

    till.apply([as_before, erased], have=till.head().anchor, cursor=None, echo=False)

    assert till.members[kept.id].visits == ()
    assert till.verified().holds


def test_one_that_the_centre_does_not_count_stays_with_whom_its_event_names(
    till: StoreTill, counter: Counter
) -> None:
    counter.buy(till)
    (member,) = till.members.values()

    till.apply([Change(member=member.but(visits=()))], have=till.head().anchor, cursor=None, echo=False)

    assert till.members[member.id].visits == member.visits != ()


def test_undone_it_leaves_the_account_of_whoever_remains_and_books_that_hold(
    till: StoreTill, counter: Counter, clock: FakeClock
) -> None:
    kept, _ = merged(till, counter, clock)
    before = sum(lot.remaining for lot in till.accounts[kept.account_id].lots)

    counter.void(till)

    assert before > 0
    assert sum(lot.remaining for lot in till.accounts[kept.account_id].lots) == 0
    assert till.verified().holds


def test_what_was_sealed_for_the_former_member_opens_for_whoever_remains(
    till: StoreTill, counter: Counter, clock: FakeClock
) -> None:
    kept, visit = merged(till, counter, clock)
    sealed = seal(till.members[visit.member_id].key, visit.member_id, b"a number")

    assert till.store.unseal(kept.id, sealed) == b"a number"
