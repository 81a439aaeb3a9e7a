"""What a card proves about whoever holds it out (docs/security.md, `cloned-card`, `lost-card-takeover`)."""

from datetime import date

from fidpos.domain.card import Card, CardStatus, Trust
from fidpos.domain.ids import AccountId
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.programme import Programme
from fidpos.till.ports import TillStore


def proves_itself(trust: Trust) -> bool:
    """Whether the card answered a challenge: then whoever holds it out holds the card."""
    return trust >= Trust.AUTHENTICATED


def is_held_out(card: Card | None, trust: Trust) -> bool:
    """Whether somebody holds out a card in use: one that was lost is anybody's, and so is a typed number."""
    return card is not None and card.status is CardStatus.ACTIVE and trust > Trust.CLAIMED


def worth_spent_minor(
    store: TillStore, evaluation: Evaluation, programme: Programme, *, account_id: AccountId, day: date
) -> int:
    """What is used on this visit, vouchers included, and the rewards of the day so far; 0 when nothing is."""
    worth = {counter.code: counter.worth_minor for counter in programme.counters}
    now = sum(spent.amount * worth[spent.counter] for spent in evaluation.spent)
    now += sum(used.granted_minor for used in evaluation.vouchers_used)
    if not now:
        return 0
    earlier = store.spent_on(account_id, day)
    return now + sum(spent.amount * worth.get(spent.counter, 0) for spent in earlier)
