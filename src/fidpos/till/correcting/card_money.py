"""What gift cards paid of a visit goes back onto them with its correction: never in cash, never twice."""

from collections.abc import Callable
from dataclasses import dataclass

from fidpos.domain.authority import Authority
from fidpos.domain.money import Money
from fidpos.till.announce import Said
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork
from fidpos.till.payment.give_back import GivingBack, cards_that_paid, given_back, purchase_ids
from fidpos.till.payment.words import with_owed, with_returned
from fidpos.till.ports import RecordedVisit, TillStore
from fidpos.till.task.view import Fact
from fidpos.till.view import Message
from fidpos.wire.gift_card_events import GiftCardMoved

GiftWork = Callable[[Authority], GiftCardWork]
"""What may be done with gift cards here, on whose word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMoney:
    """Events to be recorded together with the correction, and how much they move.

    Attributes:
        events: onto the cards that paid.
        owed_minor: what a card paid that has ended since: no card takes it back, and nobody pays it out.
    """

    events: tuple[GiftCardMoved, ...] = ()
    owed_minor: int = 0

    @property
    def minor(self) -> int:
        """Back on the cards."""
        return sum(body.amount_minor for event in self.events for body in event.moves)

    def fact(self, visit: RecordedVisit) -> tuple[Fact, ...]:
        """For the review; nothing where no card paid."""
        parts = (("on_cards", self.minor), ("owed", self.owed_minor))
        return tuple(
            Fact(
                label=Message(key=f"task.correct.fact.{name}"),
                value=Message(
                    key="task.correct.value.amount", params={"amount": Money(minor, visit.amount.currency)}
                ),
                is_strong=True,
            )
            for name, minor in parts
            if minor
        )

    def tell(self, said: Said, visit: RecordedVisit) -> Said:
        """What was done, with what must not be paid out in cash."""
        currency = visit.amount.currency
        if self.owed_minor:
            return with_owed(said, Money(self.owed_minor, currency))
        return with_returned(said, Money(self.minor, currency))


def paid_by_cards(work: GiftCardWork, store: TillStore, visit: RecordedVisit) -> int:
    """What of the visit gift cards paid and was not given back.

    Raises:
        StoreError: the store cannot be read.
    """
    return sum(paid.left_minor for paid in cards_that_paid(work, purchase_ids(store, visit.id)))


def card_money(
    work: GiftCardWork,
    store: TillStore,
    visit: RecordedVisit,
    *,
    reason: str,
    at_most: int | None = None,
    may_owe: bool = False,
) -> CardMoney | GiftCardRefusal:
    """What goes back onto the cards that paid the visit.

    Args:
        work: on whose word.
        store: of the visit.
        visit: which one.
        reason: of the correction.
        at_most: so much, all that is left when None.
        may_owe: what a card paid that has ended stays owed; otherwise it is refused.

    Raises:
        StoreError: the store cannot be read.
    """
    if at_most == 0:
        return CardMoney()
    left_minor = paid_by_cards(work, store, visit) - sum(each.owed_minor for each in visit.refunds)
    minor = left_minor if at_most is None else min(at_most, left_minor)
    if minor <= 0:
        return CardMoney()
    visits = purchase_ids(store, visit.id)
    events = given_back(work, GivingBack(visits=visits, minor=minor, may_owe=may_owe, reason=reason))
    if isinstance(events, GiftCardRefusal):
        return events
    return CardMoney(events=events, owed_minor=minor - CardMoney(events=events).minor if may_owe else 0)
