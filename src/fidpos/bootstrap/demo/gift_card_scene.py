"""The gift cards of the demonstration: one is sold as a code, then pays a part of a member's purchase."""

from collections.abc import Iterator
from dataclasses import dataclass

from fidpos.bootstrap.demo.counter import Counter, step
from fidpos.bootstrap.demo.tray import StoryCard
from fidpos.till.task.view import ListBody, ReviewBody
from fidpos.till.view import TillState
from fidpos.ui.player import Step
from fidpos.ui.presenters.keys import Key

_SALE_TICKET, _PURCHASE_TICKET = "2051", "2052"
_OFFERED_BY, _WORDS = "Jeanne", "Bon anniversaire !"


@dataclass(slots=True)
class _Sold:
    """The number of the card, as the buyer's telephone has it."""

    number: str = ""


def gift_card_lives(at: Counter, card: StoryCard) -> Iterator[Step]:
    """Sold, then spent by whoever got it."""
    sold = _Sold()
    yield from _sale(at, sold)
    yield from _payment(at, card, sold)


def _sale(at: Counter, sold: _Sold) -> Iterator[Step]:
    def choose_last() -> None:
        """The code on the screen: it needs neither a blank nor paper."""
        body = at.body(ListBody)
        at.press(str(len(body.lines)))

    def remember() -> None:
        body = at.body(ReviewBody)
        sold.number = body.qr
        at.press(Key.ENTER)

    home = at.task_is("gift_cards.home")
    yield step(at, "gift_cards", lambda: at.press(Key.F7), home, shot="gift-cards")
    amount = at.task_is("gift_cards.amount")
    yield step(at, "gift_sell", lambda: at.press("1"), amount, shot="gift-amount")
    yield step(at, "gift_amount", lambda: at.press("2"), at.task_is("gift_cards.medium"), shot="gift-medium")
    yield step(at, "gift_medium", choose_last, at.task_is("gift_cards.inscription"))
    yield step(
        at,
        "gift_offered_by",
        lambda: at.press(_OFFERED_BY, Key.ENTER),
        at.task_is("gift_cards.inscription", 1),
        shot="gift-words",
    )
    yield step(
        at,
        "gift_words",
        lambda: at.press(_WORDS, Key.ENTER),
        at.task_is("gift_cards.check"),
        shot="gift-check",
    )
    yield step(
        at,
        "gift_paid",
        lambda: at.press(Key.ENTER),
        at.task_is("gift_cards.ticket"),
        shot="gift-ticket",
    )
    yield step(
        at,
        "gift_sold",
        lambda: at.press(_SALE_TICKET, Key.ENTER),
        at.task_is("gift_cards.done"),
        shot="gift-sold",
    )
    yield step(at, "gift_handed_over", remember, at.task_is_over)


def _payment(at: Counter, card: StoryCard, sold: _Sold) -> Iterator[Step]:
    def present() -> None:
        at.hands.take_away()
        at.hands.present(card)

    yield step(at, "gift_member", present, at.is_at(TillState.MEMBER))
    yield step(
        at,
        "gift_purchase",
        lambda: at.press("2680"),
        at.owes(2_680),
        shot="gift-purchase",
        customer_shot="customer-amount",
    )
    yield step(
        at,
        "gift_pays",
        lambda: at.hands.scan(sold.number),
        at.task_is("payment.cards"),
        shot="gift-pays",
    )
    yield step(
        at,
        "gift_all_paid",
        lambda: at.press(Key.ENTER),
        at.task_is("payment.ticket"),
        shot="gift-pays-ticket",
    )
    yield step(
        at,
        "gift_closed",
        lambda: at.press(_PURCHASE_TICKET, Key.ENTER),
        at.says("banner.visit_closed"),
        shot="gift-closed",
        customer_shot="customer-thanks",
    )
