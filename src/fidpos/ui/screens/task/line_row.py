"""A line of a task's list: its digit, what it is, and a figure at the right end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fidpos.ui.presenters.task.models import LineModel
from fidpos.ui.screens.technician.device_list import number_cap
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import ACCENT, PLAIN
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.pick_row import PickRow
from fidpos.ui.widgets.place import keep_place
from fidpos.ui.widgets.status_bar import StatusLed
from fidpos.ui.widgets.text import RIGHT, FitText, Text


@dataclass(frozen=True, slots=True)
class LineColumns:
    """What at least one line of a list bears: the others keep the place of it, so that titles stand in line.

    Attributes:
        is_choice: one of them can be chosen; what is only read does not look as if it could not be had.
    """

    is_choice: bool = True
    numbers: bool = False
    icons: bool = False
    lamps: bool = False

    @classmethod
    def of(cls, lines: Sequence[LineModel]) -> Self:
        """The columns of these lines."""
        return cls(
            is_choice=any(line.is_open for line in lines),
            numbers=any(line.number for line in lines),
            icons=any(line.icon for line in lines),
            lamps=any(line.lamp is not None for line in lines),
        )


class LineRow(PickRow):
    """Touching it chooses it."""

    HEIGHT = 52

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, self.HEIGHT)
        px = kit.theme.px
        self._number = number_cap(kit)
        self._icon = Icon(kit, size=22)
        self._led = StatusLed(kit)
        self._title = FitText(kit, TextStyle.STRONG, hug=True)
        self._detail = FitText(kit, TextStyle.NOTE, Colour.INK_SOFT, lines=2, hug=True)
        self._aside = Text(kit, TextStyle.CELL_STRONG, align=RIGHT)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), 0, px(14), 0)
        row.setSpacing(px(12))
        row.addWidget(self._number)
        row.addWidget(self._icon)
        row.addWidget(self._led)
        row.addLayout(words, 1)
        row.addWidget(self._aside)

    def show_line(self, model: LineModel, columns: LineColumns) -> None:
        """Show this line among the others of its list."""
        is_plain = model.is_open or not columns.is_choice
        self.stand_at(model.place)
        self.setEnabled(is_plain)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not model.is_open)
        self.show_chosen(chosen=model.chosen)
        keep_place(self._number, is_kept=columns.numbers)
        self._number.setVisible(bool(model.number))
        self._number.say(model.number)
        self._number.set_skin(ACCENT if model.chosen else PLAIN)
        self._icon.setVisible(columns.icons)
        self._icon.show_icon(model.icon, Colour.ACCENT if is_plain else Colour.DISABLED)
        keep_place(self._led, is_kept=columns.lamps)
        self._led.setVisible(model.lamp is not None)
        if model.lamp is not None:
            self._led.show_lamp(model.lamp)
        self._title.say(model.title)
        self._title.set_colour(Colour.INK if is_plain else Colour.INK_FAINT)
        self._detail.say(model.detail)
        self._detail.setVisible(bool(model.detail))
        self._aside.say(model.aside)
        self._aside.setVisible(bool(model.aside))
        self._aside.set_colour(Colour.INK if is_plain else Colour.INK_FAINT)
