"""The amount as it appears while it is typed."""

from dataclasses import replace
from datetime import date

import pytest

from fidpos.domain.money import EUR, Currency
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.texts.texts import Texts
from fidpos.ui.presenters.amount import amount, pad, segments
from fidpos.ui.presenters.amount_entry import AmountEntry, AmountStyle
from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import Accent
from tests.helpers.sample_views import CHOSEN, IDLE, READY, RESOURCES, UNUSUAL, Sample


def shown(texts: Texts, keys: str, style: AmountStyle, currency: Currency = EUR) -> str:
    """The display, what is typed between brackets."""
    entry = AmountEntry(currency=currency, style=style)
    for key in keys:
        entry = entry.typed(Press.typing(key))
    parts = segments(texts, entry)
    return "".join(f"[{part.text}]" if part.typed else part.text for part in parts).replace("][", "")


@pytest.mark.parametrize(
    ("keys", "display"),
    [("", "0,00\xa0€"), ("5", "0,0[5\xa0€]"), ("12", "0,[12\xa0€]"), ("1240", "[12,40\xa0€]")],
)
def test_cents_fill_up_from_the_right(french: Texts, keys: str, display: str) -> None:
    assert shown(french, keys, AmountStyle.CENTS) == display


@pytest.mark.parametrize(
    ("keys", "display"),
    [
        ("12", "[12],00[\xa0€]"),
        ("12,", "[12,]00[\xa0€]"),
        ("12,4", "[12,4]0[\xa0€]"),
        ("1240,05", "[1\u202f240,05\xa0€]"),
        ("0", "[0],00[\xa0€]"),
    ],
)
def test_typing_with_a_comma_goes_from_the_left(french: Texts, keys: str, display: str) -> None:
    assert shown(french, keys, AmountStyle.COMMA) == display


def test_english_puts_the_sign_first() -> None:
    english = Texts.load(RESOURCES / "translations", "en")

    assert shown(english, "1240", AmountStyle.CENTS) == "[€12.40]"


@pytest.mark.parametrize("style", list(AmountStyle))
def test_a_currency_without_decimals_shows_none(french: Texts, style: AmountStyle) -> None:
    assert shown(french, "1240", style, Currency.of("XPF")) == "[1\u202f240\xa0FCFP]"


def test_figures_wait_until_there_is_a_visit_to_compute(french: Texts) -> None:
    assert all(figure.pending for figure in amount(Sample(view=IDLE).scene(french)).figures)


def test_figures_say_points_discount_and_what_is_left_to_pay(french: Texts) -> None:
    points, discount, due = amount(Sample(view=READY).scene(french)).figures

    assert (points.value, discount.value, due.value) == ("+24", "−1,24\xa0€", "11,16\xa0€")
    assert discount.accent is Accent.SUCCESS


def test_points_spent_stand_beside_points_earned(french: Texts) -> None:
    assert amount(Sample(view=CHOSEN).scene(french)).figures[0].value == "+12 −500"


def test_the_corner_of_the_pad_is_what_the_shop_types(french: Texts) -> None:
    sample = Sample(view=IDLE)

    assert pad(sample.scene(french, AmountStyle.CENTS)).corner == "00"
    assert pad(sample.scene(french, AmountStyle.COMMA)).corner == ","


def test_the_pad_is_off_while_a_question_waits(french: Texts) -> None:
    assert pad(Sample(view=READY).scene(french)).enabled
    assert not pad(Sample(view=UNUSUAL).scene(french)).enabled


def test_an_amount_of_the_register_says_of_which_ticket(french: Texts) -> None:
    typed = Sample(view=READY).scene(french)
    ticket = RegisterTicket(register="gauche", day=date(2026, 11, 20), number="A17")
    linked = Sample(view=replace(READY, ticket=ticket)).scene(french)

    assert amount(typed).title == "Montant de l’achat"
    assert amount(linked).title == "Ticket A17 · caisse gauche"
