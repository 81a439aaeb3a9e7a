"""A counter that corrects visits, on any store."""

from fidpos.domain.authority import Authority
from fidpos.domain.ids import RefundId, VisitId
from fidpos.domain.staff import Staff
from fidpos.till.correction import CorrectionWork
from fidpos.till.counter_store import CounterStore
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from tests.helpers.counter import BERENICE, INES, PAUL
from tests.helpers.store_events import Events


def correction(
    store: CounterStore,
    events: Events,
    *,
    by: Staff = INES,
    approved_by: Staff | None = PAUL,
    fresh: bool = False,
) -> CorrectionWork:
    """Inès asks, Paul approves, unless told otherwise."""
    return CorrectionWork(
        store=store,
        authority=Authority(asked_by=by, approved_by=approved_by),
        fresh=fresh,
        at=events.clock.now(),
        new_id=events.new_id,
    )


def recorded(store: CounterStore, visit_id: VisitId) -> RecordedVisit:
    """The visit as the store has it now."""
    visit = store.visit(visit_id)
    assert visit is not None
    return visit


def refunded(store: CounterStore, events: Events) -> Refunded:
    """A visit of Bérénice, refunded at once."""
    event = events.closed(BERENICE.member)
    store.commit(event)
    request = RefundRequest(id=RefundId(events.new_id()), reason="broken")
    result = refund_visit(correction(store, events), recorded(store, event.visit_id), request)
    assert isinstance(result, Refunded), result
    return result
