"""The pairing: a line to type beside what it is for, the wait for the centre, the names to compare."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.till.technician.view import PairingStep
from fidpos.ui.presenters.technician.models import (
    AskingModel,
    LineModel,
    NamesModel,
    PairingModel,
)
from fidpos.ui.screens.technician.fact_row import FactRow
from fidpos.ui.screens.technician.step_card import StepCard
from fidpos.ui.screens.technician.waiting import Waiting
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Rule, Skin, Surface
from fidpos.ui.widgets.text import CENTRE, FitText, ShrunkText
from fidpos.ui.widgets.type_field import TypeField

_NAMES = 3
_SHEET_WIDTH = 620
_NAMES_SKIN = Skin(fill=Colour.SUCCESS_SOFT, border=Colour.SUCCESS_LINE)


class PairingPage(QWidget):
    """Draws a `PairingModel`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._line = _Line(kit)
        self._asking = Waiting(kit)
        self._names = _Names(kit)
        self._card = StepCard(kit, len(PairingStep), (self._line, self._asking, self._names))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)

    def show_pairing(self, model: PairingModel) -> None:
        """Show this step."""
        self._card.show_step(model.steps, model.instruction, model.foot)
        match model.body:
            case LineModel() as body:
                self._line.show_line(body)
                self._card.show_part(self._line)
            case AskingModel() as body:
                self._asking.show_words("clock", body.detail, body.title)
                self._card.show_part(self._asking)
            case NamesModel() as body:
                self._names.show_names(body)
                self._card.show_part(self._names)


class _Line(QWidget):
    """The field to the left, what it is for to the right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._label = FitText(kit, TextStyle.LABEL, Colour.INK_SOFT)
        self._field = TypeField(kit, "keyboard")
        self._hint = FitText(kit, TextStyle.BODY, Colour.INK_SOFT, lines=3, hug=True)
        self._aside = Waiting(kit)
        left = QVBoxLayout()
        left.setSpacing(px(8))
        left.addStretch(1)
        left.addWidget(self._label)
        left.addWidget(self._field)
        left.addWidget(self._hint)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(28))
        row.addLayout(left, 1)
        row.addWidget(self._aside, 1)

    def show_line(self, model: LineModel) -> None:
        self._label.say(model.label)
        self._field.show_typed(model.text, model.placeholder)
        self._hint.say(model.hint)
        self._aside.show_words(model.aside_icon, model.aside, model.aside_title)


class _Names(QWidget):
    """Large, one below the other, as the office has them on its own screen."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._rows = [
            FactRow(kit, ShrunkText(kit, TextStyle.TITLE), height=52, label_width=120) for _ in range(_NAMES)
        ]
        self._note = FitText(kit, TextStyle.BODY, Colour.INK_SOFT, align=CENTRE, lines=2)
        sheet = Surface(kit, _NAMES_SKIN)
        sheet.setMaximumWidth(px(_SHEET_WIDTH))
        lines = QVBoxLayout(sheet)
        lines.setContentsMargins(px(28), px(10), px(28), px(10))
        lines.setSpacing(px(4))
        for place, row in enumerate(self._rows):
            if place:
                lines.addWidget(Rule())
            lines.addWidget(row)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(sheet, 100)
        middle.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        column.addStretch(1)
        column.addLayout(middle)
        column.addWidget(self._note)
        column.addStretch(1)

    def show_names(self, model: NamesModel) -> None:
        for row, name in zip(self._rows, model.names, strict=True):
            row.show_fact(name)
        self._note.say(model.note)
