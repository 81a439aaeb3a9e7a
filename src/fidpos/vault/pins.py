"""PINs: which ones are allowed, how they are hashed, how one is checked.

A six-digit PIN has a million values, which no hash protects by itself: the pepper, kept in the key store and
not in the store, is what makes a stolen store useless for searching them; Argon2id makes each try dear, and
the till counts tries.
"""

import hashlib
import hmac
import re
from datetime import date

import argon2
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from fidpos.domain.errors import InvalidValue

PIN_DIGITS = 6
MEMORY_KIB_FLOOR = 65_536
"""64 MiB, the second recommended option of RFC 9106, section 4; with its three passes and four lanes."""

PASSES = 3
LANES = 4

_PIN = re.compile(r"[0-9]{6}")
_UP = "01234567890"
_DOWN = _UP[::-1]

# Walks over a telephone keypad and famous numbers: the six-digit ones found most often in leaked lists.
_FAVOURITES = """
    102030 112358 123654 123789 131313 135791 141421 142536 147258 147369 147852 159357 159753 159951
    246810 258147 258369 271828 314159 321456 321654 357159 362514 369258 456123 456852 654123 741258
    741852 753159 789123 789456 852741 852963 951357 951753 963852
"""


class ArgonPins:
    """Argon2id over the peppered PIN; the port `till.ports.PinChecker`.

    Only tests pass cheaper costs. A stored hash made with lower or absurdly higher costs than these is not
    accepted: whoever could write it into the store would otherwise choose how dear a try is.
    """

    def __init__(
        self,
        pepper: bytes,
        *,
        memory_kib: int = MEMORY_KIB_FLOOR,
        passes: int = PASSES,
        lanes: int = LANES,
    ) -> None:
        self._pepper = pepper
        self._hasher = argon2.PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=lanes, type=argon2.Type.ID
        )

    def hash(self, pin: str) -> str:
        """The hash to store, with its costs and its random salt.

        Raises:
            InvalidValue: not six digits, or one of the PINs that are tried first.
        """
        if is_weak(pin):
            raise InvalidValue("a PIN has six digits and is none of those that are guessed first")
        return self._hasher.hash(self._peppered(pin))

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether the PIN is the one that was hashed; a hash that cannot be used costs the same time."""
        peppered = self._peppered(pin)
        try:
            if self._acceptable(pin_hash):
                return self._hasher.verify(pin_hash, peppered)
        except VerifyMismatchError:
            return False
        except VerificationError:
            pass  # Well-formed at first sight only: no time was spent on it yet.
        self._hasher.hash(peppered)
        return False

    def _peppered(self, pin: str) -> bytes:
        return hmac.digest(self._pepper, b"fidpos pin\x00" + pin.encode("utf-8"), hashlib.sha256)

    def _acceptable(self, pin_hash: str) -> bool:
        try:
            found = argon2.extract_parameters(pin_hash)
        except (InvalidHashError, ValueError):
            return False
        return (
            found.type is argon2.Type.ID
            and self._hasher.memory_cost <= found.memory_cost <= 4 * self._hasher.memory_cost
            and self._hasher.time_cost <= found.time_cost <= 4 * self._hasher.time_cost
        )


def is_weak(pin: str) -> bool:
    """Whether a PIN is refused: not six digits, or on the blocklist.

    The list, about 9 % of all PINs, is what people choose and thieves try first: one digit repeated, a pair
    or a half repeated (`121212`, `123123`), its mirror (`123321`), two digits only, runs up or down
    (`345678`, `876543`), doubled runs (`112233`), walks over the keypad, and dates: `DDMMYY`, `MMDDYY`,
    `YYMMDD`, `MMYYYY`, `YYYYMM` of 1930 to 2029.
    """
    if not _PIN.fullmatch(pin):
        return True
    return _is_pattern(pin) or pin in _FAVOURITES.split() or _is_date(pin)


def _is_pattern(pin: str) -> bool:
    doubled = pin[::2]
    return (
        len(set(pin)) <= 2
        or pin[:3] == pin[3:]
        or pin[:2] * 3 == pin
        or pin[:3] == pin[:2:-1]
        or _is_run(pin)
        or (doubled == pin[1::2] and _is_run(doubled))
    )


def _is_run(digits: str) -> bool:
    return digits in _UP or digits in _DOWN


def _is_date(pin: str) -> bool:
    first, second, third = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    century_first, century_last = int(pin[:4]), int(pin[2:])
    return (
        _is_day_of_year(day=first, month=second)
        or _is_day_of_year(day=second, month=first)
        or _is_day_of_year(day=third, month=second)
        or (1930 <= century_first <= 2029 and 1 <= third <= 12)
        or (1930 <= century_last <= 2029 and 1 <= first <= 12)
    )


def _is_day_of_year(*, day: int, month: int) -> bool:
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True
