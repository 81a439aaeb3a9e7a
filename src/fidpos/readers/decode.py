"""Bytes to reads: the one place that decides whether what was presented is a card of ours.

Whatever comes in, out comes a whole `CardRead` or a `RefusedRead` with its reason; part of a number is never
accepted, and a refused read keeps nothing of what was read.
"""

from dataclasses import dataclass

from fidpos.domain.card import CardRead, CardToken, Medium, Refusal, RefusedRead, TokenKind, Trust
from fidpos.readers.bank_card import is_bank_data
from fidpos.readers.driver import CardIdentity, ReadOrigin
from fidpos.readers.own_number import NumberKind, NumberLayout, OwnNumber, is_ean, parse

FRAME_LENGTH_MAX = 512
"""Longer than any code we print; a longer frame is several scans or noise."""

_SYMBOLOGIES = {
    "A": "code39",
    "C": "code128",
    "E": "ean13",
    "I": "itf",
    "Q": "qr",
    "d": "datamatrix",
    "z": "aztec",
}
"""ISO/IEC 15424: the letter after `]`; a digit for the options follows it."""

_USUAL_SYMBOLOGY = {NumberKind.SHORT: "ean13", NumberKind.LONG: "code128"}

_GTIN_LENGTHS = frozenset({8, 12, 14})

_UID_LENGTHS = frozenset({4, 7, 8, 10})
"""ISO/IEC 14443-3 single, double and triple size, and the eight bytes of FeliCa and ISO/IEC 15693."""

_RANDOM_UID_LENGTH = 4
_RANDOM_UID_START = 0x08
"""ISO/IEC 14443-3: a phone makes up four bytes beginning with 08 at each tap."""


@dataclass(frozen=True, slots=True)
class CardDecoder:
    """The `Decoder` of a merchant; immutable, so every thread may use it."""

    layout: NumberLayout

    def scan(self, frame: bytes, origin: ReadOrigin) -> CardRead | RefusedRead:
        """One complete frame of a scanner; an AIM symbology id (`]E0`) may lead it."""
        text = _printable(frame)
        if text is None:
            return _refused(Refusal.BAD_READ, origin)
        symbology, content = _split_symbology(text)
        own = self._scanned_number(content, is_vouched_for=bool(symbology))
        if isinstance(own, Refusal):
            return _refused(own, origin)
        return _accepted(
            CardIdentity(
                medium=Medium.BARCODE,
                form=f"barcode/{symbology or _USUAL_SYMBOLOGY[own.kind]}",
                trust=Trust.COPYABLE,
            ),
            CardToken(TokenKind.NUMBER, own.digits),
            origin,
        )

    def card(self, found: CardIdentity | Refusal, origin: ReadOrigin) -> CardRead | RefusedRead:
        """What a card profile said of a card, or why it could not be read."""
        if isinstance(found, Refusal):
            return _refused(found, origin)
        token = self._stored_number(found.number) if found.number else _uid_token(found.uid)
        if isinstance(token, Refusal):
            return _refused(token, origin)
        return _accepted(found, token, origin)

    def _scanned_number(self, content: str, *, is_vouched_for: bool) -> OwnNumber | Refusal:
        """Our number, or the most telling refusal; a named symbology vouches for a whole code."""
        own = parse(content, self.layout)
        if isinstance(own, OwnNumber) or own in {Refusal.OTHER_MERCHANT, Refusal.ARTICLE}:
            return own
        if is_bank_data(content):
            return Refusal.BANK_CARD
        if not content.isdigit():
            return Refusal.UNKNOWN_FORMAT if content else Refusal.BAD_READ
        if len(content) in _GTIN_LENGTHS and is_ean(content):
            return Refusal.ARTICLE
        is_damaged = content.startswith(self.layout.all_prefixes)
        return Refusal.UNKNOWN_FORMAT if is_vouched_for and not is_damaged else own

    def _stored_number(self, digits: str) -> CardToken | Refusal:
        own = parse(digits, self.layout)
        if isinstance(own, OwnNumber):
            return CardToken(TokenKind.NUMBER, own.digits)
        return Refusal.UNKNOWN_FORMAT if own is Refusal.ARTICLE else own


def _printable(frame: bytes) -> str | None:
    """The frame as text; None when it is too long or holds a control character or anything beyond ASCII."""
    if len(frame) > FRAME_LENGTH_MAX or not all(0x20 <= byte <= 0x7E for byte in frame):
        return None
    return frame.decode("ascii")


def _split_symbology(text: str) -> tuple[str, str]:
    """The symbology's name, empty when the scanner does not say, and the content after it."""
    has_id = len(text) >= 3 and text[0] == "]" and text[1].isalpha() and text[2].isalnum()
    if not has_id:
        return "", text
    return _SYMBOLOGIES.get(text[1], "other"), text[3:]


def _uid_token(uid: str) -> CardToken | Refusal:
    try:
        raw = bytes.fromhex(uid)
    except ValueError:
        return Refusal.BAD_READ
    if len(raw) not in _UID_LENGTHS or len(set(raw)) == 1:
        return Refusal.BAD_READ
    if len(raw) == _RANDOM_UID_LENGTH and raw[0] == _RANDOM_UID_START:
        return Refusal.PHONE
    return CardToken(TokenKind.UID, raw.hex().upper())


def _accepted(found: CardIdentity, token: CardToken, origin: ReadOrigin) -> CardRead:
    return CardRead(
        driver=origin.driver,
        device=origin.device,
        sequence=origin.sequence,
        monotonic_s=origin.monotonic_s,
        medium=found.medium,
        form=found.form,
        token=token,
        trust=found.trust,
        evidence=found.evidence,
    )


def _refused(reason: Refusal, origin: ReadOrigin) -> RefusedRead:
    return RefusedRead(
        driver=origin.driver,
        device=origin.device,
        sequence=origin.sequence,
        monotonic_s=origin.monotonic_s,
        reason=reason,
    )
