"""What the till says of a purchase that gift cards pay, beside the refusals of `till.refused`."""

from dataclasses import replace

from fidpos.domain.money import Money
from fidpos.domain.visit import VisitDraft
from fidpos.rules.evaluation import Evaluation
from fidpos.till.announce import Said
from fidpos.till.view import Message, Tone


def nothing_to_pay() -> Said:
    """F7, or a gift card, with no amount that is due."""
    return Said(
        tone=Tone.INFO,
        message=Message(key="payment.nothing_due"),
        detail=Message(key="hint.payment.nothing_due"),
    )


def price_changed() -> Said:
    """Less is due than the cards were to pay: they were let go."""
    return Said(
        tone=Tone.WARNING,
        message=Message(key="payment.price_changed"),
        detail=Message(key="hint.payment.price_changed"),
    )


def given_up() -> Said:
    """The cards were let go before the ticket."""
    return Said(
        tone=Tone.INFO, message=Message(key="payment.given_up"), detail=Message(key="hint.payment.given_up")
    )


def resumed(held: Money) -> Said:
    """A visit is back after a stop, with cards that are held for it, or none any more."""
    if not held.minor:
        return Said(
            tone=Tone.WARNING,
            message=Message(key="payment.lapsed"),
            detail=Message(key="hint.payment.lapsed"),
        )
    return Said(
        tone=Tone.WARNING,
        message=Message(key="payment.resumed", params={"held": held}),
        detail=Message(key="hint.payment.resumed"),
    )


def promised(paid: Money, left: Money) -> Said:
    """The register, which is linked, collects the rest and closes the purchase."""
    return Said(
        tone=Tone.SUCCESS,
        message=Message(key="payment.promised", params={"paid": paid, "left": left}),
        detail=Message(key="hint.payment.promised"),
    )


def recorded_before_stop() -> Said:
    """The power went after a sale without a member was paid, and before its draft was gone."""
    return Said(
        tone=Tone.INFO,
        message=Message(key="payment.recorded_before_stop"),
        detail=Message(key="hint.payment.recorded_before_stop"),
    )


def paid_alone(paid: Money, left: Money) -> Said:
    """A sale without a member is paid; what remains is for the register."""
    return Said(
        tone=Tone.SUCCESS,
        message=Message(key="payment.paid", params={"paid": paid}),
        detail=_left(left),
        undo=True,
    )


def with_paid(said: Said, evaluation: Evaluation, draft: VisitDraft) -> Said:
    """The visit is closed, and paid by cards; gifts that are to be handed over are said before that."""
    assert draft.basket is not None
    if said.detail is not None and said.detail.key != "detail.due":
        return said
    paid = Money(draft.gift_card_minor, draft.basket.amount.currency)
    left = Money(evaluation.due_minor, paid.currency) - paid
    return replace(said, detail=Message(key="detail.paid_by_gift_card", params={"paid": paid, "left": left}))


def with_returned(said: Said, returned: Money) -> Said:
    """The visit is undone, and what cards paid of it is theirs again."""
    if not returned.minor:
        return said
    return replace(said, detail=Message(key="detail.back_on_gift_card", params={"returned": returned}))


def with_owed(said: Said, owed: Money) -> Said:
    """A card paid that takes nothing back any more."""
    return replace(
        said, tone=Tone.WARNING, detail=Message(key="detail.owed_for_gift_card", params={"owed": owed})
    )


def given_back_alone(returned: Money) -> Said:
    """A payment without a member was undone."""
    return Said(
        tone=Tone.INFO,
        message=Message(key="payment.undone", params={"returned": returned}),
        detail=Message(key="hint.payment.undone"),
    )


def _left(left: Money) -> Message:
    if left.minor:
        return Message(key="detail.left_to_pay", params={"left": left})
    return Message(key="detail.all_paid")
