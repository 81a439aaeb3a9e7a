"""Why a visit is corrected: a code for the owner's lists, or some words of the manager."""

from enum import StrEnum

TYPED_MAX = 80
"""Characters of a reason that is typed."""


class ReasonCode(StrEnum):
    """What stands in the journal; each has a sentence `task.correct.reason.<code>`."""

    MISTYPED = "mistyped"
    REGISTER_CHANGED = "register_changed"
    """The sale was changed at the cash register."""
    WRONG_CARD = "wrong_card"
    """Somebody else's card was shown, or found."""
    CHANGED_MIND = "changed_mind"
    FAULTY = "faulty"
    WRONG_ARTICLE = "wrong_article"
    NOT_SOLD = "not_sold"
    """The purchase did not come about."""
    TWICE = "twice"
    """The same purchase was recorded twice."""


def typed_reason(text: str) -> str:
    """The words as they are kept; empty for none, or for what is no text in a line of its own."""
    tidy = " ".join(text.split())
    return tidy if tidy.isprintable() and len(tidy) <= TYPED_MAX else ""
