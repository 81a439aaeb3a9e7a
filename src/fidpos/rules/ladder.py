"""Tiers: the one that counts on a visit, the one reached by it, and how far the next one is."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from fidpos.rules.evaluation import TierStatus
from fidpos.rules.facts import MemberFacts
from fidpos.rules.history import Metric
from fidpos.rules.programme import Programme, TierDef
from fidpos.rules.windows import add_months
from fidpos.rules.working import Working

NO_TIER = -1
"""The rank below the lowest tier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The tiers of a programme, from the lowest to the highest; a rank is a place among them.

    Attributes:
        thresholds: of the tiers; each is above the one before it.
        ranks: by code.
        basis_key: under which the facts hold what thresholds are compared with, this visit excluded.
        contribution: what a visit adds to that.
    """

    tiers: tuple[TierDef, ...]
    thresholds: tuple[int, ...]
    ranks: Mapping[str, int]
    basis_key: str
    contribution: Callable[[Working], int]

    def held(self, working: Working) -> str:
        """The tier with which the member comes, empty for none.

        It is the one the member holds while its term runs, otherwise the one that their history earns.
        """
        if not self.tiers:
            return ""
        if self._holds(working.facts.member, working.day):
            return working.facts.member.tier
        return self._code(self._earned_by(working.history.get(self.basis_key, 0)))

    def status(self, working: Working) -> TierStatus | None:
        """Where the member stands once the visit is closed; None when the programme has no tiers.

        A tier is never lost within its term, unless a rule takes it; a new one begins on the day it is
        reached. A visit that does not count changes nothing.
        """
        if not self.tiers:
            return None
        value, held = working.history.get(self.basis_key, 0), self._rank(working.tier_before)
        if working.withheld:
            return self._status(working, held, value)
        value += self.contribution(working)
        reached, until = self._moved(working, held=held, climbed=max(held, self._earned_by(value)))
        renewed = reached != held or not self._holds(working.facts.member, working.day)
        changes = renewed and reached != NO_TIER
        status = self._status(working, reached, value)
        return replace(status, since=working.day, until=until) if changes else status

    def _status(self, working: Working, reached: int, value: int) -> TierStatus:
        above = self.tiers[reached + 1] if reached + 1 < len(self.tiers) else None
        return TierStatus(
            held=working.tier_before,
            reached=self._code(reached),
            value=value,
            next=above.code if above else "",
            missing=max(0, above.threshold - value) if above else 0,
        )

    def is_above(self, tier: str, other: str) -> bool:
        """Whether one tier is above the other; no tier is below all of them."""
        return self._rank(tier) > self._rank(other)

    def _moved(self, working: Working, *, held: int, climbed: int) -> tuple[int, date | None]:
        """The tier after what rules give and take, and the last day of its term; None for no end.

        Rules give from what the visit reaches by itself upwards, and of two terms of one tier the longer.
        They take only where nothing else climbed, and then the last one has the last word.
        """
        at_once = self._rank(working.tier)
        reached, until = climbed, self._until(climbed, working.day)
        for move in working.tier_moves:
            target = self._rank(move.tier)
            if target > reached or target < held == max(climbed, at_once):
                reached, until = target, move.until
            elif target == reached:
                until = max(until, move.until) if until and move.until else None
        if reached < at_once > held:
            return at_once, self._until(at_once, working.day)
        return reached, until

    def _until(self, rank: int, day: date) -> date | None:
        term = self.tiers[rank].term_months if rank != NO_TIER else 0
        return add_months(day, term) if term else None

    def _holds(self, member: MemberFacts, day: date) -> bool:
        running = member.tier_until is None or day <= member.tier_until
        return running and member.tier in self.ranks

    def _earned_by(self, value: int) -> int:
        return bisect_right(self.thresholds, value) - 1

    def _rank(self, code: str) -> int:
        return self.ranks.get(code, NO_TIER)

    def _code(self, rank: int) -> str:
        return self.tiers[rank].code if rank != NO_TIER else ""


def ladder_of(programme: Programme) -> Ladder:
    """The ladder of a programme that was checked; one without tiers has nothing to climb."""
    return Ladder(
        tiers=programme.tiers,
        thresholds=tuple(tier.threshold for tier in programme.tiers),
        ranks={tier.code: rank for rank, tier in enumerate(programme.tiers)},
        basis_key=programme.tier_basis.key,
        contribution=_contribution(programme),
    )


def _contribution(programme: Programme) -> Callable[[Working], int]:
    match programme.tier_basis.metric:
        case Metric.VISITS:
            return lambda _working: 1
        case Metric.REVENUE:
            return lambda working: working.amount_minor - working.discount_minor
        case Metric.POINTS_EARNED:
            counter = programme.tier_basis.scope.removeprefix("counter:") or programme.counters[0].code
            return lambda working: sum([each.amount for each in working.earned if each.counter == counter])
        case Metric.QUANTITY | Metric.USES | Metric.DAYS_SINCE:
            raise AssertionError("refused by `check`")
