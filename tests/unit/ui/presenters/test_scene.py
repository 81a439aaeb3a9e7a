"""Small words that several presenters share."""

import pytest

from fidpos.texts.texts import Texts
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.scene import button, counted, initials, key_name


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Élodie Martin", "ÉM"),
        ("camille lefèvre-dupont", "CL"),
        ("Jean de La Tour", "JT"),
        ("Prince", "P"),
        ("", ""),
        ("- ?", ""),
        ("山田 太郎", "山太"),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_key_bears_the_name_it_has_on_the_cashier_s_keyboard(french: Texts) -> None:
    assert [key_name(french, key) for key in (Key.ENTER, Key.ESCAPE, Key.F5)] == ["Entrée", "Échap", "F5"]


def test_every_button_prints_its_key(french: Texts) -> None:
    assert button(french, Key.F2, "Chercher").key == "F2"


def test_a_counter_without_a_word_of_its_own_shows_the_number(french: Texts) -> None:
    assert counted(french, 3, "points") == "3\xa0points"
    assert counted(french, 1296, "cagnotte") == "1\u202f296"
