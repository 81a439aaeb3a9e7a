"""Codes that are certainly not ours, so that the cashier is told what they are."""

from fidpos.domain.card import Refusal
from fidpos.domain.check_digit import is_ean
from fidpos.readers.bank_card import is_bank_data
from fidpos.readers.codes.code import Code, Issuer

_GTIN_LENGTHS = frozenset({8, 12, 14})
"""EAN-8, UPC-A and GTIN-14; an EAN-13 is told from our own numbers by its prefix (`own`)."""


def bank_card(code: Code, _issuer: Issuer) -> Refusal | None:
    """BANK_CARD for what holds track data or a payment card's number."""
    return Refusal.BANK_CARD if is_bank_data(code.content) else None


def article(code: Code, _issuer: Issuer) -> Refusal | None:
    """ARTICLE for the barcode of an article."""
    digits = code.content
    return Refusal.ARTICLE if len(digits) in _GTIN_LENGTHS and digits.isdigit() and is_ean(digits) else None
