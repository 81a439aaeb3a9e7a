"""Shift+F8 and F8 through the real windows: what was typed wrong, and goods that come back."""

import pytest

from fidpos.readers.drivers.simulated.virtual_cards import AppletCard
from tests.helpers.real_shop import card_number, member_id
from tests.helpers.window_counter import ENTER, ESC, F2, F5, F8, SHIFT_F8, WindowCounter


@pytest.fixture
def bought(counter: WindowCounter) -> WindowCounter:
    """Member 2 has just bought for 12.50."""
    return counter.tap_member(2).close_visit("1250")


def visits(counter: WindowCounter, member: int) -> list[tuple[int, int, bool]]:
    """Amount, points, and whether it was undone; the latest first."""
    with counter.store() as store:
        past = store.recent_visits(member_id(member), 9)
    return [(each.amount.minor, each.points, each.voided) for each in past]


def test_a_mistyped_amount_is_corrected_by_the_cashier_and_both_entries_stay(bought: WindowCounter) -> None:
    points = bought.points
    bought.press(SHIFT_F8).sees("Quel passage").press("1").sees("Que faut-il corriger")
    bought.press("1").sees("montant réellement acheté").press("1500", ENTER)
    bought.sees("Pourquoi").press("1").sees("12,50 € → 15,00 €", "Erreur de saisie")
    bought.press(ENTER).sees("Montant corrigé")

    assert bought.points == points + 3
    assert [(minor, undone) for minor, _, undone in visits(bought, 2)] == [(1_500, False), (1_250, True)]


def test_a_visit_of_the_wrong_member_is_moved_to_the_right_one(bought: WindowCounter) -> None:
    bought.press(SHIFT_F8).sees("Quel passage").press("1").sees("Que faut-il corriger")
    bought.press("2").sees("Présentez la bonne carte")
    bought.tap(AppletCard(card_number(3))).sees("Pourquoi").press("1").sees("Prénom3 E.")
    bought.press(ENTER).sees("Le passage est maintenant à Prénom3")

    assert [(minor, undone) for minor, _, undone in visits(bought, 2)] == [(1_250, True)]
    assert [(minor, undone) for minor, _, undone in visits(bought, 3)] == [(1_250, False)]


def test_a_forgotten_card_is_credited_with_the_ticket_and_only_once(counter: WindowCounter) -> None:
    def credit() -> WindowCounter:
        counter.press(SHIFT_F8).sees("Quel passage").press(F5).sees("Numéro du ticket")
        counter.press("B7", ENTER).sees("Champ 2").press("2000", ENTER).sees("Champ 3").press(ENTER)
        return counter

    counter.tap_member(3)
    credit().sees("20,00 €", "Vérifiez").press(ENTER).sees("Ticket crédité", "20,00 €")
    counter.press(ESC).sees_member("").tap_member(1)
    credit().press(ENTER).sees("déjà")

    assert len(visits(counter, 3)) == 1
    assert visits(counter, 1) == []


def test_a_visit_is_refunded_by_its_ticket_on_a_managers_word(counter: WindowCounter) -> None:
    counter.tap_member(3).press(SHIFT_F8).sees("Quel passage").press(F5).sees("Numéro du ticket")
    counter.press("B8", ENTER).sees("Champ 2").press("2000", ENTER).sees("Champ 3").press(ENTER)
    counter.sees("Vérifiez").press(ENTER).sees("Ticket crédité")
    earned = counter.points
    counter.press(ESC).sees_member("")

    counter.press(SHIFT_F8).sees("Quel passage").press(F2).sees("Numéro du ticket").press("B8", ENTER)
    counter.sees("Que faut-il corriger").press("3").sees("Qu'est-ce qui revient", "20,00 €")
    counter.press("1").sees("Pourquoi").press("1").manager_says_yes()
    counter.sees("Vérifiez", "+40 → 0").press(ENTER).sees("Remboursé")

    counter.tap_member(3)
    assert counter.points < earned


def test_f8_undoes_the_last_visit_once(bought: WindowCounter) -> None:
    earned = bought.points
    bought.press(F8).sees("Passage annulé")
    assert bought.points < earned

    bought.press(F8).sees("Il ne reste rien de ce passage")
    assert [undone for _, _, undone in visits(bought, 2)] == [True]
