"""The centre knows by which ticket of which register a visit was recorded."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import InPostgres, Office, postgres_office
from tests.helpers.fake_clock import FakeClock


@pytest.fixture
def office() -> Iterator[Office]:
    with postgres_office(FakeClock()) as made:
        yield made


def test_two_registers_may_count_alike_and_each_ticket_names_its_visit(office: Office) -> None:
    told = Happenings(office.clock)
    zoe = told.enrolled()
    yesterday = told.today - timedelta(days=1)
    left = told.closed(zoe, register="left", ticket="A17")
    right = told.closed(zoe, register="right", ticket="A17")
    late = told.closed(zoe, register="left", ticket="A17", ticket_day=yesterday)
    bare = told.closed(zoe)

    office.tell(zoe, left, right, late, bare, keys=told.keys)

    assert isinstance(office.kept, InPostgres)
    rows = office.kept.rows(
        "SELECT business_day, ticket, register, visit_id FROM tickets ORDER BY business_day, register"
    )
    assert rows == [
        (yesterday, "A17", "left", late.visit_id),
        (told.today, "A17", "left", left.visit_id),
        (told.today, "A17", "right", right.visit_id),
    ]


def test_one_ticket_told_of_two_visits_names_the_first(office: Office) -> None:
    told = Happenings(office.clock)
    zoe = told.enrolled()
    first, second = (told.closed(zoe, register="left", ticket="A17") for _ in range(2))

    office.tell(zoe, first, second, keys=told.keys)

    assert isinstance(office.kept, InPostgres)
    assert office.kept.rows("SELECT visit_id FROM tickets") == [(first.visit_id,)]
    assert len(office.kept.rows("SELECT id FROM visits")) == 2
