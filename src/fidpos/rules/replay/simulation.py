"""A draft programme beside the current one: both are replayed over the same visits, account by account.

What members did is repeated: a reward that was wanted is wanted again, and given where the programme has it
and the points suffice. Vouchers: see `vouchers`. Visits that were undone are left out; of a visit that was
refunded in part, the purchase counts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from fidpos.domain.ids import MemberId
from fidpos.rules.binding import refusal
from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.replay.account import AccountReplay, Stage, stage
from fidpos.rules.replay.articles import article_rules
from fidpos.rules.replay.report import Difference, SimulationReport
from fidpos.rules.replay.stored import AccountPast, StoredVisit
from fidpos.rules.replay.tally import MemberTally, Tally

NOTICED_MINOR = 100
"""From what difference on a member is said to win or lose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The business days whose visits count, both included; None for no bound."""

    since: date | None = None
    until: date | None = None

    def has(self, day: date) -> bool:
        """Whether a visit of that day counts."""
        return (self.since is None or day >= self.since) and not self.is_over(day)

    def is_over(self, day: date) -> bool:
        """Whether it, and all that follow, lie behind the period."""
        return self.until is not None and day > self.until


ALWAYS = Period()


def simulate(
    draft: CompiledProgramme,
    current: CompiledProgramme,
    accounts: Iterable[AccountPast],
    *,
    period: Period = ALWAYS,
    on_visits: Callable[[int], None] = lambda _visits: None,
) -> SimulationReport:
    """Replay both programmes from the first visit of each account on, and count the visits of the period.

    One account is in memory at a time, unless a rule is limited for all members together: then all visits are
    taken in the order of time.

    Args:
        draft: the programme in question.
        current: what it is compared with.
        accounts: each with its visits, oldest first.
        period: which visits count.
        on_visits: told now and then how many more visits were replayed.

    Raises:
        ProgrammeError: the programmes speak of different currencies.
    """
    counting = _Counting(draft, current, period)
    if draft.limited_overall or current.limited_overall:
        counting.take_together(accounts, on_visits)
    else:
        for account in accounts:
            counting.take(account)
            on_visits(len(account.visits))
    return counting.report()


@dataclass(slots=True)
class _Both:
    """What one member got by each programme."""

    draft: MemberTally = field(default_factory=MemberTally)
    current: MemberTally = field(default_factory=MemberTally)

    @property
    def gain_minor(self) -> int:
        return self.draft.cost_minor - self.current.cost_minor


class _Lane:
    """One account under both programmes."""

    __slots__ = ("account", "current", "draft", "members")

    def __init__(self, draft: Stage, current: Stage, account: AccountPast) -> None:
        self.account = account
        self.draft = AccountReplay(draft, account)
        self.current = AccountReplay(current, account)
        self.members: dict[MemberId, _Both] = {}


@dataclass(slots=True)
class _Visits:
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
        day = visit.facts.business_day
        self.counted += 1
        self.amount_minor += visit.facts.amount_minor
        self.recorded_discount_minor += visit.discount_minor
        self.without_lines += not visit.facts.is_itemised
        self.refunded += bool(visit.refunded_minor)
        self.refunded_minor += visit.refunded_minor
        if self.first_day is None or day < self.first_day:
            self.first_day = day
        if self.last_day is None or day > self.last_day:
            self.last_day = day


@dataclass(slots=True)
class _Sum:
    """Members on one side, constant in size however many they are."""

    members: int = 0
    sum_minor: int = 0

    def add(self, gain_minor: int) -> None:
        self.members += 1
        self.sum_minor += gain_minor

    def difference(self) -> Difference:
        return Difference(members=self.members, sum_minor=self.sum_minor)


class _Counting:
    """The sums of a simulation."""

    def __init__(self, draft: CompiledProgramme, current: CompiledProgramme, period: Period) -> None:
        if draft.programme.currency != current.programme.currency:
            raise refusal("currency", f"is not that of the other programme, {current.programme.currency}")
        self._draft, self._current = stage(draft), stage(current)
        self._draft_tally, self._current_tally = Tally(draft), Tally(current)
        self._period = period
        self._visits = _Visits()
        self._winners, self._losers = _Sum(), _Sum()
        self._members = 0

    def take(self, account: AccountPast) -> None:
        """Replay an account and count it."""
        lane = _Lane(self._draft, self._current, account)
        for visit in account.visits:
            self._replay(lane, visit)
        self._end(lane)

    def take_together(self, accounts: Iterable[AccountPast], on_visits: Callable[[int], None]) -> None:
        """Replay the visits of all accounts in the order of time, and count them."""
        lanes = [_Lane(self._draft, self._current, account) for account in accounts]
        for each in (self._draft, self._current):
            each.count_overall(lane.account for lane in lanes)
        steps = ((visit, lane) for lane in lanes for visit in lane.account.visits)
        for visit, lane in sorted(steps, key=lambda step: (step[0].closed_at, step[0].facts.id)):
            self._replay(lane, visit)
            on_visits(1)
        for lane in lanes:
            self._end(lane)

    def _replay(self, lane: _Lane, visit: StoredVisit) -> None:
        day = visit.facts.business_day
        if self._period.is_over(day):
            return
        counts = self._period.has(day)
        if visit.undone:
            self._visits.undone += counts
            return
        draft, current = lane.draft.visit(visit), lane.current.visit(visit)
        if not counts:
            return
        self._visits.add(visit)
        member = lane.members.setdefault(visit.member, _Both())
        wanted = len(visit.requested)
        self._draft_tally.visit(draft, member.draft, wanted)
        self._current_tally.visit(current, member.current, wanted)

    def _end(self, lane: _Lane) -> None:
        for member in lane.members.values():
            gain = member.gain_minor
            wins, loses = gain >= NOTICED_MINOR, gain <= -NOTICED_MINOR
            self._members += 1
            if wins:
                self._winners.add(gain)
            elif loses:
                self._losers.add(gain)
            self._draft_tally.member(member.draft, wins=wins, loses=loses)
            self._current_tally.member(member.current, wins=wins, loses=loses)

    def report(self) -> SimulationReport:
        """What was found."""
        visits, programme = self._visits, self._draft.compiled.programme
        draft = self._draft_tally.figures(visits.amount_minor)
        current = self._current_tally.figures(visits.amount_minor)
        return SimulationReport(
            currency=programme.currency,
            first_day=visits.first_day,
            last_day=visits.last_day,
            visits=visits.counted,
            members=self._members,
            amount_minor=visits.amount_minor,
            recorded_discount_minor=visits.recorded_discount_minor,
            without_lines=visits.without_lines,
            undone=visits.undone,
            refunded=visits.refunded,
            refunded_minor=visits.refunded_minor,
            noticed_minor=NOTICED_MINOR,
            difference_minor=draft.cost_minor - current.cost_minor,
            winners=self._winners.difference(),
            losers=self._losers.difference(),
            unchanged=self._members - self._winners.members - self._losers.members,
            article_rules=article_rules(programme),
            draft=draft,
            current=current,
        )
