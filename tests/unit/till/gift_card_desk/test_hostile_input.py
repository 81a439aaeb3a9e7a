"""Whatever is typed into a field of the desk: kept as text or refused with a sentence, never interpreted."""

import pytest

from fidpos.domain.gift_card import GiftCardState
from tests.helpers.gift_desk import GiftDesk, gift_desk

KEPT = [
    "🎁🎂",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE gift_cards; --",
    "{amount} %s ${jndi:ldap://x}",
    "=HYPERLINK(1)",
    "שלום",
]
REFUSED = ["x" * 10_000, "abc\u202edef", "\x00", "\x1b@", "a\u2066b", "\ud800"]


@pytest.fixture
def desk() -> GiftDesk:
    return gift_desk()


@pytest.mark.parametrize("text", KEPT, ids=["emoji", "markup", "sql", "template", "formula", "hebrew"])
def test_words_on_a_card_stay_the_text_that_was_typed(desk: GiftDesk, text: str) -> None:
    desk.put_on_sale(by=text, words=text)

    inscription = desk.store.inscription(desk.cards()[0].id)
    assert inscription is not None
    assert (inscription.offered_by, inscription.message) == (text, text)


@pytest.mark.parametrize("text", REFUSED, ids=["long", "override", "nul", "escape", "isolate", "surrogate"])
def test_what_no_card_can_say_is_refused_where_it_was_typed(desk: GiftDesk, text: str) -> None:
    desk.begin_sale()
    desk.choose_line("task.gift.medium.screen")
    desk.fill(text, "")

    assert desk.step == "inscription"
    assert desk.problem.startswith("task.gift.text.")
    assert desk.cards() == []


def test_line_breaks_and_runs_of_spaces_are_single_spaces_on_a_card(desk: GiftDesk) -> None:
    desk.put_on_sale(words="  Bon \n\t anniversaire ")

    inscription = desk.store.inscription(desk.cards()[0].id)
    assert inscription is not None
    assert inscription.message == "Bon anniversaire"


@pytest.mark.parametrize("text", REFUSED, ids=["long", "override", "nul", "escape", "isolate", "surrogate"])
def test_what_no_register_prints_is_no_ticket(desk: GiftDesk, text: str) -> None:
    desk.put_on_sale()
    desk.enter()
    desk.fill(text)

    assert (desk.step, desk.problem) == ("ticket", "task.gift.ticket.malformed")
    assert desk.cards()[0].state is GiftCardState.DRAFT


@pytest.mark.parametrize("text", KEPT, ids=["emoji", "markup", "sql", "template", "formula", "hebrew"])
def test_an_odd_ticket_is_kept_as_its_text(desk: GiftDesk, text: str) -> None:
    card = desk.sell(ticket=text)

    (entry,) = desk.store.gift_entries(card.id)
    assert entry.ticket == " ".join(text.split()).upper()[:40]


@pytest.mark.parametrize("text", [*KEPT, *REFUSED])
def test_no_text_is_an_amount(desk: GiftDesk, text: str) -> None:
    desk.choose_line("task.gift.home.sell")
    desk.choose(7)
    desk.fill(text)

    assert desk.problem == "gift_card.wrong_amount"


@pytest.mark.parametrize("text", [*KEPT, *REFUSED])
def test_no_text_is_the_number_of_a_card(desk: GiftDesk, text: str) -> None:
    desk.choose_line("task.gift.balance.title")
    desk.fill(text)

    assert desk.problem == "gift_card.unusable"
