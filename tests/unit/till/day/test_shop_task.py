"""F10 as a cashier and a manager live it, on a store in memory."""

from datetime import date
from uuid import UUID

import pytest

from fidpos.domain.ids import EventId
from fidpos.domain.staff import PIN_TRIES_MAX
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.task.acts import Approve, ChooseLine, FillIn, GoOn, NameApprover, OpenTask, TaskKind
from fidpos.till.task.view import ApprovalBody, FormBody, ListBody, ReviewBody, TaskView
from fidpos.till.view import Lamp, Message, TillState
from fidpos.wire.day_events import DayClosed, DayOpened
from fidpos.wire.events import StaffActed, StaffActKind
from tests.helpers.counter import BERENICE, INES, MALO, PAUL, PIN, TAREK, ZOE, Counter, counter

TODAY = date(2026, 11, 20)
A_DAY_S = 86_400


def shop(at: Counter) -> TaskView:
    at.session.in_task(OpenTask(TaskKind.SHOP))
    return task(at)


def task(at: Counter) -> TaskView:
    view = at.view.task
    assert view is not None
    return view


def choose(at: Counter, key: str) -> None:
    """The line of the list with this title."""
    body = task(at).body
    assert isinstance(body, ListBody)
    titles = [line.title for line in body.lines]
    number = next(n for n, title in enumerate(titles, 1) if not isinstance(title, str) and title.key == key)
    at.session.in_task(ChooseLine(number))


def close_day(at: Counter, key: str = "task.shop.close", **register: int) -> None:
    shop(at)
    choose(at, key)
    at.session.in_task(GoOn())
    for field in ("sales_minor", "tickets", "gift_sold_minor", "gift_spent_minor"):
        at.session.in_task(FillIn(field, str(register[field]) if field in register else "", 1))
    at.session.in_task(GoOn())


def closings(at: Counter) -> list[DayClosed]:
    return [event for event in at.store.events if isinstance(event, DayClosed)]


def test_the_day_begins_with_the_first_who_signs_in_and_only_once() -> None:
    at = counter()
    at.session.lock()
    at.sign_in(PAUL)

    opened = [event for event in at.store.events if isinstance(event, DayOpened)]
    assert [(event.business_day, event.staff_id) for event in opened] == [(TODAY, INES.id)]


def test_a_technician_opens_no_day() -> None:
    at = counter(signed_in=False)

    at.sign_in(TAREK)

    assert not any(isinstance(event, DayOpened) for event in at.store.events)


def test_a_closing_keeps_the_figures_of_the_day_and_the_head_of_the_journal() -> None:
    at = counter()
    at.buy(BERENICE, 2_000)
    at.buy(MALO, 1_500)
    at.buy(BERENICE, 1_000)
    at.session.void_last()
    head = at.store.days.journal_head()

    close_day(at, sales_minor=10_000, tickets=7)

    (closing,) = closings(at)
    figures = closing.figures
    assert (figures.visits, figures.members, figures.revenue_minor) == (2, 2, 3_500)
    assert (figures.undone, figures.refunded_minor) == (1, 1_000)
    assert [(each.counter, each.earned, each.spent) for each in figures.counters] == [("points", 35, 0)]
    assert (closing.head_seq, closing.head_hash, closing.made_up) == (head.seq, head.hash, False)
    assert (closing.register.sales_minor, closing.register.gift_sold_minor) == (10_000, None)


def test_the_share_of_sales_with_a_card_is_shown_where_the_register_says_its_total() -> None:
    at = counter()
    at.buy(BERENICE, 2_500)
    shop(at)
    choose(at, "task.shop.close")
    at.session.in_task(GoOn())
    for field, text in (
        ("sales_minor", "10000"),
        ("tickets", ""),
        ("gift_sold_minor", ""),
        ("gift_spent_minor", ""),
    ):
        at.session.in_task(FillIn(field, text, 1))

    body = task(at).body
    assert isinstance(body, ReviewBody)
    share = body.facts[0].value
    assert not isinstance(share, str)
    assert share.params["share"] == 250_000


def test_gift_cards_that_the_register_sold_without_fidpos_are_said_before_closing() -> None:
    at = counter()
    shop(at)
    choose(at, "task.shop.close")
    at.session.in_task(GoOn())
    for field, text in (
        ("sales_minor", ""),
        ("tickets", ""),
        ("gift_sold_minor", "5000"),
        ("gift_spent_minor", "0"),
    ):
        at.session.in_task(FillIn(field, text, 1))

    body = task(at).body
    assert isinstance(body, ReviewBody)
    assert body.lamp is Lamp.WARNING


def test_enter_twice_closes_once() -> None:
    at = counter()
    shop(at)
    choose(at, "task.shop.close")
    at.session.in_task(GoOn())
    for field in ("sales_minor", "tickets", "gift_sold_minor", "gift_spent_minor"):
        at.session.in_task(FillIn(field, "", 1))
    at.session.in_task(GoOn())
    at.session.in_task(GoOn())

    assert len(closings(at)) == 1
    assert at.view.task is None


def test_a_day_that_begins_while_somebody_serves_is_opened_all_the_same() -> None:
    at = counter(settings=CheckoutSettings(auto_lock_s=10 * A_DAY_S))
    at.clock.advance(A_DAY_S)
    at.buy(BERENICE, 1_000)

    close_day(at)

    (closing,) = closings(at)
    assert (closing.business_day, closing.figures.revenue_minor) == (date(2026, 11, 21), 1_000)


def test_what_is_sold_after_the_closing_is_said_the_next_morning_and_closed_again() -> None:
    at = counter()
    close_day(at)
    at.session.in_task(GoOn())
    at.buy(BERENICE, 1_000)
    at.session.lock()
    at.clock.advance(A_DAY_S)
    at.sign_in()
    assert at.said == "banner.day_not_closed"

    close_day(at, "task.shop.forgotten")

    assert [closing.figures.revenue_minor for closing in closings(at)] == [0, 1_000]
    assert at.store.days.unclosed_days(date(2026, 11, 21)) == ()


def test_visits_after_the_closing_are_closed_again_and_the_latest_counts() -> None:
    at = counter()
    at.buy(BERENICE, 1_000)
    close_day(at)
    at.session.in_task(GoOn())
    at.buy(MALO, 500)

    close_day(at, "task.shop.again")

    assert [closing.figures.revenue_minor for closing in closings(at)] == [1_000, 1_500]


def test_a_forgotten_closing_is_said_next_morning_and_made_up_with_the_figures_of_its_day() -> None:
    at = counter()
    at.buy(BERENICE, 1_000)
    at.session.lock()
    at.clock.advance(A_DAY_S)
    at.sign_in()
    assert at.said == "banner.day_not_closed"
    at.buy(MALO, 700)

    close_day(at, "task.shop.forgotten")

    (closing,) = closings(at)
    assert (closing.business_day, closing.made_up, closing.figures.revenue_minor) == (TODAY, True, 1_000)
    assert at.store.days.unclosed_days(date(2026, 11, 21)) == ()


def test_a_visit_undone_next_morning_stands_in_the_figures_of_that_morning() -> None:
    at = counter()
    at.session.lock()
    at.sign_in(PAUL)
    at.buy(BERENICE, 1_000)
    at.clock.advance(A_DAY_S)
    at.session.tick()
    at.sign_in(PAUL)
    at.session.void_last()
    at.session.confirm()

    close_day(at, "task.shop.forgotten")
    at.session.in_task(GoOn())
    close_day(at)

    yesterday, today = closings(at)
    assert (yesterday.figures.visits, yesterday.figures.undone) == (1, 0)
    assert (today.figures.visits, today.figures.undone, today.figures.refunded_minor) == (0, 1, 1_000)


def test_what_is_worth_knowing_is_said_when_the_day_begins() -> None:
    at = counter(signed_in=False)
    at.clock.advance(2 * A_DAY_S)

    at.sign_in()

    assert at.said == "banner.day_alerts"
    shop(at)
    choose(at, "task.shop.alerts")
    body = task(at).body
    assert isinstance(body, ListBody)
    assert [line.title for line in body.lines] == [f"{ZOE.member.profile.given_name} Durand"]


def test_the_visit_in_progress_waits_beneath() -> None:
    at = counter()
    at.tap_member(BERENICE)
    at.type_amount(1_000)
    shop(at)
    assert at.view.state is TillState.TASK

    at.session.back()

    assert at.view.state is TillState.READY
    at.session.confirm()
    assert at.points(BERENICE) == 130


def test_the_journal_of_acts_is_for_a_managers_eyes() -> None:
    at = counter()
    at.buy(BERENICE, 1_000)
    at.session.void_last()
    shop(at)
    choose(at, "task.shop.acts")
    assert isinstance(task(at).body, ApprovalBody)

    at.session.in_task(NameApprover(PAUL.id))
    at.session.in_task(Approve(PIN, PAUL.id))

    body = task(at).body
    assert isinstance(body, ListBody)
    keys = [line.title.key for line in body.lines if not isinstance(line.title, str)]
    assert keys == ["task.acts.override", "task.acts.voided"]
    approved = body.lines[0].detail
    assert isinstance(approved, Message)
    assert approved.params == {"name": PAUL.name, "what": Message(key="task.acts.what.acts")}


@pytest.mark.parametrize(
    ("detail", "what"),
    [
        ("readers.counter", Message(key="task.acts.what.reader", params={"name": "counter"})),
        ("printer network", Message(key="task.acts.what.printer")),
        ("centre.paired", Message(key="task.acts.what.paired")),
        ("centre.unpaired", Message(key="task.acts.what.unpaired")),
    ],
)
def test_the_journal_of_acts_says_what_was_set_in_words(detail: str, what: Message) -> None:
    at = counter(signed_in=False)
    at.sign_in(PAUL)
    act = StaffActKind.SETTINGS_SAVED
    saved = StaffActed(
        id=EventId(UUID(int=0xAC7)), at=at.clock.now(), staff_id=PAUL.id, act=act, detail=detail
    )
    at.store.commit(saved)
    shop(at)
    choose(at, "task.shop.acts")

    body = task(at).body
    assert isinstance(body, ListBody)
    said = body.lines[0].detail
    assert isinstance(said, Message)
    assert said.params == {"name": PAUL.name, "what": what}


def test_the_next_cashier_does_not_find_the_journal_of_acts_open() -> None:
    at = counter()
    shop(at)
    choose(at, "task.shop.acts")
    at.session.in_task(NameApprover(PAUL.id))
    at.session.in_task(Approve(PIN, PAUL.id))
    assert task(at).place == "day.acts"

    at.session.lock()
    at.sign_in()

    assert task(at).place == "day"


def test_a_manager_brings_back_whom_wrong_pins_have_locked_out_and_leaves_a_trace() -> None:
    at = counter(signed_in=False)
    for _ in range(PIN_TRIES_MAX):
        at.sign_in(INES, "000000")
    at.sign_in(PAUL)
    shop(at)
    choose(at, "task.shop.staff")
    body = task(at).body
    assert isinstance(body, ListBody)
    at.session.in_task(ChooseLine(1 + [line.title for line in body.lines].index("Inès")))

    assert at.said == "banner.staff_enabled"
    at.session.lock()
    at.sign_in(INES)
    assert at.view.staff is not None
    traces = [event for event in at.store.events if isinstance(event, StaffActed)]
    enabled = next(event for event in traces if event.act is StaffActKind.ENABLED)
    assert (enabled.staff_id, enabled.detail) == (INES.id, str(PAUL.id))


def test_nobody_who_is_not_locked_out_can_be_chosen() -> None:
    at = counter()
    at.session.lock()
    at.sign_in(PAUL)
    shop(at)
    choose(at, "task.shop.staff")

    at.session.in_task(ChooseLine(1))

    assert not any(
        isinstance(event, StaffActed) and event.act is StaffActKind.ENABLED for event in at.store.events
    )


@pytest.mark.parametrize("text", ["12x", "\N{ARABIC-INDIC DIGIT FIVE}", "1\x00", "<b>1</b>", "9" * 400, "-5"])
def test_what_is_no_figure_is_said_at_its_field_and_nothing_is_closed(text: str) -> None:
    at = counter()
    shop(at)
    choose(at, "task.shop.close")
    at.session.in_task(GoOn())

    at.session.in_task(FillIn("sales_minor", text, 1))

    body = task(at).body
    assert isinstance(body, FormBody)
    assert (body.at, body.fields[0].fault is not None) == (0, True)
    at.session.in_task(FillIn("sales_minor", "1200", 1))
    body = task(at).body
    assert isinstance(body, FormBody)
    assert (body.at, body.fields[0].fault) == (1, None)
