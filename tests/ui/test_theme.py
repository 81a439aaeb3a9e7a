"""The tokens keep their promises: contrast, sizes, one font everywhere."""

from functools import cache
from itertools import product

import pytest
from babel.messages.pofile import read_po
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics, QTextLayout
from PySide6.QtWidgets import QApplication

from fidpos.ui.theme import (
    FAMILY,
    MONO_FAMILY,
    SIZE_LARGE,
    TEXT_PERCENT_MAX,
    Colour,
    TextStyle,
    Theme,
)
from tests.helpers.sample_views import RESOURCES

UNGROWN = [TextStyle.BYTES, TextStyle.CODE, TextStyle.KEY]
PAPERS = (Colour.SURFACE, Colour.SUNKEN, Colour.CANVAS)
PAIRS = [
    *product((Colour.INK, Colour.INK_SOFT, Colour.INK_FAINT, Colour.ACCENT), (Colour.SURFACE,)),
    *product((Colour.INK, Colour.INK_SOFT), PAPERS),
    (Colour.INK_FAINT, Colour.SUNKEN),
    (Colour.ON_NIGHT, Colour.NIGHT),
    (Colour.ON_NIGHT_SOFT, Colour.NIGHT),
    (Colour.ON_NIGHT, Colour.PRACTICE),
    (Colour.ON_NIGHT_SOFT, Colour.PRACTICE),
    (Colour.ON_NIGHT_SOFT, Colour.NIGHT_RAISED),
    (Colour.ON_ACCENT, Colour.ACCENT),
    (Colour.ON_ACCENT, Colour.ACCENT_DEEP),
    (Colour.ON_CARD, Colour.ACCENT),
    (Colour.ON_CARD, Colour.PLASTIC),
    (Colour.ON_CARD, Colour.ACCENT_DEEP),
    (Colour.ON_ACCENT, Colour.WARNING),
    (Colour.ON_ACCENT, Colour.ERROR),
    (Colour.ON_ACCENT, Colour.SUCCESS),
    (Colour.ACCENT_DEEP, Colour.ACCENT_SOFT),
    (Colour.INK_SOFT, Colour.ACCENT_SOFT),
    (Colour.SUCCESS, Colour.SUCCESS_SOFT),
    (Colour.SUCCESS, Colour.SUNKEN),
    (Colour.INK_SOFT, Colour.SUCCESS_SOFT),
    (Colour.WARNING, Colour.WARNING_SOFT),
    (Colour.WARNING, Colour.CANVAS),
    (Colour.INK_SOFT, Colour.WARNING_SOFT),
    (Colour.ERROR, Colour.ERROR_SOFT),
    (Colour.INK_SOFT, Colour.ERROR_SOFT),
    (Colour.GOLD, Colour.GOLD_SOFT),
]


def _luminance(colour: Colour) -> float:
    """Relative luminance (WCAG 2.2)."""
    ink = QColor(colour)
    return 0.2126 * _linear(ink.redF()) + 0.7152 * _linear(ink.greenF()) + 0.0722 * _linear(ink.blueF())


def _linear(level: float) -> float:
    return level / 12.92 if level <= 0.04045 else float(((level + 0.055) / 1.055) ** 2.4)


def _contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "paper"), PAIRS, ids=lambda colour: colour.name)
def test_text_can_be_read_on_its_ground(ink: Colour, paper: Colour) -> None:
    assert _contrast(ink, paper) >= 4.5


@pytest.mark.parametrize("style", list(TextStyle))
def test_every_style_is_drawn_in_the_bundled_font(dressed: QApplication, style: TextStyle) -> None:
    font = QFontInfo(Theme().font(style))

    assert (font.family(), font.weight()) == (style.family, style.weight)


@cache
def _signs() -> str:
    """Every one of all sentences."""
    found: set[str] = set()
    for path in (RESOURCES / "translations").glob("*/LC_MESSAGES/fidpos.po"):
        with path.open("rb") as file:
            found.update(*(str(message.string) for message in read_po(file)))
    return "".join(sorted(each for each in found if each.isprintable()))


@pytest.mark.parametrize("style", list(TextStyle))
def test_no_sign_of_a_sentence_is_drawn_in_a_font_of_the_machine(
    dressed: QApplication, style: TextStyle
) -> None:
    layout = QTextLayout(_signs(), Theme().font(style))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()

    assert "’" in _signs()
    assert {run.rawFont().familyName() for run in layout.glyphRuns()} <= {FAMILY, MONO_FAMILY}


@pytest.mark.parametrize("style", [style for style in TextStyle if style.tabular])
def test_figures_in_columns_are_equally_wide(dressed: QApplication, style: TextStyle) -> None:
    metrics = QFontMetrics(Theme().font(style))

    assert len({metrics.horizontalAdvance(digit * 20) for digit in "0123456789"}) == 1


@pytest.mark.parametrize(
    ("size", "scale"),
    [
        ((911, 512), 0.66),
        ((800, 600), 0.78),
        ((1024, 768), 1.0),
        ((1366, 768), 1.0),
        ((1280, 1024), 1.0),
        ((1920, 1080), 1.4),
    ],
)
def test_a_design_is_shown_smaller_than_drawn_only_where_it_would_be_cut(
    size: tuple[int, int], scale: float
) -> None:
    assert Theme.for_size(*size).scale == pytest.approx(scale)


def test_even_a_wall_has_an_end() -> None:
    assert Theme.for_size(7680, 4320).scale == 2.0
    assert Theme.for_size(320, 200).scale == 0.5


@pytest.mark.parametrize("style", [style for style in TextStyle if style not in UNGROWN])
def test_large_texts_are_half_as_large_again_or_large_anyway(style: TextStyle) -> None:
    drawn, large = Theme().size(style), Theme(text_percent=TEXT_PERCENT_MAX).size(style)

    assert drawn == style.size
    assert large >= min(style.size * 3 // 2, SIZE_LARGE)
    assert large >= drawn


@pytest.mark.parametrize("style", UNGROWN)
def test_bytes_and_names_of_keys_keep_their_size(style: TextStyle) -> None:
    assert Theme(text_percent=TEXT_PERCENT_MAX).size(style) == style.size
