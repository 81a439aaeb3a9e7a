"""Amounts with and without tax, where a merchant thinks in the one and the register shows the other."""

from collections.abc import Sequence
from enum import StrEnum

from fidpos.domain.basket import BasketLine
from fidpos.domain.money import PPM, half_up_ratio


class Tax(StrEnum):
    """Whether an amount contains the tax."""

    AS_SHOWN = "as_shown"
    """As the register shows its prices."""
    INCLUDED = "included"
    EXCLUDED = "excluded"


def taxed(amounts: Sequence[int], lines: Sequence[BasketLine], tax: Tax) -> list[int]:
    """What each line costs with or without its tax, rounded line by line, halves up.

    Args:
        amounts: of each line, as the register shows them or what is left of that.
        lines: say whether their price contains the tax, and its rate.
        tax: what is wanted; INCLUDED or EXCLUDED.
    """
    if tax is Tax.EXCLUDED:
        return [
            half_up_ratio(amount, PPM, PPM + line.tax_rate_ppm) if line.tax_included else amount
            for amount, line in zip(amounts, lines, strict=True)
        ]
    return [
        amount if line.tax_included else half_up_ratio(amount, PPM + line.tax_rate_ppm, PPM)
        for amount, line in zip(amounts, lines, strict=True)
    ]
