"""The technician's desk through the real window: the whole wizard by keys, and the same by touch."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from fidpos.texts.texts import Texts
from fidpos.till.technician.acts import (
    AddReader,
    GoBack,
    GoOn,
    Move,
    OpenDesk,
    Pick,
    RemoveReader,
    ShowPlugIns,
    TechnicianAct,
)
from fidpos.till.technician.view import TechnicianView, WizardStep
from fidpos.till.view import Message
from fidpos.ui.presenters.models import CheckoutModel, Sound
from fidpos.ui.presenters.technician.models import (
    ChoicesModel,
    DevicesModel,
    DoneModel,
    ListModel,
    PresentModel,
    ProofModel,
    ResultModel,
    WizardModel,
)
from fidpos.ui.widgets.pick_row import PickRow
from tests.helpers.desk_samples import (
    BASE,
    DEVICE,
    DONE,
    KIND,
    PLUG_IN_PAGE,
    PRESENT_CODE,
    RESULT,
    TEST,
    at,
)
from tests.helpers.sample_views import IDLE, KARIM
from tests.helpers.scripted_session import ScriptedSession
from tests.helpers.till_window import Till, till_window

LEFT = Qt.MouseButton.LeftButton


class ScriptedDesk:
    """Turns to the next view at each act, and keeps what was asked."""

    def __init__(self, *views: TechnicianView) -> None:
        self._views = list(views)
        self.shown = self._views.pop(0)

    def __call__(self, session: ScriptedSession) -> None:
        self.shown = self._views.pop(0) if self._views else self.shown
        session.publish(at(self.shown))


@pytest.fixture
def till(dressed: QApplication, french: Texts, qtbot: QtBot) -> Iterator[Till]:
    with till_window(french, qtbot) as opened:
        yield opened


def opened_on(till: Till, *views: TechnicianView) -> Till:
    desk = ScriptedDesk(*views)
    till.session.first = at(desk.shown)
    till.session.answers["at_desk"] = desk
    return till.opened()


def acts(till: Till, count: int) -> list[TechnicianAct]:
    asked = till.asked(count)
    assert all(method == "at_desk" for method, _ in asked)
    return [act for _, act in asked]  # type: ignore[misc]  # the argument of at_desk


def page_is(till: Till, kind: type[object]) -> Callable[[], bool]:
    def reached() -> bool:
        page = till.technician.page
        return isinstance(page.body if isinstance(page, WizardModel) else page, kind)

    return reached


def touch(till: Till, kind: type[QWidget], accept: Callable[[QWidget], bool]) -> None:
    widget = next(each for each in till.window.findChildren(kind) if each.isVisible() and accept(each))
    QTest.mouseClick(widget, LEFT)


def button_named(name: str) -> Callable[[QWidget], bool]:
    return lambda widget: widget.accessibleName() == name


def test_a_reader_is_added_and_proven_without_a_mouse(till: Till) -> None:
    opened_on(till, BASE, KIND, KIND, DEVICE, PRESENT_CODE)

    till.type(Qt.Key.Key_F2)
    till.wait(page_is(till, ChoicesModel))
    till.type("1", Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert acts(till, 4) == [AddReader(), Pick(1), GoOn(), GoOn()]
    till.wait(page_is(till, PresentModel))

    till.session.answers["at_desk"] = ScriptedDesk(RESULT, TEST)
    till.session.publish(at(RESULT))
    till.wait(page_is(till, ResultModel))
    till.type(Qt.Key.Key_Enter)
    till.wait(page_is(till, ProofModel))

    till.session.answers["at_desk"] = ScriptedDesk(DONE, BASE)
    till.session.publish(at(DONE))
    till.wait(page_is(till, DoneModel))
    till.type(Qt.Key.Key_Return)
    till.wait(page_is(till, DevicesModel))
    assert acts(till, 6)[4:] == [GoOn(), GoOn()]


def test_esc_goes_back_through_the_wizard_and_commits_nothing(till: Till) -> None:
    opened_on(till, PRESENT_CODE, DEVICE, KIND, BASE)

    for _ in range(3):
        till.type(Qt.Key.Key_Escape)
    till.wait(page_is(till, DevicesModel))

    assert acts(till, 3) == [GoBack()] * 3


def test_enter_means_nothing_while_a_code_is_waited_for(till: Till) -> None:
    opened_on(till, PRESENT_CODE)

    till.type(Qt.Key.Key_Return, Qt.Key.Key_Enter)

    assert till.session.asked == []
    assert till.heard == [Sound.WARNING, Sound.WARNING]


def test_digits_typed_into_the_wizard_reach_no_amount(till: Till) -> None:
    opened_on(till, TEST)

    till.type("0481000000017", Qt.Key.Key_Return)

    assert till.session.asked == []


def test_a_reader_of_the_list_is_chosen_by_touch(till: Till) -> None:
    opened_on(till, BASE, replace(BASE, chosen=1))
    rows = [row for row in till.window.findChildren(PickRow) if row.isVisible()]

    QTest.mouseClick(rows[1], LEFT)
    till.wait(lambda: isinstance(page := till.technician.page, DevicesModel) and page.rows[1].chosen)

    assert acts(till, 1) == [Pick(2)]


def test_the_buttons_are_the_keys(till: Till) -> None:
    opened_on(till, BASE, PLUG_IN_PAGE)

    touch(till, QAbstractButton, button_named("Extensions"))
    till.wait(page_is(till, ListModel))

    assert acts(till, 1) == [ShowPlugIns()]


def test_a_plug_in_is_approved_by_two_enters_and_not_by_one(till: Till) -> None:
    opened_on(till, PLUG_IN_PAGE)

    till.type(Qt.Key.Key_Return)
    assert isinstance(till.technician.page, ListModel)
    assert till.technician.page.foot.go_on.label == "Oui, approuver"
    assert till.session.asked == []
    till.type(Qt.Key.Key_Return)

    assert acts(till, 1) == [GoOn()]


def test_another_line_is_not_chosen_while_the_question_waits(till: Till) -> None:
    opened_on(till, PLUG_IN_PAGE)
    till.type(Qt.Key.Key_Return)
    rows = [row for row in till.window.findChildren(PickRow) if row.isVisible()]

    QTest.mouseClick(rows[1], LEFT)
    till.type(Qt.Key.Key_Escape)

    assert till.session.asked == []
    assert isinstance(till.technician.page, ListModel)
    assert till.technician.page.foot.go_on.label == "Approuver…"


def test_a_held_delete_key_removes_nothing_by_itself(till: Till) -> None:
    opened_on(till, BASE)

    till.type(Qt.Key.Key_Delete)
    assert acts(till, 1) == [RemoveReader()]
    plain = Qt.KeyboardModifier.NoModifier
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Delete, plain, "", autorep=True)
    QApplication.sendEvent(till.window, held)

    assert len(till.session.asked) == 1


def test_a_problem_appears_where_the_technician_is_looking(till: Till, french: Texts) -> None:
    opened_on(till, TEST)
    assert TEST.wizard is not None
    problem = Message(key="desk.other_card")

    till.session.publish(at(replace(TEST, wizard=replace(TEST.wizard, problem=problem))))

    def said() -> bool:
        page = till.technician.page
        return isinstance(page, WizardModel) and page.foot.said.title == french.message(problem)

    till.wait(said)


def test_a_manager_goes_to_the_desk_by_a_key_and_a_cashier_does_not(till: Till) -> None:
    till.opened()
    till.type(Qt.Key.Key_F11)
    assert till.session.asked == []

    till.session.publish(replace(IDLE, staff=KARIM))
    till.wait(lambda: isinstance(till.desk.screen, CheckoutModel) and len(till.checkout.status.keys) == 2)
    till.type(Qt.Key.Key_F11)

    assert acts(till, 1) == [OpenDesk()]


def test_f9_locks_the_desk_too(till: Till) -> None:
    opened_on(till, KIND)

    till.type(Qt.Key.Key_F9)

    assert till.asked(1) == [("lock", None)]


def test_arrows_move_on_from_where_the_answer_left_them(till: Till) -> None:
    opened_on(till, BASE, replace(BASE, chosen=1), replace(BASE, chosen=2))

    till.type(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    till.wait(lambda: till.heard == [Sound.WARNING])

    assert acts(till, 2) == [Move(1), Move(1)]


def test_the_wizard_has_as_many_steps_on_screen_as_in_the_till(till: Till) -> None:
    opened_on(till, KIND)

    assert isinstance(till.technician.page, WizardModel)
    assert len(till.technician.page.steps) == len(WizardStep)
