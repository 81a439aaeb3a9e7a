"""F3 on a member through the real windows: a card that was lost, two who want to collect together."""

from fidpos.readers.drivers.simulated.virtual_cards import AppletCard
from fidpos.wire.member_events import Joining, JoiningAgreed
from tests.helpers.real_shop import card_number, member_id
from tests.helpers.virtual_cards.blank_cards import BlankTag
from tests.helpers.window_counter import ENTER, ESC, F3, RIGHT, WindowCounter


def test_a_lost_card_is_replaced_and_whoever_found_it_gets_nothing(counter: WindowCounter) -> None:
    counter.tap_member(2)
    points = counter.points
    tag = BlankTag()
    counter.press(F3).sees("Carte perdue").press("2").sees("Quelle carte est perdue")
    counter.press("1").manager_says_yes()
    counter.sees("…0023 est bloquée", "NTAG").press("3").sees("Présentez la carte")
    counter.tap(tag).sees("remettez-la au client", "avantages bloqués")
    counter.press(ESC).sees_member("")

    counter.tap(AppletCard(card_number(2))).sees("Carte déclarée perdue")
    assert not counter.member

    counter.tap(tag).sees_member("Prénom2")
    assert counter.points == points


def test_two_who_want_to_collect_together_agree_before_a_manager_and_the_office_is_asked(
    counter: WindowCounter,
) -> None:
    counter.tap_member(1)
    counter.press(F3, RIGHT).sees("Cumuler à deux, réunir").press("1").sees("Que souhaitent les clients")
    counter.press("1").sees("Avec qui")
    counter.tap(AppletCard(card_number(3))).sees("Les deux sont d'accord", "40 101", "40 103")
    counter.press(ENTER).manager_says_yes().sees("ils cumuleront ensemble")

    with counter.store() as store:
        asked = [each for each in store.days.events_backwards(9) if isinstance(each, JoiningAgreed)]
    assert [(each.joining, each.other_id) for each in asked] == [(Joining.POOL, member_id(3))]
    assert counter.member.startswith("Prénom1")
