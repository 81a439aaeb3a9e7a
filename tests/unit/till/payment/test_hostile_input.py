"""Whatever is typed into a payment: stored as text or refused, never interpreted, never a crash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.gift_card import TICKET_LENGTH_MAX
from fidpos.till.gift_cards import tidy_ticket
from fidpos.till.task.acts import ChooseLine, FillIn, PressKey
from fidpos.wire.gift_card_events import GiftCardMoved
from tests.helpers.counter import BERENICE
from tests.helpers.paying_till import PayingTill, paying_till

HOSTILE = (
    "",
    " ",
    "\N{PILE OF POO}" * 20,
    "A" * 10_000,
    "\N{RIGHT-TO-LEFT OVERRIDE}71T",
    "<b onmouseover=alert(1)>17</b>",
    "'; DROP TABLE gift_cards; --",
    "17\r\n18",
    "\x1b[2J",
    "17\x00",
    "{amount}",
    "%s%n",
    "../../etc/passwd",
    "4970100000000005",
    "GC\N{FULLWIDTH DIGIT ONE}" * 10,
    "\N{ARABIC-INDIC DIGIT ONE}" * 20,
)


@pytest.fixture
def till() -> PayingTill:
    return paying_till()


def buy(till: PayingTill) -> None:
    till.at.tap_member(BERENICE)
    till.at.type_amount(3_000)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_as_a_number_it_is_refused_and_not_kept(till: PayingTill, text: str) -> None:
    buy(till)
    till.open()
    till.number(text)

    assert till.place == "cards"
    assert till.problem == "gift_card.unusable"
    assert text.strip() == "" or text not in repr(till.task)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_as_a_ticket_it_is_text_of_bounded_length_or_asked_for_again(till: PayingTill, text: str) -> None:
    buy(till)
    till.present(till.card(5_000))
    till.ticket(text)

    paid = [event for event in till.at.store.events if isinstance(event, GiftCardMoved)]
    if till.at.view.task is not None:
        assert till.problem == "gift_card.needs_ticket"
        assert paid == []
    else:
        (event,) = paid
        assert 0 < len(event.ticket) <= TICKET_LENGTH_MAX
        assert event.ticket == tidy_ticket(event.ticket)
        assert event.ticket.isprintable()


@given(text=st.text(max_size=60), key=st.sampled_from(["number", "ticket", "other"]), move=st.integers(-2, 2))
def test_no_text_in_any_field_at_any_step_is_a_crash(text: str, key: str, move: int) -> None:
    till = paying_till()
    buy(till)
    till.open()
    for act in (FillIn(key, text, move), PressKey(text), PressKey("f2"), FillIn(key, text, move)):
        till.at.session.in_task(act)
    till.at.session.in_task(ChooseLine(len(text) - 5))
    till.at.session.back()
    till.present(till.card(5_000))
    till.at.session.in_task(FillIn(key, text, move))

    assert len(till.movements) <= 1


def test_a_bank_cards_number_stands_nowhere(till: PayingTill) -> None:
    buy(till)
    till.open()
    till.number("4970100000000005")

    assert "4970100000000005" not in repr(till.at.views)
    assert "4970100000000005" not in repr(till.at.store.events)


def test_guesses_are_throttled_like_everywhere(till: PayingTill) -> None:
    buy(till)
    till.open()
    for _ in range(till.at.workplace.gift_cards.policy.lookups_a_minute):
        till.number("GC00000000000000000W")
    till.number("GC00000000000000000W")

    assert till.problem == "gift_card.throttled"
