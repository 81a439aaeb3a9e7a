"""Rewards of the catalogue: what the member uses on this visit, and what else they could."""

from collections.abc import Mapping, Sequence

from fidpos.rules.compiled import CompiledReward
from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import Miss, Offer, OfferState, RuleUsed, Spent
from fidpos.rules.policy import RewardCost
from fidpos.rules.working import Working


def redeem(
    rewards: Sequence[CompiledReward], working: Working, cost: RewardCost
) -> tuple[tuple[Spent, ...], tuple[Offer, ...]]:
    """Use the requested rewards as far as points, limits and the amount due allow, in the catalogue's order.

    A request that cannot be met is not an error: it is not among what was spent, and its offer says why.

    Returns:
        What was spent, and every reward as it stands after that.
    """
    balances = {balance.counter: balance.amount for balance in working.facts.balances}
    requested = working.facts.requested
    spent: list[Spent] = []
    states: dict[str, OfferState] = {}
    for reward in rewards if requested else ():
        code = reward.definition.code
        for _ in range(min(requested.count(code), reward.definition.per_visit_max)):
            if _obstacle(reward, working, balances)[0] is not OfferState.AVAILABLE:
                break
            use = _use(reward, working, cost, balances[reward.definition.counter])
            if use is None:
                states.setdefault(code, OfferState.NOTHING_DUE)
                break
            states[code] = OfferState.APPLIED
            spent.append(use)
            balances[use.counter] -= use.amount
    applied = [use.reward for use in spent]
    return tuple(spent), tuple(
        _offer(reward, working, balances, state=states.get(reward.definition.code), applied=applied)
        for reward in rewards
    )


def _obstacle(
    reward: CompiledReward, working: Working, balances: Mapping[str, int]
) -> tuple[OfferState, Miss | None]:
    """What keeps the member from one (more) of it; AVAILABLE when nothing does."""
    miss = reward.test(working)
    if miss is not None:
        return OfferState.NOT_ELIGIBLE, miss
    if balances.get(reward.definition.counter, 0) < reward.definition.cost:
        return OfferState.TOO_FEW_POINTS, None
    return OfferState.AVAILABLE, None


def _use(reward: CompiledReward, working: Working, cost: RewardCost, balance: int) -> Spent | None:
    definition = reward.definition
    due_before = working.discount_minor
    people = [person for find in reward.people for person in find(working)]
    working.subject = people[0] if people else ""
    working.blocks, working.full_discount_minor = balance // definition.cost, 0
    answer = reward.act(working)
    if answer != NOTHING and (people or reward.counted):
        working.uses.append(RuleUsed(rule=definition.code, subject=working.subject))
    working.subject = ""
    if answer == NOTHING:
        return None
    granted = working.discount_minor - due_before
    amount = definition.cost * (working.blocks if reward.in_blocks else 1)
    if cost is RewardCost.GRANTED and granted < working.full_discount_minor:
        amount = -(-amount * granted // working.full_discount_minor)
    return Spent(counter=definition.counter, reward=definition.code, amount=amount, granted_minor=granted)


def _offer(
    reward: CompiledReward,
    working: Working,
    balances: Mapping[str, int],
    *,
    state: OfferState | None,
    applied: Sequence[str],
) -> Offer:
    definition = reward.definition
    obstacle, miss = _obstacle(reward, working, balances)
    return Offer(
        reward=definition.code,
        counter=definition.counter,
        cost=definition.cost,
        state=state or obstacle,
        missing=max(0, definition.cost - balances.get(definition.counter, 0)),
        applied=applied.count(definition.code),
        miss=None if state else miss,
    )
