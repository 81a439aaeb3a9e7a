"""The foot of a page: what is said, Esc, and Enter, always in the same place."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import FootModel
from fidpos.ui.screens.technician.busy_bar import BusyBar
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.said_row import SaidRow


class Foot(QWidget):
    """One row of one height."""

    HEIGHT = 68

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._said = SaidRow(kit, self.HEIGHT)
        self._busy = BusyBar(kit)
        self._back = KeyButton(kit, Shape.ROW, self.HEIGHT)
        self._go_on = KeyButton(kit, Shape.WIDE, self.HEIGHT)
        self._back.setFixedWidth(px(186))
        self._go_on.setFixedWidth(px(280))
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addWidget(self._said, 1)
        row.addWidget(self._back)
        row.addWidget(self._go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self._busy)
        column.addLayout(row)

    def show_foot(self, model: FootModel) -> None:
        """Say this, and show these keys."""
        self._said.show_said(model.said)
        self._busy.show_busy(model.busy_ppm)
        self._back.show_model(model.back)
        self._go_on.show_model(model.go_on)
