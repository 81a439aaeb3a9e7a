"""Kinds of readers, or devices, to choose from: two columns of three, each with its digit."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.technician.lines import CHOICES_IN_A_COLUMN, CHOICES_ON_A_PAGE
from fidpos.ui.presenters.technician.models import ChoiceModel, ChoicesModel
from fidpos.ui.screens.technician.device_list import number_cap
from fidpos.ui.screens.technician.waiting import Waiting
from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.key_button import ACCENT, PLAIN
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.pick_row import PickRow
from fidpos.ui.widgets.status_bar import LAMP_INKS, StatusLed
from fidpos.ui.widgets.text import RIGHT, ElidedText, FitText, Text


class Choices(QWidget):
    """Where there is nothing to choose from, what to do about it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        px = kit.theme.px
        self._tiles = [_Tile(kit) for _ in range(CHOICES_ON_A_PAGE)]
        self._empty = Waiting(kit)
        grid_box = QWidget()
        grid = QGridLayout(grid_box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(10))
        for place, tile in enumerate(self._tiles):
            column, row = divmod(place, CHOICES_IN_A_COLUMN)
            grid.addWidget(tile, row, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(CHOICES_IN_A_COLUMN, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(grid_box)
        self._stack.addWidget(self._empty)

    def show_choices(self, model: ChoicesModel) -> None:
        """Show this page of them."""
        self._empty.show_words(model.icon, model.empty)
        self._stack.setCurrentIndex(0 if model.choices else 1)
        for place, tile in enumerate(self._tiles):
            tile.setEnabled(place < len(model.choices))
            tile.show_choice(model.choices[place] if place < len(model.choices) else None)


class _Tile(PickRow):
    """Keeps its place in the grid while there is nothing to show in it."""

    HEIGHT = 114

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, self.HEIGHT)
        px = kit.theme.px
        self._number = number_cap(kit)
        self._led = StatusLed(kit)
        self._title = ElidedText(kit, TextStyle.HEADING)
        self._tag = Text(kit, TextStyle.LABEL, align=RIGHT)
        self._detail = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, lines=2, hug=True)
        self._code = ElidedText(kit, TextStyle.CODE, Colour.INK_FAINT)
        self._fault = ElidedText(kit, TextStyle.LABEL, Colour.WARNING)
        top = QHBoxLayout()
        top.setSpacing(px(10))
        top.addWidget(self._title, 1)
        top.addWidget(self._tag)
        top.addWidget(self._led)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addStretch(1)
        words.addLayout(top)
        for text in (self._detail, self._code, self._fault):
            words.addWidget(text)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(4), px(16), px(4))
        row.setSpacing(px(14))
        row.addWidget(self._number)
        row.addLayout(words, 1)
        keeps = self.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.setSizePolicy(keeps)

    def show_choice(self, model: ChoiceModel | None) -> None:
        self.setVisible(model is not None)
        if model is None:
            return
        self.stand_at(model.place)
        self.show_chosen(chosen=model.chosen)
        self._number.say(model.number)
        self._number.set_skin(ACCENT if model.chosen else PLAIN)
        self._led.setVisible(model.lamp is not None)
        if model.lamp is not None:
            self._led.show_lamp(model.lamp)
            self._tag.set_colour(LAMP_INKS[model.lamp])
        self._title.say(model.title)
        self._tag.say(model.tag)
        for text, words in (
            (self._detail, model.detail),
            (self._code, model.code),
            (self._fault, model.fault),
        ):
            text.say(words)
            text.setVisible(bool(words))
