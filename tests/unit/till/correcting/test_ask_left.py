"""What came back in another shop is not paid back again where it was sold: the centre is asked first."""

from dataclasses import dataclass
from datetime import date

import pytest

from fidpos.domain.money import EUR, Money
from fidpos.till.centre_link import CentreStanding, LinkState, NoLink
from fidpos.till.task.view import ApprovalBody, PresentBody
from fidpos.till.workplace import Workplace
from fidpos.wire.events import VisitRefunded, VisitVoided
from fidpos.wire.refund_events import RefundAsked
from fidpos.wire.sync.refund_quote import QuoteRefusal, RefundQuote
from tests.helpers.corrector import AMOUNT, MEMBER, REFUND, VOID, Corrector
from tests.helpers.counter import BERENICE, Counter, counter
from tests.helpers.scripted_quotes import ScriptedQuotes

WHOLE, PART = 1, 2


@dataclass
class Link(NoLink):
    state: LinkState = LinkState.UP_TO_DATE

    def standing(self) -> CentreStanding:
        return CentreStanding(state=self.state)


@pytest.fixture
def centre() -> ScriptedQuotes:
    return ScriptedQuotes()


@pytest.fixture
def link() -> Link:
    return Link()


@pytest.fixture
def till(centre: ScriptedQuotes, link: Link) -> Counter:
    """Bérénice has just bought for 100 euros: 120 points became 220."""
    made = counter()
    made.workplace = Workplace(link=link, refund_quotes=centre)
    made.start()
    made.sign_in()
    made.buy(BERENICE, 10_000)
    return made


@pytest.fixture
def at_work(till: Counter) -> Corrector:
    """Somebody who has that visit before them."""
    corrector = Corrector(till)
    corrector.open(corrector.last_visit())
    return corrector


def left(at_work: Corrector, minor: int) -> RefundQuote:
    """So much is left of the visit, says the centre."""
    return RefundQuote(
        visit_id=at_work.last_visit(),
        name="Bérénice M.",
        bought_on=date(2026, 11, 20),
        bought_minor=10_000,
        left_minor=minor,
        goods_minor=minor,
        discount_minor=0,
        deducted_minor=0,
        counter="points",
        points=-minor // 100,
        articles=(),
    )


def refunds(till: Counter) -> list[int]:
    return [event.amount_minor for event in till.store.events if isinstance(event, VisitRefunded)]


def is_asking(at_work: Corrector) -> bool:
    body = at_work.view.body
    return isinstance(body, PresentBody) and body.is_busy


def test_the_centre_is_asked_for_all_that_is_left_and_nothing_is_told(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    visit_id = at_work.last_visit()
    at_work.line(REFUND)

    assert is_asking(at_work)
    [(question, _)] = centre.asked
    assert (question.visit_id, question.amount_minor, question.currency) == (visit_id, None, "EUR")
    assert not any(isinstance(event, RefundAsked) for event in till.store.events)


def test_no_more_is_paid_back_than_another_shop_has_left(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    at_work.line(REFUND)
    centre.say(left(at_work, 6_000))
    assert at_work.titles()[-1] == "task.correct.mark.refunded_elsewhere"
    at_work.line(WHOLE)
    at_work.line(1)

    assert at_work.facts()["task.correct.fact.pay_back"] == {"amount": Money(6_000, EUR)}
    at_work.enter()
    assert refunds(till) == [6_000]
    assert till.points(BERENICE) == 160


def test_an_amount_beyond_what_another_shop_has_left_is_refused(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    at_work.line(REFUND)
    centre.say(left(at_work, 6_000))
    at_work.line(PART)
    at_work.fill("amount", "6001")

    assert at_work.problem == "correction.wrong_amount"
    assert refunds(till) == []


def test_after_the_rest_nothing_is_left(till: Counter, at_work: Corrector, centre: ScriptedQuotes) -> None:
    visit_id = at_work.last_visit()
    at_work.line(REFUND)
    centre.say(left(at_work, 6_000))
    at_work.line(WHOLE)
    at_work.line(1)
    at_work.enter()

    at_work.open(visit_id)
    at_work.line(REFUND)
    centre.say(left(at_work, 0))

    assert at_work.problem == "correction.already"
    assert refunds(till) == [6_000]


@pytest.mark.parametrize(
    ("state", "told_minor"), [(LinkState.UP_TO_DATE, 9_000), (LinkState.SENDING, 10_000)]
)
def test_a_part_that_came_back_here_is_counted_once(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes, link: Link, state: LinkState, told_minor: int
) -> None:
    visit_id = at_work.last_visit()
    at_work.line(REFUND)
    centre.say(left(at_work, 10_000))
    at_work.line(PART)
    at_work.fill("amount", "1000")
    at_work.line(1)
    at_work.enter()

    link.state = state
    at_work.open(visit_id)
    at_work.line(REFUND)
    centre.say(left(at_work, told_minor - 4_000))
    at_work.line(PART)
    at_work.fill("amount", "5001")
    assert at_work.problem == "correction.wrong_amount"
    at_work.fill("amount", "5000")
    at_work.line(1)
    at_work.enter()

    assert refunds(till) == [1_000, 5_000]


@pytest.mark.parametrize("what", [AMOUNT, MEMBER, REFUND, VOID])
def test_what_came_back_whole_elsewhere_is_over(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes, what: int
) -> None:
    till.clock.advance(3600)
    at_work.line(what)
    centre.refuse(QuoteRefusal.OVER)

    assert at_work.problem == "correction.already"
    assert at_work.view.place.startswith("correct.what")


@pytest.mark.parametrize("what", [AMOUNT, MEMBER, VOID])
def test_what_came_back_in_part_elsewhere_can_only_be_refunded_further(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes, what: int
) -> None:
    till.clock.advance(3600)
    at_work.line(what)
    centre.say(left(at_work, 6_000))

    assert at_work.problem == "correction.refunded"
    assert at_work.view.place.startswith("correct.what")


def test_a_visit_of_which_nothing_came_back_is_undone_as_ever(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    till.clock.advance(3600)
    at_work.line(VOID)
    centre.say(left(at_work, 10_000))
    at_work.line(1)
    at_work.approve()
    at_work.enter()

    assert any(isinstance(event, VisitVoided) for event in till.store.events)


def test_a_silent_centre_holds_nobody_up_and_is_said(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    at_work.line(REFUND)
    centre.keep_silent()
    assert at_work.problem == "task.correct.left.silent"
    at_work.line(WHOLE)
    at_work.line(1)
    at_work.enter()

    assert refunds(till) == [10_000]


@pytest.mark.parametrize("why", [QuoteRefusal.UNKNOWN, QuoteRefusal.TOO_OLD])
def test_what_the_centre_knows_nothing_of_is_refunded_by_what_the_till_knows(
    at_work: Corrector, centre: ScriptedQuotes, why: QuoteRefusal
) -> None:
    at_work.line(REFUND)
    centre.refuse(why)

    assert at_work.view.place == "correct.part"
    assert at_work.problem == ""


def test_nothing_is_done_while_the_centre_is_asked(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    at_work.line(REFUND)
    at_work.enter()
    at_work.line(WHOLE)

    assert is_asking(at_work)
    assert len(centre.asked) == 1


def test_an_answer_that_comes_after_esc_is_not_heard(at_work: Corrector, centre: ScriptedQuotes) -> None:
    at_work.line(REFUND)
    at_work.esc()
    centre.say(left(at_work, 6_000))

    assert at_work.view.place.startswith("correct.what")


def test_esc_after_the_answer_leads_back_to_what_is_wrong(at_work: Corrector, centre: ScriptedQuotes) -> None:
    at_work.line(REFUND)
    centre.say(left(at_work, 6_000))
    at_work.esc()

    assert at_work.view.place.startswith("correct.what")


@pytest.mark.parametrize("what", [AMOUNT, MEMBER, VOID])
def test_the_visit_just_closed_is_corrected_without_the_centre(
    at_work: Corrector, centre: ScriptedQuotes, what: int
) -> None:
    at_work.line(what)

    assert centre.asked == []


def test_a_manager_approves_what_the_centre_left(
    till: Counter, at_work: Corrector, centre: ScriptedQuotes
) -> None:
    till.clock.advance(3600)
    at_work.line(REFUND)
    centre.say(left(at_work, 6_000))
    at_work.line(WHOLE)
    at_work.line(1)
    assert isinstance(at_work.view.body, ApprovalBody)
    at_work.approve()
    at_work.enter()

    assert refunds(till) == [6_000]
