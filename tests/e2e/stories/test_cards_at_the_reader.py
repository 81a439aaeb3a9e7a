"""What lies on the reader and what is held out, through the real windows: nobody is taken for another."""

from fidpos.readers.drivers.simulated.virtual_cards import AppletCard, BankCard
from fidpos.readers.own_number import make_ean13
from tests.helpers.real_shop import card_number
from tests.helpers.window_counter import ENTER, ESC, F2, WindowCounter

OTHER_MERCHANT = "4712"


def test_the_previous_customers_card_left_on_the_reader_is_not_the_next_customers(
    counter: WindowCounter,
) -> None:
    counter.hold_out(AppletCard(card_number(1))).sees_member("Prénom1").close_visit("1000")
    counter.press(ESC).sees_member("")

    counter.press("2000").sees_amount("2000").press(ENTER).sees("Il manque la carte du client")
    assert not counter.member

    counter.take_away().tap_member(2).press(ENTER).sees("points →")
    assert counter.member.startswith("Prénom2")


def test_of_two_cards_presented_the_second_takes_nothing_before_it_was_asked(counter: WindowCounter) -> None:
    counter.tap_member(1).press("1000").sees_amount("1000")

    counter.tap(AppletCard(card_number(2))).sees("Prénom2").press(ESC).sees("Le client n'a pas changé")
    assert counter.member.startswith("Prénom1")

    counter.tap(AppletCard(card_number(2))).sees("Prénom2").press(ENTER).sees_member("Prénom2")
    counter.sees_amount("1000")


def test_a_card_of_another_merchant_and_a_bank_card_are_told_and_change_nothing(
    counter: WindowCounter,
) -> None:
    counter.press("1000").sees_amount("1000")

    counter.tap(AppletCard(make_ean13(OTHER_MERCHANT, 5))).sees("Carte d'une autre enseigne")
    bank = BankCard()
    counter.tap(bank).sees("C'est une carte bancaire")

    assert not counter.member
    assert len(bank.asked) <= 1
    counter.sees_amount("1000").tap_member(1).press(ENTER).sees("points →")


def test_somebody_without_a_card_is_found_by_name_and_their_card_in_the_other_hand_is_theirs(
    counter: WindowCounter,
) -> None:
    counter.press(F2).sees("Tapez le téléphone ou le nom").press("Prenom3").sees("Prénom3 E").press(
        ENTER
    ).sees_member("Prénom3")

    counter.tap(AppletCard(card_number(3))).sees("déjà")
    assert counter.member.startswith("Prénom3")
