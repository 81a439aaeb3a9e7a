"""The forms in which readers give one and the same UID.

Canonical is upper-case hex in the order in which the bytes come from the card (ISO/IEC 14443-3, UID0 first).
Some readers turn them round; some scanners say them in digits, as one number.
"""

from enum import StrEnum


class UidForm(StrEnum):
    """How what a reader says relates to the UID; also what the setting `uid_order` of a driver says."""

    AS_READ = "as_read"
    REVERSED = "reversed"
    DECIMAL = "decimal"
    """The digits are the UID as one number, its first byte being the most significant."""
    DECIMAL_REVERSED = "decimal_reversed"
