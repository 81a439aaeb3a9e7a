"""A voucher: a right to an effect at a later visit. What it gives stands in the rules (`rules.facts`)."""

from enum import StrEnum


class VoucherState(StrEnum):
    """The moments of a voucher."""

    HELD = "held"
    """The member can use it; undoing the visit that used it brings it back here."""
    CONSUMED = "consumed"
    """A visit used it."""
    WITHDRAWN = "withdrawn"
    """The visit that gave it was undone; a visit that had used it keeps its discount."""
