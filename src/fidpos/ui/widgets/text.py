"""Text on the screen, always plain: a name that looks like markup is shown as it is written.

No other module makes a label that holds words.
"""

import unicodedata

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from fidpos.ui.theme import TEXT_PERCENT, Colour, TextStyle
from fidpos.ui.widgets.kit import Kit

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SIZE_MIN = 11
"""Pixels at scale 1 below which nobody reads at arm's length."""

_SHRINK_FOR_A_LINE = 2
_LINE_MIN = 15
"""Height of a line of the smallest text, at scale 1."""
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shrink where the line is lower than the style, so that large texts are not cut."""
        super().resizeEvent(event)
        if self._may_be_low and event.size().height() != event.oldSize().height():
            self.setFont(self._kit.theme.font(self._style, self._shrink_for_height()))

    def sizeHint(self) -> QSize:
        """The text at the full size of its style, also after it had to shrink."""
        hint = super().sizeHint()
        full = _line(self._kit.theme.font(self._style)) if self._may_be_low else 0
        return QSize(hint.width(), max(hint.height(), full))

    def minimumSizeHint(self) -> QSize:
        """The width of the text; a lower line will do."""
        hint = super().minimumSizeHint()
        return QSize(hint.width(), self._least_height(hint.height()))

    @property
    def _may_be_low(self) -> bool:
        """Whether texts are larger than the screen was drawn for: lines may then be lower than they ask."""
        return self._kit.theme.text_percent > TEXT_PERCENT

    def _least_height(self, wanted: int) -> int:
        return min(wanted, self._kit.theme.px(_LINE_MIN)) if self._may_be_low else wanted

    def _on_said(self) -> None:
        """Another text is shown; nothing more to do for one that has its own room."""

    def _shrink_for_height(self) -> int:
        room, most = self.contentsRect().height(), self._kit.theme.size(self._style) - SIZE_MIN
        fonts = (self._kit.theme.font(self._style, shrink) for shrink in range(most))
        return next((shrink for shrink, font in enumerate(fonts) if _line(font) <= room), max(0, most))


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
        """No width, and a lower line will do."""
        return QSize(0, self._least_height(self.sizeHint().height()))

    def _elide(self) -> None:
        super().say(
            QFontMetrics(self.font()).elidedText(self._whole, self._mode, self.contentsRect().width())
        )


class ShrunkText(ElidedText):
    """One line that shrinks step by step, and ends in an ellipsis only where that is not enough."""

    def sizeHint(self) -> QSize:
        """The line at its full size: having shrunk once is no reason to stay small."""
        return QSize(0, max(super().sizeHint().height(), _line(self._kit.theme.font(self._style))))

    def _elide(self) -> None:
        room = self.contentsRect()
        sizes = range(max(1, self._kit.theme.size(self._style) - SIZE_MIN + 1))
        fonts = [self._kit.theme.font(self._style, shrink) for shrink in sizes]
        fitting = (font for font in fonts if _takes(font, self._whole, room))
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
        self._least = self._reserved
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
        """No width, and the lines of the smallest text that can be read."""
        return QSize(0, self._least_height(self.sizeHint().height()))

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
        """Take the largest font that there is room for; ask for what the text needs of the room reserved."""
        shrink = self._largest_that_fits(self._reserved)
        needed, least = min(self._needs(shrink).height(), self._reserved), self._least
        if self._may_be_low:
            shrink = self._largest_that_fits(self.contentsRect().height())
            least = self._needs(self._kit.theme.size(self._style) - SIZE_MIN).height()
        self.setFont(self._kit.theme.font(self._style, shrink))
        has_changed = least != self._least or (self._hug and needed != self._needed)
        self._needed, self._least = needed, least
        if has_changed:
            self.updateGeometry()

    def _least_height(self, wanted: int) -> int:
        return min(wanted, self._least) if self._may_be_low else wanted

    def _largest_that_fits(self, room: int) -> int:
        """A little smaller on one line reads better than a word left alone on the next."""
        smallest = self._kit.theme.size(self._style) - SIZE_MIN
        for lines, shrink_max in ((1, _SHRINK_FOR_A_LINE), (self._lines, smallest)):
            height = min(self._height_of(lines), room)
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


def _takes(font: QFont, text: str, room: QRect) -> bool:
    return QFontMetrics(font).horizontalAdvance(text) <= room.width() and _line(font) <= room.height()


def _line(font: QFont) -> int:
    """Height of a line, as Qt itself rounds it."""
    return QFontMetrics(font).boundingRect(QRect(), int(Qt.TextFlag.TextSingleLine), "x").height()
