"""Whatever keys are pressed at the desk, in any order: money comes only with a ticket, and never twice."""

from collections import Counter as Tally
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.ids import GiftCardId
from fidpos.till.gift_cards import LOADS
from fidpos.till.task.acts import Approve, ChooseLine, FillIn, GoOn, NameApprover, PressKey
from fidpos.till.task.view import ApprovalBody, FormBody, ListBody
from fidpos.wire.gift_card_events import GiftCardIssued, GiftCardMoved
from tests.helpers.counter import INES, PAUL, PIN
from tests.helpers.gift_desk import GiftDesk, gift_desk

STEPS = 250
USUAL = {
    "amount": ("2000", "500", "14999", "20000"),
    "ticket": tuple(f"T{number}" for number in range(12)),
    "reason": ("1", "2"),
    "offered_by": ("", "Mamie"),
    "message": ("", "Bravo"),
    "number": ("GC", "nonsense"),
    "day": ("", "", "2211"),
}
ODD = ("", "0", "t 1", "\u202e", "🎁", "9" * 60)
KEYS = ("f2", "f4", "f6", "delete", "f9")


class Robot:
    """Presses what the screen offers most of the time, and anything now and then."""

    def __init__(self, desk: GiftDesk, random: Random) -> None:
        self._desk = desk
        self._random = random

    def step(self) -> None:
        desk, random = self._desk, self._random
        if not desk.is_open:
            desk.open()
        elif random.random() < 0.03:
            self._disturb()
        elif random.random() < 0.07:
            desk.back()
        else:
            self._press()

    def _press(self) -> None:
        body, session = self._desk.view.body, self._desk.at.session
        if isinstance(body, ApprovalBody):
            session.in_task(NameApprover(PAUL.id))
            session.in_task(Approve(PIN, PAUL.id))
        elif isinstance(body, FormBody) and self._random.random() < 0.95:
            field = body.fields[body.at]
            if field.key == "number" and self._random.random() < 0.8:
                self._scan()
                return
            texts = USUAL[field.key] if self._random.random() < 0.9 else ODD
            move = self._random.choice((1, 1, 1, -1))
            session.in_task(FillIn(field.key, self._random.choice(texts), move))
        elif isinstance(body, ListBody) and self._random.random() < 0.9:
            session.in_task(ChooseLine(self._random.randrange(1, len(body.lines) + 2)))
        elif self._random.random() < 0.6:
            session.in_task(GoOn())
        else:
            session.in_task(PressKey(self._random.choice(KEYS)))
        if self._desk.workshop.waiting is not None and self._random.random() < 0.5:
            self._desk.scan(self._desk.workshop.waiting[1])

    def _disturb(self) -> None:
        """Somebody else signs in, or the plug is pulled."""
        if self._random.random() < 0.5:
            self._desk.switch_to(self._random.choice((INES, PAUL)))
        else:
            self._desk.at.start()
            self._desk.at.sign_in()

    def _scan(self) -> None:
        cards = [card for card in ids(self._desk) if self._desk.store.inscription(card) is not None]
        if cards:
            inscription = self._desk.store.inscription(self._random.choice(cards))
            assert inscription is not None
            self._desk.scan(inscription.number.canonical)


def ids(desk: GiftDesk) -> list[GiftCardId]:
    return [event.gift_card_id for event in desk.at.store.events if isinstance(event, GiftCardIssued)]


def examine(desk: GiftDesk) -> None:
    """What holds at every moment."""
    for card_id in ids(desk):
        card, entries = desk.store.gift_card(card_id), desk.store.gift_entries(card_id)
        assert card is not None
        assert card.balance_minor == sum(entry.amount_minor for entry in entries) >= 0
        assert [entry.move for entry in entries].count(GiftMove.SOLD) <= 1
        assert card.state is not GiftCardState.DRAFT or not entries
    moved = [event for event in desk.at.store.events if isinstance(event, GiftCardMoved)]
    loads = [event for event in moved if event.move in LOADS]
    assert all(event.ticket for event in loads)
    assert set(Tally(event.ticket for event in loads).values()) <= {1}
    assert all(PAUL.id == event.staff_id for event in moved if event.move not in LOADS)


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_keys_in_any_order_make_no_money(random: Random) -> None:
    desk = gift_desk()
    robot = Robot(desk, random)

    for _ in range(STEPS):
        robot.step()

    examine(desk)
