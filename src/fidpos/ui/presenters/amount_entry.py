"""The amount being typed: a pure value, so that each key echoes at once, whatever the worker is doing."""

from dataclasses import dataclass, replace
from enum import StrEnum

from fidpos.domain.money import Currency, Money
from fidpos.ui.presenters.keys import Key, Press

DIGITS_MAX = 7
"""Of minor units: 99 999,99 in euros. More is a scan that went astray, not a purchase."""


class AmountStyle(StrEnum):
    """How a shop types amounts, as its register does."""

    CENTS = "cents"
    """`1240` is 12,40: the decimals are implied."""
    COMMA = "comma"
    """`12,4` is 12,40; without a comma whole units are meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountEntry:
    """What was typed so far.

    Attributes:
        whole: digits before the comma; in the CENTS style all digits.
        decimals: digits after the comma, None while no comma was typed.
    """

    currency: Currency
    style: AmountStyle
    whole: str = ""
    decimals: str | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing is typed."""
        return not self.whole and self.decimals is None

    @property
    def amount(self) -> Money | None:
        """What the digits mean; None while they are nothing or nought."""
        minor = self._minor()
        return Money(minor, self.currency) if minor else None

    def typed(self, press: Press) -> "AmountEntry":
        """The entry after a press; itself when the press says nothing to an amount or there is no room.

        One press is a digit, a comma or the pad's `00`: pasted text and a stray scan are refused whole.
        """
        if press.key is Key.BACKSPACE:
            return self._shortened()
        if press.is_comma:
            return self._with_comma()
        if press.text == "00":
            return self.typed(Press.typing("0")).typed(Press.typing("0"))
        return self._with_digit(press.digit) if press.digit else self

    def showing(self, amount: Money | None) -> "AmountEntry":
        """The entry as if exactly this amount had been typed."""
        empty = replace(self, whole="", decimals=None)
        if amount is None:
            return empty
        if self.style is AmountStyle.CENTS:
            return replace(empty, whole=str(amount.minor))
        whole, rest = divmod(amount.minor, 10**self.currency.exponent)
        decimals = f"{rest:0{self.currency.exponent}d}" if rest else None
        return replace(empty, whole=str(whole), decimals=decimals)

    def _minor(self) -> int:
        if self.style is AmountStyle.CENTS:
            return int(self.whole or "0")
        decimals = (self.decimals or "").ljust(self.currency.exponent, "0")
        return int((self.whole or "0") + decimals)

    def _with_digit(self, digit: str) -> "AmountEntry":
        if self.decimals is not None:
            room = len(self.decimals) < self.currency.exponent
            return replace(self, decimals=self.decimals + digit) if room else self
        if self.whole in {"", "0"}:
            keeps_nought = digit != "0" or self.style is AmountStyle.COMMA
            return replace(self, whole=digit) if keeps_nought and digit != self.whole else self
        return replace(self, whole=self.whole + digit) if len(self.whole) < self._whole_max else self

    def _with_comma(self) -> "AmountEntry":
        if self.style is AmountStyle.CENTS or self.decimals is not None or not self.currency.exponent:
            return self
        return replace(self, whole=self.whole or "0", decimals="")

    def _shortened(self) -> "AmountEntry":
        if self.decimals is None:
            return replace(self, whole=self.whole[:-1]) if self.whole else self
        return replace(self, decimals=self.decimals[:-1] if self.decimals else None)

    @property
    def _whole_max(self) -> int:
        decimals = 0 if self.style is AmountStyle.CENTS else self.currency.exponent
        return DIGITS_MAX - decimals
