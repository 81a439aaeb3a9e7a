"""Abuse: the few minutes in which a cashier undoes a sale alone are made to begin again for an older one."""

import pytest

from fidpos.domain.ids import VisitId
from fidpos.till.task.view import ApprovalBody
from tests.helpers.corrector import AMOUNT, VOID, Corrector
from tests.helpers.counter import BERENICE
from tests.helpers.paying_till import PayingTill, paying_till


@pytest.fixture
def till() -> PayingTill:
    return paying_till()


def sold_hours_ago(till: PayingTill) -> VisitId:
    till.at.buy(BERENICE, 4_000)
    till.at.clock.advance(3 * 3_600)
    return till.visits[-1].visit_id


def asks_manager(till: PayingTill, visit_id: VisitId) -> bool:
    """Whether undoing it through Shift+F8 needs one."""
    corrector = Corrector(till.at)
    corrector.open(visit_id)
    corrector.line(VOID)
    corrector.line(1)
    asked = isinstance(corrector.view.body, ApprovalBody)
    while corrector.is_open:
        corrector.esc()
    return asked


def test_a_sale_to_nobody_paid_by_gift_card_makes_the_visit_before_it_no_newer(till: PayingTill) -> None:
    old = sold_hours_ago(till)
    till.pay_all(till.card(500), 1, "A9")

    assert asks_manager(till, old)


def test_that_sale_taken_back_leaves_the_visit_before_it_as_old_as_it_was(till: PayingTill) -> None:
    old = sold_hours_ago(till)
    till.pay_all(till.card(500), 1, "A9")
    till.at.session.void_last()
    till.at.session.void_last()

    assert till.at.said == "correction.needs_manager"
    assert asks_manager(till, old)


def test_a_sale_to_nobody_ends_the_minutes_of_the_visit_before_it(till: PayingTill) -> None:
    till.at.buy(BERENICE, 4_000)
    till.pay_all(till.card(500), 1, "A9")

    assert asks_manager(till, till.visits[-1].visit_id)


def test_a_visit_in_the_place_of_the_one_closed_just_now_is_as_fresh(till: PayingTill) -> None:
    till.at.buy(BERENICE, 4_000)
    corrector = Corrector(till.at)
    corrector.open(till.visits[-1].visit_id)
    corrector.line(AMOUNT)
    corrector.fill("amount", "400")
    corrector.line(1)
    corrector.enter()
    assert till.visits[-1].amount_minor == 400

    assert not asks_manager(till, till.visits[-1].visit_id)


def test_an_old_visit_put_right_becomes_no_new_one(till: PayingTill) -> None:
    old = sold_hours_ago(till)
    corrector = Corrector(till.at)
    corrector.open(old)
    corrector.line(AMOUNT)
    corrector.fill("amount", "400")
    corrector.line(1)
    corrector.approve()
    corrector.enter()
    assert till.visits[-1].amount_minor == 400

    assert asks_manager(till, till.visits[-1].visit_id)
