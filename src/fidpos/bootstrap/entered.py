"""What operators enter, checked before anything is registered; each refusal has a sentence of its own."""

from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.errors import InvalidValue
from fidpos.domain.money import Currency
from fidpos.sync.client import CentreAddress

MINOR_MAX = 10**11
"""A thousand million, with two decimals: more is a mistyped amount."""
_CODE_DIGITS = 4


class MerchantCodeRefused(InvalidValue):
    """Not four digits."""

    code = "entered_merchant_code"


class CurrencyRefused(InvalidValue):
    """Not a currency that is known here."""

    code = "entered_currency"


class ZoneRefused(InvalidValue):
    """Not a time zone."""

    code = "entered_zone"


class DayOver(InvalidValue):
    """A last day that is over already."""

    code = "entered_day_over"


class OutOfRange(InvalidValue):
    """A number outside its bounds; `params` holds them as `low` and `high`."""

    code = "entered_out_of_range"


class PinRefused(InvalidValue):
    """No PIN, or one that is guessed first."""

    code = "entered_pin"


class BadgeRefused(InvalidValue):
    """Not the text of a card."""

    code = "entered_badge"


class BadgeTaken(InvalidValue):
    """Somebody who works there has it already; `params` holds their `name`."""

    code = "entered_badge_taken"


class AddressRefused(InvalidValue):
    """Not an address at which a till would call the centre."""

    code = "entered_address"


class NothingSaid(InvalidValue):
    """Words that others are to read, and there are none."""

    code = "entered_nothing"


def check_merchant(code: str, currency: str) -> None:
    """What stands in every card of a merchant, and what they count in.

    Raises:
        InvalidValue: one of them is none.
    """
    if len(code) != _CODE_DIGITS or not code.isascii() or not code.isdigit():
        raise MerchantCodeRefused(value=code)
    try:
        Currency.of(currency)
    except InvalidValue:
        raise CurrencyRefused(value=currency) from None


def zone_named(zone: str) -> ZoneInfo:
    """Of a shop.

    Raises:
        ZoneRefused: there is none of this name.
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneRefused(value=zone) from None


def check_last_day(day: date | None, today: date) -> None:
    """Of a shop that is there for a while.

    Raises:
        DayOver: it is over.
    """
    if day is not None and day < today:
        raise DayOver(value=day)


def check_range(value: int, low: int, high: int) -> None:
    """Of an amount, a number of days.

    Raises:
        OutOfRange: it lies outside.
    """
    if not low <= value <= high:
        raise OutOfRange(value=value, low=low, high=high)


def badge_token(text: str) -> str:
    """The text of a card's token, made whole again from its parts.

    Raises:
        BadgeRefused: it is none.
    """
    kind, _, value = text.partition(":")
    try:
        return CardToken(TokenKind(kind), value).text
    except ValueError:
        raise BadgeRefused(value=text) from None


def check_address(address: str) -> None:
    """Where a till is to call the centre, as the till will judge it; none at all is typed there.

    Raises:
        AddressRefused: no till would call there.
    """
    try:
        if address:
            CentreAddress(url=address)
    except InvalidValue:
        raise AddressRefused(value=address) from None


def check_said(words: str) -> None:
    """What a merchant or an office reads later.

    Raises:
        NothingSaid: nothing but blanks.
    """
    if not words.strip():
        raise NothingSaid
