"""What a cell says, in the forms in which shops write it; what says nothing that is known is a fault."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fidpos.domain.clock import DayMonth
from fidpos.domain.errors import FidposError, InvalidValue
from fidpos.domain.folding import fold
from fidpos.domain.typed_day import Birthday, read_birthday

_ISO = re.compile(r"(?a)(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_LOCAL = re.compile(r"(?a)(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})(?: .*)?")
_NO_YEAR = re.compile(r"(?a)(\d{1,2})[/.\-](\d{1,2})")
_WHOLE = re.compile(r"(?a)[+-]?\d+(?:[.,]0+)?")
_AMOUNT = re.compile(r"(?a)([+-]?)(\d+)(?:[.,](\d+))?")
_THOUSANDS = re.compile(r"(?a)(?<=\d)[ \u00a0\u202f'](?=\d{3}(?!\d))")
_YES = frozenset({"1", "o", "oui", "y", "yes", "vrai", "true", "x", "ok", "optin", "opt in"})
_NO = frozenset({"0", "n", "non", "no", "faux", "false", "optout", "opt out"})
_LARGEST = 10**12
_LASTS, _NO_END = "@", "-"


class CellFault(StrEnum):
    """What is wrong with a cell."""

    NEEDED = "needed"
    NO_DAY = "no_day"
    NO_BIRTHDAY = "no_birthday"
    NO_NUMBER = "no_number"
    NO_AMOUNT = "no_amount"
    BELOW_ZERO = "below_zero"
    TOO_LARGE = "too_large"
    NO_ANSWER = "no_answer"
    """Neither yes nor no."""
    NO_PHONE = "no_phone"
    NO_EMAIL = "no_email"
    NO_LANGUAGE = "no_language"
    NO_CARD = "no_card"
    NO_TIER = "no_tier"
    NO_VAT = "no_vat"
    NO_VOUCHER = "no_voucher"
    IN_THE_PAST = "in_the_past"
    IN_THE_FUTURE = "in_the_future"
    NO_PROOF = "no_proof"
    """Somebody agreed, and the file says neither to what nor where that is kept."""
    CHILD = "child"
    """Somebody agreed who is too young to: that takes a parent, and none is named."""
    TOO_LONG = "too_long"


class Unclear(FidposError):
    """A cell that cannot be understood."""

    code = "unclear_cell"

    def __init__(self, fault: CellFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def day_of(text: str) -> date | None:
    """A day; None for an empty cell.

    Raises:
        Unclear: no day, or one whose century nobody knows.
    """
    if not text:
        return None
    try:
        if found := _ISO.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _LOCAL.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
    except ValueError:
        pass
    raise Unclear(CellFault.NO_DAY)


def birthday_of(text: str, today: date) -> Birthday | None:
    """A birthday, with its year or without; None for an empty cell.

    Raises:
        Unclear: a birthday of nobody alive.
    """
    if not text:
        return None
    try:
        if found := _NO_YEAR.fullmatch(text):
            day, month = map(int, found.groups())
            return Birthday(DayMonth(day=day, month=month))
        typed = text if text.isdigit() else f"{day_of(text):%d%m%Y}"
    except (InvalidValue, Unclear):
        raise Unclear(CellFault.NO_BIRTHDAY) from None
    read = read_birthday(typed, today)
    if read is None:
        raise Unclear(CellFault.NO_BIRTHDAY)
    return read


def count_of(text: str) -> int:
    """A number of points or stamps; an empty cell is none.

    Raises:
        Unclear: no whole number, below zero, or more than anybody has.
    """
    plain = _THOUSANDS.sub("", text)
    if not plain:
        return 0
    if not _WHOLE.fullmatch(plain) or len(plain) > 20:
        raise Unclear(CellFault.NO_NUMBER)
    return _counted(int(re.split("[.,]", plain)[0]))


def minor_of(text: str, exponent: int) -> int:
    """An amount in minor units, without its currency or with the sign of it; an empty cell is nothing.

    Raises:
        Unclear: no amount, one with more decimals than the currency has, below zero, or too large.
    """
    plain = _THOUSANDS.sub("", text.strip("€ \u00a0\u202f").removesuffix("EUR").strip())
    if not plain:
        return 0
    found = _AMOUNT.fullmatch(plain)
    if found is None or len(plain) > 20:
        raise Unclear(CellFault.NO_AMOUNT)
    sign, whole, decimals = found.group(1), found.group(2), (found.group(3) or "").rstrip("0")
    if len(decimals) > exponent:
        raise Unclear(CellFault.NO_AMOUNT)
    return _counted(int(f"{sign}{whole}{decimals.ljust(exponent, '0')}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of a balance.

    Attributes:
        until: its last day, None for no end.
        is_said: whether the cell says so, or nothing of it.
    """

    amount: int
    until: date | None = None
    is_said: bool = False


def parts_of(text: str, reading: Callable[[str], int]) -> tuple[Part, ...]:
    """A balance: `30`, or part by part with its last day, as an export writes it: `30 @ 2027-01-31; 20 @ -`.

    Raises:
        Unclear: not an amount, or several of which one does not say until when.
    """
    if _LASTS not in text:
        amount = reading(text)
        return (Part(amount=amount),) if amount else ()
    said = [part.partition(_LASTS) for part in text.split(";")]
    if not all(lasts and until.strip() for _, lasts, until in said):
        raise Unclear(CellFault.NO_DAY)
    return tuple(
        Part(amount=reading(amount.strip()), until=_last_day(until.strip()), is_said=True)
        for amount, _, until in said
    )


def part_to_text(amount: str, until: date | None) -> str:
    """As `parts_of` reads it; several are joined by `; `."""
    return f"{amount} {_LASTS} {until or _NO_END}"


def _last_day(text: str) -> date | None:
    return None if text == _NO_END else day_of(text)


def answer_of(text: str) -> bool | None:
    """Yes or no; None for an empty cell.

    Raises:
        Unclear: neither.
    """
    if not text:
        return None
    said = fold(text)
    if said in _YES or said in _NO:
        return said in _YES
    raise Unclear(CellFault.NO_ANSWER)


def _counted(number: int) -> int:
    if number < 0:
        raise Unclear(CellFault.BELOW_ZERO)
    if number > _LARGEST:
        raise Unclear(CellFault.TOO_LARGE)
    return number
