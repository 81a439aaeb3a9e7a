"""Goods that come back where they were not sold: refunded by the centre, once, on every `CentreStore`."""

from datetime import timedelta

import pytest

from fidpos.domain.ids import RefundId
from fidpos.domain.ledger import EntryKind
from fidpos.server.ports import TillRecord
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.services.push import replay
from fidpos.server.services.refund_elsewhere import settle_refund
from fidpos.wire.events import EntryBody, MemberEnrolled, Taken, VisitClosed
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.push import EventFate
from tests.helpers.centre_acts import bought, merge
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, FAR, LEFT, TILLS, Office
from tests.helpers.centre_refund_events import refund_asked

FAR_RECORD = next(each for each in TILLS if each.id == FAR)


def settle(office: Office, event: RefundAsked, till: TillRecord = FAR_RECORD) -> bool:
    with office.unit() as unit:
        return settle_refund(unit, till, event, office.clock.now())


def ask(office: Office, event: RefundAsked) -> bool:
    """A till of the other shop tells it; whether the centre could do it."""
    assert office.tell(event, till_id=FAR) == {event.id: Reason.NOT_REFUNDED}
    return settle(office, event)


@pytest.fixture
def visit(office: Office, told: Happenings, zoe: MemberEnrolled) -> VisitClosed:
    """Zoé bought for 20.00 in the first shop, and earned 20 points."""
    return bought(office, told, zoe, amount_minor=2_000)


def test_a_rewarded_visit_refunded_in_another_shop(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    assert ask(office, refund_asked(told, visit))

    assert sum(office.held(zoe.account_id)) == 0
    assert [each.voided for each in office.member(zoe.member_id).visits] == [True]


def test_whoever_recorded_the_visit_hears_of_it(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    before = office.pull_all(BESIDE)[-1].cursor
    ask(office, refund_asked(told, visit))

    heard = [change.member for change in office.pull(BESIDE, before).changes if change.member]
    assert [each.id for each in heard] == [zoe.member_id]


def test_the_same_request_again_takes_nothing_twice(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    asked = refund_asked(told, visit, amount_minor=500)
    assert ask(office, asked)
    assert settle(office, asked)

    assert sum(office.held(zoe.account_id)) == 15


def test_the_second_shop_that_asks_is_left_to_the_office(
    office: Office, told: Happenings, visit: VisitClosed
) -> None:
    assert ask(office, refund_asked(told, visit))

    assert not ask(office, refund_asked(told, visit))


def test_parts_sum_to_the_whole_and_never_exceed_it(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    assert ask(office, refund_asked(told, visit, amount_minor=700))
    assert not ask(office, refund_asked(told, visit, amount_minor=1_301))
    assert sum(office.held(zoe.account_id)) == 13

    assert ask(office, refund_asked(told, visit, amount_minor=1_300))
    assert sum(office.held(zoe.account_id)) == 0
    assert not ask(office, refund_asked(told, visit, amount_minor=1))


def test_a_refund_that_the_selling_till_made_while_apart_is_refused_beyond_what_is_left(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    assert ask(office, refund_asked(told, visit, amount_minor=1_200))
    late = told.refunded(visit, 1_000, 10)

    with pytest.raises(EventRefused) as refused:
        office.tell(late)

    assert refused.value.reason is Reason.ALREADY_THERE
    assert sum(office.held(zoe.account_id)) == 8


def test_points_spent_meanwhile_leave_a_debt(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    lot = visit.entries[-1].lot
    assert lot is not None
    spent = EntryBody(
        id=told.new_id(),  # type: ignore[arg-type]  # a test's own
        counter="points",
        kind=EntryKind.SPEND,
        amount=-15,
        taken=(Taken(lot_id=lot.id, amount=15),),
    )
    bought(office, told, zoe, earned=0, entries=[spent])

    assert ask(office, refund_asked(told, visit))

    assert sum(office.held(zoe.account_id)) == -15


def test_a_visit_of_somebody_merged_since_is_refunded_to_who_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    kept = told.enrolled()
    office.tell(kept, keys=told.keys)
    merge(office, kept, zoe)

    assert ask(office, refund_asked(told, visit))

    assert sum(office.held(kept.account_id)) == 0


def test_a_visit_that_no_till_has_told_yet_is_waited_for(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    visit = told.closed(zoe, amount_minor=2_000)
    asked = refund_asked(told, visit)
    with pytest.raises(EventRefused) as refused:
        office.tell(asked, till_id=FAR)
    assert refused.value.reason is Reason.UNKNOWN_VISIT
    journal = office.journal(FAR)
    with office.unit() as unit:
        row = journal.add(asked, fate=EventFate.QUARANTINED, reason=Reason.UNKNOWN_VISIT)
        unit.append(FAR, journal.lineage, [row])

    office.tell(visit)
    with office.unit() as unit:
        assert replay(unit) == 1

    assert sum(office.held(zoe.account_id)) == 0


def test_a_ticket_is_enough_where_its_number_occurs_once(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    bought(office, told, zoe, amount_minor=2_000, ticket="A17")

    assert ask(office, refund_asked(told, ticket="A17"))

    assert sum(office.held(zoe.account_id)) == 0


def test_of_two_tickets_with_one_number_the_day_decides(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    day = told.today
    bought(office, told, zoe, earned=20, amount_minor=2_000, ticket="A17")
    yesterday = day - timedelta(days=1)
    bought(office, told, zoe, earned=7, amount_minor=700, ticket="A17", business_day=yesterday)

    assert not ask(office, refund_asked(told, ticket="A17"))
    assert ask(office, refund_asked(told, ticket="A17", bought_on=day))
    assert sum(office.held(zoe.account_id)) == 7


def test_a_ticket_that_nobody_knows_waits(office: Office, told: Happenings) -> None:
    with pytest.raises(EventRefused) as refused:
        office.tell(refund_asked(told, ticket="A18"), till_id=FAR)

    assert refused.value.reason is Reason.UNKNOWN_VISIT


def test_nobody_but_a_manager_of_the_shop_answers_for_it(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    assert not ask(office, refund_asked(told, visit, staff_id=LEFT))

    assert sum(office.held(zoe.account_id)) == 20


def test_another_currency_or_a_purchase_of_long_ago_is_left_to_the_office(
    office: Office, told: Happenings, zoe: MemberEnrolled, visit: VisitClosed
) -> None:
    assert not ask(office, refund_asked(told, visit, currency="CHF"))
    assert not ask(office, refund_asked(told, visit, business_day=told.today + timedelta(days=731)))

    assert sum(office.held(zoe.account_id)) == 20


def test_a_visit_that_was_undone_has_nothing_left(
    office: Office, told: Happenings, visit: VisitClosed
) -> None:
    office.tell(told.voided(visit))

    assert not ask(office, refund_asked(told, visit, refund_id=RefundId(told.new_id())))
