"""On which day accounts become one: that of the shop whose till told it, and not that of Greenwich."""

from collections.abc import Iterator
from datetime import date

import pytest

from fidpos.domain.clock import utc
from fidpos.domain.member import Profile
from fidpos.server.services.doubled import settle_card
from fidpos.server.services.joining import settle_joining
from fidpos.wire.office_events import AccountsPooled, MembersMerged
from tests.helpers.centre_acts import enrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_file_events import joining
from tests.helpers.centre_office import MERCHANT, TILLS, Office, memory_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_centre import MemoryCentre

LATE = utc(2026, 11, 20, 23, 30)
"""Half past midnight in Paris."""
DAY = date(2026, 11, 21)


@pytest.fixture
def office() -> Iterator[Office]:
    with memory_office(FakeClock(LATE)) as made:
        yield made


def days(office: Office) -> list[date]:
    """The business days of what the centre joined."""
    assert isinstance(office.store, MemoryCentre)
    told = office.store.data[MERCHANT].office.events.values()
    return [event.business_day for event in told if isinstance(event, AccountsPooled | MembersMerged)]


def test_who_pools_after_midnight_pools_on_the_day_that_the_shop_counts(office: Office) -> None:
    told = Happenings(office.clock)
    one, other = enrolled(office, told), enrolled(office, told)
    agreed = joining(told, one, other.member_id)
    office.tell(agreed)
    with office.unit() as unit:
        assert settle_joining(unit, TILLS[0], agreed, office.clock.now())

    assert days(office) == [DAY]


def test_who_was_known_by_a_card_alone_becomes_one_on_the_day_that_the_shop_counts(office: Office) -> None:
    told = Happenings(office.clock)
    zoe = enrolled(office, told)
    office.tell(told.linked(zoe, "111"))
    stranger = told.enrolled(provisional=True, profile=Profile(given_name="", family_name=""))
    link = told.linked(stranger, "111")
    office.tell(stranger, link, keys=told.keys)
    with office.unit() as unit:
        assert settle_card(unit.office(), TILLS[0], link, office.clock.now())

    assert days(office) == [DAY]
