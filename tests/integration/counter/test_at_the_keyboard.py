"""What a counter does most, on a real X server with real key events, in a till that is its own program."""

from collections.abc import Iterator

import pytest

from tests.helpers.counter import PAUL
from tests.helpers.real_shop import found_shop
from tests.helpers.window_counter import ENTER, ESC, F2, F3, F5, F7, F8, F9, F10, SHIFT_F8
from tests.helpers.xvfb import XServer, x_server
from tests.integration.counter.desktop import Desktop, desktop

pytestmark = [pytest.mark.xvfb, pytest.mark.xdist_group("hardware")]

IDLE = "Un passage en trois gestes"


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    with x_server(1366, 768) as server:
        yield server


@pytest.fixture(scope="module")
def open_till(server: XServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    shop = found_shop(tmp_path_factory.mktemp("counter") / "till", members=6, whole_program=True)
    with desktop(server, shop.folder.root) as till:
        yield till.sign_in()


@pytest.fixture
def till(open_till: Desktop) -> Iterator[Desktop]:
    """With nobody there, before and after."""
    yield open_till
    while IDLE not in open_till.sees().words:
        open_till.press(ESC)


def test_a_visit_is_a_card_an_amount_and_enter(till: Desktop) -> None:
    till.tap(1).press("1250").sees(due="12,50").press(ENTER).sees("points →")


def test_the_amount_may_come_first(till: Desktop) -> None:
    till.press("900").sees("9,00").tap(2).sees(due="9,00").press(ENTER).sees("points →")


def test_f8_undoes_the_last_visit(till: Desktop) -> None:
    till.tap(3).press("1250").sees(due="12,50").press(ENTER).sees("points →")
    till.press(F8).sees("Passage annulé")


def test_a_reward_is_chosen_by_its_digit(till: Desktop) -> None:
    till.tap(4).press("1250").sees(due="12,50").press(F5).sees("Choisissez un avantage")
    till.press("1").sees("Retenu").press(ESC).sees("Entrée pour enregistrer").press(ENTER)
    till.sees("À remettre", "Un café")


def test_a_member_is_found_by_name(till: Desktop) -> None:
    till.press(F2).sees("Tapez le téléphone ou le nom").press("prenom5").sees("Prénom5 E")
    till.press(ENTER).sees("Prénom5 Essai")


def test_somebody_is_enrolled_by_phone_and_name(till: Desktop) -> None:
    till.press(F3).sees("Champ 1 sur 5").press("0639980777", ENTER).sees("Champ 2").press("Petit", ENTER)
    till.sees("Champ 3").press("Lina", ENTER).sees("Champ 4").press(ENTER).sees("Champ 5").press(ENTER)
    till.sees("Offres par SMS").press("1").sees("Champ 2").press(ENTER)
    till.sees("Vérifiez avec le client", "06 39 98 07 77").press(ENTER)
    till.sees("Inscription faite : Lina Petit").press(ENTER).sees("Lina Petit", "Tapez le montant")


def test_colleagues_take_over_from_each_other(till: Desktop) -> None:
    till.tap(1).press("1250").sees(due="12,50").press(F9).sees(PAUL.name)
    till.sign_in(PAUL.name, "Prénom1 Essai").sees(due="12,50").press(ENTER).sees("points →")


def test_a_gift_card_is_sold(till: Desktop) -> None:
    till.press(F7).sees("Que faut-il faire").press("1").sees("Choisissez le montant").press("2")
    till.sees("Code à l'écran").press("3").sees("Qui offre la carte").press(ENTER).sees("Champ 2")
    till.press(ENTER).sees("Pas encore vendu").press(ENTER).sees("numéro du ticket").press("A1", ENTER)
    till.sees("Remettez les cartes").press(ENTER).sees("1 carte cadeau vendue")


def test_a_mistyped_amount_is_corrected(till: Desktop) -> None:
    till.tap(2).press("700").sees(due="7,00").press(ENTER).sees("points →").press(SHIFT_F8)
    till.sees("Quel passage").press("1").sees("Que faut-il corriger").press("1")
    till.sees("montant réellement acheté").press("900", ENTER).sees("Pourquoi").press("1")
    till.sees("7,00 € → 9,00 €").press(ENTER).sees("Montant corrigé")


def test_the_day_is_closed(till: Desktop) -> None:
    till.press(F10).sees("Magasin").press("1").sees("Les chiffres de ce terminal").press(ENTER)
    for field in (1, 2, 3, 4):
        till.sees(f"Champ {field} sur 4").press(ENTER)
    till.sees("Vérifiez, puis Entrée").press(ENTER).sees("Tête du journal").press(ENTER)
