"""A ticket on paper: nothing beyond its edges, nothing that hides, turns or commands, and no end of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.printing.block import Code, Gap, Line, Pair, Ruler, Size
from fidpos.printing.typeface import width
from fidpos.printing.typesetting import (
    TEXT_LENGTH_MAX,
    PaperWidth,
    PlacedArea,
    PlacedSymbol,
    PlacedText,
    Sheet,
    typeset,
)

HOSTILE = (
    "😀🎂" * 40,
    "x" * 10_000,
    "\u202egnp.exe\u202c \u200fשלום",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE visit; --",
    "\x1b@\x1dV\x00\x10\x04\x01\x00\x07",
)


def texts(sheet: Sheet) -> list[str]:
    return [item.text for item in sheet.items if isinstance(item, PlacedText)]


def assert_inside(sheet: Sheet) -> None:
    for item in sheet.items:
        match item:
            case PlacedText():
                assert item.x >= 0
                assert item.x + width(item.text, item.size, is_bold=item.is_bold) <= sheet.width
                assert item.baseline <= sheet.height
            case PlacedArea():
                assert item.x + item.width <= sheet.width
            case PlacedSymbol():
                assert item.x >= 0
                assert item.x + item.symbol.width * item.module <= sheet.width


@pytest.mark.parametrize("paper", PaperWidth)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_is_typed_stays_on_the_paper_and_commands_nothing(hostile: str, paper: PaperWidth) -> None:
    sheet = typeset([Line(text=hostile, size=Size.LARGE), Pair(left=hostile, right="12,40 €")], paper)

    assert_inside(sheet)
    assert all(text.isprintable() for text in texts(sheet))
    assert sum(map(len, texts(sheet))) <= 2 * TEXT_LENGTH_MAX + 20


@settings(max_examples=60)
@given(left=st.text(max_size=200), right=st.text(max_size=60), bold=st.booleans())
def test_any_words_and_any_amount_fit(left: str, right: str, bold: bool) -> None:
    assert_inside(typeset([Pair(left=left, right=right, is_bold=bold)], PaperWidth.NARROW))


def test_a_text_is_broken_between_words_and_loses_none() -> None:
    text = "Bougie parfumée figuier et cèdre du Liban, grand modèle, en verre soufflé"

    sheet = typeset([Line(text=text)], PaperWidth.NARROW)

    assert len(texts(sheet)) > 1
    assert " ".join(texts(sheet)) == text


def test_no_line_begins_with_a_sign_that_belongs_to_the_word_before() -> None:
    text = "Vous pouvez consulter, corriger ou effacer vos données\N{NO-BREAK SPACE}: demandez"

    for paper in PaperWidth:
        assert not any(line.startswith(":") for line in texts(typeset([Line(text=text)], paper)))


def test_the_amount_stands_at_the_right_edge_beside_the_last_line() -> None:
    sheet = typeset([Pair(left="Un article dont le nom est trop long", right="8,00 €")], PaperWidth.NARROW)

    *words, amount = (item for item in sheet.items if isinstance(item, PlacedText))
    assert len(words) == 2
    assert amount.baseline == words[-1].baseline
    assert amount.x + width(amount.text, amount.size, is_bold=False) == sheet.width


def test_a_number_is_bars_where_there_is_room_and_a_qr_code_elsewhere() -> None:
    (wide,) = typeset([Code("VC70W3GE1R70W3GE1R7D")], PaperWidth.WIDE).items
    (narrow,) = typeset([Code("VC70W3GE1R70W3GE1R7D")], PaperWidth.NARROW).items

    assert isinstance(wide, PlacedSymbol)
    assert wide.symbol.height == 1
    assert isinstance(narrow, PlacedSymbol)
    assert narrow.symbol.height == narrow.symbol.width


def test_blocks_stand_one_below_the_other() -> None:
    sheet = typeset([Gap(10), Ruler(), Gap(5)], PaperWidth.WIDE)

    (rule,) = sheet.items
    assert isinstance(rule, PlacedArea)
    assert 10 <= rule.y < rule.y + rule.height <= sheet.height - 5


def test_an_empty_ticket_is_still_paper() -> None:
    assert typeset([], PaperWidth.WIDE).height == 1


def test_a_value_too_wide_to_stand_beside_its_label_stands_below_it() -> None:
    value = "4 123,55 €, remises 120,50 €"
    sheet = typeset([Pair(left="Chiffre d’affaires", right=value)], PaperWidth.NARROW)

    label, below = (item for item in sheet.items if isinstance(item, PlacedText))
    assert (label.text, below.text) == ("Chiffre d’affaires", value)
    assert below.baseline > label.baseline
    assert below.x + width(value, Size.NORMAL, is_bold=False) == sheet.width
