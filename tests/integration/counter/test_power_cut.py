"""kill -9 in the middle of a gift-card sale, at a window under real keys: the next start knows the card."""

from pathlib import Path

import pytest

from fidpos.domain.gift_card import GiftCardState
from fidpos.till.gift_card_desk.sale import cards_on_sale
from tests.helpers.real_shop import found_shop
from tests.helpers.window_counter import DELETE, ENTER, F7, store_in
from tests.helpers.xvfb import x_server
from tests.integration.counter.desktop import Desktop, desktop

pytestmark = [pytest.mark.xvfb, pytest.mark.xdist_group("hardware")]


def begin_sale(till: Desktop) -> Desktop:
    """Up to the question for money."""
    till.press(F7).sees("Que faut-il faire").press("1").sees("Choisissez le montant").press("2")
    till.sees("Code à l'écran").press("3").sees("Qui offre la carte").press(ENTER).sees("Champ 2")
    return till.press(ENTER).sees("Pas encore vendu")


def test_a_power_cut_in_a_gift_card_sale_is_found_again_and_ended_as_the_customer_says(
    tmp_path: Path,
) -> None:
    shop = found_shop(tmp_path / "till", members=1, whole_program=True)
    with x_server(1366, 768) as server:
        with desktop(server, shop.folder.root) as till:
            begin_sale(till.sign_in()).kill()
        with desktop(server, shop.folder.root) as till:
            till.sign_in().press(F7).sees("Vente en suspens", "20,00 €").press("1")
            till.sees("Pas encore vendu").press(ENTER).sees("numéro du ticket").press("A1", ENTER)
            till.sees("Remettez les cartes").kill()
        with store_in(shop.folder) as store:
            (sold,) = cards_on_sale(store)
        assert (sold.card.state, sold.card.balance_minor) == (GiftCardState.ACTIVE, 2_000)

        with desktop(server, shop.folder.root) as till:
            till.sign_in().press(F7).sees("20,00 €").press("1").sees("Remettez les cartes").press(ENTER)
            begin_sale(till.sees("1 carte cadeau vendue")).kill()
        with desktop(server, shop.folder.root) as till:
            till.sign_in().press(F7).sees("Vente en suspens").press("1").sees("Pas encore vendu")
            till.press(DELETE).sees("Que faut-il faire", "Vendre")
            assert "Vente en suspens" not in till.words
