"""A draft programme beside the current one: both are replayed over the same visits, account by account.

What members did is repeated: a reward that was wanted is wanted again, and given where the programme has it
and the points suffice. Vouchers: see `vouchers`. Visits that were undone are left out; of a visit that was
refunded in part, the purchase counts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from fidpos.domain.ids import MemberId
from fidpos.rules.binding import refusal
from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.replay.account import AccountReplay, Stage, stage
from fidpos.rules.replay.report import SimulationReport
from fidpos.rules.replay.stored import AccountPast, StoredVisit
from fidpos.rules.replay.sums import Both, Sums
from fidpos.rules.replay.tally import Tally


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

    Args:
        draft: the programme in question.
        current: what it is compared with.
        accounts: each with its visits, oldest first.
        period: which visits count.
        on_visits: told now and then how many more visits were replayed.

    Raises:
        ProgrammeError: the programmes speak of different currencies.
    """
    return sums_of(draft, current, accounts, period=period, on_visits=on_visits).report()


def sums_of(
    draft: CompiledProgramme,
    current: CompiledProgramme,
    accounts: Iterable[AccountPast],
    *,
    period: Period,
    on_visits: Callable[[int], None],
) -> Sums:
    """The sums behind `simulate`: of some accounts, to be merged with those of others, or of all.

    One account is in memory at a time, unless a rule is limited for all members together (`is_of_one_piece`):
    then all visits are taken in the order of time.

    Raises:
        ProgrammeError: see `simulate`.
    """
    counting = _Counting(draft, current, period)
    if is_of_one_piece(draft, current):
        counting.take_together(accounts, on_visits)
    else:
        for account in accounts:
            counting.take(account)
            on_visits(len(account.visits))
    return counting.sums


def is_of_one_piece(draft: CompiledProgramme, current: CompiledProgramme) -> bool:
    """Whether what a visit gives hangs on visits of other accounts too."""
    return bool(draft.limited_overall or current.limited_overall)


class _Lane:
    """One account under both programmes."""

    __slots__ = ("account", "current", "draft", "members")

    def __init__(self, draft: Stage, current: Stage, account: AccountPast) -> None:
        self.account = account
        self.draft = AccountReplay(draft, account)
        self.current = AccountReplay(current, account)
        self.members: dict[MemberId, Both] = {}


class _Counting:
    """A simulation under way."""

    def __init__(self, draft: CompiledProgramme, current: CompiledProgramme, period: Period) -> None:
        if draft.programme.currency != current.programme.currency:
            raise refusal("currency", f"is not that of the other programme, {current.programme.currency}")
        self._draft, self._current = stage(draft), stage(current)
        self._period = period
        self.sums = Sums(draft=Tally(draft.programme), current=Tally(current.programme))

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
        day, sums = visit.facts.business_day, self.sums
        if self._period.is_over(day):
            return
        counts = self._period.has(day)
        if visit.undone:
            sums.visits.undone += counts
            return
        draft, current = lane.draft.visit(visit), lane.current.visit(visit)
        if not counts:
            return
        sums.visits.add(visit)
        member = lane.members.get(visit.member)
        if member is None:
            member = lane.members[visit.member] = Both()
        wanted = len(visit.requested)
        sums.draft.visit(draft, member.draft, wanted)
        sums.current.visit(current, member.current, wanted)

    def _end(self, lane: _Lane) -> None:
        for member in lane.members.values():
            self.sums.member(member)
