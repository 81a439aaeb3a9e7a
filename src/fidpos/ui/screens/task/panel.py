"""A task, over amount and third column: where it stands, what to do, its body, and the keys for it."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import ButtonModel
from fidpos.ui.presenters.task.models import (
    ApproverModel,
    BodyModel,
    FormModel,
    ListModel,
    ManagersModel,
    ReviewModel,
    TaskModel,
    WaitModel,
)
from fidpos.ui.presenters.task.pages import KEYS_IN_A_ROW
from fidpos.ui.screens.task.approval_view import ApproverView, ManagersView
from fidpos.ui.screens.task.form_view import FormView
from fidpos.ui.screens.task.list_view import ListView
from fidpos.ui.screens.task.review_view import ReviewView
from fidpos.ui.screens.task.wait_view import WaitView
from fidpos.ui.screens.technician.pager_keys import PagerKeys
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.said_row import SaidRow
from fidpos.ui.widgets.step_marks import StepMarks
from fidpos.ui.widgets.surface import Surface
from fidpos.ui.widgets.text import FitText

KEYS_MAX = 8
_KEY_HEIGHT = 50
_SAID_HEIGHT = 56
_FOOT_HEIGHT = 64
_BACK_WIDTH = 112
_ENTER_WIDTH = 240
_HEAD_HEIGHT = 32


class TaskPanel(Surface):
    """Draws a `TaskModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.TITLE)
        self._marks = StepMarks(kit)
        self._lead = FitText(kit, TextStyle.BODY, Colour.INK_SOFT, lines=2, hug=True)
        self._body = _Body(kit)
        self._keys = _Keys(kit)
        self._said = SaidRow(kit, _SAID_HEIGHT)
        self._back = KeyButton(kit, Shape.STACK, _FOOT_HEIGHT)
        self._back.setFixedWidth(px(_BACK_WIDTH))
        self._enter = KeyButton(kit, Shape.WIDE, _FOOT_HEIGHT)
        self._enter.setFixedWidth(px(_ENTER_WIDTH))
        self._pager = PagerKeys(kit)
        head = QHBoxLayout()
        head.setSpacing(px(16))
        head.addWidget(self._title, 1)
        head.addWidget(self._marks)
        self._title.setFixedHeight(px(_HEAD_HEIGHT))
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._pager)
        foot.addStretch(1)
        foot.addWidget(self._enter)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(12), px(20), px(14))
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(self._lead)
        column.addWidget(self._body, 1)
        column.addWidget(self._said)
        column.addWidget(self._keys)
        column.addLayout(foot)

    def show_task(self, model: TaskModel) -> None:
        """Show where the task stands."""
        self._title.say(model.title)
        self._marks.show_marks(model.marks)
        self._lead.say(model.lead)
        self._keys.show_keys(model.keys)
        self._body.show_body(model.body)
        self._said.show_said(model.said)
        self._back.show_model(model.back)
        self._pager.show_pager(model.page)
        self._enter.setVisible(model.enter is not None)
        if model.enter is not None:
            self._enter.show_model(model.enter)


class _Body(QWidget):
    """One of the bodies at a time, in whatever height the other rows leave."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._form = FormView(kit)
        self._list = ListView(kit)
        self._review = ReviewView(kit)
        self._wait = WaitView(kit)
        self._managers = ManagersView(kit)
        self._approver = ApproverView(kit)
        self.setMinimumHeight(1)
        self._stack = QStackedLayout(self)
        for view in (self._form, self._list, self._review, self._wait, self._managers, self._approver):
            self._stack.addWidget(view)

    def show_body(self, model: BodyModel) -> None:
        match model:
            case FormModel():
                self._form.show_form(model)
                self._stack.setCurrentWidget(self._form)
            case ListModel():
                self._list.show_list(model)
                self._stack.setCurrentWidget(self._list)
            case ReviewModel():
                self._review.show_review(model)
                self._stack.setCurrentWidget(self._review)
            case WaitModel():
                self._wait.show_wait(model)
                self._stack.setCurrentWidget(self._wait)
            case ManagersModel():
                self._managers.show_managers(model)
                self._stack.setCurrentWidget(self._managers)
            case ApproverModel():
                self._approver.show_approver(model)
                self._stack.setCurrentWidget(self._approver)


class _Keys(QWidget):
    """Keys of the step in one row or two; no row without any."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._buttons = [KeyButton(kit, Shape.ROW, _KEY_HEIGHT) for _ in range(KEYS_MAX)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(kit.theme.px(6))
        for place, button in enumerate(self._buttons):
            grid.addWidget(button, *divmod(place, KEYS_IN_A_ROW))

    def show_keys(self, keys: tuple[ButtonModel, ...]) -> None:
        self.setVisible(bool(keys))
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(keys))
            if place < len(keys):
                button.show_model(keys[place])
