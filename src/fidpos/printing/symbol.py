"""A number as bars, a text as a QR code: modules, not pictures, so that they are printed as exact shapes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import segno
from barcode.codex import Code128
from barcode.ean import EuropeanArticleNumber13

from fidpos.domain.check_digit import is_ean, is_mod_97_10
from fidpos.domain.errors import InvalidValue

MODULE_MM = 0.33
"""X-dimension of EAN-13 at 100 % (GS1 General Specifications, section 5.2.6), good for Code 128 as well."""

_EAN_LENGTH = 13
_EAN_QUIET = (11, 7)
"""Modules left and right (GS1 General Specifications, section 5.2.3.4)."""

_CODE128_LENGTH = 18
_CODE128_QUIET = (10, 10)
"""ISO/IEC 15417, section 4.6."""

_QR_QUIET = 4
"""ISO/IEC 18004, section 6.3.8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dark:
    """Neighbouring dark modules of one row.

    Attributes:
        start: column of the first one, the quiet zone counted.
        length: how many.
    """

    row: int
    start: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A code in modules, its quiet zones included.

    Attributes:
        width, height: in modules; the height of bars is 1 and drawn as high as there is room.
    """

    width: int
    height: int
    dark: tuple[Dark, ...]


def bars(number: str) -> Symbol:
    """EAN-13 for a short number, Code 128 for a long one.

    Raises:
        InvalidValue: neither, or a wrong check digit: such a card could never be read.
    """
    if not (number.isascii() and number.isdigit()):
        raise InvalidValue("a printed number is made of digits")
    if len(number) == _EAN_LENGTH and is_ean(number):
        return _of_bars(EuropeanArticleNumber13(number).build(), _EAN_QUIET)
    if len(number) == _CODE128_LENGTH and is_mod_97_10(number):
        return _of_bars(Code128(number).build(), _CODE128_QUIET)
    raise InvalidValue("a printed number has 13 or 18 digits and ends with its own check digits")


def code128(text: str) -> Symbol:
    """Code 128 of any printable ASCII text, such as the number of a voucher.

    Raises:
        InvalidValue: nothing, or signs that it does not have.
    """
    if not (text and text.isascii() and text.isprintable()):
        raise InvalidValue("bars hold printable ASCII")
    return _of_bars(Code128(text).build(), _CODE128_QUIET)


def qr(text: str) -> Symbol:
    """The smallest QR code for a text, of which 15 % may be damaged (level M).

    Raises:
        InvalidValue: more text than a QR code holds.
    """
    try:
        code = segno.make_qr(text, error="m", boost_error=False)
    except segno.DataOverflowError as error:
        raise InvalidValue("too long for a QR code") from error
    side = len(code.matrix) + 2 * _QR_QUIET
    dark = tuple(
        run
        for row, modules in enumerate(code.matrix, _QR_QUIET)
        for run in _runs(row, bytes(modules), _QR_QUIET)
    )
    return Symbol(width=side, height=side, dark=dark)


def _of_bars(built: list[str], quiet: tuple[int, int]) -> Symbol:
    """From python-barcode's line of `0` and `1`."""
    (line,) = built
    left, right = quiet
    modules = bytes(module == "1" for module in line)
    return Symbol(width=left + len(line) + right, height=1, dark=tuple(_runs(0, modules, left)))


def _runs(row: int, modules: bytes, start: int) -> Iterator[Dark]:
    for is_dark, group in groupby(modules):
        length = len(list(group))
        if is_dark:
            yield Dark(row=row, start=start, length=length)
        start += length
