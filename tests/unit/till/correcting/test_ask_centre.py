"""The centre's word on what another till sold, before anything is paid back; and the way on without it."""

from dataclasses import replace
from datetime import date

import pytest

from fidpos.domain.clock import utc
from fidpos.domain.ids import VisitId, uuid7
from fidpos.domain.money import EUR, Money
from fidpos.till.centre_link import CentreStanding, LinkState, NoLink
from fidpos.till.ports import PastVisit
from fidpos.till.task.view import ApprovalBody, PresentBody
from fidpos.till.view import TillState
from fidpos.till.workplace import Workplace
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.refund_quote import QuoteRefusal, RefundQuote
from tests.helpers.corrector import Corrector
from tests.helpers.counter import INES, PAUL, Counter, counter, snapshot
from tests.helpers.scripted_quotes import ScriptedQuotes

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
QUOTE = RefundQuote(
    visit_id=THERE.id,
    name="Anne M.",
    bought_on=date(2026, 11, 18),
    bought_minor=10_000,
    left_minor=8_000,
    goods_minor=8_000,
    discount_minor=1_200,
    deducted_minor=300,
    counter="points",
    points=-80,
    articles=("Robe", "Ceinture"),
)


class PairedLink(NoLink):
    def standing(self) -> CentreStanding:
        return CentreStanding(state=LinkState.UP_TO_DATE)


@pytest.fixture
def centre() -> ScriptedQuotes:
    return ScriptedQuotes()


@pytest.fixture
def till(centre: ScriptedQuotes) -> Counter:
    made = counter()
    made.workplace = Workplace(link=PairedLink(), refund_quotes=centre)
    made.store.load(ANNE)
    made.start()
    made.sign_in(PAUL)
    return made


@pytest.fixture
def at_work(till: Counter) -> Corrector:
    """All of Anne's visit of another shop comes back."""
    till.tap_member(ANNE)
    corrector = Corrector(till)
    corrector.open(THERE.id)
    corrector.line(1)
    return corrector


def asked(till: Counter) -> list[RefundAsked]:
    return [event for event in till.store.events if isinstance(event, RefundAsked)]


def title(at_work: Corrector) -> str:
    body = at_work.view.body
    assert isinstance(body, PresentBody), body
    assert not isinstance(body.title, str)
    return body.title.key


def by_ticket(at_work: Corrector, number: str = "b-99") -> None:
    at_work.open()
    at_work.press("f2")
    at_work.press("f6")
    at_work.fill("ticket", number)
    at_work.fill("amount", "4000")
    at_work.fill("day", "1811")


def test_the_centre_is_asked_about_the_very_event_that_is_told_then(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    [(question, _)] = centre.asked
    assert title(at_work) == "task.correct.centre.asking"
    assert (question.visit_id, question.amount_minor, question.currency) == (THERE.id, None, "EUR")

    centre.say(QUOTE)
    at_work.line(1)
    at_work.enter()

    [event] = asked(till)
    assert (event.id, event.refund_id) == (question.id, question.refund_id)


def test_what_the_centre_says_is_what_the_cashier_checks_and_the_register_pays_back(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    centre.say(QUOTE)
    at_work.line(1)

    facts = at_work.facts()
    assert facts == {
        "task.correct.fact.member": {"text": "Anne M."},
        "task.correct.fact.amount": {"amount": Money(10_000, EUR), "day": date(2026, 11, 18)},
        "task.correct.fact.articles": {"text": "Robe, Ceinture"},
        "task.correct.fact.left": {"amount": Money(8_000, EUR)},
        "task.correct.fact.goods": {"amount": Money(8_000, EUR)},
        "task.correct.fact.not_paid": {"amount": Money(-1_200, EUR)},
        "task.correct.fact.deducted": {"amount": Money(-300, EUR)},
        "task.correct.fact.pay_back": {"amount": Money(6_500, EUR)},
        "task.correct.fact.taken_back": {"amount": -80},
        "task.correct.fact.reason": {},
    }
    at_work.enter()
    banner = till.session.view().banner
    assert banner is not None
    assert banner.message.params == {"pay_back": Money(6_500, EUR)}


def test_no_more_is_asked_for_than_was_shown(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    centre.say(QUOTE)
    at_work.line(1)
    at_work.enter()

    [event] = asked(till)
    assert event.amount_minor == 8_000


def test_a_ticket_becomes_the_visit_that_the_centre_knows(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    for _ in range(9):
        till.session.back()
    by_ticket(at_work)
    centre.say(QUOTE)
    at_work.line(1)
    at_work.enter()

    [event] = asked(till)
    assert (event.visit_id, event.ticket) == (THERE.id, "B99")


def test_a_silent_centre_leaves_the_choice_to_the_cashier(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    at_work.enter()
    assert title(at_work) == "task.correct.centre.asking"
    centre.keep_silent()
    assert title(at_work) == "task.correct.centre.silent"

    at_work.press("f4")
    assert len(centre.asked) == 2
    centre.keep_silent()
    at_work.enter()
    at_work.line(1)
    assert at_work.facts()["task.correct.fact.pay_back"] == {"amount": Money(8_500, EUR)}
    at_work.enter()

    assert [event.visit_id for event in asked(till)] == [THERE.id]


def test_what_the_centre_has_not_heard_of_may_be_asked_for_all_the_same(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    centre.refuse(QuoteRefusal.UNKNOWN)
    assert title(at_work) == "task.correct.centre.unknown"
    at_work.enter()
    at_work.line(1)
    at_work.enter()

    assert len(asked(till)) == 1


@pytest.mark.parametrize(
    ("why", "problem"),
    [
        (QuoteRefusal.OVER, "correction.already"),
        (QuoteRefusal.WRONG_AMOUNT, "correction.wrong_amount"),
        (QuoteRefusal.TOO_OLD, "correction.too_old"),
        (QuoteRefusal.SEVERAL, "task.correct.elsewhere.several"),
    ],
)
def test_what_the_centre_cannot_do_is_said_before_money_is_paid_back(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes, why: QuoteRefusal, problem: str
) -> None:
    centre.refuse(why)

    assert at_work.problem == problem
    assert at_work.view.place == "correct.elsewhere"
    assert asked(till) == []


def test_an_answer_that_comes_after_esc_is_not_heard(at_work: Corrector, centre: ScriptedQuotes) -> None:
    at_work.esc()
    centre.say(QUOTE)

    assert at_work.view.place == "correct.elsewhere"


def test_the_first_of_two_questions_is_not_heard_after_the_second_was_answered(
    at_work: Corrector, centre: ScriptedQuotes
) -> None:
    late = centre.asked[0][1]
    at_work.esc()
    at_work.line(1)
    centre.say(QUOTE)
    late(None)

    assert at_work.view.place == "correct.why"


def test_an_answer_may_come_while_the_till_is_locked(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    till.session.lock()
    centre.say(QUOTE)
    assert till.session.view().state is TillState.LOCKED

    till.sign_in(INES)
    at_work.line(1)

    assert isinstance(at_work.view.body, ApprovalBody)


def test_esc_after_the_answer_leads_back_to_what_came_back(
    at_work: Corrector, centre: ScriptedQuotes
) -> None:
    centre.say(QUOTE)
    at_work.esc()

    assert at_work.view.place == "correct.elsewhere"
