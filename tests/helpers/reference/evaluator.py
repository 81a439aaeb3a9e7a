"""The reference's door: what a programme gives for a visit, computed the long way."""

from fidpos.rules.effect import Phase
from fidpos.rules.evaluation import Audience, Evaluation, Message
from fidpos.rules.facts import Facts
from fidpos.rules.policy import TierCounts
from fidpos.rules.programme import Programme
from tests.helpers.reference import tiers
from tests.helpers.reference.progress import Progress, begin
from tests.helpers.reference.rewards import use_rewards, use_vouchers
from tests.helpers.reference.rules import Trace, is_lasting, run_phase


def evaluate(programme: Programme, facts: Facts) -> Evaluation:
    """Everything the programme gives; where a tier counts at once, as with the tier that is reached."""
    evaluation = _evaluate(programme, facts, "")
    if programme.policies.tier_counts is TierCounts.THIS_VISIT and evaluation.tier is not None:
        probe, status = begin(programme, facts), evaluation.tier
        if tiers.rank(probe, status.reached) > tiers.rank(probe, status.held):
            return _evaluate(programme, facts, status.reached)
    return evaluation


def _evaluate(programme: Programme, facts: Facts, tier: str) -> Evaluation:
    progress = begin(programme, facts)
    progress.tier_before = tiers.held(progress)
    progress.tier = tier or progress.tier_before
    trace: Trace = {}
    reason = progress.withheld = _withheld(progress)
    run_phase(progress, Phase.LINE, trace)
    run_phase(progress, Phase.BASKET, trace)
    progress.left_by_rules = [line.left for line in progress.lines]
    spent, offers = use_rewards(progress)
    vouchers_used, voucher_offers = use_vouchers(progress)
    run_phase(progress, Phase.EARNING, trace)
    run_phase(progress, Phase.AFTER, trace)
    if reason and any(is_lasting(rule) for rule in programme.rules):
        progress.messages.append(Message(audience=Audience.CASHIER, key=f"earning_withheld.{reason}"))
    return Evaluation(
        programme_version=programme.version,
        amount_minor=facts.visit.amount_minor,
        discount_minor=facts.visit.amount_minor - progress.due,
        discounts=tuple(progress.discounts),
        earned=tuple(progress.earned),
        spent=tuple(spent),
        gifts=tuple(progress.gifts),
        tier=tiers.status(progress),
        messages=tuple(progress.messages),
        rule_uses=tuple(progress.uses),
        offers=tuple(offers),
        vouchers=tuple(progress.vouchers),
        vouchers_used=tuple(vouchers_used),
        voucher_offers=tuple(voucher_offers),
        withheld=reason,
        trace=tuple(trace[code] for code in sorted(trace)),
    )


def _withheld(progress: Progress) -> str:
    """The safeguard by which this visit earns nothing; empty when it earns."""
    safeguards = progress.programme.safeguards
    if progress.facts.visit.staff_own and not safeguards.staff_earn_own:
        return "staff_own_purchase"
    if (progress.known("visits/day") or 0) >= safeguards.earning_visits_a_day:
        return "earning_visits_a_day"
    return ""
