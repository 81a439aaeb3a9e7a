"""The engine's door: compile a programme, learn which history it needs, evaluate it on a visit's facts.

    compiled = compile_programme(programme)      once for each version; raises ProgrammeError
    queries = needs(compiled)                    `windows.resolve` answers them
    evaluation = evaluate(compiled, facts)       again after each change of the visit: pure, same in, same out

Facts need no anniversary further away than `compiled.anniversary_reach_days`.
"""

from fidpos.rules.catalogue import redeem
from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.compiler import compile_programme
from fidpos.rules.earning import base, multiply, withheld
from fidpos.rules.evaluation import Audience, Evaluation, Message
from fidpos.rules.facts import Facts
from fidpos.rules.history import HistoryQuery
from fidpos.rules.ladder import tier_held, tier_status
from fidpos.rules.stacking import Stacking
from fidpos.rules.working import Working

__all__ = ["CompiledProgramme", "compile_programme", "evaluate", "needs"]


def needs(compiled: CompiledProgramme) -> tuple[HistoryQuery, ...]:
    """The history that the facts of a visit must hold, this visit excluded; in a stable order."""
    return compiled.needs


def evaluate(compiled: CompiledProgramme, facts: Facts) -> Evaluation:
    """What the programme gives for the visit, and why.

    The phases run in turn: line, basket, the rewards the member uses, earning, after. Nothing is read but the
    arguments, nothing is kept.
    """
    policies = compiled.programme.policies
    working = Working(facts, compiled.scopes.lines_of(facts.visit.lines))
    working.tier = tier_held(compiled, working)
    stacking = Stacking(working, worth_minor=compiled.worth_minor, multiples=policies.multiples)

    stacking.run(compiled.line)
    stacking.run(compiled.basket)
    before_rewards = working.net.copy()
    spent, offers = redeem(compiled.rewards, working, policies.reward_cost)

    working.base = base(policies, working, before_rewards)
    reason = withheld(compiled, working)
    stacking.run(compiled.earning, withheld=reason)
    if working.multipliers:
        multiply(compiled, working, stacking.trace)
    stacking.run(compiled.after)

    if reason and compiled.earning.rules:
        working.messages.append(Message(audience=Audience.CASHIER, key=f"earning_withheld.{reason}"))
    return Evaluation(
        programme_version=compiled.programme.version,
        amount_minor=working.amount_minor,
        discount_minor=working.discount_minor,
        discounts=tuple(working.discounts),
        earned=tuple(working.earned),
        spent=spent,
        gifts=tuple(working.gifts),
        tier=tier_status(compiled, working),
        messages=tuple(working.messages),
        rule_uses=tuple(working.uses),
        offers=offers,
        trace=tuple(stacking.trace),
    )
