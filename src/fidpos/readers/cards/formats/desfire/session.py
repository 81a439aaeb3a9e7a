"""AES authentication of MIFARE DESFire, and the codes that guard what is said afterwards.

The scheme of EV1, which EV2 and EV3 speak too (AuthenticateAES, AA). NXP publishes it in outline only (data
sheet MF3ICDx21_41_81, section 8.3); the bytes below are those that recorded conversations with real cards
show, two of which are test vectors here:

    reader   90 AA .. <key number>             card     E(K, RndB)                   91 AF
    reader   90 AF .. E(K, RndA | RndB')       card     E(K, RndA')                  91 00

Each side proves that it could decrypt what the other made up; `'` is a rotation by one byte to the left, and
CBC runs on through the whole exchange. The session's key is RndA[0:4] RndB[0:4] RndA[12:16] RndB[12:16]. From
then on both sides feed every command and every answer into one CMAC chain that starts at zero, and the card
sends the first eight bytes of it after its data.
"""

import hmac
from dataclasses import dataclass, field

from fidpos.wire.card_crypto import BLOCK_BYTES, ZERO_BLOCK, decrypt, encrypt, subkeys

RANDOM_BYTES = 16
CODE_BYTES = 8

_SUCCESS = b"\x00"


@dataclass(slots=True)
class Session:
    """What both sides know once they trust each other; used for one card by one thread."""

    key: bytes = field(repr=False)
    _chain: bytes = ZERO_BLOCK

    def said(self, command: bytes) -> None:
        """A command was sent: its code byte and its data."""
        self._chain = chained_cmac(self.key, command, self._chain)

    def checked(self, answer: bytes) -> bytes | None:
        """The data of a successful answer; None when the code behind it is false or missing."""
        data, code = answer[:-CODE_BYTES], answer[-CODE_BYTES:]
        return data if hmac.compare_digest(code, self.code(data)) else None

    def code(self, data: bytes) -> bytes:
        """What the card sends behind the data of a successful answer."""
        self._chain = chained_cmac(self.key, data + _SUCCESS, self._chain)
        return self._chain[:CODE_BYTES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """The reader's half of the exchange, made of the card's first answer.

    Attributes:
        token: what is sent to the card.
    """

    key: bytes = field(repr=False)
    token: bytes
    random_a: bytes
    random_b: bytes

    def session(self, answer: bytes) -> Session | None:
        """The session, if the card's last answer proves that it has the key."""
        if len(answer) != BLOCK_BYTES:
            return None
        returned = decrypt(self.key, answer, iv=self.token[-BLOCK_BYTES:])
        if not hmac.compare_digest(returned, rotated(self.random_a)):
            return None
        a, b = self.random_a, self.random_b
        return Session(a[:4] + b[:4] + a[12:] + b[12:])


def challenge(key: bytes, first_answer: bytes, random_a: bytes) -> Challenge:
    """Answer the card's challenge with ours; `first_answer` is its 16 encrypted bytes."""
    random_b = decrypt(key, first_answer)
    token = encrypt(key, random_a + rotated(random_b), iv=first_answer)
    return Challenge(key=key, token=token, random_a=random_a, random_b=random_b)


def rotated(block: bytes) -> bytes:
    """One byte to the left."""
    return block[1:] + block[:1]


def chained_cmac(key: bytes, message: bytes, chain: bytes) -> bytes:
    """CMAC (NIST SP 800-38B, section 6.2) that goes on where the one before ended."""
    first, second = subkeys(key)
    is_whole = bool(message) and len(message) % BLOCK_BYTES == 0
    padded = message if is_whole else message + b"\x80" + bytes(-(len(message) + 1) % BLOCK_BYTES)
    mask = first if is_whole else second
    last = bytes(a ^ b for a, b in zip(padded[-BLOCK_BYTES:], mask, strict=True))
    return encrypt(key, padded[:-BLOCK_BYTES] + last, iv=chain)[-BLOCK_BYTES:]
