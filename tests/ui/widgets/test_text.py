"""Text is plain, fits where it stands, and is never cut."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fidpos.ui.icons import Icons
from fidpos.ui.theme import Colour, TextStyle, Theme
from fidpos.ui.widgets.kit import Kit, Touch
from fidpos.ui.widgets.text import SIZE_MIN, ElidedText, FitText, ShrunkText, Text
from tests.helpers.sample_views import RESOURCES


@pytest.fixture
def kit(dressed: QApplication) -> Kit:
    return Kit(theme=Theme(), icons=Icons(RESOURCES), touch=Touch())


def fitted(kit: Kit, qtbot: QtBot, words: str, *, width: int, lines: int) -> FitText:
    text = FitText(kit, TextStyle.TITLE, lines=lines)
    qtbot.addWidget(text)
    text.resize(width, text.sizeHint().height())
    text.say(words)
    text.show()
    return text


def test_markup_is_shown_as_it_is_written(kit: Kit, qtbot: QtBot) -> None:
    text = Text(kit)
    qtbot.addWidget(text)

    text.say("<b>Camille</b>")

    assert text.textFormat() is Qt.TextFormat.PlainText
    plain = QFontMetrics(text.font()).horizontalAdvance("<b>Camille</b>")
    assert text.sizeHint().width() >= plain


def test_text_that_fits_keeps_its_size(kit: Kit, qtbot: QtBot) -> None:
    assert fitted(kit, qtbot, "Camille", width=200, lines=2).font().pixelSize() == TextStyle.TITLE.size


def test_longer_text_wraps_before_it_shrinks_much(kit: Kit, qtbot: QtBot) -> None:
    text = fitted(kit, qtbot, "Marie Bernadette Vandenbroucke", width=230, lines=2)

    assert text.font().pixelSize() >= TextStyle.TITLE.size - 2


def test_still_longer_text_shrinks_until_it_fits(kit: Kit, qtbot: QtBot) -> None:
    text = fitted(kit, qtbot, "Marie Bernadette Vandenbroucke Lamartine", width=160, lines=2)
    needed = QFontMetrics(text.font()).boundingRect(
        text.contentsRect().adjusted(0, 0, 0, -1000), int(Qt.TextFlag.TextWordWrap), text.text()
    )

    assert SIZE_MIN <= text.font().pixelSize() < TextStyle.TITLE.size
    assert needed.width() <= text.width()


def test_nothing_gets_smaller_than_can_be_read(kit: Kit, qtbot: QtBot) -> None:
    assert fitted(kit, qtbot, "x" * 500, width=50, lines=1).font().pixelSize() == SIZE_MIN


def test_a_colour_holds_while_the_widget_is_disabled(kit: Kit, qtbot: QtBot) -> None:
    text = Text(kit, colour=Colour.ERROR)
    qtbot.addWidget(text)
    text.setEnabled(False)

    assert text.palette().color(text.foregroundRole()).name().upper() == Colour.ERROR.value


def elided(kit: Kit, qtbot: QtBot, words: str, width: int) -> ElidedText:
    text = ElidedText(kit, TextStyle.STRONG)
    qtbot.addWidget(text)
    text.resize(width, text.sizeHint().height())
    text.say(words)
    text.show()
    return text


def test_a_label_too_long_for_its_place_ends_in_an_ellipsis_within_it(kit: Kit, qtbot: QtBot) -> None:
    text = elided(kit, qtbot, "Honeywell Voyager Extreme Performance", 120)

    assert text.text().endswith("…")
    assert QFontMetrics(text.font()).horizontalAdvance(text.text()) <= 120
    assert text.accessibleName() == "Honeywell Voyager Extreme Performance"


def test_an_elided_label_is_whole_again_where_there_is_room(kit: Kit, qtbot: QtBot) -> None:
    text = elided(kit, qtbot, "Honeywell Voyager", 60)

    text.resize(400, text.height())

    assert text.text() == "Honeywell Voyager"


def test_a_line_shrinks_before_it_ends_in_an_ellipsis(kit: Kit, qtbot: QtBot) -> None:
    title = ShrunkText(kit, TextStyle.STRONG)
    qtbot.addWidget(title)
    title.resize(190, 20)
    title.show()

    title.say("Lancement de la gamme d’été")
    assert title.text() == "Lancement de la gamme d’été"
    assert SIZE_MIN <= title.font().pixelSize() < TextStyle.STRONG.size

    title.say("Lancement de la nouvelle gamme d’été de la maison")
    assert title.text().endswith("…")
    assert title.font().pixelSize() == SIZE_MIN


def test_a_line_that_had_to_shrink_asks_for_its_full_height_again(kit: Kit, qtbot: QtBot) -> None:
    line = ShrunkText(kit, TextStyle.STRONG)
    qtbot.addWidget(line)
    line.say("5 € de remise")
    line.resize(400, 40)
    full = line.sizeHint().height()
    line.resize(400, 13)

    assert line.sizeHint().height() == full
