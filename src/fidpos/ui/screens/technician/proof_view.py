"""The reads that prove a reader: one large mark each."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.models import ProofModel
from fidpos.ui.screens.technician.code_view import CodeView
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Skin, Surface
from fidpos.ui.widgets.text import CENTRE, FitText, Text

_MARKS = 3
_DISC = 96
_TO_COME = Skin(fill=Colour.SUNKEN, border=Colour.LINE_STRONG, radius=_DISC // 2)
_DONE = Skin(fill=Colour.SUCCESS, border=Colour.SUCCESS, radius=_DISC // 2)


class ProofView(QWidget):
    """Marks above, the code to scan below where there is one."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._marks = [_Mark(kit, place + 1) for place in range(_MARKS)]
        self._progress = FitText(kit, TextStyle.TITLE, Colour.INK_SOFT, align=CENTRE)
        self._code = CodeView(kit, 150)
        marks = QHBoxLayout()
        marks.setSpacing(px(36))
        marks.addStretch(1)
        for mark in self._marks:
            marks.addWidget(mark)
        marks.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        column.addStretch(1)
        column.addLayout(marks)
        column.addWidget(self._progress)
        column.addWidget(self._code)
        column.addStretch(1)

    def show_proof(self, model: ProofModel) -> None:
        """Show how many reads there were."""
        for mark, done in zip(self._marks, model.marks, strict=True):
            mark.show_done(done=done)
        self._progress.say(model.progress)
        self._code.setVisible(model.code is not None)
        if model.code is not None:
            self._code.show_code(model.code)


class _Mark(Surface):
    """A number that becomes a check mark."""

    def __init__(self, kit: Kit, number: int) -> None:
        super().__init__(kit, _TO_COME)
        self.setFixedSize(kit.theme.px(_DISC), kit.theme.px(_DISC))
        self._number = Text(kit, TextStyle.DISPLAY, Colour.INK_FAINT, align=CENTRE)
        self._number.say(str(number))
        self._check = Icon(kit, "check", Colour.ON_ACCENT, 56)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._number)
        inside.addWidget(self._check, 0, CENTRE)

    def show_done(self, *, done: bool) -> None:
        """Be a check mark, or wait."""
        self.set_skin(_DONE if done else _TO_COME)
        self._number.setVisible(not done)
        self._check.setVisible(done)
