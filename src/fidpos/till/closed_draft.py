"""The draft by which a visit was closed, to be closed again: as the event and its facts tell it."""

from fidpos.domain.basket import Basket
from fidpos.domain.ids import VisitId
from fidpos.domain.money import Currency, Money
from fidpos.domain.visit import GiftPick, Presented, Redemption, VisitDraft
from fidpos.rules.facts import Facts
from fidpos.wire.events import VisitClosed


def draft_again(told: VisitClosed, facts: Facts, visit_id: VisitId, presented: Presented) -> VisitDraft:
    """The same purchase, paid as it was, with all that was chosen, said or set aside.

    Args:
        told: the event that closed the visit.
        facts: of that visit.
        visit_id: of the new one.
        presented: whose it is to be.
    """
    amount = Money(told.amount_minor, Currency.of(told.currency))
    return VisitDraft(
        id=visit_id,
        opened_at=told.opened_at,
        opened_by=told.opened_by,
        presented=presented,
        basket=Basket(amount=amount, lines=told.lines) if told.lines else Basket.of_amount(amount),
        redemptions=tuple(
            Redemption(id=body.id, reward=body.reward, counter=body.counter, cost=body.cost)
            for body in told.redemptions
        ),
        vouchers=facts.presented,
        gift_picks=tuple(GiftPick(source=each.source, option=each.option) for each in facts.chosen),
        channel=facts.visit.channel,
        codes=facts.visit.codes,
        refused=tuple(sorted(facts.refused)),
        gift_card_minor=facts.visit.gift_card_minor,
    )
