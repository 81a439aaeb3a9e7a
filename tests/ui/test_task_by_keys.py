"""Tasks by real key events and touches, on the real window."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.task.acts import Act, ChooseLine, FillIn, GoOn, NameApprover, OpenTask, PressKey, TaskKind
from fidpos.till.task.view import FormBody, TaskView
from fidpos.till.view import CheckoutView, TillState
from fidpos.ui.presenters.models import Sound
from fidpos.ui.presenters.task.models import FieldModel, FormModel, TaskModel
from fidpos.ui.screens.task.field_cell import FieldCell
from fidpos.ui.screens.task.line_row import LineRow
from fidpos.ui.screens.task.panel import TaskPanel
from fidpos.ui.widgets.press_row import PressRow
from fidpos.ui.widgets.staff_tile import StaffTileButton
from tests.helpers.enrolling_till import LINA, enrolling_till
from tests.helpers.sample_views import IDLE, KARIM
from tests.helpers.task_samples import (
    APPROVAL,
    AT_CHOICE,
    DONE,
    FIELDS,
    FORM,
    LISTED,
    REVIEW,
    SEARCHED,
)
from tests.helpers.till_window import Till, publishing, till_window


@pytest.fixture
def till(dressed: QApplication, french: Texts, qtbot: QtBot) -> Iterator[Till]:
    with till_window(french, qtbot) as made:
        yield made


def over(task: TaskView | None) -> CheckoutView:
    return replace(IDLE, state=TillState.TASK if task is not None else TillState.IDLE, task=task)


def begun(till: Till, task: TaskView) -> Till:
    """What is heard of the first view is not counted."""
    till.session.first = over(task)
    till.opened().heard.clear()
    return till


def task(till: Till) -> TaskModel:
    shown = till.checkout.task
    assert shown is not None
    return shown


def fields(till: Till) -> Sequence[FieldModel]:
    body = task(till).body
    assert isinstance(body, FormModel)
    return body.fields


def typed(till: Till) -> str:
    body = task(till).body
    assert isinstance(body, FormModel)
    return body.fields[body.at].text


@pytest.mark.parametrize(
    ("key", "shift", "kind"),
    [
        (Qt.Key.Key_F3, False, TaskKind.ENROL),
        (Qt.Key.Key_F3, True, TaskKind.MEMBER),
        (Qt.Key.Key_F7, False, TaskKind.GIFT_CARDS),
        (Qt.Key.Key_F8, True, TaskKind.CORRECT),
        (Qt.Key.Key_F10, False, TaskKind.SHOP),
        (Qt.Key.Key_F12, False, TaskKind.PRINT),
    ],
)
def test_a_key_opens_its_task_over_amount_and_third_column(
    till: Till, key: Qt.Key, shift: bool, kind: TaskKind
) -> None:
    till.session.answers["in_task"] = publishing(over(FORM))
    till.opened()
    modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier

    QTest.keyClick(till.window, key, modifiers)

    assert till.asked(1) == [("in_task", OpenTask(kind))]
    till.wait(lambda: till.checkout.task is not None)
    assert [panel.isVisible() for panel in till.window.findChildren(TaskPanel)] == [True]


def test_the_buttons_that_bear_those_keys_open_the_same_tasks(till: Till) -> None:
    till.opened()
    labels = {"Inscrire": TaskKind.ENROL, "Corriger": TaskKind.CORRECT, "Magasin": TaskKind.SHOP}
    buttons = {each.accessibleName(): each for each in till.window.findChildren(QAbstractButton)}
    for number, (label, kind) in enumerate(labels.items(), start=1):
        QTest.mouseClick(buttons[label], Qt.MouseButton.LeftButton)
        assert till.asked(number)[-1] == ("in_task", OpenTask(kind))


def test_a_form_is_filled_in_by_keys_alone(till: Till) -> None:
    begun(till, FORM)
    till.session.answers["in_task"] = publishing(over(replace(FORM, body=FormBody(fields=FIELDS, at=4))))

    till.type("Dupont", Qt.Key.Key_Return, "1990")

    till.wait(lambda: typed(till) == "14/05/1990")
    assert till.session.asked == [("in_task", FillIn("name", "Dupont", 1))]


def test_a_parent_who_is_named_brings_the_questions_and_the_keys_go_there(till: Till) -> None:
    """What an enrolment shows of a child, before the name and after it."""
    enrolling = enrolling_till().open()
    enrolling.fill(**LINA, birthday="01012014")
    begun(till, enrolling.task)
    enrolling.type("parent", "Anna Petit")
    till.session.answers["in_task"] = publishing(over(enrolling.task))

    till.type("Anna Petit", Qt.Key.Key_Return)
    till.wait(lambda: len(fields(till)) == 3)
    till.type("1")

    assert till.asked(2) == [
        ("in_task", FillIn("parent", "Anna Petit", 1)),
        ("in_task", FillIn("consent_sms", "1", 1)),
    ]
    visible = [cell for cell in till.window.findChildren(FieldCell) if cell.isVisible()]
    assert len(visible) == 3


@pytest.mark.parametrize(
    ("key", "modifiers", "move"),
    [
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier, -1),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier, -1),
    ],
)
def test_tab_goes_from_field_to_field(
    till: Till, key: Qt.Key, modifiers: Qt.KeyboardModifier, move: int
) -> None:
    begun(till, FORM)

    QApplication.sendEvent(till.window, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "\t"))

    assert till.asked(1) == [("in_task", FillIn("name", "", move))]


def test_tab_moves_no_focus_and_means_nothing_at_the_checkout(till: Till) -> None:
    till.opened()

    till.type(Qt.Key.Key_Tab)

    assert till.session.asked == []
    assert till.heard == [Sound.WARNING]
    assert QApplication.focusWidget() in {till.window, None}


def test_a_composed_letter_is_typed_where_letters_belong(till: Till) -> None:
    begun(till, FORM)
    event = QInputMethodEvent()
    event.setCommitString("É")

    assert till.window.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    QApplication.sendEvent(till.window, event)

    assert typed(till) == "É"


def test_pasted_control_characters_are_refused_and_heard(till: Till) -> None:
    begun(till, FORM)
    event = QInputMethodEvent()
    event.setCommitString("a\x1bb")

    QApplication.sendEvent(till.window, event)

    assert typed(till) == ""
    assert till.heard == [Sound.WARNING]


def test_one_field_bears_the_cursor(till: Till) -> None:
    begun(till, FORM)

    cells = till.window.findChildren(FieldCell)

    assert sum(cell.isVisible() for cell in cells) == len(FIELDS)


@pytest.mark.parametrize(
    ("view", "kind", "place", "act"),
    [
        (AT_CHOICE, PressRow, 1, FillIn("consent", "2", 1)),
        (LISTED, LineRow, 3, ChooseLine(4)),
        (APPROVAL, StaffTileButton, 0, NameApprover(KARIM.staff_id)),
    ],
    ids=["option", "line", "manager"],
)
def test_touching_what_bears_a_digit_is_the_digit(
    till: Till, view: TaskView, kind: type[QWidget], place: int, act: Act
) -> None:
    begun(till, view)
    shown = [widget for widget in till.window.findChildren(kind) if widget.isVisible()]

    QTest.mouseClick(shown[place], Qt.MouseButton.LeftButton)

    assert till.asked(1) == [("in_task", act)]


def test_a_search_goes_out_at_each_key_and_its_lines_are_chosen_by_arrows(till: Till) -> None:
    begun(till, SEARCHED)

    till.type("il", Qt.Key.Key_Escape)

    assert till.asked(3) == [
        ("in_task", FillIn("query", "cami", 0)),
        ("in_task", FillIn("query", "camil", 0)),
        ("back", None),
    ]


def test_keys_of_the_step_and_enter(till: Till) -> None:
    begun(till, DONE)

    till.type(Qt.Key.Key_F4)
    till.asked(1)
    till.type(Qt.Key.Key_Return)

    assert till.asked(2) == [("in_task", PressKey("f4")), ("in_task", GoOn())]


def test_an_enter_that_waited_does_nothing_at_another_step(till: Till) -> None:
    begun(till, DONE)
    till.session.answers["in_task"] = publishing(over(replace(REVIEW, place="money", problem=None)))

    till.type(Qt.Key.Key_F4, Qt.Key.Key_Return)

    till.wait(lambda: till.heard == [Sound.WARNING])
    assert till.session.asked == [("in_task", PressKey("f4"))]


def test_once_the_task_has_ended_the_checkout_is_back(till: Till) -> None:
    begun(till, FORM)
    till.session.answers["back"] = publishing(over(None))

    till.type(Qt.Key.Key_Escape)

    till.wait(lambda: till.checkout.task is None)
    assert not any(panel.isVisible() for panel in till.window.findChildren(TaskPanel))
    assert till.typed == "0,00\xa0€"


def test_the_second_tap_of_an_impatient_finger_does_not_take_a_review(
    dressed: QApplication, french: Texts, qtbot: QtBot
) -> None:
    with till_window(french, qtbot, answer_guard_s=60) as till:
        begun(till, DONE).type(Qt.Key.Key_Return)

        assert till.session.asked == []
        assert till.heard[-1] is Sound.WARNING
