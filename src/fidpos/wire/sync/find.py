"""Find: a member whom the till does not hold. Whoever is found, the till's shop holds from then on.

The answer says how many there are; who they are comes with the next pull, in the same states and by the same
way as everything else. So a member who was found is never written by two hands at once.
"""

from enum import StrEnum

import msgspec

from fidpos.wire.number import Count

FIND_PATH = "/sync/find"
FIND_WAIT_S = 2
"""For how long the cashier may wait before the purchase goes on without."""
FOUND_MAX = 10
LETTERS_MIN = 3
"""Of one of the words of a name."""
DIGITS_MIN = 6
"""Of a telephone number, which is found whole or not at all."""
TEXT_MAX = 120


class FindBy(StrEnum):
    """What is known of the member."""

    CARD = "card"
    """The text of a card's token."""
    NUMBER = "number"
    """The member's own number, whole."""
    PHONE = "phone"
    EMAIL = "email"
    """Whole, as `contact.email` reads it; a centre that does not know this way refuses: nobody is found."""
    NAME = "name"
    """The beginning of a family or given name, then of further names."""


class Find(msgspec.Struct, frozen=True, kw_only=True):
    """Who is looked for; `text` as it was read or typed."""

    by: FindBy
    text: str


class FindAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How many were found, at most `FOUND_MAX`: nobody is told of more."""

    found: Count
