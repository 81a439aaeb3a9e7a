"""Cards are drawn at 600 dots an inch and read back by a decoder that knows nothing of fidpos."""

import itertools
from functools import cache

import pytest

from fidpos.domain.card import CardRead, Trust
from fidpos.domain.errors import InvalidValue
from fidpos.printing.card_pdf import CardDesign, CardText, card_sheet, member_card
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout, make_ean13, make_long
from tests.helpers.paper import Paper, printed
from tests.helpers.signing_keys import SigningKeys, signed

DESIGN = CardDesign(merchant_name="Boulangerie du Marché", card_name="Carte Club", colour="#1F47C6")
SHORT, LONG = make_ean13("1234", 48), make_long("1234", 48)

MARGIN_MM = 10.0
MODULE_MM = 0.33
BARS_MM = 33.0
BOTH_MM = 45.0
"""Lines through a single card: through the bars alone, through bars and QR code."""


@cache
def one_card(number: str, qr_text: str = "", design: CardDesign = DESIGN) -> Paper:
    (paper,) = printed(member_card(design, number, qr_text=qr_text))
    return paper


@pytest.mark.parametrize(("number", "symbology"), [(SHORT, "EAN-13"), (LONG, "Code 128")])
def test_a_scanner_reads_the_number_in_the_bars_and_in_the_qr_code(number: str, symbology: str) -> None:
    assert one_card(number).codes() == {(symbology, number), ("QR Code", number)}


def test_a_till_reads_the_printed_signature_and_trusts_it() -> None:
    decoder = CardDecoder(NumberLayout(merchant_code="1234"), SigningKeys())
    text = dict(one_card(LONG, signed(LONG)).codes())["QR Code"]

    read = decoder.scan(text.encode(), ReadOrigin(driver="d", device="one", sequence=1, monotonic_s=0.0))
    assert isinstance(read, CardRead)
    assert (read.token.value, read.trust) == (LONG, Trust.SIGNED_STATIC)


@pytest.mark.parametrize("number", [SHORT, LONG])
def test_every_bar_is_a_whole_number_of_modules_wide(number: str) -> None:
    edges = one_card(number).edges_mm(BARS_MM, from_mm=MARGIN_MM, to_mm=MARGIN_MM + 55)
    places = [(edge - edges[0]) / MODULE_MM for edge in edges]

    assert len(edges) >= 60
    assert all(abs(place - round(place)) <= 0.15 for place in places)
    assert round(places[-1]) == {SHORT: 95, LONG: 134}[number]


@pytest.mark.parametrize(("number", "left", "right"), [(SHORT, 11, 7), (LONG, 10, 10)])
def test_the_quiet_zones_are_quiet(number: str, left: int, right: int) -> None:
    paper = one_card(number)
    edges = paper.edges_mm(BOTH_MM, from_mm=MARGIN_MM, to_mm=MARGIN_MM + 85)
    gaps = [after - before for before, after in itertools.pairwise(edges)]

    assert edges[0] - MARGIN_MM >= left * MODULE_MM
    assert gaps[{SHORT: 59, LONG: 73}[number]] >= right * MODULE_MM


def test_the_card_has_the_size_of_a_bank_card_and_marks_to_cut_it_out() -> None:
    paper = one_card(SHORT)

    assert paper.size_mm == pytest.approx((85.60 + 20, 53.98 + 20), abs=0.05)
    for mark_y in (5.0, 53.98 + 15):
        assert paper.edges_mm(mark_y, from_mm=1, to_mm=105)[::2] == pytest.approx([10, 95.6], abs=0.1)


def test_the_colour_bleeds_beyond_the_cut_and_stays_away_from_the_codes() -> None:
    paper = one_card(SHORT)

    assert paper.colour(8.5, 8.5) == paper.colour(97.0, 20.0) == "#1F47C6"
    assert paper.colour(7.5, 20.0) == paper.colour(50.0, 29.0) == "#FFFFFF"


def test_the_card_names_merchant_card_and_number() -> None:
    words = one_card(LONG).words

    assert "Boulangerie du Marché" in words
    assert "Carte Club" in words
    assert "9012 3400 0000 0048 89" in words


@pytest.mark.parametrize(
    ("colour", "ink"), [("#1F47C6", "#FFFFFF"), ("#000000", "#FFFFFF"), ("#FFD400", "#000000")]
)
def test_the_name_is_written_in_what_is_read_best_on_the_colour(colour: str, ink: str) -> None:
    assert CardDesign(merchant_name="", card_name="", colour=colour).ink == ink


def test_the_same_card_is_the_same_file() -> None:
    assert member_card(DESIGN, SHORT) == member_card(DESIGN, SHORT)
    assert member_card(DESIGN, SHORT) != member_card(DESIGN, LONG)


def test_a_sheet_has_ten_cards_and_goes_on_with_the_next() -> None:
    numbers = [make_ean13("1234", serial) for serial in range(12)]
    first, second = printed(card_sheet(DESIGN, [CardText(number=number) for number in numbers]))

    for paper, expected in ((first, numbers[:10]), (second, numbers[10:])):
        assert paper.size_mm == pytest.approx((210, 297), abs=0.05)
        assert {text for symbology, text in paper.codes() if symbology == "EAN-13"} == set(expected)
        assert {text for symbology, text in paper.codes() if symbology == "QR Code"} == set(expected)


def test_no_card_of_a_sheet_runs_into_the_one_above() -> None:
    numbers = [make_ean13("1234", serial) for serial in range(4)]
    (paper,) = printed(card_sheet(DESIGN, [CardText(number=number) for number in numbers]))

    second_row_mm = (297 - 5 * 53.98) / 2 + 53.98
    assert paper.colour(50, second_row_mm - 0.5) == "#FFFFFF"
    assert paper.colour(50, second_row_mm + 0.5) == "#1F47C6"


def test_an_empty_sheet_is_refused() -> None:
    with pytest.raises(InvalidValue, match="at least one"):
        card_sheet(DESIGN, [])


@pytest.mark.parametrize("number", [SHORT[:-1], SHORT[:-1] + "0", LONG[:-1] + "0", "", "4111111111111111"])
def test_a_number_with_a_wrong_check_digit_is_never_printed(number: str) -> None:
    with pytest.raises(InvalidValue, match="digits"):
        member_card(DESIGN, number)


@pytest.mark.parametrize("qr_text", [LONG, signed(LONG), signed(SHORT)[:-1], "https://example.org"])
def test_a_card_never_carries_two_numbers(qr_text: str) -> None:
    with pytest.raises(InvalidValue, match="QR"):
        member_card(DESIGN, SHORT, qr_text=qr_text)


@pytest.mark.parametrize("colour", ["", "blue", "#FFF", "#12345G", "#1234567"])
def test_a_colour_is_six_hex_digits(colour: str) -> None:
    with pytest.raises(InvalidValue, match="RRGGBB"):
        CardDesign(merchant_name="M", card_name="C", colour=colour)


def test_no_traceback_shows_a_number() -> None:
    assert SHORT not in repr(CardText(number=SHORT, qr_text=signed(SHORT)))
