"""Goods that another till sold, brought back to this counter."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from fidpos.domain.clock import utc
from fidpos.domain.ids import VisitId, uuid7
from fidpos.domain.money import EUR, Money
from fidpos.till.centre_link import CentreStanding, LinkState, NoLink
from fidpos.till.ports import PastVisit
from fidpos.till.task.view import ApprovalBody, FormBody
from fidpos.till.view import Message
from fidpos.till.workplace import Workplace
from fidpos.wire.refund_events import RefundAsked
from tests.helpers.corrector import Corrector
from tests.helpers.counter import BERENICE, INES, PAUL, Counter, counter, snapshot
from tests.helpers.registers import BREAD, JAM, TICKET, basket, stands

BOUGHT_AT = utc(2026, 11, 18, 15, 0)
THERE = PastVisit(
    id=VisitId(uuid7(BOUGHT_AT, bytes)),
    closed_at=BOUGHT_AT,
    business_day=date(2026, 11, 18),
    amount=Money(10_000, EUR),
    discount=Money(1_500, EUR),
    points=100,
    voided=False,
)
ANNE = replace(snapshot(209, "Anne", card="2047110000093", points=100), visits=(THERE,))
GONE = replace(
    snapshot(210, "Noé", card="2047110000109"),
    visits=(replace(THERE, id=VisitId(UUID(int=THERE.id.int + 1)), voided=True),),
)


class PairedLink(NoLink):
    """A till that has a centre, which does not answer just now."""

    def standing(self) -> CentreStanding:
        return CentreStanding(state=LinkState.OFFLINE)


@pytest.fixture
def till() -> Counter:
    made = counter()
    made.workplace = Workplace(link=PairedLink())
    made.store.load(ANNE, GONE)
    made.start()
    made.sign_in(PAUL)
    return made


@pytest.fixture
def at_work(till: Counter) -> Corrector:
    return Corrector(till)


def asked(till: Counter) -> list[RefundAsked]:
    return [event for event in till.store.events if isinstance(event, RefundAsked)]


def test_all_of_a_visit_made_elsewhere_is_refunded_less_what_was_not_paid(
    till: Counter, at_work: Corrector
) -> None:
    till.tap_member(ANNE)
    at_work.open()
    for number in (1, 1, 2):
        at_work.line(number)
    facts = at_work.facts()
    assert facts["task.correct.fact.not_paid"] == {"amount": Money(-1_500, EUR)}
    assert facts["task.correct.fact.pay_back"] == {"amount": Money(8_500, EUR)}

    at_work.enter()

    assert till.said == "task.correct.elsewhere.done"
    [event] = asked(till)
    assert (event.visit_id, event.amount_minor, event.reason) == (THERE.id, None, "faulty")
    assert event.flagged


def test_nothing_moves_here_before_the_centre_says_so(till: Counter, at_work: Corrector) -> None:
    till.tap_member(ANNE)
    at_work.open(THERE.id)
    for number in (1, 1):
        at_work.line(number)
    at_work.enter()

    assert till.points(ANNE) == 100


def test_a_part_pays_back_its_share_of_the_discount_less(till: Counter, at_work: Corrector) -> None:
    till.tap_member(ANNE)
    at_work.open(THERE.id)
    at_work.line(2)
    at_work.fill("amount", "10001")
    assert at_work.problem == "correction.wrong_amount"
    at_work.fill("amount", "2001")
    at_work.line(1)
    assert at_work.facts()["task.correct.fact.pay_back"] == {"amount": Money(2_001 - 300, EUR)}

    at_work.enter()

    assert [event.amount_minor for event in asked(till)] == [2_001]


def test_a_cashier_needs_a_manager_who_is_not_the_one_who_asks(till: Counter, at_work: Corrector) -> None:
    till.session.lock()
    till.sign_in(INES)
    till.tap_member(ANNE)
    at_work.open(THERE.id)
    at_work.line(1)
    at_work.line(1)
    assert isinstance(at_work.view.body, ApprovalBody)
    at_work.approve()
    at_work.enter()

    [event] = asked(till)
    assert (event.staff_id, event.asked_by, event.flagged) == (PAUL.id, INES.id, False)


def test_a_visit_that_was_undone_elsewhere_is_not_refunded(till: Counter, at_work: Corrector) -> None:
    till.tap_member(GONE)
    at_work.open()
    at_work.line(1)
    at_work.line(1)

    assert at_work.problem == "correction.already"


def test_a_ticket_of_another_shop_is_enough(till: Counter, at_work: Corrector) -> None:
    at_work.open()
    at_work.press("f2")
    at_work.fill("number", "b-99")
    assert at_work.problem == "task.correct.ticket_unknown"
    at_work.press("f6")
    assert isinstance(at_work.view.body, FormBody)
    at_work.fill("ticket", "b-99")
    at_work.fill("amount", "4000")
    at_work.fill("day", "1811")
    at_work.line(1)
    at_work.enter()

    [event] = asked(till)
    assert (event.ticket, event.bought_on, event.amount_minor) == ("B99", date(2026, 11, 18), 4_000)
    assert event.visit_id is None


def test_a_ticket_needs_number_amount_and_a_day_that_there_was(till: Counter, at_work: Corrector) -> None:
    at_work.open()
    at_work.press("f2")
    at_work.press("f6")
    for field, text, problem in (
        ("day", "", "correction.needs_ticket"),
        ("ticket", "B99", ""),
        ("day", "", "correction.wrong_amount"),
        ("amount", "4000", ""),
        ("day", "3002", "correction.too_old"),
    ):
        at_work.fill(field, text)
        assert at_work.problem == problem


def test_a_till_without_a_centre_offers_no_other_shop(till: Counter) -> None:
    till.workplace = Workplace()
    till.start()
    till.sign_in(PAUL)
    alone = Corrector(till)
    alone.open()
    alone.press("f2")
    assert alone.view.keys == ()

    alone.press("f6")

    assert alone.view.place == "correct.ticket"


def test_going_back_and_on_again_is_the_same_refund(till: Counter, at_work: Corrector) -> None:
    till.tap_member(ANNE)
    at_work.open(THERE.id)
    for number in (1, 1):
        at_work.line(number)
    at_work.esc()
    at_work.esc()
    for number in (1, 3):
        at_work.line(number)
    at_work.enter()

    assert len(asked(till)) == 1


def test_another_members_list_is_not_asked_for_a_visit(till: Counter, at_work: Corrector) -> None:
    till.tap_member(BERENICE)

    at_work.open(THERE.id)

    assert at_work.problem == "task.correct.elsewhere"


def test_the_list_says_which_visits_were_made_at_another_till(till: Counter, at_work: Corrector) -> None:
    till.buy(ANNE, 1_000)

    at_work.open()

    details = [line.detail for line in at_work.lines()]
    keys = [detail.key for detail in details if isinstance(detail, Message)]
    assert keys == ["task.correct.today", "task.correct.made_elsewhere"]


def bring_back(till: Counter, at_work: Corrector) -> None:
    """All of it, as the cashier goes through it; a step that is refused stays."""
    till.tap_member(ANNE)
    at_work.open(THERE.id)
    at_work.line(1)
    at_work.line(1)
    at_work.enter()
    while at_work.is_open:
        at_work.esc()
    till.session.back()


def test_a_visit_of_elsewhere_is_not_paid_back_twice_at_one_till(till: Counter, at_work: Corrector) -> None:
    bring_back(till, at_work)
    bring_back(till, at_work)

    assert len(asked(till)) == 1


def test_a_ticket_of_elsewhere_is_not_paid_back_twice_at_one_till(till: Counter, at_work: Corrector) -> None:
    for spelt in ("A17", " a-17"):
        at_work.open()
        at_work.press("f2")
        at_work.press("f6")
        at_work.fill("ticket", spelt)
        at_work.fill("amount", "2000")
        at_work.fill("day", "18/11/2026")
        at_work.line(1)
        at_work.enter()
        while at_work.is_open:
            at_work.esc()

    assert len(asked(till)) == 1


def test_a_ticket_of_this_till_is_no_ticket_of_elsewhere(till: Counter, at_work: Corrector) -> None:
    register = till.session.register
    till.tap_member(BERENICE)
    register.put(TICKET, basket(BREAD, JAM))
    stands(register.close(TICKET, 1_240))
    at_work.open()
    at_work.press("f2")
    at_work.press("f6")
    at_work.fill("ticket", TICKET.number)
    at_work.fill("amount", "1240")
    at_work.fill("day", "")
    at_work.line(1)

    assert at_work.problem == "correction.sold_here"
    assert asked(till) == []
