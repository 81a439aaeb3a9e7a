import pytest

from fidpos.printing.page import Page, TextStyle
from fidpos.printing.symbol import Dark, Symbol
from tests.helpers.paper import Paper, printed


def drawn(page: Page) -> Paper:
    (paper,) = printed(page.pdf())
    return paper


def written(text: str, width_mm: float = 80.0) -> Paper:
    page = Page(100, 50, title="")
    page.turn()
    page.text(text, 10, 20, width_mm=width_mm, style=TextStyle(size_pt=14))
    return drawn(page)


def test_a_page_has_the_size_that_was_asked_for() -> None:
    page = Page(105.6, 73.98, title="Carte Club")
    page.turn()

    assert drawn(page).size_mm == pytest.approx((105.6, 73.98), abs=0.05)


def test_a_symbol_stands_where_it_was_put_to_a_hundredth_of_a_millimetre() -> None:
    page = Page(50, 20, title="")
    page.turn()
    runs = (Dark(row=0, start=2, length=1), Dark(row=0, start=4, length=3))
    page.symbol(Symbol(width=9, height=1, dark=runs), 10, 5, module_mm=1.5, row_mm=4)

    paper = drawn(page)
    assert paper.edges_mm(7, from_mm=5, to_mm=45) == pytest.approx([13, 14.5, 16, 20.5], abs=0.05)
    assert paper.colour(13.5, 5.2) == paper.colour(13.5, 8.8) == "#000000"
    assert paper.colour(13.5, 4.8) == paper.colour(13.5, 9.2) == "#FFFFFF"


def test_rows_that_touch_leave_no_line_between_them() -> None:
    page = Page(20, 20, title="")
    page.turn()
    dark = tuple(Dark(row=row, start=0, length=10) for row in range(10))
    page.symbol(Symbol(width=10, height=10, dark=dark), 5, 5, module_mm=0.4537)

    paper = drawn(page)
    assert {paper.colour(7, 5.1 + step / 24) for step in range(100)} == {"#000000"}


def test_text_is_text_and_not_a_picture() -> None:
    assert "Boulangerie du Marché & Fils" in written("Boulangerie du Marché & Fils").words


def test_a_line_that_is_too_long_is_made_smaller_first_and_then_cut_short() -> None:
    name = "Boulangerie du Marché"

    assert name in written(name, width_mm=46).words
    cut = written(name, width_mm=25).words
    assert "Boulang" in cut
    assert "…" in cut
    assert "Marché" not in cut


@pytest.mark.parametrize("width_mm", [80.0, 46.0, 25.0, 8.0])
def test_no_line_is_wider_than_its_place(width_mm: float) -> None:
    paper = written("Boulangerie du Marché", width_mm=width_mm)

    edges = [edge for line in range(15, 23) for edge in paper.edges_mm(line, from_mm=1, to_mm=99)]
    assert min(edges) >= 10
    assert max(edges) <= 10 + width_mm + 0.1


def test_control_characters_in_a_name_are_left_out() -> None:
    words = written("Mar\x1bché\n\u202e (Tj) ET \\").words

    assert words.strip() == "Marché (Tj) ET \\"


def test_a_name_without_letters_of_the_font_is_still_a_page() -> None:
    assert written("日本").size_mm[0] == pytest.approx(100, abs=0.05)
