"""Nobody is there who may approve: what a cashier does all the same, what waits, and that nothing is lost."""

from fidpos.domain.card import CardStatus
from fidpos.domain.gift_card import GiftCardState
from fidpos.readers.drivers.simulated.virtual_cards import AppletCard
from fidpos.till.gift_card_desk.sale import cards_on_sale
from tests.helpers.counter import PAUL
from tests.helpers.real_shop import card_number, member_id
from tests.helpers.virtual_cards.blank_cards import BlankTag
from tests.helpers.window_counter import ENTER, ESC, F2, F3, F7, SHIFT_F8, WindowCounter

MOST = "6"
"""Line of the largest amount on a gift card: more than a cashier sells alone."""


def test_a_lost_card_is_stopped_at_once_and_the_new_one_is_made_when_the_manager_is_back(
    counter: WindowCounter,
) -> None:
    counter.tap_member(2).press(F3).sees("Carte perdue").press("2").sees("Quelle carte est perdue")
    counter.press("1").sees("Un responsable se désigne").press(ESC).sees_no("Un responsable").press(ESC)
    counter.press(ESC).sees_member("")
    counter.tap(AppletCard(card_number(2))).sees("Carte déclarée perdue")

    with counter.store() as store:
        (card,) = store.files.cards_of(member_id(2))
    assert card.status is CardStatus.LOST

    tag = BlankTag()
    counter.lock().sign_in(PAUL.name).press(F2).sees("Tapez le téléphone ou le nom").press("Prenom2")
    counter.sees("Prénom2 E").press(ENTER).sees_member("Prénom2").press(F3).sees("Nouvelle carte")
    counter.press("1").sees("Qui portera la carte").press("1").sees("NTAG").press("3").sees(
        "Présentez la carte"
    )
    counter.tap(tag).sees("remettez-la au client")


def test_a_large_gift_card_waits_for_the_manager_and_is_sold_then(counter: WindowCounter) -> None:
    counter.press(F7).sees("Que faut-il faire").press("1").sees("Choisissez le montant").press(MOST)
    counter.sees("Code à l'écran").press("5").sees("Qui offre la carte").press(ENTER).sees("Champ 2")
    counter.press(ENTER).sees("Pas encore vendu").press(ENTER)
    counter.sees("Un responsable se désigne").press(ESC).sees("Pas encore vendu")
    counter.lock().sign_in(PAUL.name).sees("Pas encore vendu").press(ENTER).sees("numéro du ticket")
    counter.press("A1", ENTER).sees("Remettez les cartes")
    with counter.store() as store:
        (sold,) = cards_on_sale(store)
    assert (sold.card.state, sold.card.balance_minor) == (GiftCardState.ACTIVE, 15_000)


def test_an_older_visit_stays_as_it_is_until_a_manager_signs_in(counter: WindowCounter) -> None:
    counter.tap_member(1).close_visit("1250").press(ESC)
    counter.tap_member(2).close_visit("900").press(ESC).sees_member("")
    counter.tap_member(1).press(SHIFT_F8).sees("Quel passage").press("1").sees("Que faut-il corriger")
    counter.press("1").sees("montant réellement acheté").press("1500", ENTER)
    counter.sees("Pourquoi").press("1").sees("Un responsable se désigne").press(ESC).sees("Pourquoi")
    with counter.store() as store:
        assert [each.amount.minor for each in store.recent_visits(member_id(1), 9)] == [1_250]

    counter.lock().sign_in(PAUL.name).sees("Pourquoi").press("1").sees("12,50 € → 15,00 €")
    counter.press(ENTER).sees("Montant corrigé")
