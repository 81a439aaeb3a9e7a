"""A visit with the register's ticket is found by it on every store, and is recorded once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from fidpos.domain.ids import VisitId
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.domain.visit import VisitDraft
from fidpos.localdb.engine import connect
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.ports import TicketedVisit
from tests.helpers.correcting_till import CorrectingTill, correcting_till
from tests.helpers.counter import BERENICE, MALO
from tests.helpers.real_store import KEY
from tests.helpers.store_events import CASHIER


@pytest.fixture(params=["memory", "disk"])
def till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CorrectingTill]:
    made = correcting_till(request.param, tmp_path)
    yield made
    if isinstance(made.store, LocalStore):
        made.store.close()


def recorded(till: CorrectingTill, number: str, register: str = "left", day: date | None = None) -> VisitId:
    """A visit that was closed with this ticket."""
    till.clock.advance(60)
    event = till.events.closed(BERENICE.member)
    till.store.commit(structs.replace(event, register=register, ticket=number, ticket_day=day))
    return event.visit_id


def test_a_visit_is_found_by_the_number_of_its_ticket(till: CorrectingTill) -> None:
    visit_id = recorded(till, "A17")

    found = TicketedVisit(visit_id=visit_id, day=till.events.today, register="left")
    assert till.store.visits_of_ticket("A17") == (found,)
    assert till.store.visits_of_ticket("A18") == ()


def test_two_registers_and_two_days_may_have_the_same_number(till: CorrectingTill) -> None:
    today, yesterday = till.events.today, till.events.today - timedelta(days=1)
    late = recorded(till, "A17", day=yesterday)
    right = recorded(till, "A17", register="right")
    left = recorded(till, "A17")

    assert till.store.visits_of_ticket("A17") == (
        TicketedVisit(visit_id=left, day=today, register="left"),
        TicketedVisit(visit_id=right, day=today, register="right"),
        TicketedVisit(visit_id=late, day=yesterday, register="left"),
    )


def test_a_ticket_of_a_register_is_recorded_once(till: CorrectingTill) -> None:
    first = recorded(till, "A17")
    points = till.points(BERENICE)

    second = recorded(till, "A17")

    assert till.store.visit(second) is None
    assert till.points(BERENICE) == points
    assert [each.visit_id for each in till.store.visits_of_ticket("A17")] == [first]


def test_what_came_from_the_register_is_not_credited_by_hand_again(till: CorrectingTill) -> None:
    recorded(till, "A17")

    assert till.credit(MALO, 2_000, till.clock.now(), ticket="a 17") is CorrectionRefusal.TICKET_USED


def test_the_ticket_of_the_visit_in_progress_outlives_a_power_cut(till: CorrectingTill) -> None:
    draft = VisitDraft(id=VisitId(till.events.new_id()), opened_at=till.clock.now(), opened_by=CASHIER)
    ticket = RegisterTicket(register="left", day=till.events.today, number="A17")

    till.store.save_draft(replace(draft, register_ticket=ticket))

    kept = till.store.draft()
    assert kept is not None
    assert (kept.register_ticket, kept.ticket) == (ticket, "A17")
    assert draft.ticket == ""


def test_the_journal_tells_of_every_ticket(tmp_path: Path) -> None:
    till = correcting_till("disk", tmp_path)
    recorded(till, "A17", day=till.events.today - timedelta(days=1))
    assert isinstance(till.store, LocalStore)
    till.store.close()

    connection = connect(tmp_path / "till.db", KEY, writing=True)

    assert verify(connection).holds
    connection.close()
