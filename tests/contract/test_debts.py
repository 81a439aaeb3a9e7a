"""Points that were spent before they were taken back are owed: visits pay, and what is paid stays paid."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.domain.ids import RefundId, VisitId
from fidpos.domain.ledger import Lot
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.posting.spend import spendable
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from tests.helpers.correcting_till import CorrectingTill, correcting_till
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE

A_MONTH_S = 30 * 86_400


@pytest.fixture(params=["memory", "disk"])
def till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CorrectingTill]:
    """Bérénice, who brought 120 points, owes 30 of the 150 that she has spent; she has earned 1 since."""
    made = correcting_till(request.param, tmp_path)
    first = made.buy(BERENICE, 10_000)
    made.buy(BERENICE, 100, reward=1)
    made.undo(first)
    assert sorted(lot.remaining for lot in open_lots(made)) == [-30, 1]
    yield made
    if isinstance(made.store, LocalStore):
        reader = made.store.database.reader()
        assert verify(reader.connection).holds
        reader.close()
        made.store.close()


def open_lots(till: CorrectingTill) -> tuple[Lot, ...]:
    return till.store.open_lots(BERENICE.member.account_id, "points")


def refund(till: CorrectingTill, visit_id: VisitId) -> None:
    request = RefundRequest(id=RefundId(till.events.new_id()), reason="broken")
    result = refund_visit(correction(till.store, till.events), recorded(till.store, visit_id), request)
    assert isinstance(result, Refunded), result


def test_what_is_earned_pays_the_debt(till: CorrectingTill) -> None:
    till.buy(BERENICE, 5_000)

    assert [lot.remaining for lot in open_lots(till)] == [21]
    assert till.points(BERENICE) == 21


def test_a_debt_that_was_paid_does_not_come_back_when_what_paid_it_expires(till: CorrectingTill) -> None:
    till.buy(BERENICE, 5_000)
    till.clock.advance(13 * A_MONTH_S)

    till.buy(BERENICE, 6_000)

    assert spendable(open_lots(till), till.events.today) == 60


def test_a_debt_is_paid_as_far_as_it_can_be(till: CorrectingTill) -> None:
    till.buy(BERENICE, 1_000)

    assert [lot.remaining for lot in open_lots(till)] == [-19]


def test_undoing_the_visit_that_paid_leaves_the_debt_as_it_was(till: CorrectingTill) -> None:
    before = till.state(BERENICE)

    till.undo(till.buy(BERENICE, 5_000))

    assert till.state(BERENICE) == before


def test_refunding_the_visit_that_paid_leaves_as_much_owed(till: CorrectingTill) -> None:
    before = till.points(BERENICE)

    refund(till, till.buy(BERENICE, 5_000))

    assert till.points(BERENICE) == before
    assert sum(lot.remaining for lot in open_lots(till)) == before


def test_a_payment_is_no_line_of_the_history(till: CorrectingTill) -> None:
    till.buy(BERENICE, 5_000)

    (latest,) = till.store.recent_visits(BERENICE.member.id, 1)
    assert [(gain.cause, gain.amount) for gain in latest.gains] == [("base", 50)]
