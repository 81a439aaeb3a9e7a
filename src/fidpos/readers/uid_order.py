"""The order in which a reader gives a UID: the same card must be the same card on every reader.

Canonical is upper-case hex in the order in which the bytes come from the card (ISO/IEC 14443-3, UID0 first).
Some readers turn them round; some scanners say them in digits, as one number.
"""

from enum import StrEnum

from fidpos.domain.card import Medium, Trust
from fidpos.readers.driver import CardIdentity, Response, Transmit

_GET_UID = bytes((0xFF, 0xCA, 0x00))
"""PC/SC part 3, section 3.2.2.1.3; with P1 = 01 it asks for something else."""

_SCANNED_LENGTHS = (4, 7, 10)
"""Bytes of a UID: single, double and triple size."""


class UidOrder(StrEnum):
    """Values of the setting `uid_order`."""

    NONE = "none"
    """A scanner that reads codes, and no UIDs."""
    AS_READ = "as_read"
    REVERSED = "reversed"
    DECIMAL = "decimal"
    """The digits are the UID as one number, its first byte being the most significant."""
    DECIMAL_REVERSED = "decimal_reversed"


def in_order(transmit: Transmit, order: UidOrder) -> Transmit:
    """The same card, its UID turned round where its reader gives it so; what the card itself says stays."""
    if order is not UidOrder.REVERSED:
        return transmit

    def turned(command: bytes) -> Response:
        answer = transmit(command)
        return Response(answer.data[::-1], answer.status) if command.startswith(_GET_UID) else answer

    return turned


def scanned_uid(frame: bytes, order: UidOrder, *, form: str) -> CardIdentity | None:
    """The UID that a scanner for contactless cards sent as text; None when the frame is none."""
    raw = _raw_uid(frame.decode("ascii", errors="replace"), order)
    if raw is None:
        return None
    is_turned = order in {UidOrder.REVERSED, UidOrder.DECIMAL_REVERSED}
    uid = (raw[::-1] if is_turned else raw).hex().upper()
    return CardIdentity(medium=Medium.CONTACTLESS, form=form, trust=Trust.COPYABLE, uid=uid)


def _raw_uid(text: str, order: UidOrder) -> bytes | None:
    match order:
        case UidOrder.NONE:
            return None
        case UidOrder.AS_READ | UidOrder.REVERSED:
            is_hex = len(text) % 2 == 0 and all(sign in "0123456789abcdefABCDEF" for sign in text)
            return bytes.fromhex(text) if is_hex and len(text) // 2 in _SCANNED_LENGTHS else None
        case UidOrder.DECIMAL | UidOrder.DECIMAL_REVERSED:
            return _of_decimal(text)


def _of_decimal(text: str) -> bytes | None:
    """As many digits as the largest UID of a size has, filled up with zeros, so that none is cut short."""
    for length in _SCANNED_LENGTHS:
        if len(text) == len(str(256**length - 1)) and text.isascii() and text.isdigit():
            value = int(text)
            return value.to_bytes(length, "big") if value < 256**length else None
    return None
