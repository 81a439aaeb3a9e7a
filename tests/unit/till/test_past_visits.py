"""Past visits say why they earned what they did, in the words of the programme of their day."""

from dataclasses import replace

from fidpos.domain.errors import StoreCorrupt
from fidpos.till.ports import Gain
from fidpos.till.view import Message
from tests.helpers.corrector import AMOUNT, REFUND, Corrector
from tests.helpers.counter import BERENICE, MALO, Counter, counter
from tests.helpers.offers import OFFERS, titled


def renamed(at: Counter) -> None:
    """A newer programme calls its rules otherwise, and the till is started with it."""
    rules = tuple(replace(rule, title=titled(f"new {rule.code}")) for rule in OFFERS.rules)
    at.store.put_programme(replace(OFFERS, version=8, rules=rules))
    at.start()
    at.sign_in()


def earned(title: str, points: int) -> Message:
    return Message(key="reason.earned", params={"title": title, "points": points})


def stamped(title: str, stamps: int) -> Message:
    params: dict[str, object] = {"title": title, "points": stamps, "counter": "Stamps"}
    return Message(key="reason.earned_elsewhere", params=params)


def test_right_after_the_close_the_visit_says_why() -> None:
    at = counter(under=OFFERS)

    at.buy(BERENICE, 2000)

    assert at.view.visits[0].reasons == (earned("base", 18), stamped("stamp", 1))


def test_a_past_visit_speaks_with_the_words_of_its_own_programme() -> None:
    at = counter(under=OFFERS)
    at.buy(BERENICE, 2000)
    renamed(at)
    at.clock.advance(60)

    at.buy(BERENICE, 1200)

    assert at.view.visits[0].reasons[0] == earned("new base", 10)
    assert at.view.visits[1].reasons[0] == earned("base", 18)


def test_what_a_reward_cost_is_a_reason_too() -> None:
    at = counter()
    at.tap_member(MALO)
    at.session.choose_reward(1)
    at.type_amount(1000)

    at.session.confirm()

    assert earned("Café offert", -150) in at.view.visits[0].reasons


def test_a_visit_whose_programme_cannot_be_read_is_shown_without_reasons() -> None:
    at = counter(under=OFFERS)
    at.buy(BERENICE, 2000)
    renamed(at)

    def unreadable(version: int) -> object:
        raise StoreCorrupt(f"no version {version}")

    at.store.programme_of = unreadable  # type: ignore[method-assign, assignment]
    at.tap_member(BERENICE)

    assert at.view.visits[0].past.points == 18
    assert at.view.visits[0].reasons == ()


def test_a_cause_that_the_programme_has_no_title_for_is_left_out() -> None:
    at = counter(under=OFFERS)
    at.buy(BERENICE, 2000)
    past = at.view.visits[0].past
    strange = replace(past, gains=(Gain("points", "", 5), Gain("beans", "base", 5), *past.gains))
    at.store.recent_visits = lambda *_: (strange,)  # type: ignore[method-assign]

    at.tap_member(BERENICE)

    assert at.view.visits[0].reasons == (earned("base", 18), stamped("stamp", 1))


def test_a_visit_says_that_it_was_refunded_or_stands_in_place_of_another_one() -> None:
    till = counter()
    till.buy(BERENICE, 4_000)
    task = Corrector(till)
    task.open(task.last_visit())
    for number in (REFUND, 1, 1):
        task.line(number)
    task.enter()
    till.buy(BERENICE, 2_000)
    task.open(task.last_visit())
    task.line(AMOUNT)
    task.fill("amount", "1000")
    task.line(1)
    task.enter()

    till.tap_member(BERENICE)

    marks = [[reason.key for reason in line.reasons if "mark" in reason.key] for line in till.view.visits]
    assert sorted(marks) == [[], ["task.correct.mark.corrects"], ["task.correct.mark.refunded"]]
