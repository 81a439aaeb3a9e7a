"""A till at which somebody enrols, corrects, pays or closes the day until the power fails.

`python -m tests.helpers.desk_victim DIR ACT --number N` does the act once, for member or customer N; with
`--die-before N` it kills itself before the N-th of its `Moments` between the key that decides and the screen
that says so. Without an act it does one after the other, in any order, until it is killed. Nothing is left to
be finished: what was typed is lost with the power, what was decided is there, an open visit is given up.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from types import MappingProxyType

from fidpos.domain.ids import VisitId
from fidpos.paths import TillFolder
from fidpos.till.gift_card_desk.sale import cards_on_sale
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, TaskAct, TaskKind
from tests.helpers.announced import Decided, Deciding, Started, Survived, say
from tests.helpers.every_field import AnyTill
from tests.helpers.gift_desk import AMOUNTS, KINDS
from tests.helpers.gift_seller import Moments
from tests.helpers.headless_till import Countdown, trace_statements
from tests.helpers.real_shop import card_number

NEWCOMERS_FROM = 5_000
"""Cards of those who are enrolled bear numbers from here on."""

SAME_EVERY = 4
"""One member of a `real_shop` in so many has a birthday, a child and two lots: acts for them are alike."""

Act = Callable[[AnyTill, int], Iterator[TaskAct]]
"""Prepares what is to be decided for somebody by number; yields what decides it."""


def enrol(at: AnyTill, number: int) -> Iterator[TaskAct]:
    """Somebody new, with consents and a card."""
    at.open(TaskKind.ENROL)
    at.fill(phone=f"063998{number:04d}", family_name=f"Nouveau{number}", given_name="Lina")
    at.do(FillIn("birthday", "", 1))
    for key in at.fields:
        at.do(FillIn(key, "1", 1))
    at.till.tap(NEWCOMERS_FROM + number)
    yield GoOn()


def complete(at: AnyTill, number: int) -> Iterator[TaskAct]:
    """What was not known of a member."""
    _file(at, number, 4)
    at.fill(phone=f"063997{number:04d}", birthday="24121990", street=f"{at.journal_seq} rue Haute")
    yield FillIn("city", "Brest", 1)


def household(at: AnyTill, number: int) -> Iterator[TaskAct]:
    """Spouse and children."""
    _file(at, number, 5)
    at.fill(spouse=f"Camille{at.journal_seq}", child_1="Nour", child_1_birthday="24122018")
    yield FillIn(at.fields[-1], "", 1)


def correct_amount(at: AnyTill, number: int) -> Iterator[TaskAct]:
    """Of a visit that was just closed."""
    _correct(at, number, ChooseLine(1), FillIn("amount", "400", 1), ChooseLine(1))
    yield GoOn()


def correct_member(at: AnyTill, number: int) -> Iterator[TaskAct]:
    """It was somebody else's, if they are found: searches are throttled."""
    search = FillIn("search", card_number(number + 1))
    _correct(at, number, ChooseLine(2), search, ChooseLine(1), ChooseLine(1))
    if at.task is not None and at.task.place == "correct.review":
        yield GoOn()


def refund(at: AnyTill, number: int) -> Iterator[TaskAct]:
    """A part of it came back."""
    _correct(at, number, ChooseLine(3), ChooseLine(2), FillIn("amount", "1000", 1))
    if at.task is not None and at.task.place == "correct.part.gifts":
        at.do(GoOn())
    at.do(ChooseLine(1))
    yield GoOn()


def void(at: AnyTill, number: int) -> Iterator[TaskAct]:
    """It never happened."""
    _correct(at, number, ChooseLine(4), ChooseLine(1))
    yield GoOn()


def close_day(at: AnyTill, number: int) -> Iterator[TaskAct]:
    """With what the register counted."""
    _buy(at, number)
    at.open(TaskKind.SHOP)
    at.do(ChooseLine(1), GoOn())
    for key in at.fields:
        at.do(FillIn(key, "4000", 1))
    yield GoOn()


def pay_with_gift_card(at: AnyTill, number: int) -> Iterator[TaskAct]:
    """A part of a visit, with a card that was sold a moment ago."""
    at.gift_card = _sell(at)
    at.till.tap(number)
    at.till.type_amount(6_000)
    at.open(TaskKind.GIFT_CARD_PAYMENT)
    at.hold_gift_card()
    at.do(GoOn())
    yield FillIn("ticket", f"P{at.journal_seq}", 1)


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        act.__name__: act
        for act in (
            enrol,
            complete,
            household,
            correct_amount,
            correct_member,
            refund,
            void,
            close_day,
            pay_with_gift_card,
        )
    }
)


def decide(at: AnyTill, act: Act, number: int, countdown: Countdown) -> None:
    """From the customer to the screen that says it is done."""
    for deciding in act(at, number):
        say(Deciding(seq=at.journal_seq))
        place = at.task.place if at.task is not None else ""
        countdown.light()
        at.do(deciding)
        countdown.put_out()
        assert at.task is None or at.task.place != place, at.task
        say(Decided(seq=at.journal_seq))
    at.leave()


def _sell(at: AnyTill) -> str:
    """The number of a card of fifty euros; a sale in which the power failed is ended first."""
    at.open(TaskKind.GIFT_CARDS)
    at.do(ChooseLine(1))
    if not cards_on_sale(at.till.store):
        at.do(ChooseLine(AMOUNTS[5_000]), ChooseLine(KINDS["screen"]))
        at.do(FillIn("offered_by", "", 1), FillIn("message", "", 1))
    if at.task is not None and at.task.place.startswith("gift_cards.check"):
        at.do(GoOn())
        at.do(FillIn("ticket", f"S{at.journal_seq}", 1))
    (sold,) = cards_on_sale(at.till.store)
    at.do(GoOn())
    at.leave()
    inscription = at.till.store.inscription(sold.card.id)
    assert inscription is not None
    return inscription.number.canonical


def _file(at: AnyTill, number: int, line: int) -> None:
    at.till.tap(number)
    at.open(TaskKind.MEMBER)
    at.do(ChooseLine(line))


def _buy(at: AnyTill, number: int) -> VisitId:
    at.till.tap(number)
    at.till.type_amount(4_000)
    visit_id = at.till.view.visit_id
    assert visit_id is not None
    at.till.session.confirm()
    at.till.session.back()
    return visit_id


def _correct(at: AnyTill, number: int, *acts: TaskAct) -> None:
    at.open(TaskKind.CORRECT, _buy(at, number))
    at.do(*acts)


def main() -> None:
    """Read the arguments and work."""
    parser = argparse.ArgumentParser(description="A till at its desk until somebody pulls the plug.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("act", nargs="?", choices=sorted(ACTS))
    parser.add_argument("--number", type=int, default=1)
    parser.add_argument("--members", type=int, default=1, help="how many of those who are alike")
    parser.add_argument("--die-before", type=int, default=0, metavar="N")
    options = parser.parse_args()
    countdown = Countdown(options.die_before)
    if options.die_before:
        trace_statements(Moments(countdown).statement)
    with AnyTill(TillFolder(options.folder), "") as at:
        at.leave()
        say(Started())
        if options.act is not None:
            decide(at, ACTS[options.act], options.number, countdown)
            say(Survived(statements=countdown.counted))
            return
        chance = random.Random(options.number)
        for newcomer in count(options.number):
            name = chance.choice(sorted(ACTS))
            number = (
                newcomer if name == enrol.__name__ else chance.randrange(1, options.members + 1) * SAME_EVERY
            )
            decide(at, ACTS[name], number, countdown)


if __name__ == "__main__":
    main()
