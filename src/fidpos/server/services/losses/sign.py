"""The kinds of events that honest people cause now and then, and thieves again and again."""

from enum import StrEnum


class Sign(StrEnum):
    """What an event may be a sign of; stable codes, as they are kept."""

    TYPED = "typed"
    """A member's number was typed: whose card it is, nobody showed."""
    LATE = "late"
    """Points of a purchase that was over: a ticket left lying, credited to a card."""
    REPEATED = "repeated"
    """One card, shown again and again to one cashier."""
    STAFF_CARD = "staff_card"
    """The card is that of somebody who works here."""
    WITHHELD = "withheld"
    """A safeguard of the programme took the visit for impossible."""
    VOIDED = "voided"
    VOIDED_AFTER_SPENDING = "voided_after_spending"
    """Points or vouchers had been spent on it: they came back, and perhaps the goods did not."""
    REFUNDED = "refunded"
    GIFT_SPENT_SOON = "gift_spent_soon"
    """A gift card that they sold was spent within a day."""
    APPROVED = "approved"
    """A manager approved what they asked for."""
    UNAPPROVED = "unapproved"
    """Nobody else approved what should have been, or whoever did gains by it."""
    OVERRIDDEN = "overridden"
    """A limit was lifted by hand."""
    GIFT_SOLD = "gift_sold"
    """Nothing in itself: kept to know who sold a card that is spent too soon."""


JUDGED = tuple(sign for sign in Sign if sign is not Sign.GIFT_SOLD)
"""Those by which a cashier is compared with others."""
