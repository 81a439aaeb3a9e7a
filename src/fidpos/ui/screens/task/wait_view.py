"""A card is to be held out, or an answer is awaited."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fidpos.ui.presenters.task.models import WaitModel
from fidpos.ui.screens.task.facts import Facts
from fidpos.ui.screens.technician.busy_bar import BusyBar
from fidpos.ui.screens.technician.waiting import Waiting
from fidpos.ui.widgets.kit import Kit


class WaitView(QWidget):
    """A large icon and what to do, over the facts known so far."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._waiting = Waiting(kit)
        self._busy = BusyBar(kit)
        self._facts = Facts(kit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._gap = kit.theme.px(8)
        column.setSpacing(self._gap)
        column.addWidget(self._waiting, 1)
        column.addWidget(self._busy)
        column.addWidget(self._facts)

    def show_wait(self, model: WaitModel) -> None:
        """Show what is awaited."""
        self._waiting.show_words(model.icon, model.detail, model.title)
        self._busy.show_busy(model.busy_ppm)
        self._facts.show_facts(model.facts)
        self._share_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Facts stand closer where the height is little."""
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        busy = 0 if self._busy.isHidden() else self._busy.height() + self._gap
        room = self.height() - self._waiting.minimumSizeHint().height() - busy - self._gap
        self._facts.setFixedHeight(max(0, min(self._facts.needed_height(), room)))
