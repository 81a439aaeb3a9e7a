"""F5, F6 and F4 by real key events and touches, on the real window."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.ui.presenters.models import CodesModel, HistoryModel, RewardsModel
from fidpos.ui.screens.codes_panel import CodeRow
from fidpos.ui.widgets.reward_row import RewardRow
from tests.helpers.sample_views import CHOSEN, CODED, READY, SETTING_ASIDE
from tests.helpers.till_window import Till, publishing, till_window


@pytest.fixture
def till(dressed: QApplication, french: Texts, qtbot: QtBot) -> Iterator[Till]:
    with till_window(french, qtbot) as made:
        yield made


def title(till: Till) -> str:
    """Of the third column."""
    column = till.checkout.column
    assert isinstance(column, RewardsModel | CodesModel)
    return column.title


def is_history(till: Till) -> bool:
    return isinstance(till.checkout.column, HistoryModel)


def test_f5_twice_and_a_digit_set_an_effect_aside(till: Till) -> None:
    till.session.first = READY
    till.session.answers["open_rewards"] = publishing(CHOSEN)
    till.opened()
    till.type(Qt.Key.Key_F5)
    till.wait(lambda: not is_history(till))
    till.session.answers["open_rewards"] = publishing(SETTING_ASIDE)
    till.type(Qt.Key.Key_F5)
    till.wait(lambda: title(till) == "Offres de ce passage")

    till.type("1")

    assert till.asked(3)[2] == ("set_aside", 1)
    assert till.typed == "12,40\xa0€"


def test_a_touched_effect_is_its_digit_and_one_that_is_not_given_has_none(till: Till) -> None:
    till.session.first = SETTING_ASIDE
    till.opened()
    rows = [row for row in till.window.findChildren(RewardRow) if row.isVisible()]

    QTest.mouseClick(rows[3], Qt.MouseButton.LeftButton)
    QTest.mouseClick(rows[1], Qt.MouseButton.LeftButton)

    assert till.asked(1) == [("set_aside", 2)]


def test_the_key_printed_below_the_rewards_can_be_touched(till: Till) -> None:
    till.session.first = CHOSEN
    till.opened()
    turn = next(
        found
        for found in till.window.findChildren(QAbstractButton)
        if found.accessibleName() == "Offres de ce passage" and found.isVisible()
    )

    QTest.mouseClick(turn, Qt.MouseButton.LeftButton)

    assert till.asked(1) == [("open_rewards", None)]


def test_a_code_is_typed_with_letters_and_digits_and_never_becomes_an_amount(till: Till) -> None:
    till.session.first = replace(CODED, codes=())
    till.opened()

    till.type("AUT26")
    till.wait(lambda: till.checkout.primary.label == "Ajouter le code")
    till.type(Qt.Key.Key_Return)

    assert till.asked(1) == [("enter_code", "AUT26")]
    assert till.typed == "12,40\xa0€"
    assert till.desk.takes_text


def test_del_takes_out_the_code_that_was_touched(till: Till) -> None:
    till.session.first = CODED
    till.opened()
    rows = [row for row in till.window.findChildren(CodeRow) if row.isVisible()]

    QTest.mouseClick(rows[1], Qt.MouseButton.LeftButton)
    till.type(Qt.Key.Key_Delete)

    assert till.asked(1) == [("remove_code", "VOISINS")]


def test_f6_opens_and_esc_closes_the_codes(till: Till) -> None:
    till.session.first = READY
    till.session.answers["open_codes"] = publishing(CODED)
    till.session.answers["back"] = publishing(READY)
    till.opened()

    till.type(Qt.Key.Key_F6)
    till.wait(lambda: not is_history(till))
    till.type(Qt.Key.Key_Escape)
    till.wait(lambda: is_history(till))

    assert till.session.asked == [("open_codes", None), ("back", None)]


def test_f4_tells_of_past_visits_without_asking_the_till(till: Till) -> None:
    till.session.first = READY
    till.opened()

    till.type(Qt.Key.Key_F4, Qt.Key.Key_Down)
    column = till.checkout.column
    assert isinstance(column, HistoryModel)
    assert column.detail.title == "Passage\xa0: 11\xa0nov."
    till.type(Qt.Key.Key_Escape)

    column = till.checkout.column
    assert isinstance(column, HistoryModel)
    assert column.detail.title == "Ce passage"
    assert till.session.asked == []
