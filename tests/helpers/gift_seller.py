"""A till that sells gift cards until somebody pulls the plug: `python -m tests.helpers.gift_seller DIR`.

Opens the store of a `real_shop`, ends the sale that it finds, then sells one after the other as fast as it
can; the ticket of a sale follows from its first card, as the paper in the cashier's hand stays the same when
the power goes. With `--die-before N` it sells once, and kills itself before the N-th of its `Moments`.
"""

import argparse
import random
import re
from pathlib import Path

from fidpos.domain.card import CardToken, TokenKind
from fidpos.paths import TillFolder
from fidpos.till.gift_card_desk.sale import cards_on_sale
from fidpos.till.gift_card_trade import open_trade
from fidpos.till.new_card import PRINTED
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, OpenTask, PressKey, TaskKind
from fidpos.till.task.view import TaskView
from fidpos.till.workplace import Workplace
from tests.helpers.announced import GiftsPaid, GiftsSold, Started, Survived, say
from tests.helpers.gift_counter import GRANTED
from tests.helpers.headless_till import Countdown, trace_statements
from tests.helpers.paper_workshop import PaperWorkshop
from tests.helpers.real_till import RealTill

WRITTEN, PAPER, SCREEN = 1, 3, 4
"""Lines of the step that asks for the medium; the first is a blank that is written."""

_WRITING = re.compile("BEGIN IMMEDIATE|INSERT|UPDATE|DELETE|COMMIT")


class Moments:
    """Passes on what differs after a power cut: every write, and what comes first after a commit."""

    def __init__(self, countdown: Countdown) -> None:
        self._countdown = countdown
        self._is_committed = False

    def statement(self, sql: str) -> None:
        if _WRITING.match(sql) or self._is_committed:
            self._is_committed = sql == "COMMIT"
            self._countdown.statement(sql)


class Seller:
    """A cashier at the gift-card desk."""

    def __init__(self, till: RealTill, workshop: PaperWorkshop, chance: random.Random) -> None:
        self._till = till
        self._workshop = workshop
        self._chance = chance

    def finish(self) -> None:
        """End the sale that was cut short: paid with its own ticket, or only handed over."""
        self._open()
        cards = cards_on_sale(self._till.store)
        if not cards:
            self._till.session.back()
            return
        self._till.session.in_task(ChooseLine(1))
        if self._step == "check":
            self._pay()
        self._hand_over()

    def sell(self, cards: int | None = None) -> None:
        """One sale of one to three cards."""
        self._open()
        self._till.session.in_task(ChooseLine(1))
        for place in range(cards or self._chance.randrange(1, 4)):
            if place:
                self._till.session.in_task(PressKey("f2"))
            self._put_on_sale(WRITTEN if place == 0 else self._chance.choice((PAPER, SCREEN)))
        self._pay()
        self._hand_over()

    def _put_on_sale(self, medium: int) -> None:
        session = self._till.session
        session.in_task(ChooseLine(self._chance.randrange(1, 5)))
        session.in_task(ChooseLine(medium))
        session.in_task(FillIn("offered_by", "Mamie", 1))
        session.in_task(FillIn("message", "", 1))
        if self._workshop.waiting is not None:
            self._till.tap_token(CardToken(TokenKind.GIFT_CARD, self._workshop.waiting[1]))

    def _pay(self) -> None:
        cards = tuple(each.card.id for each in cards_on_sale(self._till.store))
        ticket = f"T{cards[0].hex[-12:]}".upper()
        self._till.session.in_task(GoOn())
        say(GiftsPaid(ticket=ticket, cards=cards))
        self._till.session.in_task(FillIn("ticket", ticket, 1))

    def _hand_over(self) -> None:
        assert self._step == "done", self._view.problem
        say(GiftsSold(cards=tuple(each.card.id for each in cards_on_sale(self._till.store))))
        self._till.session.in_task(GoOn())

    def _open(self) -> None:
        self._till.session.in_task(OpenTask(TaskKind.GIFT_CARDS))

    @property
    def _view(self) -> TaskView:
        view = self._till.view.task
        assert view is not None
        return view

    @property
    def _step(self) -> str:
        return self._view.place.split(".")[1]


def main() -> None:
    """Read the arguments and work."""
    parser = argparse.ArgumentParser(description="A till that sells gift cards until the plug is pulled.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--die-before", type=int, default=0, metavar="N")
    options = parser.parse_args()
    countdown = Countdown(options.die_before)
    if options.die_before:
        trace_statements(Moments(countdown).statement)
    workshop = PaperWorkshop([])
    place = Workplace(workshop=workshop, gift_cards=open_trade(GRANTED))
    till = RealTill(TillFolder(options.folder), lambda _: None, workplace=place)
    assert PRINTED in workshop.kinds()
    till.sign_in()
    seller = Seller(till, workshop, random.Random(options.seed))
    say(Started())
    seller.finish()
    if options.die_before:
        countdown.light()
        seller.sell(cards=2)
        say(Survived(statements=countdown.counted))
        return
    while True:
        seller.sell()


if __name__ == "__main__":
    main()
