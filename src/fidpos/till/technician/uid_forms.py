"""The forms in which readers give one and the same UID: the same card must not get two numbers.

Canonical is upper-case hex in the order in which the reader hears it. Other readers turn it round, or say it
in decimal.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum

from fidpos.domain.card import CardToken, TokenKind

_SHORT_BYTES = 4
_LONG_BYTES = 7


class UidForm(StrEnum):
    """How what was read relates to the UID under which a card is known."""

    AS_READ = "as_read"
    REVERSED = "reversed"
    DECIMAL = "decimal"
    """The digits are the UID as one number, first byte first."""
    DECIMAL_REVERSED = "decimal_reversed"


def known_form(token: CardToken, is_known: Callable[[CardToken], bool]) -> UidForm | None:
    """The form in which this is a known card's UID; None when in no form it is.

    Args:
        token: as it was read.
        is_known: whether a card has this token; the only thing that is asked of the store.
    """
    return next((form for form, uid in _candidates(token) if is_known(uid)), None)


def _candidates(token: CardToken) -> Iterator[tuple[UidForm, CardToken]]:
    value = token.value
    if token.kind is TokenKind.UID:
        yield UidForm.AS_READ, token
        yield UidForm.REVERSED, _uid(bytes.fromhex(value)[::-1])
    if value.isdecimal():
        for length in (_SHORT_BYTES, _LONG_BYTES):
            if int(value) < 256**length:
                raw = int(value).to_bytes(length, "big")
                yield UidForm.DECIMAL, _uid(raw)
                yield UidForm.DECIMAL_REVERSED, _uid(raw[::-1])


def _uid(raw: bytes) -> CardToken:
    return CardToken(TokenKind.UID, raw.hex().upper())
