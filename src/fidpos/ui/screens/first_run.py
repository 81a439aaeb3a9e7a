"""The assistant of the first run, between header and status bar, as wide as one reads well."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import FirstRunModel
from fidpos.ui.screens.header_bar import HeaderBar
from fidpos.ui.screens.help_overlay import HelpOverlay
from fidpos.ui.screens.task.panel import TaskPanel
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.status_bar import StatusBar

_WIDTH_MAX = 1000
_MARGIN = 12


class FirstRunScreen(QWidget):
    """Draws a `FirstRunModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._header = HeaderBar(kit)
        self._task = TaskPanel(kit)
        self._status = StatusBar(kit)
        self._help = HelpOverlay(kit, self)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, kit.theme.px(_MARGIN), 0, kit.theme.px(_MARGIN // 2))
        middle.addStretch(1)
        middle.addWidget(self._task)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._header)
        outer.addLayout(middle, 1)
        outer.addWidget(self._status)

    def show_screen(self, model: FirstRunModel) -> None:
        """Draw this."""
        self._header.show_header(model.header)
        self._task.show_task(model.task)
        self._status.show_status(model.status)
        self._help.show_help(model.help)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page readable on a wide screen and whole on a small one."""
        super().resizeEvent(event)
        px = self._kit.theme.px
        self._task.setFixedWidth(min(px(_WIDTH_MAX), self.width() - 2 * px(_MARGIN)))
        self._help.setGeometry(self.rect())
