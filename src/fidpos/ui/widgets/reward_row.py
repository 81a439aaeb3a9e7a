"""A reward in a list: its number, what it is, what it costs, and how far the points reach."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fidpos.ui.presenters.models import RewardLine
from fidpos.ui.theme import Colour, Radius, TextStyle
from fidpos.ui.widgets.icon import Icon
from fidpos.ui.widgets.key_button import ACCENT, OFF, PLAIN
from fidpos.ui.widgets.kit import Kit
from fidpos.ui.widgets.press_row import PressRow
from fidpos.ui.widgets.surface import Progress, Skin, Surface
from fidpos.ui.widgets.text import RIGHT, FitText, ShrunkText, Text

_CHOSEN = Skin(fill=Colour.ACCENT_SOFT, border=Colour.ACCENT, radius=Radius.KEY)
_AFFORDABLE = Skin(fill=Colour.SURFACE, border=Colour.LINE_STRONG, radius=Radius.KEY)
_TOO_DEAR = Skin(fill=Colour.SUNKEN, border=Colour.LINE, radius=Radius.KEY)
_SET_ASIDE = Skin(fill=Colour.WARNING_SOFT, border=Colour.WARNING_LINE, radius=Radius.KEY)
_STATE_INKS = {
    (True, True): Colour.ACCENT,
    (False, True): Colour.SUCCESS,
    (False, False): Colour.INK_FAINT,
}
_BRIEF = Skin(fill=Colour.SUNKEN, border=None, radius=Radius.CHIP)


class RewardSummary(Surface):
    """One line of the member column: shown, not touched."""

    HEIGHT = 42

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _BRIEF)
        px = kit.theme.px
        self.setFixedHeight(px(self.HEIGHT))
        self._icon = Icon(kit, size=18)
        self._title = FitText(kit, TextStyle.MEDIUM, lines=2)
        self._state = _state(kit)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(10))
        row.addWidget(self._icon)
        row.addWidget(self._title, 1)
        row.addWidget(self._state, 1 if isinstance(self._state, FitText) else 0)

    def show_line(self, line: RewardLine) -> None:
        """Show this reward."""
        reached = line.affordable or line.chosen
        ink = Colour.SUCCESS if reached else Colour.INK_FAINT
        self._icon.show_icon("circle-check" if line.chosen else "gift", ink)
        self._title.say(line.title)
        self._title.set_colour(Colour.INK if reached else Colour.INK_FAINT)
        self._state.say(line.state if line.chosen or not line.affordable else line.cost)
        self._state.set_colour(ink)


class RewardRow(PressRow):
    """One line of the rewards panel: touching it types its number."""

    HEIGHT = 55

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, _AFFORDABLE, self.HEIGHT)
        px = kit.theme.px
        self._title = ShrunkText(kit, TextStyle.STRONG)
        self._cost = FitText(kit, TextStyle.SMALL, Colour.INK_SOFT, lines=2, hug=True)
        _keep_place(self.number)
        self._progress = Progress(kit, 4)
        self._mark = Icon(kit, size=22)
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._cost)
        words.addWidget(self._progress)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(1), px(12), px(2))
        row.setSpacing(px(10))
        row.addWidget(self.number)
        row.addLayout(words, 1)
        row.addWidget(self._mark)

    def show_line(self, line: RewardLine) -> None:
        """Show this reward."""
        self.bear(line.number, line.press)
        self.setEnabled(line.affordable)
        self.number.setVisible(bool(line.number))
        self.set_skin(_skin(line))
        self.number.set_skin(ACCENT if line.chosen else PLAIN if line.affordable else OFF)
        self._title.say(line.title)
        self._title.set_colour(Colour.INK if line.affordable else Colour.INK_FAINT)
        self._cost.say(line.terms)
        self._cost.set_colour(Colour.WARNING if line.set_aside else _STATE_INKS[line.chosen, line.affordable])
        self._progress.setVisible(not line.affordable and line.progress_ppm > 0)
        self._progress.show_part(line.progress_ppm, Colour.GHOST)
        self._mark.setVisible(line.chosen or line.set_aside)
        if line.chosen:
            self._mark.show_icon("circle-check", Colour.ACCENT)
        elif line.set_aside:
            self._mark.show_icon("circle-x", Colour.WARNING)


def _state(kit: Kit) -> Text:
    """It has the room that it needs; with large texts it shares the line with the title."""
    if kit.theme.is_large_text:
        return FitText(kit, TextStyle.SMALL, align=RIGHT, lines=2)
    return Text(kit, TextStyle.SMALL, align=RIGHT)


def _skin(line: RewardLine) -> Skin:
    if line.set_aside:
        return _SET_ASIDE
    if line.chosen:
        return _CHOSEN
    return _AFFORDABLE if line.affordable else _TOO_DEAR


def _keep_place(widget: QWidget) -> None:
    """Its room stays empty while it is hidden."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)
