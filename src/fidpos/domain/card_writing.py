"""What can stand in the way of writing a card: formats find it, the counter says it."""

from enum import StrEnum


class WriteProblem(StrEnum):
    """Why a card was not written; what was begun goes on when the same card comes back."""

    OTHER_KIND = "other_kind"
    """Not the kind of card that was chosen."""
    NOT_BLANK = "not_blank"
    """It carries something already, and is left as it is."""
    ANOTHER_CARD = "another_card"
    """The number was begun on a different card: end that one, or begin anew."""
    TOO_SMALL = "too_small"
    """The number, as the settings want it written, does not fit."""
    LOCKED = "locked"
    """It cannot be written any more: too many wrong PINs, or closed for ever."""
    PIN_REFUSED = "pin_refused"
    """Its PIN is neither the maker's nor ours."""
    UNSAFE_READER = "unsafe_reader"
    """The reader cannot tell how many tries of the PIN are left, and a wrong one may cost the card."""
    KEY_NOT_KEPT = "key_not_kept"
    """The till could not keep the card's own key, and left the card as it was."""
    CUT_SHORT = "cut_short"
    """The card left too soon: hold the same one there again."""
    NOT_KEPT = "not_kept"
    """What is read back is not what was written."""
