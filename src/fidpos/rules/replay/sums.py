"""What a simulation counts; the sums of parts of the accounts, added up, are those of all of them."""

from dataclasses import dataclass, field
from datetime import date

from fidpos.rules.replay.articles import article_rules
from fidpos.rules.replay.report import Difference, SimulationReport
from fidpos.rules.replay.stored import StoredVisit
from fidpos.rules.replay.tally import MemberTally, Tally

NOTICED_MINOR = 100
"""From what difference on a member is said to win or lose."""


@dataclass(slots=True)
class Both:
    """What one member got by each programme."""

    draft: MemberTally = field(default_factory=MemberTally)
    current: MemberTally = field(default_factory=MemberTally)

    @property
    def gain_minor(self) -> int:
        """By the draft, more than by the current programme."""
        return self.draft.cost_minor - self.current.cost_minor


@dataclass(slots=True)
class VisitSums:
    """What is counted of the visits themselves."""

    counted: int = 0
    amount_minor: int = 0
    recorded_discount_minor: int = 0
    without_lines: int = 0
    undone: int = 0
    refunded: int = 0
    refunded_minor: int = 0
    first_day: date | None = None
    last_day: date | None = None

    def add(self, visit: StoredVisit) -> None:
        """Count one visit that stands."""
        day = visit.facts.business_day
        self.counted += 1
        self.amount_minor += visit.facts.amount_minor
        self.recorded_discount_minor += visit.discount_minor
        self.without_lines += not visit.facts.is_itemised
        self.refunded += bool(visit.refunded_minor)
        self.refunded_minor += visit.refunded_minor
        self._reach(day, day)

    def merge(self, other: "VisitSums") -> None:
        """Add those of other visits."""
        self.counted += other.counted
        self.amount_minor += other.amount_minor
        self.recorded_discount_minor += other.recorded_discount_minor
        self.without_lines += other.without_lines
        self.undone += other.undone
        self.refunded += other.refunded
        self.refunded_minor += other.refunded_minor
        if other.first_day is not None and other.last_day is not None:
            self._reach(other.first_day, other.last_day)

    def _reach(self, first: date, last: date) -> None:
        if self.first_day is None or first < self.first_day:
            self.first_day = first
        if self.last_day is None or last > self.last_day:
            self.last_day = last


@dataclass(slots=True)
class Gains:
    """Members on one side, constant in size however many they are."""

    members: int = 0
    sum_minor: int = 0

    def add(self, gain_minor: int) -> None:
        """Count one of them."""
        self.members += 1
        self.sum_minor += gain_minor

    def merge(self, other: "Gains") -> None:
        """Add those of other members."""
        self.members += other.members
        self.sum_minor += other.sum_minor

    def difference(self) -> Difference:
        """As the report tells it."""
        return Difference(members=self.members, sum_minor=self.sum_minor)


@dataclass(slots=True, kw_only=True)
class Sums:
    """Everything that is counted of some accounts."""

    draft: Tally
    current: Tally
    visits: VisitSums = field(default_factory=VisitSums)
    winners: Gains = field(default_factory=Gains)
    losers: Gains = field(default_factory=Gains)
    members: int = 0

    def member(self, member: Both) -> None:
        """Count a member whose visits are all counted."""
        gain = member.gain_minor
        wins, loses = gain >= NOTICED_MINOR, gain <= -NOTICED_MINOR
        self.members += 1
        if wins:
            self.winners.add(gain)
        elif loses:
            self.losers.add(gain)
        self.draft.member(member.draft, wins=wins, loses=loses)
        self.current.member(member.current, wins=wins, loses=loses)

    def merge(self, other: "Sums") -> None:
        """Add those of other accounts under the same programmes."""
        self.draft.merge(other.draft)
        self.current.merge(other.current)
        self.visits.merge(other.visits)
        self.winners.merge(other.winners)
        self.losers.merge(other.losers)
        self.members += other.members

    def report(self) -> SimulationReport:
        """What was found."""
        visits, programme = self.visits, self.draft.programme
        draft = self.draft.figures(visits.amount_minor)
        current = self.current.figures(visits.amount_minor)
        return SimulationReport(
            currency=programme.currency,
            first_day=visits.first_day,
            last_day=visits.last_day,
            visits=visits.counted,
            members=self.members,
            amount_minor=visits.amount_minor,
            recorded_discount_minor=visits.recorded_discount_minor,
            without_lines=visits.without_lines,
            undone=visits.undone,
            refunded=visits.refunded,
            refunded_minor=visits.refunded_minor,
            noticed_minor=NOTICED_MINOR,
            difference_minor=draft.cost_minor - current.cost_minor,
            winners=self.winners.difference(),
            losers=self.losers.difference(),
            unchanged=self.members - self.winners.members - self.losers.members,
            article_rules=article_rules(programme),
            draft=draft,
            current=current,
        )
