"""What a till asks of the centre when goods came back that another till sold."""

import msgspec

from fidpos.domain.ids import EventId, RefundId
from fidpos.wire.events import VisitClosed
from fidpos.wire.refund_events import RefundAsked
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import CASHIER


def refund_asked(told: Happenings, visit: VisitClosed | None = None, **more: object) -> RefundAsked:
    """All that is left of the visit, unless told otherwise; of a ticket where no visit is given."""
    event = RefundAsked(
        id=EventId(told.new_id()),
        at=told.clock.now(),
        refund_id=RefundId(told.new_id()),
        visit_id=visit.visit_id if visit is not None else None,
        business_day=told.today,
        currency="EUR",
        staff_id=CASHIER,
        reason="faulty",
    )
    return msgspec.structs.replace(event, **more)
