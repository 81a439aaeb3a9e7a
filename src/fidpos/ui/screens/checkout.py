"""The checkout: three fixed columns between header and status bar; a task lies over the second and third."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import (
    CheckoutModel,
    CodesModel,
    Column,
    HistoryModel,
    NewCardModel,
    RewardsModel,
    SearchModel,
    StepsModel,
)
from fidpos.ui.screens.amount_column import AmountColumn
from fidpos.ui.screens.codes_panel import CodesPanel
from fidpos.ui.screens.header_bar import HeaderBar
from fidpos.ui.screens.help_overlay import HelpOverlay
from fidpos.ui.screens.history_panel import HistoryPanel
from fidpos.ui.screens.member_column import MemberColumn
from fidpos.ui.screens.new_card_panel import NewCardPanel
from fidpos.ui.screens.rewards_panel import RewardsPanel
from fidpos.ui.screens.search_panel import SearchPanel
from fidpos.ui.screens.steps_panel import StepsPanel
from fidpos.ui.screens.task.panel import TaskPanel
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.status_bar import StatusBar

_SHARES = (30, 37, 33)
"""Widths of member, amount and third column, in hundredths."""

_NARROW = 1200


class CheckoutScreen(QWidget):
    """Draws a `CheckoutModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._header = HeaderBar(kit)
        self._member = MemberColumn(kit)
        self._amount = AmountColumn(kit)
        self._third = _ThirdColumn(kit)
        self._task = TaskPanel(kit)
        self._status = StatusBar(kit)
        self._help = HelpOverlay(kit, self)
        self._columns = QHBoxLayout()
        for widget in (self._member, self._amount, self._third, self._task):
            self._columns.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._header)
        outer.addLayout(self._columns, 1)
        outer.addWidget(self._status)

    def show_screen(self, model: CheckoutModel) -> None:
        """Draw this."""
        self._header.show_header(model.header)
        self._member.show_member(model.member)
        self._task.setVisible(model.task is not None)
        self._amount.setVisible(model.task is None)
        self._third.setVisible(model.task is None)
        if model.task is not None:
            self._task.show_task(model.task)
        else:
            self._amount.show_checkout(model)
            self._third.show_column(model.column)
        self._status.show_status(model.status)
        self._help.show_help(model.help)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their fixed shares of the width."""
        super().resizeEvent(event)
        px = self._kit.theme.px
        margin, gap = (px(12), px(12)) if self.width() < px(_NARROW) else (px(20), px(16))
        self._columns.setContentsMargins(margin, px(12), margin, px(6))
        self._columns.setSpacing(gap)
        room = self.width() - 2 * margin - 2 * gap
        first, second = (room * share // 100 for share in _SHARES[:2])
        self._member.setFixedWidth(first)
        self._amount.setFixedWidth(second)
        self._third.setFixedWidth(room - first - second)
        self._task.setFixedWidth(room - first + gap)
        self._help.setGeometry(self.rect())


class _ThirdColumn(QWidget):
    """History, rewards, codes, a new card, search or steps: one at a time, in one place."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._history = HistoryPanel(kit)
        self._rewards = RewardsPanel(kit)
        self._codes = CodesPanel(kit)
        self._new_card = NewCardPanel(kit)
        self._search = SearchPanel(kit)
        self._steps = StepsPanel(kit)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._history)
        self._stack.addWidget(self._rewards)
        self._stack.addWidget(self._codes)
        self._stack.addWidget(self._new_card)
        self._stack.addWidget(self._search)
        self._stack.addWidget(self._steps)

    def show_column(self, model: Column) -> None:
        match model:
            case HistoryModel():
                self._history.show_history(model)
                self._stack.setCurrentWidget(self._history)
            case RewardsModel():
                self._rewards.show_rewards(model)
                self._stack.setCurrentWidget(self._rewards)
            case CodesModel():
                self._codes.show_codes(model)
                self._stack.setCurrentWidget(self._codes)
            case NewCardModel():
                self._new_card.show_new_card(model)
                self._stack.setCurrentWidget(self._new_card)
            case SearchModel():
                self._search.show_search(model)
                self._stack.setCurrentWidget(self._search)
            case StepsModel():
                self._steps.show_steps(model)
                self._stack.setCurrentWidget(self._steps)
