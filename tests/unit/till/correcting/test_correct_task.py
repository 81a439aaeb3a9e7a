"""Shift+F8 at the counter: each way through it, as a cashier goes it."""

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.money import EUR, Money
from fidpos.till.task.view import ApprovalBody, ReviewBody
from fidpos.wire.events import VisitVoided
from tests.helpers.corrector import AMOUNT, MEMBER, REFUND, VOID, Corrector
from tests.helpers.counter import BERENICE, INES, MALO, PAUL, Counter, counter


@pytest.fixture
def till() -> Counter:
    """Bérénice has just bought for 40 euros: 120 points became 160."""
    made = counter()
    made.buy(BERENICE, 4000)
    return made


@pytest.fixture
def at_work(till: Counter) -> Corrector:
    """Somebody who corrects there."""
    return Corrector(till)


def later(till: Counter) -> None:
    """So much later that a cashier may correct nothing alone."""
    till.clock.advance(3600)


def test_a_cashier_corrects_the_amount_of_the_visit_just_closed(till: Counter, at_work: Corrector) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(AMOUNT)
    at_work.fill("amount", "400")
    at_work.line(1)

    assert at_work.facts()["task.correct.fact.amount"] == {
        "before": Money(4000, EUR),
        "after": Money(400, EUR),
    }
    assert at_work.facts()["task.correct.fact.moved"] == {"before": 40, "after": 4}
    assert at_work.facts()["task.correct.fact.balance"] == {"before": 160, "after": 124}

    at_work.enter()
    assert not at_work.is_open
    assert till.said == "task.correct.amount.done"
    assert till.points(BERENICE) == 124
    member = till.view.member
    assert member is not None
    assert member.points == 124


def test_nothing_is_written_before_the_last_enter(till: Counter, at_work: Corrector) -> None:
    before = list(till.store.events)
    at_work.open(at_work.last_visit())
    at_work.line(VOID)
    at_work.line(1)
    assert isinstance(at_work.view.body, ReviewBody)

    at_work.esc()
    at_work.esc()
    at_work.esc()
    at_work.esc()

    assert not at_work.is_open
    assert list(till.store.events) == before


def test_later_a_manager_approves_once_for_the_whole_task(till: Counter, at_work: Corrector) -> None:
    visit_id = at_work.last_visit()
    later(till)
    at_work.open(visit_id)
    at_work.line(AMOUNT)
    at_work.fill("amount", "2000")
    at_work.line(1)
    assert isinstance(at_work.view.body, ApprovalBody)

    at_work.approve()
    assert isinstance(at_work.view.body, ReviewBody)
    at_work.enter()

    assert not at_work.is_open
    assert till.points(BERENICE) == 140
    voids = [event for event in till.store.events if isinstance(event, VisitVoided)]
    assert [(each.staff_id, each.asked_by, each.flagged) for each in voids] == [(PAUL.id, INES.id, False)]


def test_a_manager_who_leaves_takes_the_word_along(till: Counter, at_work: Corrector) -> None:
    visit_id = at_work.last_visit()
    later(till)
    at_work.open(visit_id)
    at_work.line(VOID)
    at_work.line(1)
    at_work.approve()
    till.session.lock()
    till.sign_in()

    at_work.enter()

    assert isinstance(at_work.view.body, ApprovalBody)
    assert till.points(BERENICE) == 160


def test_a_visit_goes_to_the_member_whose_card_is_held_out(till: Counter, at_work: Corrector) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(MEMBER)
    till.tap_member(MALO)
    at_work.line(1)
    assert at_work.facts()["task.correct.fact.member"] == {"before": "Bérénice D.", "after": "Malo D."}

    at_work.enter()

    assert (till.points(BERENICE), till.points(MALO)) == (120, 560)


def test_a_visit_goes_to_a_member_found_by_name(till: Counter, at_work: Corrector) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(MEMBER)
    at_work.fill("search", "mal", move=0)
    assert at_work.titles() == ["Malo Durand"]

    at_work.line(1)
    at_work.line(1)
    at_work.enter()

    assert till.points(MALO) == 560


def test_a_part_comes_back_and_the_register_is_told_how_much(till: Counter, at_work: Corrector) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(REFUND)
    at_work.line(2)
    at_work.fill("amount", "1000")
    at_work.line(2)
    assert at_work.facts()["task.correct.fact.pay_back"] == {"amount": Money(1000, EUR)}

    at_work.enter()

    assert till.said == "task.correct.refund.done"
    assert till.points(BERENICE) == 150


def test_no_more_comes_back_than_is_left(till: Counter, at_work: Corrector) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(REFUND)
    at_work.line(2)

    at_work.fill("amount", "4001")

    assert at_work.problem == "correction.wrong_amount"


def test_what_was_refunded_can_only_be_refunded_further(till: Counter, at_work: Corrector) -> None:
    visit_id = at_work.last_visit()
    at_work.open(visit_id)
    at_work.line(REFUND)
    at_work.line(2)
    at_work.fill("amount", "1000")
    at_work.line(1)
    at_work.enter()

    at_work.open(visit_id)
    assert "task.correct.mark.refunded" in at_work.titles()
    for what in (AMOUNT, MEMBER, VOID):
        at_work.line(what)
        assert at_work.problem == "correction.refunded"


def test_a_visit_undone_says_so_whatever_is_chosen(till: Counter, at_work: Corrector) -> None:
    visit_id = at_work.last_visit()
    at_work.open(visit_id)
    at_work.line(VOID)
    at_work.line(2)
    at_work.enter()
    assert till.points(BERENICE) == 120

    at_work.open(visit_id)
    for what in (AMOUNT, MEMBER, REFUND, VOID):
        at_work.line(what)
        assert at_work.problem == "correction.already"


def test_a_forgotten_card_has_its_ticket_credited_once(till: Counter, at_work: Corrector) -> None:
    till.tap_member(MALO)
    at_work.open()
    at_work.press("f5")
    at_work.fill("ticket", "a-17")
    at_work.fill("amount", "2500")
    at_work.fill("day", "")
    at_work.enter()
    assert till.points(MALO) == 545

    at_work.open()
    at_work.press("f5")
    at_work.fill("ticket", "A 17")
    at_work.fill("amount", "2500")
    at_work.fill("day", "")

    assert at_work.problem == "correction.ticket_used"


def test_a_ticket_of_tomorrow_or_of_no_day_is_refused(till: Counter, at_work: Corrector) -> None:
    till.tap_member(MALO)
    at_work.open()
    at_work.press("f5")
    at_work.fill("ticket", "A17")
    at_work.fill("amount", "2500")

    for day in ("31022026", "99", "01012031"):
        at_work.fill("day", day)
        assert at_work.problem == "correction.too_old", day


def test_a_ticket_that_was_credited_is_found_by_its_number(till: Counter, at_work: Corrector) -> None:
    till.tap_member(MALO)
    at_work.open()
    at_work.press("f5")
    at_work.fill("ticket", "A17")
    at_work.fill("amount", "2500")
    at_work.fill("day", "")
    at_work.enter()

    at_work.open()
    at_work.press("f2")
    at_work.fill("number", "a 17")

    assert at_work.view.lead.params["amount"] == Money(2500, EUR)


def test_a_ticket_that_nobody_knows_is_said(at_work: Corrector) -> None:
    at_work.open()
    at_work.press("f2")

    at_work.fill("number", "no such")

    assert at_work.problem == "task.correct.ticket_unknown"


def test_the_latest_visits_of_the_till_are_listed_newest_first(till: Counter, at_work: Corrector) -> None:
    till.clock.advance(60)
    till.buy(MALO, 1200)
    till.clock.advance(100)
    till.session.tick()

    at_work.open()

    assert at_work.titles() == ["Malo D.", "Bérénice D."]


def test_a_full_disk_at_the_last_enter_leaves_everything_as_it_was(till: Counter, at_work: Corrector) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(VOID)
    at_work.line(1)
    till.break_disk(StoreFull("full"))
    at_work.enter()
    assert at_work.is_open
    till.mend_disk()
    assert till.points(BERENICE) == 160

    at_work.enter()

    assert not at_work.is_open
    assert till.points(BERENICE) == 120


def test_another_reason_is_said_in_words(till: Counter, at_work: Corrector) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(VOID)
    at_work.line(4)
    at_work.fill("reason", "   ")
    assert at_work.problem == "correction.needs_reason"

    at_work.fill("reason", " the  scale\twas off ")
    at_work.enter()

    voids = [event for event in till.store.events if isinstance(event, VisitVoided)]
    assert [each.reason for each in voids] == ["the scale was off"]


def test_after_a_correction_f8_undoes_what_stands_in_place(till: Counter, at_work: Corrector) -> None:
    at_work.open(at_work.last_visit())
    at_work.line(AMOUNT)
    at_work.fill("amount", "400")
    at_work.line(1)
    at_work.enter()

    till.session.void_last()

    assert till.points(BERENICE) == 120
