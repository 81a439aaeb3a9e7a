"""Text on the screen, always plain: a name that looks like markup is shown as it is written.

No other module makes a label that holds words.
"""

import unicodedata

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from fidpos.ui.theme import Colour, TextStyle
from fidpos.ui.widgets.kit import Kit

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SIZE_MIN = 11
"""Pixels at scale 1 below which nobody reads at arm's length."""

_SHRINK_FOR_A_LINE = 2
CENTRE = Qt.AlignmentFlag.AlignCenter


def visible(text: str) -> str:
    """The text without control and format characters: none breaks a line or turns the reading direction."""
    return "".join(ch for ch in text if not unicodedata.category(ch).startswith("C"))


class Text(QLabel):
    """One line (or several, when wrapped) in a style of the theme."""

    def __init__(
        self,
        kit: Kit,
        style: TextStyle = TextStyle.BODY,
        colour: Colour = Colour.INK,
        *,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        super().__init__()
        self._kit = kit
        self._style = style
        self._colour: Colour | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(align)
        self.setFont(kit.theme.font(style))
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_colour(colour)

    def set_colour(self, colour: Colour) -> None:
        """Change the ink."""
        if colour is self._colour:
            return
        self._colour = colour
        palette = self.palette()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            palette.setColor(group, QPalette.ColorRole.WindowText, QColor(colour))
        self.setPalette(palette)

    def say(self, text: str) -> None:
        """Show the text, if it is another one."""
        text = visible(text)
        if text != self.text():
            self.setText(text)
            self._on_said()

    def _on_said(self) -> None:
        """Another text is shown; nothing more to do for one that has its own room."""


class ElidedText(Text):
    """One line that ends in an ellipsis where its space ends: for labels and ids of any length."""

    def __init__(
        self,
        kit: Kit,
        style: TextStyle = TextStyle.BODY,
        colour: Colour = Colour.INK,
        *,
        align: Qt.AlignmentFlag = LEFT,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(kit, style, colour, align=align)
        self._whole = ""
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show as much of the text as there is room for; whoever reads the screen aloud gets all of it."""
        self._whole = visible(text)
        self.setAccessibleName(self._whole)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for now."""
        super().resizeEvent(event)
        self._elide()

    def keep_width(self, width: int) -> None:
        """Have this width, whatever the text."""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(width)

    def sizeHint(self) -> QSize:
        """One line, and no width."""
        return QSize(0, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As `sizeHint`."""
        return self.sizeHint()

    def _elide(self) -> None:
        super().say(
            QFontMetrics(self.font()).elidedText(self._whole, self._mode, self.contentsRect().width())
        )


class ShrunkText(ElidedText):
    """One line that shrinks step by step, and ends in an ellipsis only where that is not enough."""

    def _elide(self) -> None:
        room = self.contentsRect().width()
        sizes = range(max(1, self._style.size - SIZE_MIN + 1))
        fonts = [self._kit.theme.font(self._style, shrink) for shrink in sizes]
        fitting = (font for font in fonts if QFontMetrics(font).horizontalAdvance(self._whole) <= room)
        self.setFont(next(fitting, fonts[-1]))
        super()._elide()


class FitText(Text):
    """Text in a given space: it wraps, then shrinks step by step, so that nothing is ever cut.

    It asks its layout for no width of its own and reserves `lines` lines of its style; one that hugs its text
    gives back what it does not need.
    """

    def __init__(
        self,
        kit: Kit,
        style: TextStyle = TextStyle.BODY,
        colour: Colour = Colour.INK,
        *,
        align: Qt.AlignmentFlag = LEFT,
        lines: int = 1,
        hug: bool = False,
    ) -> None:
        super().__init__(kit, style, colour, align=align)
        self._lines = lines
        self._reserved = self._height_of(lines)
        self._hug = hug
        self._needed = self._reserved
        self.setWordWrap(lines > 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text into its new space."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """The lines reserved, and no width."""
        return QSize(0, self._needed if self._hug else self._reserved)

    def minimumSizeHint(self) -> QSize:
        """As `sizeHint`."""
        return QSize(0, self._needed if self._hug else self._reserved)

    def hasHeightForWidth(self) -> bool:
        """No: the height is reserved, whatever the text."""
        return False

    def keep_width(self, width: int) -> None:
        """Have this width, whatever the text."""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(width)

    def _on_said(self) -> None:
        self._fit()

    def _fit(self) -> None:
        shrink = self._largest_that_fits()
        self.setFont(self._kit.theme.font(self._style, shrink))
        needed = min(self._needs(shrink).height(), self._reserved)
        if self._hug and needed != self._needed:
            self._needed = needed
            self.updateGeometry()

    def _largest_that_fits(self) -> int:
        """A little smaller on one line reads better than a word left alone on the next."""
        smallest = self._style.size - SIZE_MIN
        for lines, shrink_max in ((1, _SHRINK_FOR_A_LINE), (self._lines, smallest)):
            height = self._height_of(lines)
            for shrink in range(shrink_max + 1):
                needed = self._needs(shrink)
                if needed.width() <= self.contentsRect().width() and needed.height() <= height:
                    return shrink
        return smallest

    def _needs(self, shrink: int) -> QSize:
        metrics = QFontMetrics(self._kit.theme.font(self._style, shrink))
        flags = Qt.TextFlag.TextWordWrap if self._lines > 1 else Qt.TextFlag.TextSingleLine
        room = QRect(0, 0, self.contentsRect().width(), 0)
        return metrics.boundingRect(room, int(flags), self.text()).size()

    def _height_of(self, lines: int) -> int:
        """Room for so many lines of the full size, as Qt itself rounds it."""
        metrics = QFontMetrics(self._kit.theme.font(self._style))
        text = "\n".join("x" * lines)
        return metrics.boundingRect(QRect(), int(Qt.TextFlag.TextWordWrap), text).height()
