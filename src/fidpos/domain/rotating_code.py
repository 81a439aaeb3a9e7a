"""The rotating code of a virtual card: a number, and a proof that changes every 30 seconds.

A phone shows `FR1-<number>-<code>`, which a QR code holds in its compact alphanumeric mode. The code is a
TOTP (RFC 6238) of eight digits with HMAC-SHA-256, its key derived from the phone's seed and the number, so
that the code of one card says nothing of another. The seed is known to the phone and to the centre, never to
a till: there the number is as good as a printed one until the centre has verified the code. A screenshot is
worthless once the code was used, because the centre accepts no step twice, and after a minute in any case.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime

from fidpos.domain.errors import InvalidValue

PREFIX = "FR1-"
STEP_S = 30
STEPS_AROUND = 1
"""A code is also good one step early or late: clocks differ, and a queue takes its time."""

CODE_LENGTH = 8
SEED_BYTES_MIN = 16
"""RFC 4226, section 4, requirement 6."""

_PURPOSE = b"fidpos rotating code 1\0"
_SHAPE = re.compile(rf"{PREFIX}([0-9]{{8,20}})-([0-9]{{{CODE_LENGTH}}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class RotatingCode:
    """What the phone shows; whether the code is right, only the centre can say.

    Attributes:
        number: the virtual card's own number.
        code: eight digits.
    """

    number: str = field(repr=False)
    code: str = field(repr=False)

    @property
    def text(self) -> str:
        """What the QR code holds."""
        return f"{PREFIX}{self.number}-{self.code}"


def parse(text: str) -> RotatingCode | None:
    """The number and code in a scanned text, None when it is not one or not whole."""
    shape = _SHAPE.fullmatch(text.upper()) if text.isascii() else None
    return RotatingCode(number=shape[1], code=shape[2]) if shape else None


def make(seed: bytes, number: str, at: datetime) -> RotatingCode:
    """What the phone shows at this instant.

    Args:
        seed: the card's own secret, at least 16 random bytes.
        number: digits, as they stand on the card.
        at: aware instant.

    Raises:
        InvalidValue: a seed that is too short, or a number that could not be scanned.
    """
    return _make_of_step(_key(seed, number), number, step_of(at))


def verify(seed: bytes, shown: RotatingCode, at: datetime, *, last_used_step: int) -> int | None:
    """The step whose code this is, to be kept as the last one used; None when it may not be accepted.

    A step is used once: whatever is not later than the last one used is refused, also a code that was never
    shown at a till. The caller keeps the step in the same transaction in which it acts on it.

    Args:
        seed: the card's own secret.
        shown: what was scanned.
        at: aware instant of the scan, by the centre's clock.
        last_used_step: as the last successful call returned it; a negative one for none.
    """
    key, now = _key(seed, shown.number), step_of(at)
    matching = [
        step
        for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1)
        if hmac.compare_digest(_make_of_step(key, shown.number, step).code, shown.code)
    ]
    return next((step for step in matching if step > last_used_step), None)


def step_of(at: datetime) -> int:
    """RFC 6238, section 4.2: how many whole steps have passed since 1970."""
    return int(at.timestamp() // STEP_S)


def hotp(key: bytes, counter: int, *, digits: int = CODE_LENGTH) -> str:
    """RFC 4226, section 5.3, with HMAC-SHA-256 as RFC 6238 allows: dynamically truncated."""
    digest = hmac.digest(key, counter.to_bytes(8, "big"), "sha256")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def _key(seed: bytes, number: str) -> bytes:
    if len(seed) < SEED_BYTES_MIN:
        raise InvalidValue(f"a seed has at least {SEED_BYTES_MIN} bytes")
    return hmac.digest(seed, _PURPOSE + number.encode("ascii"), hashlib.sha256)


def _make_of_step(key: bytes, number: str, step: int) -> RotatingCode:
    made = RotatingCode(number=number, code=hotp(key, step))
    if parse(made.text) is None:
        raise InvalidValue("a rotating code is for a number of 8 to 20 digits")
    return made
