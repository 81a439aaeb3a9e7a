"""The commands of the fidpos applet, byte by byte: what reads it, and what writes a blank one.

Reading (ISO/IEC 7816-4, sections 11.2.2, 11.4.3 and 11.5.2):

    SELECT                  00 A4 04 00 08 <AID> 00
    GET DATA, number        00 CA 01 01 00          -> ASCII, at most 32
    GET DATA, key id        00 CA 01 02 00          -> 1 byte; 6A88 while there is no key
    GET DATA, state         00 CA 01 03 00          -> 1 byte: 00 open, 01 locked
    INTERNAL AUTHENTICATE   00 88 00 <key id> 10 <16 random bytes> 00
                            -> AES-128-CMAC (NIST SP 800-38B) of the random bytes under the card's own key

Writing a blank (PUT DATA, section 11.4.6), in this order, each step again after a card was pulled away:

    PUT DATA, number        00 DA 01 01 Lc <ASCII>
    PUT DATA, key           00 DA 01 02 11 <key id> <16 bytes>
    PUT DATA, lock          00 DA 01 03 01 01

A locked applet answers 6985 to every PUT DATA, for ever. The key never leaves the card; that it was kept is
proved by a challenge. It travels to the card in clear, so cards are written at a counter or a desk, over the
reader's own cable or within a hand's breadth of its coil.

The AID begins with F, the category without registration (section 12.2.3).
"""

from fidpos.readers.cards.number import is_card_number

AID = b"\xf0fidpos\x01"
MARKER = b"fidpos"
"""In the historical bytes of cards we personalise ourselves."""

CHALLENGE_BYTES = 16
ANSWER_BYTES = 16
NUMBER_LENGTH_MAX = 32

SELECT = bytes((0x00, 0xA4, 0x04, 0x00, len(AID))) + AID + b"\x00"
GET_NUMBER = bytes((0x00, 0xCA, 0x01, 0x01, 0x00))
GET_KEY_ID = bytes((0x00, 0xCA, 0x01, 0x02, 0x00))
GET_STATE = bytes((0x00, 0xCA, 0x01, 0x03, 0x00))

STATE_OPEN = b"\x00"
STATE_LOCKED = b"\x01"
LOCK = bytes((0x00, 0xDA, 0x01, 0x03, 0x01)) + STATE_LOCKED
"""The last step: nothing on the card changes any more."""

SW_INS_NOT_SUPPORTED = 0x6D00
SW_CLASS_NOT_SUPPORTED = 0x6E00
SW_CONDITIONS_NOT_SATISFIED = 0x6985


def internal_authenticate(key_id: int, challenge: bytes) -> bytes:
    """Ask the card to prove that it has the key."""
    assert len(challenge) == CHALLENGE_BYTES
    return bytes((0x00, 0x88, 0x00, key_id, CHALLENGE_BYTES)) + challenge + b"\x00"


def put_number(number: str) -> bytes:
    """Write the card's number, at most 32 characters."""
    assert len(number) <= NUMBER_LENGTH_MAX
    assert is_card_number(number)
    return bytes((0x00, 0xDA, 0x01, 0x01, len(number))) + number.encode("ascii")


def put_key(key_id: int, key: bytes) -> bytes:
    """Write the card's own AES-128 key, in place of one that was there."""
    assert len(key) == 16
    return bytes((0x00, 0xDA, 0x01, 0x02, 1 + len(key), key_id)) + key
