"""A visit through the real windows: what is chosen for it, and colleagues who take it over."""

from tests.helpers.counter import INES, PAUL
from tests.helpers.real_shop import member_id
from tests.helpers.window_counter import ENTER, ESC, F5, F8, WindowCounter

COFFEE, COFFEE_COST = "1", 150


def test_a_reward_is_chosen_and_spent_and_a_manager_alone_takes_it_back(counter: WindowCounter) -> None:
    counter.tap_member(1).press("1250").sees_amount("1250")
    before = counter.points
    counter.press(F5).sees("Choisissez un avantage").press(COFFEE).sees("Retenu")
    counter.press(ENTER).sees("Entrée pour enregistrer").press(ENTER).sees("À remettre", "Un café")
    assert before - counter.points > COFFEE_COST - 50

    counter.press(F8).sees("Un responsable doit approuver")
    counter.lock().sign_in(PAUL.name).press(F8).sees("Passage annulé")
    assert counter.points == before


def test_a_reward_chosen_twice_is_not_spent(counter: WindowCounter) -> None:
    counter.tap_member(1).press("1250").sees_amount("1250")
    before = counter.points
    counter.press(F5).sees("Choisissez un avantage").press(COFFEE).sees("Retenu").press(COFFEE)
    counter.sees_no("Retenu").press(ENTER).sees("Entrée pour enregistrer").press(ENTER).sees("points →")

    assert counter.points > before


def test_a_change_of_cashier_in_mid_visit_keeps_it_and_both_are_on_record(counter: WindowCounter) -> None:
    counter.tap_member(1).press("1250").sees_amount("1250")
    counter.lock().sign_in(PAUL.name).sees_member("Prénom1").sees_amount("1250")

    counter.press(ENTER).sees("points →")

    with counter.store() as store:
        visit_id = store.recent_visits(member_id(1), 1)[0].id
        visit = store.visit(visit_id)
    assert visit is not None
    assert (visit.told.opened_by, visit.told.closed_by) == (INES.id, PAUL.id)


def test_a_locked_till_takes_no_key_and_shows_nothing_of_the_customer(counter: WindowCounter) -> None:
    counter.tap_member(1).press("1250").sees_amount("1250").lock()
    counter.press("7", ENTER, ESC)

    assert "Prénom1" not in counter.words
    assert "12,50" not in counter.words
    counter.sign_in().sees_member("Prénom1").sees_amount("1250")
