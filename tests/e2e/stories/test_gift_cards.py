"""F7 through the real windows: gift cards sold, paid with, reloaded, blocked; and the power that goes."""

import shutil
from pathlib import Path

from pytestqt.qtbot import QtBot

from fidpos.domain.gift_card import GiftCardState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.paths import TillFolder
from fidpos.readers.drivers.simulated.virtual_cards import PrintedCode
from fidpos.till.gift_card_desk.sale import cards_on_sale
from tests.helpers.window_counter import ENTER, ESC, F7, WindowCounter, window_counter

TWENTY, FIFTY = "2", "4"
"""Lines of the amounts."""


def put_on_sale(counter: WindowCounter, amount: str) -> GiftCardNumber:
    """From the choice of the amount to the question for money; the card is a code on the screen."""
    counter.sees("Choisissez le montant").press(amount).sees("Code à l'écran")
    kinds = [line for line in counter.words.split("\n") if line in {"Papier (PDF)", "Code à l'écran"}]
    assert kinds == ["Papier (PDF)", "Code à l'écran"]
    counter.press("5").sees("Qui offre la carte").press(ENTER).sees("Champ 2").press(ENTER)
    counter.sees("Pas encore vendu")
    with counter.store() as store:
        inscription = store.inscription(cards_on_sale(store)[-1].card.id)
    assert inscription is not None
    return inscription.number


def sell(counter: WindowCounter, amount: str, ticket: str) -> GiftCardNumber:
    counter.press(F7).sees("Que faut-il faire").press("1")
    number = put_on_sale(counter, amount)
    counter.press(ENTER).sees("numéro du ticket").press(ticket, ENTER).sees("Remettez les cartes")
    counter.press(ENTER).sees("carte cadeau vendue")
    return number


def card(counter: WindowCounter, number: GiftCardNumber) -> tuple[GiftCardState, int]:
    """Its state, and what it holds."""
    with counter.store() as store:
        found = store.gift_card_by_number(number)
    assert found is not None
    return found.state, found.balance_minor


def code(number: GiftCardNumber) -> PrintedCode:
    return PrintedCode(number.canonical)


def test_two_cards_sold_pay_one_purchase_and_its_rest_is_collected(counter: WindowCounter) -> None:
    fifty, twenty = sell(counter, FIFTY, "A1"), sell(counter, TWENTY, "A2")

    counter.tap_member(3).press("8000").sees_amount("8000").tap(code(fifty)).sees("Il reste 30,00 €")
    counter.tap(code(twenty)).sees("Il reste 10,00 €").press(ENTER).sees("Encaissez 10,00 €")
    counter.press("A3", ENTER).sees("points →")

    assert [card(counter, each)[1] for each in (fifty, twenty)] == [0, 0]


def test_a_card_keeps_what_a_small_purchase_leaves_and_its_balance_is_told(counter: WindowCounter) -> None:
    number = sell(counter, FIFTY, "A1")
    counter.press("1250").sees_amount("1250").tap(code(number)).sees("Tout est payé")
    counter.press("A2", ENTER).sees("Payé par carte cadeau")

    counter.press(F7).sees("Que faut-il faire").press("2").sees("Numéro").tap(code(number))

    counter.sees("37,50 €")
    assert card(counter, number)[1] == 3_750


def test_a_card_is_reloaded_with_a_ticket(counter: WindowCounter) -> None:
    number = sell(counter, TWENTY, "A1")
    counter.press(F7).sees("Que faut-il faire").press("3").sees("Numéro").tap(code(number))
    counter.sees("solde 20,00 €").press("1500", ENTER).sees("qui paie 15,00 €")
    counter.press("A2", ENTER).sees("la carte contient 35,00 €")

    assert card(counter, number) == (GiftCardState.ACTIVE, 3_500)


def test_a_blocked_card_pays_nothing_until_it_is_unblocked(counter: WindowCounter) -> None:
    number = sell(counter, TWENTY, "A1")
    counter.press(F7).sees("Que faut-il faire").press("4").sees("Numéro").tap(code(number))
    counter.sees("Pourquoi bloquer").press("1").sees("bloquée")
    assert card(counter, number) == (GiftCardState.FROZEN, 2_000)

    counter.press(ESC, "1000").sees_amount("1000").tap(code(number)).sees("ne peut pas être utilisée")
    counter.press(ESC, ESC, ESC)
    counter.press(F7).sees("Que faut-il faire").press("4").sees("Numéro").tap(code(number))
    counter.sees("pourquoi la débloquer").press("1").manager_says_yes().sees("débloquée")
    assert card(counter, number) == (GiftCardState.ACTIVE, 2_000)


def test_a_power_cut_in_a_gift_card_sale_leaves_a_card_that_is_paid_or_given_up(
    counter: WindowCounter, qtbot: QtBot, tmp_path: Path
) -> None:
    counter.press(F7).sees("Que faut-il faire").press("1")
    number = put_on_sale(counter, FIFTY)

    disk = TillFolder(tmp_path / "after the cut")
    shutil.copytree(counter.folder.root, disk.root)
    with window_counter(qtbot, disk) as again:
        again.sign_in().press("1000").sees_amount("1000").tap(code(number)).sees("ne peut pas être utilisée")
        again.press(ESC, ESC, F7).sees("Vente en suspens", "50,00 €").press("1")
        again.sees("Encaissez 50,00 €").press(ENTER).sees("numéro du ticket").press("A1", ENTER)
        again.sees("Remettez les cartes").press(ENTER).sees("1 carte cadeau vendue")
        assert card(again, number) == (GiftCardState.ACTIVE, 5_000)
