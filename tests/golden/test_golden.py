"""Keeping pictures: small, exact where it matters, and strict about what a person would see."""

from array import array
from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPainter

from tests.helpers.golden import SHARE_MAX, Picture, difference

PAPER, INK = 0xEDF0F6, 0x101828


def picture(*, letters: int = 40, shade: int = 0x80) -> Picture:
    """A sheet with a few soft pixels in each row."""
    pixels = array("I", [PAPER]) * 10_000
    for place in range(letters):
        pixels[place * 200] = INK
        pixels[place * 200 + 1] = shade << 16 | shade << 8 | shade
    return Picture(100, 100, pixels)


def test_a_picture_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    picture().write(tmp_path / "kept.png")

    assert Picture.read(tmp_path / "kept.png") == picture()


def test_a_picture_of_many_colours_is_kept_without_a_palette(tmp_path: Path) -> None:
    many = Picture(100, 100, array("I", range(10_000)))

    many.write(tmp_path / "kept.png")

    assert Picture.read(tmp_path / "kept.png") == many


def test_colours_of_areas_stay_exact_and_soft_edges_are_rounded(qapp: object) -> None:
    image = QImage(60, 60, QImage.Format.Format_ARGB32)
    image.fill(QColor(PAPER))
    painter = QPainter(image)
    for level in range(60):
        painter.fillRect(level, 0, 1, 1, QColor(level, level, level))
    painter.end()

    pixels = Picture.of(image).pixels

    assert pixels[-1] == PAPER
    assert {pixel % 0x111111 for pixel in pixels[30:60]} == {0}


def test_the_same_picture_does_not_differ() -> None:
    assert difference(picture(), picture()).is_tolerable()


def test_a_step_of_a_soft_edge_is_tolerable() -> None:
    assert difference(picture(), picture(shade=0x90)).is_tolerable()


def test_another_letter_is_not() -> None:
    assert not difference(picture(), picture(letters=39)).is_tolerable()


def test_another_shade_of_a_whole_card_is_not() -> None:
    other = picture()
    for place in range(5000, 5000 + round(10_000 * SHARE_MAX) + 1):
        other.pixels[place] = PAPER + 1

    assert not difference(picture(), other).is_tolerable()


def test_where_pictures_differ_is_marked_red() -> None:
    marked = difference(picture(), picture(letters=39)).picture

    assert marked.pixels[39 * 200] == 0xE01020
    assert marked.pixels[0] == INK
