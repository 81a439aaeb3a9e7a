"""Past visits, and below them the visit in progress and why it gives what it gives."""

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import Accent, DetailModel, FigureModel, HistoryModel, NoteModel
from fidpos.ui.presenters.past import NOTES_SHOWN
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.empty import Empty
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import KeyButton, Shape
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.surface import Rule, Surface
from fidpos.ui.widgets.text import RIGHT, FitText, Text
from fidpos.ui.widgets.visit_table import VisitTable

_FIGURES_MAX = 3
_CORRECT_HEIGHT = 48
_CORRECT_WIDTH = 168
_NOTE_INKS = {
    Accent.INFO: Colour.ACCENT,
    Accent.SUCCESS: Colour.SUCCESS,
    Accent.WARNING: Colour.WARNING,
}


class HistoryPanel(QWidget):
    """Two cards, one below the other."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._visits = VisitTable(kit)
        self._detail = DetailCard(kit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.px(12))
        column.addWidget(self._visits)
        column.addWidget(self._detail, 1)

    def show_history(self, model: HistoryModel) -> None:
        """Show both."""
        self._visits.show_visits(model.visits)
        self._detail.show_detail(model.detail)


class DetailCard(Surface):
    """The visit in progress: points earned and used, the new balance, and the reasons."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._title = FitText(kit, TextStyle.HEADING, lines=2, hug=True)
        self._figures = [_FigureLine(kit) for _ in range(_FIGURES_MAX)]
        self._notes = [_Note(kit) for _ in range(NOTES_SHOWN)]
        self._correct = KeyButton(kit, Shape.ROW, _CORRECT_HEIGHT)
        self._correct.setFixedWidth(px(_CORRECT_WIDTH))
        self._empty = Empty(kit, "receipt-text")
        body = QWidget()
        lines = QVBoxLayout(body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(4))
        for figure in self._figures:
            lines.addWidget(figure)
        lines.addSpacing(px(2))
        lines.addWidget(Rule())
        lines.addSpacing(px(4))
        for note in self._notes:
            lines.addWidget(note)
        lines.addStretch(1)
        self._body = QStackedLayout()
        self._body.addWidget(body)
        self._body.addWidget(self._empty)
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(self._title, 1)
        head.addWidget(self._correct)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(14), px(20), px(12))
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addLayout(self._body, 1)

    def show_detail(self, model: DetailModel) -> None:
        """Show the figures and the reasons, or that there are none yet."""
        self._title.say(model.title)
        self._correct.setVisible(model.correct is not None)
        if model.correct is not None:
            self._correct.show_model(model.correct)
        self._empty.say(model.empty)
        self._body.setCurrentIndex(0 if model.figures else 1)
        for place, line in enumerate(self._figures):
            line.setVisible(place < len(model.figures))
            if place < len(model.figures):
                line.show_figure(model.figures[place])
        for place, note in enumerate(self._notes):
            note.setVisible(place < len(model.notes))
            if place < len(model.notes):
                note.show_note(model.notes[place])


class _FigureLine(QWidget):
    """A label at the left, its figure at the right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setFixedHeight(kit.theme.px(24))
        self._label = FitText(kit, TextStyle.BODY, Colour.INK_SOFT)
        self._value = Text(kit, TextStyle.CELL_STRONG, align=RIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label, 1)
        row.addWidget(self._value)

    def show_figure(self, model: FigureModel) -> None:
        self._label.say(model.label)
        self._value.say(model.value)
        self._value.set_colour(Colour.ACCENT if model.accent is Accent.INFO else Colour.INK)


class _Note(QWidget):
    """A reason with its icon."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self.setMinimumHeight(px(24))
        self._icon = Icon(kit, size=16)
        self._words = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, lines=2, hug=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)

    def show_note(self, model: NoteModel) -> None:
        self._icon.show_icon(model.icon, _NOTE_INKS.get(model.accent, Colour.INK_FAINT))
        self._words.say(model.text)
