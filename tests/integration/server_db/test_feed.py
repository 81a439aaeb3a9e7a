"""The feed misses nothing while many write at once; what is pruned, a listing still has."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from psycopg import Connection, connect
from psycopg.rows import TupleRow

from fidpos.domain.ids import MemberId
from fidpos.server.db import arrays, feed
from fidpos.server.db.work import Work
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import (
    BESIDE,
    MASTER_KEY,
    MERCHANT,
    SHOP,
    InPostgres,
    Office,
    postgres_office,
)
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import CentreDatabase

WRITERS = 8
CHANGES_EACH = 150
LOUD = feed.Touch(loud=True)


@pytest.fixture
def office() -> Iterator[Office]:
    with postgres_office(FakeClock()) as made:
        yield made


@pytest.fixture
def made(office: Office) -> CentreDatabase:
    assert isinstance(office.kept, InPostgres)
    return office.kept.made


@contextmanager
def transaction(made: CentreDatabase, clock: FakeClock) -> Iterator[Work]:
    """One of the merchant's, on a connection of its own."""
    with connect(made.app) as connection:
        yield begun(connection, clock)


def begun(connection: Connection[TupleRow], clock: FakeClock) -> Work:
    connection.execute("SELECT set_config('app.merchant', %s, true)", [str(MERCHANT)])
    arrays.register(connection)
    return Work(connection=connection, merchant_id=MERCHANT, clock=clock, master_key=MASTER_KEY)


def enrol(office: Office, count: int) -> list[MemberId]:
    told = Happenings(office.clock)
    people = [told.enrolled() for _ in range(count)]
    office.tell(*people, keys=told.keys)
    return [each.member_id for each in people]


class Reader:
    """Reads on while others write, in the safe way and in the naive one."""

    def __init__(self) -> None:
        self.safe: list[int] = []
        self.naive: list[int] = []
        self._cursor: tuple[str, int] = ("0", 0)
        self._last = 0

    def read(self, connection: Connection[TupleRow]) -> None:
        query = """
            SELECT xid::text AS number, seq FROM feed
            WHERE shop_id = %s AND (xid, seq) > (%s::xid8, %s)
                AND xid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY xid, seq
        """
        found = connection.execute(query, [SHOP, *self._cursor]).fetchall()
        self.safe += [seq for _, seq in found]
        self._cursor = (found[-1][0], found[-1][1]) if found else self._cursor
        after = "SELECT seq FROM feed WHERE shop_id = %s AND seq > %s ORDER BY seq"
        seqs = [seq for (seq,) in connection.execute(after, [SHOP, self._last])]
        self.naive += seqs
        self._last = seqs[-1] if seqs else self._last


def test_no_change_is_missed_while_eight_write_where_a_naive_reader_misses_some(
    office: Office, made: CentreDatabase
) -> None:
    members = enrol(office, WRITERS)
    reader = Reader()
    told, passed, read = threading.Event(), threading.Event(), threading.Event()

    def write(number: int) -> None:
        with connect(made.app) as connection:
            for turn in range(CHANGES_EACH):
                feed.tell(begun(connection, office.clock), SHOP, {members[number]: feed.Touch()}, None)
                if turn == 0 and number == 0:
                    # The first change of all commits after others, and after somebody has read those.
                    told.set()
                    assert read.wait(60)
                elif turn == 0:
                    assert told.wait(60)
                connection.commit()
            passed.set()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    with connect(made.superuser, autocommit=True) as connection:
        assert passed.wait(60)
        reader.read(connection)
        read.set()
        while any(thread.is_alive() for thread in threads):
            reader.read(connection)
        office.kept.wait()
        reader.read(connection)
        everything = {seq for (seq,) in connection.execute("SELECT seq FROM feed WHERE shop_id = %s", [SHOP])}

    assert len(everything) == WRITERS * CHANGES_EACH + WRITERS
    assert set(reader.safe) == everything
    assert len(reader.safe) == len(everything)
    assert set(reader.naive) != everything


def test_what_commits_late_is_sent_late_and_not_stepped_over(office: Office, made: CentreDatabase) -> None:
    early, late = enrol(office, 2)
    start = office.pull().cursor
    with transaction(made, office.clock) as work:
        feed.tell(work, SHOP, {late: LOUD}, None)
        with transaction(made, office.clock) as other:
            feed.tell(other, SHOP, {early: LOUD}, None)
        with office.unit() as unit:
            waiting = feed.after(_work_of(unit), SHOP, start, spare=None, limit=10)
    answer = office.pull(after=start)

    assert (waiting.subjects, waiting.cursor) == ((), start)
    assert {change.member.id for change in answer.changes if change.member} == {early, late}


def _work_of(unit: object) -> Work:
    work = unit._work  # type: ignore[attr-defined]  # behind the port
    assert isinstance(work, Work)
    return work


def test_a_pruned_feed_still_tells_everything_from_the_beginning(
    office: Office, made: CentreDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PRUNE_MAX", 4)
    members = enrol(office, 5)
    for _ in range(3):
        office.clock.advance(60)
        with transaction(made, office.clock) as work:
            feed.tell(work, SHOP, dict.fromkeys(members[:3], LOUD), None)
    office.kept.wait()
    _age(made, days=40)
    gone = []
    for _ in range(3):
        with transaction(made, office.clock) as work:
            gone.append(feed.prune(work))

    answer = office.pull()
    assert gone == [4, 4, 1]
    assert {change.member.id for change in answer.changes if change.member} == set(members)


def test_a_row_on_which_a_cursor_may_stand_is_not_pruned(office: Office, made: CentreDatabase) -> None:
    members = enrol(office, 2)
    cursor = office.pull().cursor
    with transaction(made, office.clock) as work:
        feed.tell(work, SHOP, dict.fromkeys(members, LOUD), None)
    office.kept.wait()
    _age(made, days=29)
    with transaction(made, office.clock) as work:
        gone = feed.prune(work)

    assert gone == 0
    assert not office.pull(after=cursor).reset


def test_whoever_stood_for_long_on_the_newest_row_goes_on_from_there(
    office: Office, made: CentreDatabase
) -> None:
    members = enrol(office, 2)
    cursor = office.pull().cursor
    _age(made, days=400)
    with transaction(made, office.clock) as work:
        feed.tell(work, SHOP, dict.fromkeys(members, LOUD), None)
    office.kept.wait()
    with transaction(made, office.clock) as work:
        gone = feed.prune(work)

    assert gone == 0
    assert not office.pull(after=cursor).reset


def test_whoever_stood_on_a_pruned_row_hears_everything_again(office: Office, made: CentreDatabase) -> None:
    members = enrol(office, 2)
    cursor = office.pull().cursor
    with transaction(made, office.clock) as work:
        feed.tell(work, SHOP, dict.fromkeys(members, LOUD), None)
    office.kept.wait()
    _age(made, days=31)
    with transaction(made, office.clock) as work:
        feed.prune(work)

    answer = office.pull(BESIDE, cursor)
    assert answer.reset
    assert {change.member.id for change in answer.changes if change.member} == set(members)


def test_what_others_did_is_not_pruned_behind_what_a_till_did_itself(
    office: Office, made: CentreDatabase
) -> None:
    told = Happenings(office.clock)
    zoe, other = told.enrolled(), told.enrolled()
    office.tell(zoe, other, keys=told.keys)
    cursor = office.pull_all(BESIDE)[-1].cursor
    office.tell(told.closed(zoe, earned=100))
    office.tell(told.closed(zoe, earned=7), till_id=BESIDE)
    office.kept.wait()
    _age(made, days=40)
    with transaction(made, office.clock) as work:
        feed.prune(work)

    answers = office.pull_all(BESIDE, cursor)

    accounts = [change.account for answer in answers for change in answer.changes if change.account]
    assert not answers[0].reset
    assert [sum(lot.remaining for lot in account.lots) for account in accounts] == [107]


def test_of_what_several_tills_did_the_last_of_each_is_kept_until_everybody_is_told(
    office: Office, made: CentreDatabase
) -> None:
    told = Happenings(office.clock)
    zoe = told.enrolled()
    office.tell(zoe, keys=told.keys)
    for _ in range(3):
        office.tell(told.closed(zoe))
        office.tell(told.closed(zoe), till_id=BESIDE)
    office.kept.wait()
    _age(made, days=40)
    with transaction(made, office.clock) as work:
        among_tills = feed.prune(work)
        feed.tell(work, None, {zoe.member_id: LOUD}, None)
    office.kept.wait()
    _age(made, days=40)
    with transaction(made, office.clock) as work:
        loudly = feed.prune(work)

    assert (among_tills, loudly) == (4, 3)


def _age(made: CentreDatabase, *, days: int) -> None:
    """As if everything in the feed had been told so many days before the office's clock."""
    with connect(made.superuser) as connection:
        connection.execute(
            "UPDATE feed SET told_at = %s::timestamptz", [FakeClock().now() - timedelta(days=days)]
        )
