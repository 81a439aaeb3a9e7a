"""What the till says when something is not done with a gift card, or to a closed visit."""

from fidpos.till.announce import Said
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.view import Message, Tone

_TO_COMPLETE = frozenset({"needs_manager", "needs_reason", "needs_ticket", "held", "lapsed", "throttled"})
"""Refusals after which the same act may be done: something is missing, nothing is wrong."""


def gift_card_refused(refusal: GiftCardRefusal) -> Said:
    """Nothing moved on any gift card."""
    reason = refusal.value
    return Said(
        tone=_tone(reason),
        message=Message(key=f"gift_card.{reason}"),
        detail=Message(key=f"hint.gift_card.{reason}"),
    )


def correction_refused(refusal: CorrectionRefusal) -> Said:
    """The visit is as it was."""
    reason = refusal.value
    return Said(
        tone=_tone(reason),
        message=Message(key=f"correction.{reason}"),
        detail=Message(key=f"hint.correction.{reason}"),
    )


def _tone(reason: str) -> Tone:
    return Tone.WARNING if reason in _TO_COMPLETE else Tone.ERROR
