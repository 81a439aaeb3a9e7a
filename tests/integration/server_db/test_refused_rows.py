"""A row that PostgreSQL refuses is that event's own misfortune: unit and connection go on as before."""

import pytest

from fidpos.server.ports import Minting
from fidpos.server.reason import EventRefused, Reason
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import TILL, postgres_office
from tests.helpers.fake_clock import FakeClock

MANY = 12
"""More often than the driver wants to see a statement before it has it prepared."""


def test_events_after_refused_ones_are_applied_in_the_same_unit_and_in_later_ones() -> None:
    clock = FakeClock()
    told = Happenings(clock)
    with postgres_office(clock) as office:
        zoe = told.enrolled()
        office.tell(zoe, keys=told.keys)
        for _ in range(MANY):
            with office.unit() as unit:
                for _ in range(MANY):
                    with pytest.raises(EventRefused) as refused:
                        unit.apply(TILL, None, [Minting(event=told.closed(zoe, ticket="no text: \0"))])
                    assert refused.value.reason is Reason.CONTRADICTORY
                unit.apply(TILL, None, [Minting(event=told.closed(zoe))])

        (member,) = office.states()[0].values()

    assert sum(total.visits for total in member.lifetime) == MANY
