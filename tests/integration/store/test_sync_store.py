"""A pull on a working till on disk: short turns, a draft that survives, and who is told of what."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TypeVar
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.card import Medium, Trust
from fidpos.domain.ids import MemberId, StaffId, TillId, VisitId, uuid7
from fidpos.domain.member import MemberStatus
from fidpos.domain.staff import Role
from fidpos.domain.visit import Presented, VisitDraft
from fidpos.domain.voucher_number import make
from fidpos.localdb.engine import Connection
from fidpos.localdb.lock import Priority
from fidpos.rules.codec import effect_to_json, programme_to_json
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.wire.codec import embed
from fidpos.wire.events import VisitClosed
from fidpos.wire.sync.anchors import START
from fidpos.wire.sync.pull import (
    Change,
    Cursor,
    Gone,
    GoneReason,
    MemberVoucher,
    ProgrammeState,
    SettingState,
    StaffState,
)
from tests.helpers.centre_states import account, card, lot, rich, voucher
from tests.helpers.counter import programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.store_till import Disks, StoreTill
from tests.simulation.shop import CASHIER, Counter

CURSOR = Cursor(3, 4)
PERSON = StaffState(id=StaffId(UUID(int=501)), name="Iris", role=Role.CASHIER, pin_hash="hash:1")

KEYS = "SELECT member_id FROM member_keys"

T = TypeVar("T")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def counter(clock: FakeClock) -> Counter:
    return Counter(random=Random(8), clock=clock)


@pytest.fixture
def till(tmp_path: Path, clock: FakeClock) -> Iterator[StoreTill]:
    disks, random = Disks(tmp_path), Random(9)
    yield disks.till(TillId(UUID(int=100)), clock, lambda: uuid7(clock.now(), random.randbytes))
    disks.close()


def hear(till: StoreTill, *changes: Change) -> None:
    till.apply(changes, have=till.head().anchor, cursor=CURSOR, echo=False)


def test_whoever_shows_a_member_is_told_that_they_changed(till: StoreTill) -> None:
    hear(till, Change(member=rich(1)), Change(member=rich(2)))
    till.changed.clear()

    hear(till, Change(account=account(1, lot(1))))
    hear(till, Change(gone=Gone(id=rich(2).id, reason=GoneReason.OUT_OF_SCOPE)))
    hear(till, Change(setting=SettingState(name="lights.late", value="on")))

    assert till.changed == [{rich(1).id}, {rich(2).id}, frozenset()]


def test_of_who_is_let_go_the_key_goes_too(till: StoreTill) -> None:
    hear(till, Change(member=rich(1)), Change(member=rich(2)))

    hear(till, Change(gone=Gone(id=rich(2).id, reason=GoneReason.OUT_OF_SCOPE)))

    assert keys_held(till) == {rich(1).id.bytes}


def test_whoever_is_kept_for_what_they_did_here_is_kept_with_their_key(
    till: StoreTill, counter: Counter
) -> None:
    hear(till, Change(member=rich()), Change(account=account(1, lot(1))))
    have = till.head().anchor
    counter.buy(till, rich().id)
    gone = Change(gone=Gone(id=rich().id, reason=GoneReason.OUT_OF_SCOPE))

    till.apply([gone], have=have, cursor=CURSOR, echo=False)

    assert keys_held(till) == {rich().id.bytes}


def keys_held(till: StoreTill) -> set[bytes]:
    """Whose own key stands in the store."""
    return {bytes(row[0]) for row in till.reader.all(KEYS)}


def test_a_visit_in_progress_survives_a_pull_of_its_member(till: StoreTill, clock: FakeClock) -> None:
    hear(till, Change(member=rich()), Change(account=account(1, lot(1))))
    presented = Presented(member_id=rich().id, card_id=card(1).id, medium=Medium.CHIP, trust=Trust.COPYABLE)
    draft = VisitDraft(id=VisitId(UUID(int=4)), opened_at=clock.now(), opened_by=CASHIER, presented=presented)
    till.store.save_draft(draft)

    hear(till, Change(member=rich().but(labels=("new",))), Change(account=account(1, lot(1, remaining=3))))

    assert till.store.draft() == draft
    found, linked = till.store.member(rich().id), till.store.card_by_id(card(1).id)
    assert found is not None
    assert found.labels == {"new"}
    assert linked is not None
    assert [balance.amount for balance in till.store.balances(rich().account_id)] == [3]


def test_a_visit_of_our_own_keeps_its_details(till: StoreTill, counter: Counter) -> None:
    hear(till, Change(member=rich()), Change(account=account(1, lot(1))))
    counter.buy(till, rich().id)
    visit_id = till.store.last_visit_id()
    assert visit_id is not None
    before = till.store.visit(visit_id)

    hear(till, Change(member=till.members[rich().id]), Change(account=till.accounts[rich().account_id]))

    assert before is not None
    assert till.store.visit(visit_id) == before
    assert till.store.recent_visits(rich().id, 1)[0].gains


def test_what_was_undone_elsewhere_is_not_undone_again(till: StoreTill, counter: Counter) -> None:
    hear(till, Change(member=rich().but(visits=())), Change(account=account(1)))
    counter.buy(till, rich().id)
    state = till.members[rich().id]
    voided = state.but(visits=tuple(visit.but(voided=True) for visit in state.visits))
    hear(till, Change(member=voided), Change(account=account(1)))
    rows = len(till.rows)

    counter.void(till)

    assert len(till.rows) == rows
    assert till.accounts[rich().account_id].lots == ()
    assert till.verified().holds


def test_a_programme_takes_effect_on_its_day(till: StoreTill, clock: FakeClock) -> None:
    first, second = programme(), replace(programme(), version=2, name="Next")
    for version, since in ((first, clock.now()), (second, clock.now() + timedelta(days=3))):
        body = embed(programme_to_json(version))
        hear(till, Change(programme=ProgrammeState(version=version.version, body=body, since=since)))

    assert till.store.programme() == first
    assert till.store.programme_of(2) == second
    clock.advance(3 * 86_400)
    assert till.store.programme() == second


def test_a_clock_that_steps_back_brings_no_former_programme_back(
    till: StoreTill, clock: FakeClock, counter: Counter
) -> None:
    for number in (1, 2):
        body = embed(programme_to_json(replace(programme(), version=number)))
        hear(till, Change(programme=ProgrammeState(version=number, body=body, since=clock.now())))
        clock.advance(3600)
    counter.buy(till)

    clock.advance(-400 * 86_400)

    assert till.store.programme().version == 2


def test_staff_come_change_and_leave(till: StoreTill) -> None:
    hear(till, Change(staff=PERSON))
    hear(till, Change(staff=PERSON))
    till.store.count_pin_failure(PERSON.id)
    manager = StaffState(id=PERSON.id, name="Iris", role=Role.MANAGER, pin_hash="hash:2", badge="num:9")

    hear(till, Change(staff=manager))

    (known,) = till.store.staff()
    assert (known.role, known.pin_hash, known.badge, known.failures) == (Role.MANAGER, "hash:2", "num:9", 1)
    hear(
        till,
        Change(staff=StaffState(id=PERSON.id, name="Iris", role=Role.MANAGER, pin_hash="", employed=False)),
    )
    assert till.store.staff() == ()


def test_a_setting_is_given_changed_and_given_back(till: StoreTill) -> None:
    hear(
        till,
        Change(setting=SettingState(name="a", value="1")),
        Change(setting=SettingState(name="b", value="2")),
    )
    assert till.sync.settings() == {"a": "1", "b": "2"}

    hear(
        till,
        Change(setting=SettingState(name="a", value="3")),
        Change(setting=SettingState(name="b", value=None)),
    )

    assert till.sync.settings() == {"a": "3"}


def test_what_cannot_be_written_is_set_aside_and_holds_up_nothing(
    till: StoreTill, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = (
        Change(member=rich(1).but(status=MemberStatus.MERGED)),
        Change(member=rich(2).but(status=MemberStatus.MERGED, merged_into=rich(2).id)),
        Change(programme=ProgrammeState(version=9, body=embed(b"{}"), since=FakeClock().now())),
        Change(account=account(3, lot(3), lot(3).but(id=lot(4).id))),
    )

    with caplog.at_level(logging.ERROR):
        hear(till, Change(member=rich(5)), *wrong, Change(member=rich(6)))

    assert till.sync.set_aside == len(wrong) == len(caplog.records)
    assert set(till.members) == {rich(5).id, rich(6).id}
    assert till.memory().feed == CURSOR
    assert till.verified().holds


def test_merges_that_lead_in_a_circle_are_set_aside(till: StoreTill) -> None:
    one, other = rich(1), rich(2).but(uses=(), vouchers=(), visits=())
    hear(till, Change(member=one), Change(member=other))
    hear(till, Change(member=one.but(status=MemberStatus.MERGED, merged_into=other.id)))

    hear(till, Change(member=other.but(status=MemberStatus.MERGED, merged_into=one.id)))

    assert till.sync.set_aside == 1
    found = till.store.member(one.id)
    assert found is not None
    assert found.id == other.id


def test_redirects_never_lead_to_redirects(till: StoreTill) -> None:
    first, second, third = (rich(n).but(uses=(), vouchers=(), visits=()) for n in (1, 2, 3))
    hear(till, *(Change(member=each) for each in (first, second, third)))

    for gone, remains in ((first, second), (second, third)):
        hear(till, Change(member=gone.but(status=MemberStatus.MERGED, merged_into=remains.id)))

    for each in (first, second):
        assert till.members[each.id].merged_into == third.id


def test_a_pull_takes_many_short_turns(till: StoreTill) -> None:
    turns: list[Priority] = []
    write = till.store.database.write

    def counted(priority: Priority, work: Callable[[Connection], T]) -> T:
        turns.append(priority)
        return write(priority, work)

    till.store.database.write = counted  # type: ignore[method-assign]
    hear(till, *(Change(member=rich(n).but(uses=(), vouchers=(), visits=())) for n in range(1, 100)))

    assert len(turns) > 3
    assert set(turns) == {Priority.BACKGROUND}


def test_visits_close_while_states_of_their_member_arrive(till: StoreTill, counter: Counter) -> None:
    quiet = rich().but(uses=(), vouchers=(), visits=(), cards=())
    hear(till, Change(member=quiet), Change(account=account(1, lot(1))))
    have, done = till.head().anchor, threading.Event()

    def pull() -> None:
        while not done.is_set():
            till.apply(
                [Change(member=quiet), Change(account=account(1, lot(1)))],
                have=have,
                cursor=CURSOR,
                echo=False,
            )

    pulling = threading.Thread(target=pull)
    pulling.start()
    for _ in range(60):
        counter.clock.advance(60)  # type: ignore[attr-defined]
        counter.buy(till, quiet.id)
    done.set()
    pulling.join(60)

    assert not till.sync.set_aside
    told = [event for event in till.told.values() if isinstance(event, VisitClosed)]
    held = sum(each.remaining for each in till.accounts[quiet.account_id].lots)
    assert held == 10 + sum(event.points for event in told)
    assert len(till.members[quiet.id].visits) == len(told) == 60
    assert till.verified().holds


def test_what_is_remembered_outlives_the_program(till: StoreTill, clock: FakeClock, tmp_path: Path) -> None:
    hear(till, Change(member=rich()))
    copy = till.copy()

    assert copy.memory().feed == CURSOR
    assert copy.memory().acked == START
    assert copy.members.keys() == {rich().id}


def test_the_key_of_who_is_erased_is_destroyed(till: StoreTill) -> None:
    hear(till, Change(member=rich()))
    sealed = till.store.seal(rich().id, b"what was said")

    hear(till, Change(gone=Gone(id=rich().id, reason=GoneReason.ERASED)))

    assert till.store.unseal(rich().id, sealed) is None


@pytest.mark.parametrize("reason", list(GoneReason))
def test_a_merged_member_who_is_to_be_let_go_is_nobody_and_leads_nowhere(
    till: StoreTill, reason: GoneReason
) -> None:
    merged = rich(2).but(
        status=MemberStatus.MERGED, merged_into=rich(1).id, cards=(), visits=(), vouchers=(), uses=()
    )
    hear(till, Change(member=rich(1)), Change(member=rich(2)))
    hear(till, Change(member=merged))

    hear(till, Change(gone=Gone(id=merged.id, reason=reason)))

    nobody = till.store.member(merged.id)
    assert nobody is not None
    assert (nobody.id, nobody.status, nobody.profile.given_name) == (merged.id, MemberStatus.LEFT, "")


def test_what_is_said_of_somebody_unknown_is_kept_for_when_they_come(till: StoreTill) -> None:
    hear(till, Change(account=account(1, lot(1, remaining=7))))

    assert [balance.amount for balance in till.store.balances(rich().account_id)] == [7]
    assert till.store.member(MemberId(rich().id)) is None


def test_a_voucher_that_was_learnt_by_its_number_becomes_its_members_once_they_are_heard_of(
    till: StoreTill,
) -> None:
    number = make(lambda n: bytes(range(n)))
    body = structs.replace(
        voucher(1).voucher,
        effect=embed(effect_to_json(AmountOff(amount_minor=300))),
        number_digest=number.digest,
    )
    till.store.learn_voucher(body)
    assert till.store.voucher_by_number(number) is not None
    assert till.verified().holds

    hear(till, Change(member=rich().but(vouchers=(MemberVoucher(voucher=body),))))
    assert till.store.voucher_by_number(number) is not None
    hear(till, Change(member=rich().but(vouchers=())))

    assert till.store.voucher_by_number(number) is None
