"""What the centre does for each merchant once a day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from psycopg import connect

from fidpos.domain.ids import MerchantId
from fidpos.server.db import commanding
from fidpos.server.db.engine import Database, Limits
from fidpos.server.db.nightly import ACCOUNTS, GRACE, Nightly
from fidpos.server.db.store import PostgresCentre
from fidpos.wire.sync.command import Command, CommandKind, Report, ReportOutcome
from fidpos.wire.sync.statement import Statement
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import (
    MASTER_KEY,
    MERCHANT,
    TILL,
    InPostgres,
    Office,
    found_merchant,
    signed,
)
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import CentreDatabase, lent_database
from tests.helpers.two_merchants import be

NEIGHBOUR = MerchantId(UUID(int=9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """An office, and the job that looks after it."""

    made: CentreDatabase
    office: Office
    told: Happenings
    job: Nightly
    announced: list[MerchantId] = field(default_factory=list)


@pytest.fixture
def night() -> Iterator[Night]:
    clock = FakeClock()
    with lent_database() as made:
        found_merchant(made)
        database = Database(made.app, size=2, limits=Limits(lock_ms=200)).open()
        announced: list[MerchantId] = []
        try:
            store = PostgresCentre(database, clock=clock, master_key=MASTER_KEY, sign=signed)
            job = Nightly(database=database, store=store, clock=clock, announce=announced.append)
            office = Office(store, InPostgres(made), clock)
            yield Night(made=made, office=office, told=Happenings(clock), job=job, announced=announced)
        finally:
            database.close()


def earn_until_today(night: Night) -> Happenings:
    told = night.told
    zoe = told.enrolled()
    night.office.tell(zoe, keys=told.keys)
    night.office.tell(told.closed(zoe, earned=0, entries=[told.earning(20, expires_on=told.today)]))
    return told


def held(night: Night) -> int:
    _, accounts = night.office.states()
    return sum(lot.remaining for account in accounts.values() for lot in account.lots)


def test_points_end_once_their_last_day_is_long_over_and_tills_are_told(night: Night) -> None:
    earn_until_today(night)
    night.office.clock.advance((GRACE + timedelta(days=1)).total_seconds())

    night.job.run()

    assert held(night) == 0
    assert night.announced == [MERCHANT]


def test_what_a_till_may_still_tell_of_the_last_day_is_waited_for(night: Night) -> None:
    earn_until_today(night)
    night.office.clock.advance(timedelta(days=1).total_seconds())

    night.job.run()

    assert held(night) == 20


def test_it_is_done_once_a_day(night: Night) -> None:
    night.job.run()
    night.job.run()
    night.office.clock.advance(86_400)
    night.job.run()

    assert night.announced == [MERCHANT, MERCHANT]


def test_however_many_accounts_have_something_that_ended_all_of_it_goes(night: Night) -> None:
    told = night.told
    members = [told.enrolled() for _ in range(ACCOUNTS + 5)]
    night.office.tell(*members, keys=told.keys)
    night.office.tell(
        *(told.closed(each, earned=0, entries=[told.earning(2, expires_on=told.today)]) for each in members)
    )
    night.office.clock.advance((GRACE + timedelta(days=1)).total_seconds())

    night.job.run()

    assert held(night) == 0


def test_what_keeps_one_merchants_books_from_being_tidied_keeps_no_others(night: Night) -> None:
    earn_until_today(night)
    night.office.clock.advance((GRACE + timedelta(days=1)).total_seconds())
    with connect(night.made.app) as connection:
        be(connection, NEIGHBOUR)
        connection.execute(
            "INSERT INTO merchants (merchant_id, name, code, card_name, currency)"
            " VALUES (%s, 'N', 'n', 'N', 'EUR')",
            [NEIGHBOUR],
        )

    with connect(night.made.superuser) as in_the_way:
        in_the_way.execute("SELECT FROM accounts FOR UPDATE")
        night.job.run()
    first = list(night.announced)
    night.job.run()

    assert (first, night.announced) == ([NEIGHBOUR], [NEIGHBOUR, MERCHANT])
    assert held(night) == 0


def test_who_may_have_been_enrolled_twice_is_put_before_the_office(night: Night) -> None:
    night.office.tell(night.told.enrolled(), night.told.enrolled(), keys=night.told.keys)

    night.job.run()

    with night.office.unit() as unit:
        assert len(unit.office().suspects()) == 1


@pytest.mark.parametrize(("days", "is_there"), [(30, True), (32, False)])
def test_what_a_till_sent_support_is_dropped_in_time(night: Night, days: int, is_there: bool) -> None:
    now = night.office.clock.now()
    command = Command(
        id=uuid4(),
        merchant_id=MERCHANT,
        till_id=TILL,
        kind=CommandKind.SEND_DIAGNOSTICS,
        issued_at=now,
        expires_at=now + timedelta(days=1),
    )
    report = Report(command_id=command.id, outcome=ReportOutcome.DONE, attached=b"bundle")
    with night.office.unit() as unit:
        unit.issue(command, Statement(body=b"", signature=b""), uuid4())
        unit.reported(TILL, report)
    night.office.clock.advance(timedelta(days=days).total_seconds())
    night.job.run()

    with night.job.store.work(MERCHANT) as work:
        assert (commanding.attached(work, command.id) is not None) == is_there
        assert [each.outcome for each in commanding.asked(work)] == ["done"]
