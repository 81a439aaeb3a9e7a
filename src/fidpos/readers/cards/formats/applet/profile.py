"""The fidpos applet on an ISO/IEC 7816 chip, contact or contactless: its own AID, and the number by GET DATA.

    SELECT    00 A4 04 00 08 <AID> 00
    GET DATA  00 CA 01 01 00          -> the number, ASCII digits

The AID begins with F, the category without registration (ISO/IEC 7816-4, section 12.2.3). Reading the number
proves no more than a printed one, so it is COPYABLE. INTERNAL AUTHENTICATE (00 88) with a key diversified per
card will raise that to AUTHENTICATED once keys are issued; GET DATA 01 02 is kept for the key's version.
"""

from fidpos.domain.card import Medium, Refusal, Trust
from fidpos.readers.cards.atr import Atr
from fidpos.readers.cards.profile import CardSettings
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.driver import CardIdentity, Response, Transmit

AID = b"\xf0fidpos\x01"
MARKER = b"fidpos"
"""In the historical bytes of cards we personalise ourselves."""

SELECT = bytes((0x00, 0xA4, 0x04, 0x00, len(AID))) + AID + b"\x00"
GET_NUMBER = bytes((0x00, 0xCA, 0x01, 0x01, 0x00))

_SW_WRONG_LENGTH = 0x6C
_SW_MORE_DATA = 0x61
_NUMBER_LENGTH_MAX = 32


def create(settings: CardSettings, secrets: CardSecrets) -> "AppletProfile":  # noqa: ARG001
    """Build the profile; it has no settings."""
    return AppletProfile()


class AppletProfile:
    """Chips that carry the fidpos applet, whatever else they carry."""

    def matches(self, atr: Atr) -> int:
        """Sure when the maker's bytes say so, possible for every chip that is no memory card."""
        if MARKER in atr.historical:
            return 100
        return 0 if atr.storage_card is not None else 60

    def identify(self, atr: Atr, transmit: Transmit) -> CardIdentity | Refusal | None:
        """Select the applet and read its number; None when the chip does not carry it."""
        if not _exchange(SELECT, transmit).is_success:
            return None
        answer = _exchange(GET_NUMBER, transmit)
        number = answer.data
        if not answer.is_success or not 0 < len(number) <= _NUMBER_LENGTH_MAX or not number.isdigit():
            return Refusal.BAD_READ
        return CardIdentity(
            medium=Medium.CONTACTLESS if atr.is_contactless else Medium.CHIP,
            form="iso7816/fidpos",
            trust=Trust.COPYABLE,
            number=number.decode("ascii"),
        )


def _exchange(command: bytes, transmit: Transmit) -> Response:
    """One command, over T=0 too: 6Cxx asks for the right Le, 61xx for GET RESPONSE (section 5.6)."""
    answer = transmit(command)
    if answer.status >> 8 == _SW_WRONG_LENGTH:
        return transmit(command[:-1] + bytes((answer.status & 0xFF,)))
    if answer.status >> 8 == _SW_MORE_DATA:
        return transmit(bytes((0x00, 0xC0, 0x00, 0x00, answer.status & 0xFF)))
    return answer
