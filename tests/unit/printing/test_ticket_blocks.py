"""What tickets say, in both languages: the law's lines, signed amounts, and no more than is theirs."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from fidpos.printing.block import Block, Code, Line, Pair
from fidpos.printing.ticket_blocks import LINES_MAX, blocks
from fidpos.texts.texts import Texts
from fidpos.till.ticket.ticket import Bought, Ticket, VisitStanding
from tests.helpers.sample_tickets import (
    ANCHOR,
    CONSENTS,
    GIFT_CARD,
    HEAD,
    PLAIN,
    RICH,
    TEST,
    TICKETS,
    euros,
    voucher_number,
)
from tests.helpers.sample_views import RESOURCES

FRENCH = Texts.load(RESOURCES / "translations", "fr").in_zone(ZoneInfo("Europe/Paris"))
ENGLISH = Texts.load(RESOURCES / "translations", "en").in_zone(ZoneInfo("Europe/Paris"))


def words(block: Block) -> str:
    match block:
        case Line():
            return block.text
        case Pair():
            return f"{block.left} | {block.right}"
        case _:
            return ""


def said(ticket: Ticket, texts: Texts = FRENCH, anchor: str = "") -> list[str]:
    """The words of a ticket, with plain spaces."""
    lines = filter(None, map(words, blocks(ticket, texts, anchor=anchor)))
    return [" ".join(line.split()) for line in lines]


def test_a_plain_visit_says_who_bought_for_how_much_and_what_it_earned() -> None:
    assert said(PLAIN, anchor=ANCHOR) == [
        "Maison Lumière",
        "Paris Centre",
        "Ticket de fidélité",
        "22 nov. 2026 14:30",
        "Bérénice",
        "Client …0017",
        "Achat | 45,50 €",
        "Points",
        "Avant ce passage | 1 250",
        "Gagnés | +45",
        "Solde | 1 295",
        "Imprimé à votre demande. Ce ticket n’est ni une facture ni un justificatif de paiement : seul le"
        " ticket de caisse l’est.",
        "Vous pouvez consulter, corriger ou faire effacer vos données : demandez-le en magasin.",
        "Imprimé le 22 nov. 2026 14:32, Caisse 1",
        "Journal 1284 · 3f9a 77c0 12de",
    ]


def test_a_rich_visit_says_all_that_was_given_and_taken() -> None:
    lines = said(RICH, ENGLISH)

    for line in (
        "Register ticket C1-0042",
        "Visit refunded in part",
        "2 × Bougie parfumée figuier et cèdre du Liban, grand modèle | €30.00",
        "5 € de remise | −€5.00",
        "To pay at the register | €40.50",
        "Gift card …6GV5 | €20.00",
        "Left on the card | €30.00",
        "Used | −500",
        "of which usable today | 784",
        "Earned | +€1.20",
        "Valid until 31 Dec 2026",
        "From a purchase of €30.00",
        "It waits on your account.",
    ):
        assert line in lines
    assert "Before this visit | 1,324" not in lines


def test_a_bearers_voucher_is_printed_as_a_code_and_in_groups() -> None:
    codes = [block.text for block in blocks(RICH, FRENCH) if isinstance(block, Code)]

    assert codes == [voucher_number().canonical]
    assert voucher_number().grouped in said(RICH)


def test_a_number_that_was_cut_short_is_no_code() -> None:
    short = replace(RICH, vouchers=(replace(RICH.vouchers[0], number="…1R7D"),))

    assert not any(isinstance(block, Code) for block in blocks(short, FRENCH))
    assert "…1R7D" in said(short)


@pytest.mark.parametrize("name", TICKETS)
def test_a_training_till_says_so_on_every_ticket(name: str) -> None:
    practice = replace(TICKETS[name], head=replace(HEAD, is_practice=True))

    assert "FORMATION — SANS VALEUR" in said(practice)
    assert "FORMATION — SANS VALEUR" not in said(TICKETS[name])


@pytest.mark.parametrize("ticket", [PLAIN, RICH, CONSENTS, GIFT_CARD])
def test_every_ticket_for_a_customer_says_that_it_is_no_proof_of_payment(ticket: Ticket) -> None:
    assert any("ni une facture" in line for line in said(ticket))


def test_a_voided_visit_says_so_aloud() -> None:
    assert "PASSAGE ANNULÉ" in said(replace(PLAIN, standing=VisitStanding.VOIDED))


def test_a_very_long_basket_says_how_much_more_there_is() -> None:
    line = Bought(label="Savon", quantity=1_000, amount=euros(100))
    lines = said(replace(PLAIN, lines=(line,) * (LINES_MAX + 7)))

    assert lines.count("Savon | 1,00 €") == LINES_MAX
    assert "… et 7 autres lignes" in lines


def test_consents_are_told_one_by_one_with_the_words_they_were_asked_in() -> None:
    lines = said(CONSENTS)

    assert "E-mail | oui" in lines
    assert "SMS | non" in lines
    assert lines.count("Texte présenté : version 2026-05") == 2


def test_a_gift_card_says_its_conditions_and_its_last_day() -> None:
    lines = said(GIFT_CARD)

    assert "De la part de Malo" in lines
    assert "Solde | 50,00 €" in lines
    assert "Valable jusqu’au 22 nov. 2027" in lines
    assert "Encore acceptée 30 jours après cette date." in lines


def test_a_gift_cards_slip_without_its_number_carries_no_code() -> None:
    slip = replace(GIFT_CARD, number="")

    assert not any(isinstance(block, Code) for block in blocks(slip, FRENCH))


def test_a_test_ticket_names_the_printer_and_shows_accents() -> None:
    lines = said(TEST)

    assert "192.168.1.50:9100" in lines
    assert any("éèêàçùœ" in line and "€" in line for line in lines)
