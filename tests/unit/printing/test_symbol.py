import itertools

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.printing.symbol import Symbol, bars, qr
from fidpos.readers.own_number import make_ean13, make_long

SHORT, LONG = make_ean13("1234", 48), make_long("1234", 48)


def modules(symbol: Symbol, row: int = 0) -> str:
    """A row as `0` and `1`, from the runs that are drawn."""
    line = ["0"] * symbol.width
    for dark in symbol.dark:
        if dark.row == row:
            line[dark.start : dark.start + dark.length] = "1" * dark.length
    return "".join(line)


def test_a_short_number_is_an_ean_13_with_its_quiet_zones() -> None:
    symbol = bars(SHORT)

    assert (symbol.width, symbol.height) == (11 + 95 + 7, 1)
    line = modules(symbol)
    assert line.startswith("0" * 11 + "101")
    assert line[11 + 45 : 11 + 50] == "01010"
    assert line.endswith("101" + "0" * 7)


def test_the_published_ean_13_is_drawn_as_published() -> None:
    """4006381333931: first digit 4 gives the sets A B A A B B to the left half."""
    left = "0001101" + "0100111" + "0101111" + "0111101" + "0001001" + "0110011"
    right = "1000010" + "1000010" + "1000010" + "1110100" + "1000010" + "1100110"

    assert modules(bars("4006381333931"))[11:-7] == "101" + left + "01010" + right + "101"


def test_a_long_number_is_a_code_128_of_pairs_with_its_quiet_zones() -> None:
    symbol = bars(LONG)

    start, pairs, check, stop = 11, 9 * 11, 11, 13
    assert symbol.width == 10 + start + pairs + check + stop + 10
    assert modules(symbol)[10:21] == "11010011100"
    assert modules(symbol).endswith("1100011101011" + "0" * 10)


@given(st.integers(0, 10**6 - 1))
def test_runs_never_touch_so_that_each_is_one_bar(serial: int) -> None:
    dark = bars(make_ean13("1234", serial)).dark

    assert all(one.start + one.length < other.start for one, other in itertools.pairwise(dark))


@pytest.mark.parametrize(
    "number",
    ["", SHORT[:-1], SHORT[:-1] + "0", LONG[:-1] + "0", "1" * 18, "96385074", "２012340000484", "A" * 13],
)
def test_a_number_that_no_till_could_read_is_refused(number: str) -> None:
    with pytest.raises(InvalidValue, match="digits"):
        bars(number)


@given(st.text(alphabet="0123456789ABC-", min_size=1, max_size=150))
def test_a_qr_code_is_drawn_module_by_module(text: str) -> None:
    symbol, matrix = qr(text), segno.make_qr(text, error="m", boost_error=False).matrix

    assert symbol.width == symbol.height == len(matrix) + 8
    for row, line in enumerate(matrix, 4):
        assert modules(symbol, row)[4:-4] == "".join(str(module) for module in line)
    assert {dark.row for dark in symbol.dark} <= set(range(4, symbol.height - 4))


def test_more_than_a_qr_code_holds_is_refused() -> None:
    with pytest.raises(InvalidValue, match="too long"):
        qr("a" * 3000)
