"""Whoever serves hears that the centre could not do a refund, and a manager sees which one."""

from dataclasses import replace
from datetime import date

import pytest

from fidpos.domain.clock import utc
from fidpos.domain.ids import EventId, VisitId, uuid7
from fidpos.domain.money import EUR, Money
from fidpos.till.centre_link import CentreStanding, LinkState, NoLink
from fidpos.till.ports import PastVisit
from fidpos.till.refund_watch import EVERY_S
from fidpos.till.task.acts import ChooseLine, GoOn, OpenTask, TaskKind
from fidpos.till.task.view import ApprovalBody, ListBody, ReviewBody, TaskView
from fidpos.till.view import Message
from fidpos.till.workplace import Workplace
from fidpos.wire.events import StaffActed, StaffActKind
from fidpos.wire.sync.refund_fate import RefundFatesAnswer
from tests.helpers.corrector import Corrector
from tests.helpers.counter import INES, PAUL, Counter, counter, snapshot
from tests.helpers.scripted_quotes import ScriptedQuotes

BOUGHT_AT = utc(2026, 11, 18, 15, 0)
THERE = PastVisit(
    id=VisitId(uuid7(BOUGHT_AT, bytes)),
    closed_at=BOUGHT_AT,
    business_day=date(2026, 11, 18),
    amount=Money(10_000, EUR),
    discount=Money(0, EUR),
    points=100,
    voided=False,
)
ANNE = replace(snapshot(209, "Anne", card="2047110000093", points=100), visits=(THERE,))


class Link(NoLink):
    """A link whose state a test sets."""

    def __init__(self) -> None:
        self.state = LinkState.UP_TO_DATE

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
    """Paul has asked the centre for a refund of 40.00, out of contact."""
    made = counter()
    made.workplace = Workplace(link=link, refund_quotes=centre)
    made.store.load(ANNE)
    made.start()
    made.sign_in(PAUL)
    made.tap_member(ANNE)
    at_work = Corrector(made)
    at_work.open(THERE.id)
    at_work.line(2)
    at_work.fill("amount", "4000")
    centre.keep_silent()
    at_work.enter()
    at_work.line(1)
    at_work.enter()
    made.session.back()
    return made


def later(till: Counter) -> None:
    till.clock.advance(EVERY_S)
    till.session.tick()


def requested(till: Counter) -> EventId:
    [request] = till.store.refund_requests.open()
    return request.event.id


def refuse(till: Counter, centre: ScriptedQuotes) -> None:
    later(till)
    centre.wondered[-1][1](RefundFatesAnswer(refused=(requested(till),)))
    till.session.tick()


def task(till: Counter) -> TaskView:
    view = till.session.view().task
    assert view is not None
    return view


def shop_lines(till: Counter) -> list[str]:
    till.session.in_task(OpenTask(kind=TaskKind.SHOP))
    body = task(till).body
    assert isinstance(body, ListBody)
    return [line.title.key for line in body.lines if isinstance(line.title, Message)]


def test_the_centre_is_asked_about_what_it_has_not_done(till: Counter, centre: ScriptedQuotes) -> None:
    later(till)

    assert [events for events, _ in centre.wondered] == [(requested(till),)]


def test_one_question_is_asked_at_a_time(till: Counter, centre: ScriptedQuotes) -> None:
    later(till)
    later(till)
    assert len(centre.wondered) == 1

    centre.wondered[-1][1](None)
    later(till)

    assert len(centre.wondered) == 2


def test_nothing_is_asked_while_events_wait_or_nobody_serves(
    till: Counter, centre: ScriptedQuotes, link: Link
) -> None:
    link.state = LinkState.OFFLINE
    later(till)
    link.state = LinkState.UP_TO_DATE
    till.session.lock()
    later(till)

    assert centre.wondered == []


def test_what_the_centre_has_done_is_not_spoken_of(till: Counter, centre: ScriptedQuotes) -> None:
    later(till)
    centre.wondered[-1][1](RefundFatesAnswer(done=(requested(till),)))
    later(till)

    assert len(centre.wondered) == 1
    assert till.said == ""
    assert "task.shop.refusals" not in shop_lines(till)


def test_a_refusal_is_said_to_everybody_who_serves_once(till: Counter, centre: ScriptedQuotes) -> None:
    refuse(till, centre)
    assert till.said == "banner.refund_refused"

    till.session.back()
    later(till)
    assert till.said == ""
    till.session.lock()
    till.sign_in(INES)
    till.session.back()
    later(till)

    assert till.said == "banner.refund_refused"


def test_a_refusal_is_not_said_over_something_else(till: Counter, centre: ScriptedQuotes) -> None:
    later(till)
    centre.wondered[-1][1](RefundFatesAnswer(refused=(requested(till),)))
    till.buy(ANNE, 1_000)
    said = till.said
    till.session.tick()
    assert till.said == said != ""

    till.session.back()
    till.session.tick()

    assert till.said == "banner.refund_refused"


def test_a_manager_sees_which_one_and_the_journal_says_who_saw_it(
    till: Counter, centre: ScriptedQuotes
) -> None:
    refuse(till, centre)
    refused = requested(till)
    till.session.lock()
    till.sign_in(INES)
    assert shop_lines(till)[0] == "task.shop.refusals"
    till.session.in_task(ChooseLine(number=1))
    assert isinstance(task(till).body, ReviewBody)
    till.session.in_task(GoOn())
    assert isinstance(task(till).body, ApprovalBody)

    Corrector(till).approve(PAUL)

    assert till.store.refund_requests.open() == ()
    acts = [event for event in till.store.events if isinstance(event, StaffActed)]
    assert (acts[-1].act, acts[-1].staff_id, acts[-1].detail) == (
        StaffActKind.REFUND_REFUSAL_SEEN,
        PAUL.id,
        str(refused),
    )
    body = task(till).body
    assert isinstance(body, ListBody)
    assert body.lines == ()


def test_a_refusal_is_there_after_a_start(till: Counter, centre: ScriptedQuotes) -> None:
    refuse(till, centre)
    till.start()
    till.sign_in(PAUL)
    later(till)

    assert till.said == "banner.refund_refused"
