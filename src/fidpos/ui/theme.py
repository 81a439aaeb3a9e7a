"""Design tokens: the colours, sizes and type of every screen, over Qt's Fusion style.

Widgets paint themselves from these tokens and a palette; there is no style sheet, so that nothing restyles a
whole tree when one label changes.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

FAMILY = "Inter"
MONO_FAMILY = "JetBrains Mono"
"""For bytes and ids, which are compared sign by sign."""

DESIGN_WIDTH = 1366
DESIGN_HEIGHT = 768
SCALE_MAX = 2.0
LEAST_WIDTH = 1024
LEAST_HEIGHT = 768
"""What the design needs at scale 1. A system that enlarges all it shows leaves fewer pixels than there are:
1366 x 768 at 150 % are 911 x 512, and each of them is larger."""
SCALE_MIN = 0.5
TEXT_PERCENT = 100
TEXT_PERCENT_MAX = 150
"""How much larger than drawn texts may be (setting `text_percent`)."""
TEXT_PERCENT_LARGE = 125
"""From here on, a screen of three columns shows two."""
SIZE_LARGE = 30
"""Pixels at scale 1 beyond which nothing has to grow to be read."""
TOUCH_MIN = 48
"""Nothing that can be touched is smaller."""


class Colour(StrEnum):
    """Every colour; ink on its surface has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""

    CANVAS = "#EDF0F6"
    SURFACE = "#FFFFFF"
    SUNKEN = "#F5F7FB"
    LINE = "#DCE2EC"
    LINE_STRONG = "#C3CCDA"

    INK = "#101828"
    INK_SOFT = "#475467"
    INK_FAINT = "#667085"
    GHOST = "#98A2B3"
    """Placeholders and what is not yet typed: never the only carrier of a meaning."""
    DISABLED = "#8A94A6"

    NIGHT = "#111A33"
    NIGHT_RAISED = "#1D2847"
    NIGHT_LINE = "#334166"
    PRACTICE = "#7A1650"
    """Behind the strip at the top while nothing counts."""
    ON_NIGHT = "#FFFFFF"
    ON_NIGHT_SOFT = "#B4BFD6"

    ACCENT = "#2450D8"
    ACCENT_DEEP = "#1A3CAB"
    ACCENT_SOFT = "#EBF0FE"
    ACCENT_LINE = "#B9C9FA"
    ON_ACCENT = "#FFFFFF"
    PLASTIC = "#1F47C6"
    ON_CARD = "#DCE5FF"

    SUCCESS = "#08704A"
    SUCCESS_BRIGHT = "#12B076"
    SUCCESS_SOFT = "#E7F7EF"
    SUCCESS_LINE = "#A5DFC4"

    WARNING = "#9A4A06"
    WARNING_BRIGHT = "#F08C00"
    WARNING_SOFT = "#FFF5E0"
    WARNING_LINE = "#F5CF8A"

    ERROR = "#AE1F2B"
    ERROR_DEEP = "#8C1620"
    ERROR_BRIGHT = "#E5484D"
    ERROR_SOFT = "#FEEEEE"
    ERROR_LINE = "#F4B6B8"

    GOLD = "#7A5200"
    GOLD_SOFT = "#FFF1CC"


class TextStyle(Enum):
    """Size at scale 1 in pixels, weight, and whether all digits are equally wide, for figures in columns."""

    AMOUNT = (44, QFont.Weight.Bold, True)
    POINTS = (46, QFont.Weight.Bold, True)
    CLOCK = (88, QFont.Weight.DemiBold, True)
    HOUR = (22, QFont.Weight.DemiBold, True)
    FIGURE = (20, QFont.Weight.Bold, True)
    CELL = (15, QFont.Weight.Normal, True)
    CELL_STRONG = (15, QFont.Weight.DemiBold, True)
    PAD = (25, QFont.Weight.DemiBold, False)
    DISPLAY = (30, QFont.Weight.Bold, False)
    TITLE = (22, QFont.Weight.Bold, False)
    BANNER = (20, QFont.Weight.Bold, False)
    PRIMARY = (19, QFont.Weight.DemiBold, False)
    HEADING = (17, QFont.Weight.DemiBold, False)
    STRONG = (15, QFont.Weight.DemiBold, False)
    MEDIUM = (15, QFont.Weight.Medium, False)
    BODY = (15, QFont.Weight.Normal, False)
    SMALL = (13, QFont.Weight.Medium, False)
    LABEL = (13, QFont.Weight.DemiBold, False)
    KEY = (12, QFont.Weight.DemiBold, False)
    NOTE = (12, QFont.Weight.Medium, False)
    FINE = (13, QFont.Weight.Medium, True)
    BYTES = (14, QFont.Weight.Normal, False, MONO_FAMILY)
    CODE = (13, QFont.Weight.Normal, False, MONO_FAMILY)

    def __init__(self, size: int, weight: QFont.Weight, tabular: bool, family: str = FAMILY) -> None:
        self.size = size
        self.weight = weight
        self.tabular = tabular
        self.family = family


class Radius:
    """Corner radii at scale 1."""

    CARD = 16
    KEY = 12
    CHIP = 8


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens at one scale: a large screen shows the same design larger, not a design with holes."""

    scale: float = 1.0
    text_percent: int = TEXT_PERCENT

    @classmethod
    def for_size(cls, width: int, height: int, text_percent: int = TEXT_PERCENT) -> "Theme":
        """The theme of a window, in steps: below 1 only where the design would be cut."""
        fits = min(width / DESIGN_WIDTH, height / DESIGN_HEIGHT, SCALE_MAX)
        whole = min(width / LEAST_WIDTH, height / LEAST_HEIGHT, 1.0)
        scale = max(SCALE_MIN, int(whole * 50) / 50, int(fits * 20) / 20)
        return cls(scale=scale, text_percent=text_percent)

    @property
    def is_large_text(self) -> bool:
        """Whether texts are so large that a screen shows fewer columns."""
        return self.text_percent >= TEXT_PERCENT_LARGE

    def px(self, size: float) -> int:
        """A length given at scale 1."""
        return round(size * self.scale)

    def font(self, style: TextStyle, shrink: int = 0) -> QFont:
        """The font of a style, `shrink` pixels smaller."""
        return _font(style.family, self.px(self.size(style) - shrink), style.weight, style.tabular)

    def size(self, style: TextStyle) -> int:
        """The size of a style at scale 1: what is small grows by the person's wish, what is large is so.

        Bytes do not grow, since they are compared row by row; nor do names of keys, beside whose labels there
        is no room.
        """
        if style.family == MONO_FAMILY or style is TextStyle.KEY:
            return style.size
        return max(style.size, min(style.size * self.text_percent // TEXT_PERCENT, SIZE_LARGE))


def install(app: QApplication, resources: Path) -> None:
    """Give the program its style, its palette and its bundled font, once."""
    app.setStyle("Fusion")
    app.setPalette(_palette())
    for file in sorted((resources / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    app.setFont(Theme().font(TextStyle.BODY))


@cache
def _font(family: str, pixels: int, weight: QFont.Weight, tabular: bool) -> QFont:
    font = QFont([family, FAMILY])  # the second has every sign of our sentences, before the machine's fonts
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias | QFont.StyleStrategy.NoSubpixelAntialias)
    feature = QFont.Tag.fromString("tnum")
    if tabular and feature is not None:
        font.setFeature(feature, 1)
    return font


def _palette() -> QPalette:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(Colour.CANVAS))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(Colour.INK))
    palette.setColor(QPalette.ColorRole.Base, QColor(Colour.SURFACE))
    palette.setColor(QPalette.ColorRole.Text, QColor(Colour.INK))
    palette.setColor(QPalette.ColorRole.Button, QColor(Colour.SURFACE))
    palette.setColor(QPalette.ColorRole.ButtonText, QColor(Colour.INK))
    palette.setColor(QPalette.ColorRole.Highlight, QColor(Colour.ACCENT))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor(Colour.ON_ACCENT))
    return palette
