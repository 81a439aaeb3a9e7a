"""The centre's store in memory and on PostgreSQL: whatever is asked of one is asked of both."""

from collections.abc import Iterator

import pytest

from fidpos.domain.gift_card import GiftMove
from fidpos.wire.events import MemberEnrolled
from fidpos.wire.gift_card_events import GiftCardIssued
from tests.helpers.centre_acts import enrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import OFFICES, Office
from tests.helpers.fake_clock import FakeClock


@pytest.fixture(params=list(OFFICES))
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    with OFFICES[request.param](FakeClock()) as made:
        yield made


@pytest.fixture
def told(office: Office) -> Happenings:
    return Happenings(office.clock)


@pytest.fixture
def zoe(office: Office, told: Happenings) -> MemberEnrolled:
    """A member whom the first till has enrolled."""
    return enrolled(office, told)


@pytest.fixture
def card(office: Office, told: Happenings) -> GiftCardIssued:
    """A gift card that holds 50.00."""
    issued = told.gift_card()
    office.tell(issued, told.moved(issued.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    return issued
