"""What the member uses: rewards of the catalogue, then vouchers."""

from fidpos.rules.effect import NOTHING
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.amount_off_per_block import AmountOffPerBlock
from fidpos.rules.evaluation import Miss, Offer, OfferState, Spent, VoucherOffer, VoucherState, VoucherUsed
from fidpos.rules.facts import VoucherHeld
from fidpos.rules.policy import RewardCost
from fidpos.rules.programme import RewardDef
from tests.helpers.reference.conditions import miss_of
from tests.helpers.reference.effects import act
from tests.helpers.reference.lines import cost_of, face_of
from tests.helpers.reference.progress import Progress
from tests.helpers.reference.rules import asked_about, people_for, run_effects


def use_rewards(progress: Progress) -> tuple[list[Spent], list[Offer]]:
    """Use the requested rewards in the order of the catalogue, then look at each of them again."""
    balances = {each.counter: each.amount for each in progress.facts.balances}
    spent: list[Spent] = []
    idle: set[str] = set()
    for reward in progress.programme.rewards:
        wanted = min(progress.facts.requested.count(reward.code), reward.per_visit_max)
        while wanted and _obstacle(progress, reward, balances)[0] is OfferState.AVAILABLE:
            one = _use_once(progress, reward, balances[reward.counter] // reward.cost)
            if one is None:
                idle.add(reward.code)
                break
            balances[reward.counter] -= one.amount
            spent.append(one)
            wanted -= 1
    return spent, [_offer(progress, each, balances, spent, idle) for each in progress.programme.rewards]


def _obstacle(
    progress: Progress, reward: RewardDef, balances: dict[str, int]
) -> tuple[OfferState, Miss | None]:
    miss = miss_of(reward.when, progress, reward.code)
    if miss is not None:
        return OfferState.NOT_ELIGIBLE, miss
    enough = balances.get(reward.counter, 0) >= reward.cost
    return (OfferState.AVAILABLE if enough else OfferState.TOO_FEW_POINTS), None


def _offer(
    progress: Progress, reward: RewardDef, balances: dict[str, int], spent: list[Spent], idle: set[str]
) -> Offer:
    state, miss = _obstacle(progress, reward, balances)
    applied = sum(1 for each in spent if each.reward == reward.code)
    if applied:
        state, miss = OfferState.APPLIED, None
    elif reward.code in idle:
        state, miss = OfferState.NOTHING_DUE, None
    return Offer(
        reward=reward.code,
        counter=reward.counter,
        cost=reward.cost,
        state=state,
        missing=max(0, reward.cost - balances.get(reward.counter, 0)),
        applied=applied,
        miss=miss,
    )


def _use_once(progress: Progress, reward: RewardDef, blocks: int) -> Spent | None:
    progress.source, progress.by_points, progress.blocks = reward.code, True, blocks
    progress.person = people_for(progress, reward.when, reward.code)[0]
    effect, cost = reward.effect, reward.cost
    face = face_of(effect, progress) if isinstance(effect, AmountOff | AmountOffPerBlock) else 0
    due = progress.due
    is_counted = bool(progress.person) or reward.code in asked_about(progress.programme)
    answers = run_effects(progress, [effect], is_counted=is_counted)
    progress.source, progress.person, progress.by_points = "", "", False
    if answers == [NOTHING]:
        return None
    granted = due - progress.due
    if isinstance(effect, AmountOffPerBlock):
        cost, face = cost * progress.blocks, face * progress.blocks
    if progress.programme.policies.reward_cost is RewardCost.GRANTED and face:
        cost = cost_of(cost, granted, face)
    return Spent(counter=reward.counter, reward=reward.code, amount=cost, granted_minor=granted)


def use_vouchers(progress: Progress) -> tuple[list[VoucherUsed], list[VoucherOffer]]:
    """Use the vouchers that are presented, in their order."""
    used: dict[str, VoucherUsed] = {}
    idle: set[str] = set()
    for presented in progress.facts.presented:
        for voucher in progress.facts.vouchers:
            if voucher.id != presented or str(voucher.id) in used:
                continue
            if _standing(progress, voucher).state is not VoucherState.AVAILABLE:
                continue
            one = _use_voucher(progress, voucher)
            if one is None:
                idle.add(str(voucher.id))
            else:
                used[str(voucher.id)] = one
    return list(used.values()), [
        _voucher_offer(progress, each, used, idle) for each in progress.facts.vouchers
    ]


def _use_voucher(progress: Progress, voucher: VoucherHeld) -> VoucherUsed | None:
    due = progress.due
    progress.source, progress.by_points = f"voucher:{voucher.id}", True
    answer = act(voucher.effect, progress)
    progress.source, progress.by_points = "", False
    return None if answer == NOTHING else VoucherUsed(id=voucher.id, granted_minor=due - progress.due)


def _voucher_offer(
    progress: Progress, voucher: VoucherHeld, used: dict[str, VoucherUsed], idle: set[str]
) -> VoucherOffer:
    if str(voucher.id) in used:
        return VoucherOffer(id=voucher.id, state=VoucherState.APPLIED)
    if str(voucher.id) in idle:
        return VoucherOffer(id=voucher.id, state=VoucherState.NOTHING_DUE)
    return _standing(progress, voucher)


def _standing(progress: Progress, voucher: VoucherHeld) -> VoucherOffer:
    if progress.day < voucher.valid_from:
        return VoucherOffer(id=voucher.id, state=VoucherState.TOO_EARLY)
    if voucher.valid_until is not None and progress.day > voucher.valid_until:
        return VoucherOffer(id=voucher.id, state=VoucherState.EXPIRED)
    amount = progress.facts.visit.amount_minor
    if amount < voucher.least_minor:
        return VoucherOffer(
            id=voucher.id,
            state=VoucherState.PURCHASE_TOO_SMALL,
            missing_minor=voucher.least_minor - amount,
        )
    return VoucherOffer(id=voucher.id, state=VoucherState.AVAILABLE)
