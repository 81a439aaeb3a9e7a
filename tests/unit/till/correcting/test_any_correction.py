"""Whatever is corrected in whatever order: entries sum, no more comes back than was bought, nothing twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.domain.ids import VisitId
from fidpos.till.task.view import ApprovalBody
from fidpos.wire.events import VisitClosed, VisitRefunded, VisitVoided
from tests.helpers.corrector import AMOUNT, MEMBER, REFUND, VOID, Corrector
from tests.helpers.counter import BERENICE, MALO, Counter, counter

_WHAT = st.sampled_from([AMOUNT, MEMBER, REFUND, VOID])
_DEEDS = st.lists(
    st.tuples(_WHAT, st.integers(0, 5), st.integers(0, 12_000), st.booleans()), min_size=1, max_size=6
)


def correct(till: Counter, what: int, visit_id: VisitId, minor: int) -> None:
    """As far as it goes; a refusal ends it with Esc."""
    at_work = Corrector(till)
    at_work.open(visit_id)
    at_work.line(what)
    if what == AMOUNT:
        at_work.fill("amount", str(minor))
    elif what == MEMBER:
        till.tap_member(MALO)
    elif what == REFUND:
        at_work.line(2)
        at_work.fill("amount", str(minor))
    at_work.line(1)
    if isinstance(at_work.view.body, ApprovalBody):
        at_work.approve()
    at_work.enter()
    while at_work.is_open:
        at_work.esc()


def check_sums(till: Counter) -> None:
    events = till.store.events
    closed = {event.visit_id: event for event in events if isinstance(event, VisitClosed)}
    voids = [event for event in events if isinstance(event, VisitVoided)]
    refunds = [event for event in events if isinstance(event, VisitRefunded)]
    assert len({void.visit_id for void in voids}) == len(voids)
    for void in voids:
        told = closed[void.visit_id]
        assert sum(entry.amount for entry in (*told.entries, *void.entries)) == 0
        assert not any(refund.visit_id == void.visit_id for refund in refunds)
    for told in closed.values():
        mine = [refund for refund in refunds if refund.visit_id == told.visit_id]
        assert sum(refund.amount_minor for refund in mine) <= told.amount_minor
        back = -sum(entry.amount for refund in mine for entry in refund.entries)
        assert 0 <= back <= sum(entry.amount for entry in told.entries)
    for member, opening in ((BERENICE, 120), (MALO, 520)):
        account = member.member.account_id
        moved: list[VisitClosed | VisitVoided | VisitRefunded] = [*closed.values(), *voids, *refunds]
        booked = [entry for event in moved if event.account_id == account for entry in event.entries]
        assert till.points(member) == opening + sum(entry.amount for entry in booked)


@given(_DEEDS, st.integers(100, 10_000))
@settings(max_examples=40, deadline=None)
def test_corrections_in_any_order_leave_sums_that_hold(
    deeds: list[tuple[int, int, int, bool]], bought: int
) -> None:
    till = counter()
    till.buy(BERENICE, bought)
    for what, which, minor, is_late in deeds:
        if is_late:
            till.clock.advance(301)
            till.session.lock()
            till.sign_in()
        visits = till.store.till_visits(9)
        correct(till, what, visits[which % len(visits)].past.id, minor)
        check_sums(till)
