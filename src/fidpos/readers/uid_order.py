"""The order in which a reader gives a UID: the same card must be the same card on every reader."""

from typing import assert_never

from fidpos.domain.card import Medium, Trust
from fidpos.domain.uid_form import UidForm
from fidpos.readers.driver import CardIdentity, Response, Transmit

_GET_UID = bytes((0xFF, 0xCA, 0x00))
"""PC/SC part 3, section 3.2.2.1.3; with P1 = 01 it asks for something else."""

_SCANNED_LENGTHS = (4, 7, 10)
"""Bytes of a UID: single, double and triple size."""


def in_order(transmit: Transmit, order: UidForm) -> Transmit:
    """The same card, its UID turned round where its reader gives it so; what the card itself says stays."""
    if order is not UidForm.REVERSED:
        return transmit

    def turned(command: bytes) -> Response:
        answer = transmit(command)
        return Response(answer.data[::-1], answer.status) if command.startswith(_GET_UID) else answer

    return turned


def scanned_uid(frame: bytes, order: UidForm, *, form: str) -> CardIdentity | None:
    """The UID that a scanner for contactless cards sent as text; None when the frame is none."""
    raw = _raw_uid(frame.decode("ascii", errors="replace"), order)
    if raw is None:
        return None
    is_turned = order in {UidForm.REVERSED, UidForm.DECIMAL_REVERSED}
    uid = (raw[::-1] if is_turned else raw).hex().upper()
    return CardIdentity(medium=Medium.CONTACTLESS, form=form, trust=Trust.COPYABLE, uid=uid)


def _raw_uid(text: str, order: UidForm) -> bytes | None:
    match order:
        case UidForm.AS_READ | UidForm.REVERSED:
            is_hex = len(text) % 2 == 0 and all(sign in "0123456789abcdefABCDEF" for sign in text)
            return bytes.fromhex(text) if is_hex and len(text) // 2 in _SCANNED_LENGTHS else None
        case UidForm.DECIMAL | UidForm.DECIMAL_REVERSED:
            return _of_decimal(text)
        case _:
            assert_never(order)


def _of_decimal(text: str) -> bytes | None:
    """As many digits as the largest UID of a size has, filled up with zeros, so that none is cut short."""
    for length in _SCANNED_LENGTHS:
        if len(text) == len(str(256**length - 1)) and text.isascii() and text.isdigit():
            value = int(text)
            return value.to_bytes(length, "big") if value < 256**length else None
    return None
