"""Two servers on one database: what comes twice, or at once, counts once and is never lost."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from uuid import UUID

import pytest
from msgspec import Raw, structs

from fidpos.domain.ids import TillId
from fidpos.server.db.errors import DatabaseError
from fidpos.server.ports import CentreStore, TillRecord
from fidpos.server.services.push import take
from fidpos.wire.events import Event, MemberEnrolled
from fidpos.wire.sync.push import Push, PushAnswer, PushedRow, PushVerdict, SubjectKey
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import (
    BESIDE,
    MERCHANT,
    TILL,
    TILLS,
    InPostgres,
    Journal,
    Office,
    postgres_office,
    served,
)
from tests.helpers.fake_clock import FakeClock

ROUNDS = 12


@pytest.fixture
def office() -> Iterator[Office]:
    with postgres_office(FakeClock()) as made:
        yield made


@pytest.fixture
def servers(office: Office) -> Iterator[Sequence[CentreStore]]:
    assert isinstance(office.kept, InPostgres)
    with ExitStack() as stack:
        yield [stack.enter_context(served(office.kept.made, office.clock)) for _ in range(2)]


@pytest.fixture
def told(office: Office) -> Happenings:
    return Happenings(office.clock)


@pytest.fixture
def zoe(office: Office, told: Happenings) -> MemberEnrolled:
    event = told.enrolled()
    office.tell(event, keys=told.keys)
    return event


def record(till_id: TillId) -> TillRecord:
    return next(till for till in TILLS if till.id == till_id)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What came of each, or what it raised."""
    start = threading.Barrier(len(acts))
    came: list[object] = [None] * len(acts)

    def run(number: int) -> None:
        start.wait()
        try:
            came[number] = acts[number]()
        except DatabaseError as fault:
            came[number] = fault

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def push_of(journal: Journal, events: Sequence[Event]) -> Push:
    """The next rows of a till's journal, as it sends them."""
    base = journal.head
    rows = [journal.add(event) for event in events]
    return Push(
        lineage=journal.lineage,
        base=base,
        base_epoch=journal.lineage,
        boots=(UUID(int=0),),
        rows=tuple(
            PushedRow(
                body=Raw(each.row.body),
                schema_version=each.row.schema_version,
                wall_ts=each.row.wall_ts,
                monotonic=each.row.monotonic,
            )
            for each in rows
        ),
        head=rows[-1].hash,
    )


def send(server: CentreStore, till_id: TillId, push: Push, clock: FakeClock) -> PushAnswer:
    with server.unit(MERCHANT) as unit:
        return take(unit, record(till_id), push, now=clock.now(), open_box=lambda _, box: box)


def test_a_push_that_comes_twice_at_once_counts_once(
    office: Office, servers: Sequence[CentreStore], told: Happenings, zoe: MemberEnrolled
) -> None:
    journal = office.journal(TILL)
    for _ in range(ROUNDS):
        push = push_of(journal, [told.closed(zoe, earned=1) for _ in range(3)])
        answers = at_once(*(partial(send, server, TILL, push, office.clock) for server in servers))
        assert answers == [PushAnswer(verdict=PushVerdict.OK, have=journal.head)] * 2

    assert office.held(zoe.account_id) == [1] * 3 * ROUNDS


def test_the_first_push_of_a_lineage_may_come_twice_at_once(
    office: Office, servers: Sequence[CentreStore], told: Happenings, zoe: MemberEnrolled
) -> None:
    fresh = Journal(till_id=BESIDE, lineage=told.new_id(), base=office.journal(TILL).base)
    push = push_of(fresh, [told.closed(zoe, earned=1, till_id=BESIDE)])

    answers = at_once(*(partial(send, server, BESIDE, push, office.clock) for server in servers))

    assert answers == [PushAnswer(verdict=PushVerdict.OK, have=fresh.head)] * 2
    assert office.held(zoe.account_id) == [1]


def test_two_tills_of_a_member_wait_for_each_other_and_both_count(
    office: Office, servers: Sequence[CentreStore], told: Happenings
) -> None:
    people = [told.enrolled() for _ in range(6)]
    office.tell(*people, keys=told.keys)
    first, second = office.journal(TILL), office.journal(BESIDE)
    for _ in range(ROUNDS):
        forth = push_of(first, [told.closed(each, earned=1) for each in people])
        back = push_of(second, [told.closed(each, earned=1, till_id=BESIDE) for each in reversed(people)])
        answers = at_once(
            partial(send, servers[0], TILL, forth, office.clock),
            partial(send, servers[1], BESIDE, back, office.clock),
        )
        assert [isinstance(each, PushAnswer) for each in answers] == [True, True], answers

    members, accounts = office.states()
    assert {sum(lot.remaining for lot in each.lots) for each in accounts.values()} == {2 * ROUNDS}
    assert {each.lifetime[0].visits for each in members.values()} == {2 * ROUNDS}


def test_one_event_in_two_tills_pushes_is_applied_once(
    office: Office, servers: Sequence[CentreStore], told: Happenings
) -> None:
    first, second = office.journal(TILL), office.journal(BESIDE)
    for _ in range(ROUNDS):
        event = told.enrolled()
        key = (SubjectKey(subject=event.member_id, box=told.keys[event.member_id]),)
        pushes = [_with_keys(push_of(journal, [event]), key) for journal in (first, second)]
        at_once(
            partial(send, servers[0], TILL, pushes[0], office.clock),
            partial(send, servers[1], BESIDE, pushes[1], office.clock),
        )
        # Whoever was in the other's way sends again, as tills do.
        for till_id, push in zip((TILL, BESIDE), pushes, strict=True):
            assert send(servers[0], till_id, push, office.clock).verdict is PushVerdict.OK

    assert len(office.states()[0]) == ROUNDS
    with office.unit() as unit:
        assert unit.quarantined() == []


def _with_keys(push: Push, keys: tuple[SubjectKey, ...]) -> Push:
    return structs.replace(push, keys=keys)


def test_what_waits_for_a_member_is_applied_once_when_two_pushes_bring_the_cure(
    office: Office, servers: Sequence[CentreStore], told: Happenings, zoe: MemberEnrolled
) -> None:
    first, second = office.journal(TILL), office.journal(BESIDE)
    event = told.enrolled()
    waiting = push_of(first, [told.closed(event, earned=5)])
    assert send(servers[0], TILL, waiting, office.clock).outcomes
    key = (SubjectKey(subject=event.member_id, box=told.keys[event.member_id]),)
    at_once(
        partial(send, servers[0], TILL, _with_keys(push_of(first, [event]), key), office.clock),
        partial(send, servers[1], BESIDE, push_of(second, [told.linked(zoe)]), office.clock),
    )

    assert office.held(event.account_id) == [5]
    with office.unit() as unit:
        assert unit.quarantined() == []


def test_what_no_column_holds_is_kept_in_quarantine_and_stops_nobody(
    office: Office, servers: Sequence[CentreStore], told: Happenings, zoe: MemberEnrolled
) -> None:
    wrong = [
        told.closed(zoe, amount_minor=1 << 63),
        told.closed(zoe, currency="E\0R"),
        told.closed(zoe, entries=[told.earning(1 << 70)]),
        told.closed(zoe, programme_version=1 << 40),
    ]
    push = push_of(office.journal(TILL), [*wrong, told.closed(zoe, earned=7)])

    answer = send(servers[0], TILL, push, office.clock)

    assert answer.verdict is PushVerdict.OK
    assert [(each.event_id, each.reason) for each in answer.outcomes] == [
        (event.id, "contradictory") for event in wrong
    ]
    assert office.held(zoe.account_id) == [7]
