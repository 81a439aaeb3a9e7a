"""Counting what a programme gave: visit by visit, member by member, for each rule and tier."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from fidpos.domain.money import PPM
from fidpos.rules.evaluation import Evaluation, Outcome
from fidpos.rules.programme import Programme
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

    def merge(self, other: "_Group") -> None:
        self.fired += other.fired
        self.members += other.members
        self.cost_minor += other.cost_minor
        self.winners += other.winners
        self.losers += other.losers


@dataclass(slots=True)
class _Use:
    """What is counted of a reward."""

    used: int = 0
    spent: int = 0
    granted_minor: int = 0

    def merge(self, other: "_Use") -> None:
        self.used += other.used
        self.spent += other.spent
        self.granted_minor += other.granted_minor


@dataclass(slots=True, kw_only=True)
class MemberTally:
    """What one member got on the visits that count."""

    cost_minor: int = 0
    tier: str = ""
    rules: set[str] = field(default_factory=set)


class Tally:
    """The sums of one programme over some visits; another process can be given them.

    Attributes:
        programme: which.
        rules: by code, like rewards and tiers.
        earned: by counter, as what was spent.
        wanted: rewards that members really used.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._worth = {counter.code: counter.worth_minor for counter in programme.counters}
        self.rules = {rule.code: _Group() for rule in programme.rules}
        self.rewards = {reward.code: _Use() for reward in programme.rewards}
        self.tiers: dict[str, _Group] = {code: _Group() for code in (tier.code for tier in programme.tiers)}
        self.earned = dict.fromkeys(self._worth, 0)
        self.spent = dict.fromkeys(self._worth, 0)
        self.discounts_minor = self.gifts_minor = self.vouchers_minor = self.redeemed_minor = self.wanted = 0

    def visit(self, replayed: Replayed, member: MemberTally, wanted: int) -> None:
        """Count one visit.

        Args:
            replayed: what the programme gives for it.
            member: whose it is.
            wanted: how many rewards the member really wanted.
        """
        evaluation = replayed.evaluation
        rules = self.rules
        for code, outcome, _, _ in evaluation.trace:
            if outcome is Outcome.FIRED or (outcome is Outcome.CAPPED and _gave(evaluation, code)):
                rules[code].fired += 1
                member.rules.add(code)
        cost = 0
        for counter, code, amount in evaluation.earned:
            worth = amount * self._worth[counter]
            self.earned[counter] += amount
            rules[code].cost_minor += worth
            cost += worth
        if evaluation.discounts or evaluation.spent:
            cost += self._count_discounts(evaluation)
        if evaluation.gifts or evaluation.vouchers or replayed.used:
            cost += self._count_handed_over(replayed)
        self.wanted += wanted
        member.cost_minor += cost
        if evaluation.tier is not None:
            member.tier = evaluation.tier.reached

    def _count_discounts(self, evaluation: Evaluation) -> int:
        cost = 0
        for _, source, amount in evaluation.discounts:
            rule = self.rules.get(source)
            if rule is None:
                self.redeemed_minor += amount
            else:
                rule.cost_minor += amount
                cost += amount
        self.discounts_minor += cost
        for spent in evaluation.spent:
            use = self.rewards[spent.reward]
            use.used += 1
            use.spent += spent.amount
            use.granted_minor += spent.granted_minor
            self.spent[spent.counter] += spent.amount
        return cost

    def _count_handed_over(self, replayed: Replayed) -> int:
        """Gifts and vouchers of rules; what rewards give is paid for with points."""
        evaluation = replayed.evaluation
        gifts = sum(self._charge(gift.source, gift.worth_minor) for gift in evaluation.gifts)
        vouchers = sum(self._charge(each.source, each.worth_minor) for each in evaluation.vouchers)
        for used, granted in zip(evaluation.vouchers_used, replayed.used, strict=True):
            if not granted.worth_minor:
                vouchers += self._charge(granted.held.source, used.granted_minor)
        self.gifts_minor += gifts
        self.vouchers_minor += vouchers
        return gifts + vouchers

    def _charge(self, source: str, amount_minor: int) -> int:
        rule = self.rules.get(source)
        if rule is None:
            return 0
        rule.cost_minor += amount_minor
        return amount_minor

    def member(self, member: MemberTally, *, wins: bool, loses: bool) -> None:
        """Count a member whose visits are all counted."""
        groups = [self.rules[code] for code in member.rules]
        tier = self.tiers.setdefault(member.tier, _Group())
        tier.cost_minor += member.cost_minor
        for group in (*groups, tier):
            group.members += 1
            group.winners += wins
            group.losers += loses

    def merge(self, other: "Tally") -> None:
        """Add those of other members."""
        for groups, more in ((self.rules, other.rules), (self.tiers, other.tiers)):
            for code, group in more.items():
                groups.setdefault(code, _Group()).merge(group)
        for code, use in other.rewards.items():
            self.rewards[code].merge(use)
        for moved, also in ((self.earned, other.earned), (self.spent, other.spent)):
            for code, amount in also.items():
                moved[code] += amount
        self.discounts_minor += other.discounts_minor
        self.gifts_minor += other.gifts_minor
        self.vouchers_minor += other.vouchers_minor
        self.redeemed_minor += other.redeemed_minor
        self.wanted += other.wanted

    def figures(self, amount_minor: int) -> ProgrammeFigures:
        """What was counted, of visits on which that much was bought."""
        cost = CostFigures(
            discounts_minor=self.discounts_minor,
            points_minor=sum(amount * self._worth[code] for code, amount in self.earned.items()),
            gifts_minor=self.gifts_minor,
            vouchers_minor=self.vouchers_minor,
            redeemed_minor=self.redeemed_minor,
        )
        return ProgrammeFigures(
            name=self.programme.name,
            version=self.programme.version,
            cost_minor=cost.cost_minor,
            cost_ppm=cost.cost_minor * PPM // amount_minor if amount_minor else 0,
            cost=cost,
            rewards_wanted=self.wanted,
            rules=tuple(
                RuleFigures(
                    rule=code,
                    fired=group.fired,
                    members=group.members,
                    cost_minor=group.cost_minor,
                    winners=group.winners,
                    losers=group.losers,
                )
                for code, group in self.rules.items()
            ),
            rewards=tuple(
                RewardFigures(reward=code, used=use.used, spent=use.spent, granted_minor=use.granted_minor)
                for code, use in self.rewards.items()
            ),
            tiers=tuple(_tiers(self.tiers.items())),
            counters=tuple(
                CounterFigures(counter=code, earned=self.earned[code], spent=self.spent[code])
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
