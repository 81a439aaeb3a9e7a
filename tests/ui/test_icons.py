"""Icons are there when they are needed, and none lies about unused."""

import ast
from pathlib import Path

from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication

from fidpos.ui.icons import Icons
from fidpos.ui.theme import Colour
from tests.helpers.pictures import png
from tests.helpers.sample_views import RESOURCES

SOURCE = Path(__file__).parents[2] / "src" / "fidpos"
SHIPPED = {file.stem for file in (RESOURCES / "icons" / "lucide").glob("*.svg")}


def _strings() -> set[str]:
    return {
        node.value
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _named_as_icons() -> set[str]:
    """Whatever is passed by the name `icon`, or to a widget that takes an icon's name second."""
    found: set[str] = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            named = [keyword.value for keyword in node.keywords if keyword.arg == "icon"]
            if isinstance(node.func, ast.Name) and node.func.id in {"Icon", "Empty"}:
                named += node.args[1:2]
            found |= {str(part.value) for part in named if isinstance(part, ast.Constant) and part.value}
    return found


def test_every_icon_that_the_code_names_is_shipped() -> None:
    assert _named_as_icons() <= SHIPPED


def test_no_icon_is_shipped_unused() -> None:
    pages = "".join(page.read_text("utf-8") for page in (RESOURCES / "web" / "templates").rglob("*.html"))
    unknown_to_code = SHIPPED - _strings()

    assert {name for name in unknown_to_code if f'"{name}"' not in pages} == set()


def test_an_icon_takes_the_colour_of_its_meaning(dressed: QApplication) -> None:
    image = Icons(RESOURCES).pixmap("check", Colour.ERROR, 24).toImage()
    inks = {
        image.pixelColor(x, y).rgb()
        for x in range(24)
        for y in range(24)
        if image.pixelColor(x, y).alpha() == 255
    }

    assert inks == {QColor(Colour.ERROR).rgb()}


def test_an_icon_is_drawn_once(dressed: QApplication) -> None:
    icons = Icons(RESOURCES)

    assert (
        icons.pixmap("check", Colour.INK, 24).cacheKey() == icons.pixmap("check", Colour.INK, 24).cacheKey()
    )


def test_a_dense_screen_gets_a_sharper_picture_of_the_same_size(dressed: QApplication) -> None:
    pixmap = Icons(RESOURCES).pixmap("check", Colour.INK, 24, 2.0)

    assert (pixmap.width(), pixmap.deviceIndependentSize().width()) == (48, 24)


def test_a_merchant_brings_a_logo_of_their_own(dressed: QApplication, tmp_path: Path) -> None:
    own = tmp_path / "own.svg"
    own.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>'
    )
    icons = Icons(RESOURCES)

    def corner(pixmap: QPixmap) -> int:
        return pixmap.toImage().pixelColor(0, 0).alpha()

    assert corner(icons.logo(own, 32)) == 255
    assert corner(icons.logo(None, 32)) < 255


def test_a_logo_that_the_centre_gave_is_drawn_whole_and_a_spoilt_one_is_stood_for(
    qapp: QApplication, tmp_path: Path
) -> None:
    icons = Icons(RESOURCES)
    brought, spoilt = tmp_path / "logo.png", tmp_path / "spoilt.png"
    brought.write_bytes(png(64, 32))
    spoilt.write_bytes(b"no picture")

    shown = icons.logo(brought, 40).toImage()

    assert (shown.width(), shown.height()) == (40, 40)
    assert shown.pixelColor(20, 20) == QColor(200, 30, 30)
    assert shown.pixelColor(20, 4).alpha() == 0
    assert icons.logo(spoilt, 40).toImage() == icons.logo(None, 40).toImage()
