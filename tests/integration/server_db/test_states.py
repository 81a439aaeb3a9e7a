"""What a till is sent of a long story: as much as it needs, and nothing that nobody can bring back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from psycopg import connect

from fidpos.server.db import arrays, upkeep
from fidpos.server.db.states import DAYS_BACK, UNDONE_WITHIN, VISITS_MAX
from fidpos.server.db.upkeep import close_lots
from fidpos.server.db.work import Work
from fidpos.wire.events import MemberEnrolled, VoucherUseBody
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import MASTER_KEY, MERCHANT, InPostgres, Office, postgres_office
from tests.helpers.fake_clock import FakeClock


@pytest.fixture
def office() -> Iterator[Office]:
    with postgres_office(FakeClock()) as made:
        yield made


@pytest.fixture
def told(office: Office) -> Happenings:
    return Happenings(office.clock)


@pytest.fixture
def zoe(office: Office, told: Happenings) -> MemberEnrolled:
    event = told.enrolled()
    office.tell(event, keys=told.keys)
    return event


def wait(office: Office, time: timedelta) -> None:
    office.clock.advance(time.total_seconds())


def closed_lots(office: Office) -> int:
    """The night's work, by the serving role."""
    assert isinstance(office.kept, InPostgres)
    with connect(office.kept.made.app) as connection:
        arrays.register(connection)
        connection.execute("SELECT set_config('app.merchant', %s, true)", [str(MERCHANT)])
        work = Work(connection=connection, merchant_id=MERCHANT, clock=office.clock, master_key=MASTER_KEY)
        return close_lots(work)


def test_of_many_visits_the_latest_are_sent(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    visits = []
    for _ in range(VISITS_MAX + 3):
        wait(office, timedelta(hours=1))
        visits.append(told.closed(zoe))
    office.tell(*visits)

    sent = [visit.id for visit in office.member(zoe.member_id).visits]
    assert sent == [visit.visit_id for visit in reversed(visits)][:VISITS_MAX]


def test_days_that_no_rule_looks_back_to_are_left_out_and_still_counted(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(told.closed(zoe))
    wait(office, timedelta(days=DAYS_BACK + 1))
    office.tell(told.closed(zoe))

    state = office.member(zoe.member_id)
    assert [sums.day for sums in state.days] == [told.today]
    assert [sums.visits for sums in state.lifetime] == [2]


def test_a_voucher_is_sent_while_it_can_be_used_or_come_back(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    held, used = told.voucher(), told.voucher()
    office.tell(told.closed(zoe, vouchers=(held, used)))
    office.tell(told.closed(zoe, vouchers_used=(VoucherUseBody(id=used.id),)))
    before = {each.voucher.id for each in office.member(zoe.member_id).vouchers}
    wait(office, UNDONE_WITHIN + timedelta(days=1))
    after = {each.voucher.id for each in office.member(zoe.member_id).vouchers}
    wait(office, timedelta(days=60))

    assert (before, after) == ({held.id, used.id}, {held.id})
    assert office.member(zoe.member_id).vouchers == ()


def test_lots_are_closed_some_at_a_time(
    office: Office, told: Happenings, zoe: MemberEnrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "CLOSE_MAX", 2)
    earned = [told.earning(10) for _ in range(3)]
    lots = [entry.lot.id for entry in earned if entry.lot is not None]
    office.tell(
        told.closed(zoe, earned=0, entries=earned),
        *(told.closed(zoe, earned=0, entries=[told.spending(lot, 10)]) for lot in lots),
    )
    wait(office, UNDONE_WITHIN + timedelta(days=1))

    assert [closed_lots(office) for _ in range(3)] == [2, 1, 0]


def test_a_lot_that_is_empty_for_long_is_closed_and_opens_when_something_comes_back(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    entry = told.earning(30)
    assert entry.lot is not None
    spending = told.closed(zoe, earned=0, entries=[told.spending(entry.lot.id, 30)])
    office.tell(told.closed(zoe, earned=7, entries=[entry]), spending)
    early = closed_lots(office)
    wait(office, UNDONE_WITHIN + timedelta(days=1))
    late = closed_lots(office)
    closed = office.held(zoe.account_id)
    office.tell(told.voided(spending))

    assert (early, late) == (0, 1)
    assert closed == [7]
    assert sorted(office.held(zoe.account_id)) == [7, 30]
