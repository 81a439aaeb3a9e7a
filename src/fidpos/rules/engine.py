"""The engine's door: compile a programme, learn which history it needs, evaluate it on a visit's facts.

    compiled = compile_programme(programme)      once for each version; raises ProgrammeError
    queries = needs(compiled)                    `history.resolve` answers them
    evaluation = evaluate(compiled, facts)       again after each change of the visit: pure, same in, same out

Facts need no anniversary further away than `compiled.anniversary_reach_days`.
"""

from fidpos.rules.base import earning_base
from fidpos.rules.catalogue import redeem
from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.compiler import compile_programme
from fidpos.rules.earning import bound, settle, withheld
from fidpos.rules.evaluation import Audience, Evaluation, Message
from fidpos.rules.facts import Facts
from fidpos.rules.history import HistoryQuery
from fidpos.rules.policy import TierCounts
from fidpos.rules.stacking import Stacking
from fidpos.rules.vouchers import use_vouchers
from fidpos.rules.working import Working

__all__ = ["CompiledProgramme", "compile_programme", "evaluate", "needs"]


def needs(compiled: CompiledProgramme) -> tuple[HistoryQuery, ...]:
    """The history that the facts of a visit must hold, this visit excluded; in a stable order."""
    return compiled.needs


def evaluate(compiled: CompiledProgramme, facts: Facts, *, explained: bool = True) -> Evaluation:
    """What the programme gives for the visit, and why.

    Nothing is read but the arguments, nothing is kept. Where a tier counts from the visit on that reaches it,
    the visit is evaluated once more with that tier.

    Args:
        compiled: the programme.
        facts: the visit.
        explained: whether the trace tells also of the rules whose condition does not hold; it changes
            nothing else.
    """
    evaluation = _evaluate(compiled, facts, explained=explained)
    if compiled.programme.policies.tier_counts is TierCounts.THIS_VISIT and evaluation.tier is not None:
        reached = evaluation.tier.reached
        if compiled.ladder.is_above(reached, evaluation.tier.held):
            return _evaluate(compiled, facts, explained=explained, tier=reached)
    return evaluation


def _evaluate(compiled: CompiledProgramme, facts: Facts, *, explained: bool, tier: str = "") -> Evaluation:
    """The phases run in turn: line, basket, the rewards and vouchers the member uses, earning, after.

    Args:
        compiled: the programme.
        facts: the visit.
        explained: see `evaluate`.
        tier: counts instead of the one with which the member comes.
    """
    policies = compiled.programme.policies
    working = Working(facts, compiled.scopes.lines_of(facts.visit.lines))
    reason = working.withheld = withheld(compiled, working)
    working.tier_before = compiled.ladder.held(working)
    working.tier = tier or working.tier_before
    if not policies.unearning_reduced:
        working.spared = frozenset([index for index, line in enumerate(facts.visit.lines) if not line.earns])
    stacking = Stacking(
        working, worth_minor=compiled.worth_minor, multiples=policies.multiples, explained=explained
    )

    stacking.run(compiled.line, reason)
    stacking.run(compiled.basket, reason)
    working.before_rewards = working.net.copy()
    working.points_pay = True
    spent, offers = redeem(compiled.rewards, working, policies.reward_cost) if compiled.rewards else ((), ())
    used, voucher_offers = use_vouchers(compiled.programme, working) if facts.vouchers else ((), ())

    working.base = earning_base(policies, working)
    stacking.run(compiled.earning, reason)
    if working.multipliers or working.additions:
        settle(compiled, working, stacking.trace)
    bound(working, stacking.trace)
    stacking.run(compiled.after, reason)

    if reason and compiled.lasting:
        working.messages.append(Message(audience=Audience.CASHIER, key=f"earning_withheld.{reason}"))
    return Evaluation(
        programme_version=compiled.programme.version,
        amount_minor=working.amount_minor,
        discount_minor=working.discount_minor,
        discounts=tuple(working.discounts),
        earned=tuple(working.earned),
        spent=spent,
        gifts=tuple(working.gifts),
        tier=compiled.ladder.status(working),
        messages=tuple(working.messages),
        rule_uses=tuple(working.uses),
        offers=offers,
        vouchers=tuple(working.vouchers),
        vouchers_used=used,
        voucher_offers=voucher_offers,
        withheld=reason,
        trace=tuple(stacking.trace),
    )
