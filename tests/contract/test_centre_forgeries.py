"""The mirror of what was never spent, on both stores of the centre: nothing of it is booked."""

import msgspec
import pytest

from fidpos.domain.ids import EntryId
from fidpos.domain.ledger import EntryKind
from fidpos.server.reason import EventRefused, Reason
from fidpos.wire.events import EntryBody, MemberEnrolled, Taken, VisitClosed, VisitVoided
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import Office

EARNED = 100


def giving_back(told: Happenings, visit: VisitClosed, amount: int) -> VisitVoided:
    """The undoing of a visit that says to have spent so much of the lot that it opened."""
    lot = visit.entries[0].lot
    assert lot is not None
    entry = EntryBody(
        id=EntryId(told.new_id()),
        counter="points",
        kind=EntryKind.REVERSE,
        amount=amount,
        taken=(Taken(lot_id=lot.id, amount=-amount),),
    )
    return msgspec.structs.replace(told.voided(visit), entries=(entry,), points=amount)


def test_no_more_comes_back_to_a_lot_than_was_taken_from_it(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    visit = told.closed(zoe, earned=EARNED)
    office.tell(visit)

    with pytest.raises(EventRefused) as refused:
        office.tell(giving_back(told, visit, 1))

    assert refused.value.reason is Reason.CONTRADICTORY
    assert office.held(zoe.account_id) == [EARNED]


def test_what_was_taken_comes_back(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    visit = told.closed(zoe, earned=EARNED)
    lot = visit.entries[0].lot
    assert lot is not None
    office.tell(visit, told.closed(zoe, earned=0, entries=[told.spending(lot.id, 30)]))

    office.tell(giving_back(told, visit, 30))

    assert office.held(zoe.account_id) == [EARNED]
