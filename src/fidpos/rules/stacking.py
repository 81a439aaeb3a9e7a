"""Which rules are given, in which order: priority, exclusive groups, limits, what the cashier set aside."""

from collections.abc import Mapping, Sequence

from fidpos.rules.compiled import CompiledPhase, CompiledRule
from fidpos.rules.earning import pending_bonus
from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import Outcome, RuleUsed, TraceEntry
from fidpos.rules.programme import Limits, Multiples
from fidpos.rules.working import Working

_NOBODY: tuple[str, ...] = ("",)


class Stacking:
    """Runs the phases of one evaluation in turn; each rule adds exactly one entry to the trace."""

    __slots__ = ("_multiples", "_refused", "_working", "_worth_minor", "trace")

    def __init__(self, working: Working, *, worth_minor: Mapping[str, int], multiples: Multiples) -> None:
        self._working = working
        self._worth_minor = worth_minor
        self._multiples = multiples
        self._refused = working.facts.refused
        self.trace: list[TraceEntry] = []

    def run(self, phase: CompiledPhase, withheld: str = "") -> None:
        """Run the rules of a phase in order, then its contests.

        Args:
            phase: what to run.
            withheld: why nothing of this phase is given, empty when it is.
        """
        working, trace = self._working, self.trace
        taken: dict[str, str] = {}
        for rule in phase.rules:
            miss = rule.test(working)
            if miss is not None:
                trace.append(TraceEntry(rule.code, Outcome.NOT_FIRED, "", miss))
            elif rule.group in taken:
                trace.append(TraceEntry(rule.code, Outcome.LOST, taken[rule.group]))
            elif (held := self._held_back(rule, withheld)) is not None:
                trace.append(held)
            else:
                entry = give(rule, working)
                trace.append(entry)
                if rule.group and entry.by != NOTHING:
                    taken[rule.group] = rule.code
        for contest in phase.contests:
            self._contest(contest, withheld)

    def _held_back(self, rule: CompiledRule, withheld: str) -> TraceEntry | None:
        """Why a rule whose condition holds is not given all the same; None when it is."""
        if self._refused and rule.code in self._refused:
            return TraceEntry(rule.code, Outcome.REFUSED)
        if withheld:
            return TraceEntry(rule.code, Outcome.CAPPED, withheld)
        if rule.limits is not None:
            limit, left = _uses_left(rule.code, rule.limits, self._working)
            if left <= 0:
                return TraceEntry(rule.code, Outcome.CAPPED, limit)
        return None

    def _contest(self, contest: Sequence[CompiledRule], withheld: str) -> None:
        """Give the rule of the group that is worth most to the member; the earlier one when equal."""
        worths: dict[str, int] = {}
        entries: dict[str, TraceEntry] = {}
        for rule in contest:
            miss = rule.test(self._working)
            if miss is not None:
                entries[rule.code] = TraceEntry(rule.code, Outcome.NOT_FIRED, "", miss)
            elif (held := self._held_back(rule, withheld)) is not None:
                entries[rule.code] = held
            else:
                trial = self._working.fork()
                entries[rule.code] = give(rule, trial)
                if entries[rule.code].by != NOTHING:
                    worths[rule.code] = self._worth(trial)
        best = max(worths, key=worths.__getitem__, default="")
        for rule in contest:
            if rule.code == best:
                entries[best] = give(rule, self._working)
            elif rule.code in worths:
                entries[rule.code] = TraceEntry(rule.code, Outcome.LOST, best)
        self.trace.extend(entries[rule.code] for rule in contest)

    def _worth(self, working: Working) -> int:
        """What has been given so far, in minor units, as far as the programme says what things are worth."""
        worth = self._worth_minor
        earned = sum(each.amount * worth[each.counter] for each in working.earned)
        multiplied = sum(
            pending_bonus(working, counter, self._multiples) * worth[counter]
            for counter in working.multipliers
        )
        return working.discount_minor + earned + multiplied + sum(gift.worth_minor for gift in working.gifts)


def give(rule: CompiledRule, working: Working) -> TraceEntry:
    """Run the effects of a rule, once for each person it is about; record its use when it gave something."""
    if not rule.counted and len(rule.acts) == 1:
        answer = rule.acts[0](working)
        return TraceEntry(rule.code, Outcome.CAPPED, answer) if answer else rule.fired
    cap, gave = "", False
    for subject in _subjects(rule, working) if rule.counted else _NOBODY:
        working.subject = subject
        answers = [act(working) for act in rule.acts]
        if answers.count(NOTHING) < len(answers):
            gave = True
            cap = cap or next((answer for answer in answers if answer and answer != NOTHING), "")
            if rule.counted:
                working.uses.append(RuleUsed(rule=rule.code, subject=subject))
    working.subject = ""
    if not gave:
        return TraceEntry(rule.code, Outcome.CAPPED, NOTHING)
    return TraceEntry(rule.code, Outcome.CAPPED, cap) if cap else rule.fired


def _subjects(rule: CompiledRule, working: Working) -> Sequence[str]:
    """Each person once, as many as the limits leave."""
    people = dict.fromkeys(person for find in rule.people for person in find(working))
    subjects = tuple(people) or _NOBODY
    return subjects if rule.limits is None else subjects[: _uses_left(rule.code, rule.limits, working)[1]]


def _uses_left(rule: str, limits: Limits, working: Working) -> tuple[str, int]:
    """The tightest limit, and how many uses it leaves."""
    uses = working.uses_of(rule)
    counts = (
        ("limit_per_day", limits.per_day, sum(use.today for use in uses)),
        ("limit_per_year", limits.per_year, sum(use.this_year for use in uses)),
        ("limit_in_total", limits.in_total, sum(use.total for use in uses)),
    )
    left = ((name, limit - used) for name, limit, used in counts if limit is not None)
    return min(left, key=lambda pair: pair[1])
