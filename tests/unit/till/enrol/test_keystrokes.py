"""How many keys an enrolment takes beside what has to be typed anyway."""

import pytest

from fidpos.domain.member import Channel
from fidpos.till.view import TillState
from fidpos.ui.presenters.keys import Key
from tests.helpers.counter import BERENICE
from tests.helpers.enrolling_till import NUMBER, EnrollingTill, enrolling_till
from tests.helpers.keyed_till import KeyedTill

KEYS_MAX = 12
"""Beside the data; the answers to consents count among them."""
EVERYTHING = ("0639980777", "Petit", "Lina", "lina@example.org", "24121990")


@pytest.fixture
def till() -> EnrollingTill:
    return enrolling_till()


def fill(keys: KeyedTill, *texts: str) -> int:
    """Enter after each field; gives how many signs were typed."""
    for text in texts:
        keys.type(text)
        keys.key(Key.ENTER)
    return sum(map(len, texts))


def test_phone_and_names_and_two_consents(till: EnrollingTill) -> None:
    keys = KeyedTill(till.session)
    keys.key(Key.F3)
    typed = fill(keys, *EVERYTHING[:3], "", "")
    keys.type("12")
    keys.key(Key.ENTER)
    keys.key(Key.ENTER)

    assert (till.attached.profile.given_name, keys.refused) == ("Lina", 0)
    assert keys.presses - typed <= KEYS_MAX
    assert till.attached.number == NUMBER


def test_everything_on_the_first_page_and_all_its_consents(till: EnrollingTill) -> None:
    keys = KeyedTill(till.session)
    keys.key(Key.F3)
    typed = fill(keys, *EVERYTHING)
    keys.type("121")
    keys.key(Key.ENTER)
    keys.key(Key.ENTER)

    profile = till.attached.profile
    assert (profile.phone, profile.email, profile.birth_year) == ("+33639980777", "lina@example.org", 1990)
    assert keys.presses - typed <= KEYS_MAX


def test_a_card_held_out_saves_a_key(till: EnrollingTill) -> None:
    keys = KeyedTill(till.session)
    keys.key(Key.F3)
    till.tap("2047110000123")
    typed = fill(keys, *EVERYTHING)
    keys.type("121")
    keys.key(Key.ENTER)

    assert till.attached.number == "2047110000123"
    assert keys.presses - typed <= KEYS_MAX - 1


def test_whoever_is_a_member_already_takes_three_keys_and_the_number(till: EnrollingTill) -> None:
    keys = KeyedTill(till.session)
    keys.key(Key.F3)
    keys.type("0639980201")
    keys.key(Key.DOWN)
    keys.key(Key.ENTER)

    assert till.attached.id == BERENICE.member.id
    assert keys.presses == 3 + 10


def test_the_keys_of_the_checkout_are_there_again_afterwards(till: EnrollingTill) -> None:
    keys = KeyedTill(till.session)
    keys.type("1234")
    keys.key(Key.F3)
    fill(keys, *EVERYTHING[:3], "", "")
    keys.type("22")
    keys.key(Key.ENTER)
    keys.key(Key.ENTER)
    ready = till.view.state
    keys.key(Key.ENTER)

    assert ready is TillState.READY
    assert till.said == "banner.visit_closed"


def test_escape_enrols_nobody_wherever_it_is_pressed(till: EnrollingTill) -> None:
    keys = KeyedTill(till.session)
    keys.key(Key.F3)
    fill(keys, *EVERYTHING)
    for _ in range(10):
        keys.key(Key.ESCAPE)

    assert till.store.members_reached_at(phone="+33639980777") == ()
    assert till.view.state is TillState.IDLE


def test_a_child_costs_the_parents_name_and_one_more_key(till: EnrollingTill) -> None:
    keys = KeyedTill(till.session)
    keys.key(Key.F3)
    typed = fill(keys, *EVERYTHING[:3], "", "01012014", "Anna Petit")
    keys.type("12")
    keys.key(Key.ENTER)
    keys.key(Key.ENTER)

    assert keys.refused == 0
    assert keys.presses - typed <= KEYS_MAX + 1
    assert till.store.consents(till.attached.id) == {Channel.SMS}


def test_a_child_without_a_parent_costs_one_key_to_pass_by(till: EnrollingTill) -> None:
    keys = KeyedTill(till.session)
    keys.key(Key.F3)
    fill(keys, *EVERYTHING[:3], "", "01012014", "")
    keys.key(Key.ENTER)
    keys.key(Key.ENTER)

    assert keys.refused == 0
    assert till.store.consents(till.attached.id) == frozenset()
