"""Counting what a programme gave: visit by visit, member by member, for each rule and tier."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from fidpos.domain.money import PPM
from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.evaluation import Evaluation, Outcome
from fidpos.rules.replay.account import Replayed
from fidpos.rules.replay.report import (
    CostFigures,
    CounterFigures,
    ProgrammeFigures,
    RewardFigures,
    RuleFigures,
    TierFigures,
)


@dataclass(slots=True)
class _Group:
    """What is counted of the members whom a rule or a tier touched."""

    fired: int = 0
    members: int = 0
    cost_minor: int = 0
    winners: int = 0
    losers: int = 0


@dataclass(slots=True)
class _Use:
    """What is counted of a reward."""

    used: int = 0
    spent: int = 0
    granted_minor: int = 0


@dataclass(slots=True, kw_only=True)
class MemberTally:
    """What one member got on the visits that count."""

    cost_minor: int = 0
    tier: str = ""
    rules: set[str] = field(default_factory=set)


class Tally:
    """The sums of one programme over all visits."""

    def __init__(self, compiled: CompiledProgramme) -> None:
        programme = compiled.programme
        self._programme = programme
        self._worth = compiled.worth_minor
        self._rules = {rule.code: _Group() for rule in programme.rules}
        self._rewards = {reward.code: _Use() for reward in programme.rewards}
        self._tiers: dict[str, _Group] = {code: _Group() for code in (tier.code for tier in programme.tiers)}
        self._earned = dict.fromkeys(self._worth, 0)
        self._spent = dict.fromkeys(self._worth, 0)
        self._discounts = self._gifts = self._vouchers = self._redeemed = self._wanted = 0

    def visit(self, replayed: Replayed, member: MemberTally, wanted: int) -> None:
        """Count one visit.

        Args:
            replayed: what the programme gives for it.
            member: whose it is.
            wanted: how many rewards the member really wanted.
        """
        evaluation = replayed.evaluation
        rules = self._rules
        for code, outcome, _, _ in evaluation.trace:
            if outcome is Outcome.FIRED or (outcome is Outcome.CAPPED and _gave(evaluation, code)):
                rules[code].fired += 1
                member.rules.add(code)
        cost = 0
        for counter, code, amount in evaluation.earned:
            worth = amount * self._worth[counter]
            self._earned[counter] += amount
            rules[code].cost_minor += worth
            cost += worth
        if evaluation.discounts or evaluation.spent:
            cost += self._count_discounts(evaluation)
        if evaluation.gifts or evaluation.vouchers or replayed.used:
            cost += self._count_handed_over(replayed)
        self._wanted += wanted
        member.cost_minor += cost
        if evaluation.tier is not None:
            member.tier = evaluation.tier.reached

    def _count_discounts(self, evaluation: Evaluation) -> int:
        cost = 0
        for _, source, amount in evaluation.discounts:
            rule = self._rules.get(source)
            if rule is None:
                self._redeemed += amount
            else:
                rule.cost_minor += amount
                cost += amount
        self._discounts += cost
        for spent in evaluation.spent:
            use = self._rewards[spent.reward]
            use.used += 1
            use.spent += spent.amount
            use.granted_minor += spent.granted_minor
            self._spent[spent.counter] += spent.amount
        return cost

    def _count_handed_over(self, replayed: Replayed) -> int:
        """Gifts and vouchers of rules; what rewards give is paid for with points."""
        evaluation = replayed.evaluation
        gifts = sum(self._charge(gift.source, gift.worth_minor) for gift in evaluation.gifts)
        vouchers = sum(self._charge(each.source, each.worth_minor) for each in evaluation.vouchers)
        for used, granted in zip(evaluation.vouchers_used, replayed.used, strict=True):
            if not granted.worth_minor:
                vouchers += self._charge(granted.held.source, used.granted_minor)
        self._gifts += gifts
        self._vouchers += vouchers
        return gifts + vouchers

    def _charge(self, source: str, amount_minor: int) -> int:
        rule = self._rules.get(source)
        if rule is None:
            return 0
        rule.cost_minor += amount_minor
        return amount_minor

    def member(self, member: MemberTally, *, wins: bool, loses: bool) -> None:
        """Count a member whose visits are all counted."""
        groups = [self._rules[code] for code in member.rules]
        tier = self._tiers.setdefault(member.tier, _Group())
        tier.cost_minor += member.cost_minor
        for group in (*groups, tier):
            group.members += 1
            group.winners += wins
            group.losers += loses

    def figures(self, amount_minor: int) -> ProgrammeFigures:
        """What was counted, of visits on which that much was bought."""
        cost = CostFigures(
            discounts_minor=self._discounts,
            points_minor=sum(amount * self._worth[code] for code, amount in self._earned.items()),
            gifts_minor=self._gifts,
            vouchers_minor=self._vouchers,
            redeemed_minor=self._redeemed,
        )
        return ProgrammeFigures(
            name=self._programme.name,
            version=self._programme.version,
            cost_minor=cost.cost_minor,
            cost_ppm=cost.cost_minor * PPM // amount_minor if amount_minor else 0,
            cost=cost,
            rewards_wanted=self._wanted,
            rules=tuple(
                RuleFigures(
                    rule=code,
                    fired=group.fired,
                    members=group.members,
                    cost_minor=group.cost_minor,
                    winners=group.winners,
                    losers=group.losers,
                )
                for code, group in self._rules.items()
            ),
            rewards=tuple(
                RewardFigures(reward=code, used=use.used, spent=use.spent, granted_minor=use.granted_minor)
                for code, use in self._rewards.items()
            ),
            tiers=tuple(_tiers(self._tiers.items())),
            counters=tuple(
                CounterFigures(counter=code, earned=self._earned[code], spent=self._spent[code])
                for code in self._worth
            ),
        )


def _tiers(groups: Iterable[tuple[str, _Group]]) -> Iterable[TierFigures]:
    for code, group in groups:
        yield TierFigures(
            tier=code,
            members=group.members,
            cost_minor=group.cost_minor,
            winners=group.winners,
            losers=group.losers,
        )


def _gave(evaluation: Evaluation, rule: str) -> bool:
    """Whether a rule that was capped gave something all the same."""
    return (
        any(each.rule == rule for each in evaluation.earned)
        or any(each.source == rule for each in evaluation.discounts)
        or any(each.source == rule for each in evaluation.gifts)
        or any(each.source == rule for each in evaluation.vouchers)
    )
