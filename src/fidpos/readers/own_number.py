"""The merchant's own card numbers: made for the seed and for printing, recognised by the decoder.

Short numbers are EAN-13 in the GS1 range 20-29, which is free for use inside a company:

    prefix 2 | merchant code 4 | serial 6 | EAN check digit

Long numbers, for Code 128 and chips, begin with 90 to 99: ISO/IEC 7812-1 leaves the major industry 9 to
national bodies, so that no payment card is mistaken for one of them:

    prefix 2 | merchant code 4 | serial 10 | ISO/IEC 7064 MOD 97-10, two digits

EAN catches every wrong digit, and swapped neighbours unless they differ by five; MOD 97-10 catches all of
both. The merchant code in the number is what lets a till say "a card of another merchant".
"""

from dataclasses import dataclass
from enum import StrEnum

from fidpos.domain.card import Refusal
from fidpos.domain.check_digit import ean_check_digit, is_ean, is_mod_97_10, mod_97_10
from fidpos.domain.errors import InvalidValue

SHORT_LENGTH = 13
LONG_LENGTH = 18
MERCHANT_CODE_LENGTH = 4
SHORT_SERIAL_LENGTH = SHORT_LENGTH - 2 - MERCHANT_CODE_LENGTH - 1
LONG_SERIAL_LENGTH = LONG_LENGTH - 2 - MERCHANT_CODE_LENGTH - 2


class NumberKind(StrEnum):
    """Which of the two forms a number has."""

    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLayout:
    """How this merchant writes its numbers.

    Attributes:
        merchant_code: four digits, the same at all its tills.
        short_prefixes: the GS1 prefixes 20-29 in use for cards; weighed goods have the others.
        long_prefix: two digits beginning with 9.
    """

    merchant_code: str
    short_prefixes: tuple[str, ...] = ("20",)
    long_prefix: str = "90"

    def __post_init__(self) -> None:
        """Refuse a layout whose numbers could be mistaken for something else.

        Raises:
            InvalidValue: a code that is not four digits, or a prefix outside its range.
        """
        if not _is_digits(self.merchant_code, MERCHANT_CODE_LENGTH):
            raise InvalidValue("a merchant code is four digits")
        if not self.short_prefixes or not all(_is_digits(p, 2) and p[0] == "2" for p in self.short_prefixes):
            raise InvalidValue("short numbers begin with 20 to 29")
        if not (_is_digits(self.long_prefix, 2) and self.long_prefix[0] == "9"):
            raise InvalidValue("long numbers begin with 90 to 99")

    @property
    def all_prefixes(self) -> tuple[str, ...]:
        """What the merchant's numbers may begin with."""
        return (*self.short_prefixes, self.long_prefix)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumber:
    """A complete number of this merchant, its check digits verified."""

    digits: str
    kind: NumberKind
    serial: int


def parse(digits: str, layout: NumberLayout) -> OwnNumber | Refusal:
    """The number if it is whole and ours, else why not. Never raises.

    Returns:
        ARTICLE for an EAN-13 outside the merchant's prefixes, OTHER_MERCHANT for one of our forms with
        another code, UNKNOWN_FORMAT for a long number of another prefix, BAD_READ for what is not whole.
    """
    if _is_digits(digits, SHORT_LENGTH):
        return _parse_short(digits, layout)
    if _is_digits(digits, LONG_LENGTH):
        return _parse_long(digits, layout)
    return Refusal.BAD_READ


def make_ean13(merchant_code: str, serial: int, *, prefix: str = "20") -> str:
    """The short number with this serial.

    Raises:
        InvalidValue: a code, prefix or serial outside its range.
    """
    layout = NumberLayout(merchant_code=merchant_code, short_prefixes=(prefix,))
    body = prefix + layout.merchant_code + _serial_digits(serial, SHORT_SERIAL_LENGTH)
    return body + ean_check_digit(body)


def make_long(merchant_code: str, serial: int, *, prefix: str = "90") -> str:
    """The long number with this serial.

    Raises:
        InvalidValue: a code, prefix or serial outside its range.
    """
    layout = NumberLayout(merchant_code=merchant_code, long_prefix=prefix)
    body = prefix + layout.merchant_code + _serial_digits(serial, LONG_SERIAL_LENGTH)
    return body + mod_97_10(body)


def _parse_short(digits: str, layout: NumberLayout) -> OwnNumber | Refusal:
    if not is_ean(digits):
        return Refusal.BAD_READ
    if digits[:2] not in layout.short_prefixes:
        return Refusal.ARTICLE
    if digits[2:6] != layout.merchant_code:
        return Refusal.OTHER_MERCHANT
    return OwnNumber(digits=digits, kind=NumberKind.SHORT, serial=int(digits[6:-1]))


def _parse_long(digits: str, layout: NumberLayout) -> OwnNumber | Refusal:
    if digits[:2] != layout.long_prefix:
        return Refusal.UNKNOWN_FORMAT
    if not is_mod_97_10(digits):
        return Refusal.BAD_READ
    if digits[2:6] != layout.merchant_code:
        return Refusal.OTHER_MERCHANT
    return OwnNumber(digits=digits, kind=NumberKind.LONG, serial=int(digits[6:-2]))


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _serial_digits(serial: int, length: int) -> str:
    if not 0 <= serial < 10**length:
        raise InvalidValue(f"a serial has at most {length} digits")
    return f"{serial:0{length}d}"
