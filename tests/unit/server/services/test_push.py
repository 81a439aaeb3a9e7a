"""What the centre makes of a push: everything is kept, nothing counts twice, the cursor always moves."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import AllowanceId, EventId, StaffId, TillId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.staff import Role
from fidpos.server.ports import StaffRecord
from fidpos.server.reason import Reason
from fidpos.server.services.office import Office
from fidpos.server.services.push import replay
from fidpos.sync.outgoing import Outgoing
from fidpos.wire.chain import ChainRow, row_hash
from fidpos.wire.codec import encode
from fidpos.wire.events import DrawnBody, MemberEnrolled, VisitClosed
from fidpos.wire.sync.anchors import START, Anchor
from fidpos.wire.sync.push import EventFate, Push, PushVerdict
from fidpos.wire.sync.standing import SyncMemory
from tests.helpers.sync_pair import OTHER_TILL, TILL, Pair
from tests.simulation.shop import CASHIER, MERCHANT, SHOP


def _push(pair: Pair, have: Anchor = START, rows_max: int = 500) -> Push:
    outgoing = Outgoing(seal_box=lambda _, key: key, rows_max=rows_max)
    return outgoing.next(pair.till, have, pair.till.head().epoch)


def _reasons(pair: Pair) -> list[Reason]:
    return [waiting.reason for waiting in pair.data.quarantine.values()]


def test_new_rows_are_applied_and_acknowledged() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    answer = pair.push(_push(pair))
    assert (answer.verdict, answer.have, answer.outcomes) == (PushVerdict.OK, pair.till.head().anchor, ())
    assert pair.data.members == pair.till.members


def test_the_same_push_again_changes_nothing() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    push = _push(pair)
    first = pair.push(push)
    members = dict(pair.data.members)
    assert pair.push(push) == first
    assert pair.data.members == members


def test_what_is_not_as_long_as_a_key_is_let_go_and_the_real_one_still_counts() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    push = _push(pair)
    cut = tuple(msgspec.structs.replace(key, box=key.box[:5]) for key in push.keys)
    answer = pair.push(msgspec.structs.replace(push, keys=cut))
    assert (answer.verdict, pair.data.keys) == (PushVerdict.OK, {})

    pair.counter.enrol(pair.till)
    later = _push(pair, answer.have)
    pair.push(msgspec.structs.replace(later, keys=(*push.keys, *later.keys)))

    assert pair.data.keys == {key.subject: key.box for key in (*push.keys, *later.keys)}
    assert pair.data.members == pair.till.members


def test_of_a_push_that_overlaps_only_the_new_rows_count() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    pair.push(_push(pair))
    pair.counter.buy(pair.till)
    answer = pair.push(_push(pair))
    assert answer.have == pair.till.head().anchor
    assert pair.data.members == pair.till.members


def test_rows_after_a_gap_are_not_taken() -> None:
    pair = Pair()
    for _ in range(3):
        pair.counter.buy(pair.till)
    pair.push(_push(pair, rows_max=1))
    later = pair.till.anchor_at(3)
    assert later is not None
    answer = pair.push(_push(pair, later))
    assert (answer.verdict, answer.have.seq) == (PushVerdict.GAP, 1)


def test_a_journal_begins_with_the_hash_of_nothing() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    lie = Anchor(0, bytes(31) + b"1")
    push = msgspec.structs.replace(_push(pair), base=lie)
    rows = [row for row, _ in pair.till.rows]
    head = lie.hash
    for row in rows:
        head = row_hash(row, head)

    answer = pair.push(msgspec.structs.replace(push, head=head))

    assert (answer.verdict, answer.have) == (PushVerdict.GAP, START)
    assert not pair.data.members


def test_a_lineage_whose_base_is_unknown_is_a_gap() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    base = pair.till.anchor_at(1)
    assert base is not None
    assert pair.push(_push(pair, base)).verdict is PushVerdict.GAP


def test_other_rows_at_the_same_place_are_a_fork_and_change_nothing() -> None:
    pair = Pair()
    pair.counter.enrol(pair.till)
    clone = pair.till.copy()
    pair.counter.buy(pair.till)
    pair.push(_push(pair))
    before = dict(pair.data.members)

    pair.counter.buy(clone)
    pair.till = clone
    assert pair.push(_push(pair)).verdict is PushVerdict.FORK
    assert pair.data.members == before


def test_rows_that_do_not_arrive_at_their_head_are_asked_for_with_hashes() -> None:
    pair = Pair()
    push = msgspec.structs.replace(_push(pair), head=bytes(32))
    assert pair.push(push).verdict is PushVerdict.BROKEN
    assert not pair.data.events


def test_what_no_program_can_read_is_kept_and_the_others_count() -> None:
    pair = Pair()
    pair.counter.enrol(pair.till)
    event_id = EventId(UUID(int=7))
    pair.till.record_raw(event_id, b'{"type":"visit_closed","id":"%s"}' % str(event_id).encode())
    pair.counter.buy(pair.till)
    answer = pair.push(_push(pair))
    assert answer.have == pair.till.head().anchor
    assert [(one.fate, one.reason) for one in answer.outcomes] == [(EventFate.QUARANTINED, Reason.UNREADABLE)]
    assert pair.data.members == pair.till.members


def test_an_event_of_a_newer_program_waits_for_the_upgrade() -> None:
    pair = Pair()
    event_id = UUID(int=7)
    pair.till.record_raw(EventId(event_id), b'{"type":"teleported","id":"%s"}' % str(event_id).encode())
    push = _push(pair)
    rows = tuple(msgspec.structs.replace(row, schema_version=9) for row in push.rows)
    forged = msgspec.structs.replace(push, rows=rows)
    hashes = _hashes(forged)
    pair.push(msgspec.structs.replace(forged, head=hashes[-1]))
    assert Reason.NEWER_SCHEMA in _reasons(pair)


def test_another_event_under_a_known_id_goes_to_the_quarantine() -> None:
    pair = Pair()
    pair.counter.enrol(pair.till)
    pair.push(_push(pair))
    (enrolled,) = (event for event in pair.till.told.values() if isinstance(event, MemberEnrolled))
    pair.till.record_raw(enrolled.id, encode(enrolled).replace(b"2026-11-20", b"2026-11-19"))
    answer = pair.push(_push(pair))
    assert [one.reason for one in answer.outcomes] == [Reason.ID_REUSED]


def test_the_same_event_told_twice_counts_once() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    pair.push(_push(pair))
    visit = pair.till.told[len(pair.till.rows)]
    pair.till.record_raw(visit.id, encode(visit))
    answer = pair.push(_push(pair))
    assert [one.fate for one in answer.outcomes] == [EventFate.DUPLICATE]
    assert pair.data.members == pair.till.members


def test_a_visit_of_another_till_is_not_booked_on_this_ones_word() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    visit = pair.till.told[len(pair.till.rows)]
    assert isinstance(visit, VisitClosed)
    forged = msgspec.structs.replace(visit, id=EventId(UUID(int=8)), till_id=OTHER_TILL)
    pair.till.record_raw(forged.id, encode(forged))
    answer = pair.push(_push(pair))
    assert [one.reason for one in answer.outcomes] == [Reason.OTHER_TILL]


@pytest.mark.parametrize("former", [TILL, TillId(UUID(int=999))], ids=["paired_anew", "used_alone"])
def test_what_a_till_recorded_under_its_former_name_is_its_own(former: TillId) -> None:
    pair = Pair()
    till = pair.new_till(former)
    pair.counter.buy(till)
    if former == TILL:
        pair.settle(pair.started(till))
        pair.counter.buy(till)
    till.till_id = OTHER_TILL
    till.remember(SyncMemory(acked=START))
    pair.counter.buy(till)
    pair.settle(pair.started(till))

    assert _reasons(pair) == []
    assert pair.data.accounts == till.accounts


def test_a_visit_that_comes_before_its_member_counts_once_the_member_comes() -> None:
    pair = Pair()
    other = pair.new_till(OTHER_TILL)
    pair.counter.enrol(other)
    pair.till.members, pair.till.accounts = other.members.copy(), other.accounts.copy()
    pair.counter.buy(pair.till)
    pair.push(_push(pair))
    assert _reasons(pair) == [Reason.UNKNOWN_MEMBER]

    pair.settle(pair.started(other))
    assert _reasons(pair) == []
    assert pair.data.members == pair.till.members


def test_a_replay_of_nothing_applies_nothing() -> None:
    pair = Pair()
    with pair.centre.unit(MERCHANT) as unit:
        assert replay(unit) == 0


def test_what_an_unknown_person_rang_up_is_booked_flagged_and_held() -> None:
    pair = Pair()
    del pair.data.people[CASHIER]
    pair.counter.buy(pair.till)
    answer = pair.push(_push(pair))
    assert {(one.fate, one.reason) for one in answer.outcomes} == {(EventFate.FLAGGED, Reason.UNKNOWN_STAFF)}
    assert pair.data.members == pair.till.members
    assert not pair.data.minted


@pytest.mark.parametrize(
    "record",
    [
        StaffRecord(id=CASHIER, role=Role.CASHIER, shops=frozenset()),
        StaffRecord(id=CASHIER, role=Role.CASHIER, shops=frozenset({SHOP}), employed=False),
        StaffRecord(id=CASHIER, role=Role.TECHNICIAN, shops=frozenset({SHOP})),
    ],
)
def test_whoever_may_not_ring_up_here_is_told_to_the_office(record: StaffRecord) -> None:
    pair = Pair()
    pair.data.people[StaffId(CASHIER)] = record
    pair.counter.buy(pair.till)
    answer = pair.push(_push(pair))
    assert {one.reason for one in answer.outcomes} == {Reason.NOT_ALLOWED}


def test_what_a_till_makes_beyond_its_day_is_held() -> None:
    pair = Pair()
    pair.data.tills[TILL] = replace(pair.data.tills[TILL], daily_limit_minor=50)
    for _ in range(10):
        pair.counter.buy(pair.till)
    answer = pair.push(_push(pair))
    assert Reason.OVER_LIMIT in {one.reason for one in answer.outcomes}
    assert sum(pair.data.minted.values()) <= 50
    assert pair.data.members == pair.till.members


@pytest.mark.parametrize("kind", [EntryKind.ADJUST, EntryKind.OPENING, EntryKind.REVERSE, EntryKind.SPEND])
def test_nothing_but_earning_opens_a_lot(kind: EntryKind) -> None:
    pair = Pair()
    pair.counter.enrol(pair.till)
    pair.settle()
    visit = pair.counter.bought(pair.till)
    forged = tuple(msgspec.structs.replace(entry, kind=kind) for entry in visit.entries)
    pair.till.record_raw(visit.id, encode(msgspec.structs.replace(visit, entries=forged)))
    pair.settle()

    assert _reasons(pair) == [Reason.CONTRADICTORY]


def test_an_event_from_the_future_is_told_to_the_office() -> None:
    pair = Pair()
    pair.clock.advance(3600)
    pair.counter.enrol(pair.till)
    pair.clock.advance(-3600)
    answer = pair.push(_push(pair))
    assert {one.reason for one in answer.outcomes} == {Reason.CLOCK_SKEW}


def test_more_rows_than_a_push_may_hold_are_refused_as_a_whole() -> None:
    pair = Pair()
    push = _push(pair)
    with pytest.raises(InvalidValue):
        pair.push(msgspec.structs.replace(push, rows=push.rows * 501))


def test_a_row_of_no_boot_is_refused_as_a_whole() -> None:
    pair = Pair()
    with pytest.raises(InvalidValue):
        pair.push(msgspec.structs.replace(_push(pair), boots=()))


def test_two_tills_that_spent_the_same_points_while_apart_are_both_booked_and_told() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    pair.settle()
    other = pair.new_till(OTHER_TILL)
    elsewhere = pair.started(other)
    pair.settle(elsewhere)
    (account,) = pair.data.accounts.values()
    held = sum(lot.remaining for lot in account.lots)

    for till, session in ((pair.till, pair.session), (other, elsewhere)):
        pair.counter.spend_all(till)
        pair.settle(session)

    (account,) = pair.data.accounts.values()
    assert sum(lot.remaining for lot in account.lots) == -held
    rows = [row for lineage in pair.data.lineages.values() for row in lineage.rows.values()]
    assert [row.reason for row in rows if row.fate] == [Reason.OVERSPENT]


@pytest.mark.parametrize("till_has_heard", [False, True])
def test_a_visit_undone_after_its_points_ended_leaves_no_debt(till_has_heard: bool) -> None:
    pair = Pair()
    pair.counter.enrol(pair.till)
    visit = pair.counter.bought(pair.till)
    (earned,) = visit.entries
    assert earned.lot is not None
    ending = msgspec.structs.replace(earned.lot, expires_on=pair.counter.today)
    entries = (msgspec.structs.replace(earned, lot=ending),)
    pair.till.record(msgspec.structs.replace(visit, entries=entries))
    pair.settle()
    with pair.centre.unit(MERCHANT) as unit:
        Office(book=unit.office(), now=pair.clock.now()).expire(pair.counter.today + timedelta(1), at_most=1)
    if till_has_heard:
        pair.settle()

    pair.counter.void(pair.till)
    pair.settle()

    for accounts in (pair.data.accounts, pair.till.accounts):
        assert [lot.remaining for lot in accounts[visit.account_id].lots if lot.remaining] == []
    rows = [row for lineage in pair.data.lineages.values() for row in lineage.rows.values()]
    assert [row.reason for row in rows if row.fate] == []


def test_a_visit_that_draws_on_an_allowance_of_nobody_is_booked_and_told() -> None:
    pair = Pair()
    pair.counter.enrol(pair.till)
    pair.settle()
    stranger = DrawnBody(allowance_id=AllowanceId(UUID(int=5)), amount_minor=100)
    visit = msgspec.structs.replace(pair.counter.bought(pair.till), drawn=(stranger,))
    pair.till.record(visit)

    pair.settle()

    assert visit.id in pair.data.applied
    rows = [row for lineage in pair.data.lineages.values() for row in lineage.rows.values()]
    assert [(row.fate, row.reason) for row in rows if row.fate] == [
        (EventFate.FLAGGED, Reason.OVER_ALLOWANCE)
    ]


def _hashes(push: Push) -> list[bytes]:
    """What the chain arrives at, row by row."""
    hashes: list[bytes] = []
    previous, epoch = push.base.hash, push.base_epoch.bytes
    for number, row in enumerate(push.rows, start=push.base.seq + 1):
        event_id = UUID(msgspec.json.decode(row.body)["id"])
        if b"epoch_started" in bytes(row.body):
            epoch = event_id.bytes
        previous = row_hash(
            ChainRow(
                seq=number,
                epoch=epoch,
                event_id=event_id.bytes,
                schema_version=row.schema_version,
                wall_ts=row.wall_ts,
                boot_id=push.boots[row.boot].bytes,
                monotonic=row.monotonic,
                server_offset=row.server_offset,
                body=bytes(row.body),
            ),
            previous,
        )
        hashes.append(previous)
    return hashes
