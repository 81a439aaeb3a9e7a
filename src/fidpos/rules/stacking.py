"""Which rules are given, in which order: priority, exclusive groups, what forbids what, what is set aside."""

from collections.abc import Mapping

from fidpos.rules.compiled import CompiledPhase, CompiledRule, Contest
from fidpos.rules.earning import pending_bonus
from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import Outcome, TraceEntry
from fidpos.rules.giving import give, uses_left
from fidpos.rules.policy import Multiples
from fidpos.rules.working import Working


class Stacking:
    """Runs the phases of one evaluation in turn; each rule adds exactly one entry to the trace.

    Where nobody reads an explanation, rules whose condition does not hold add none.
    """

    __slots__ = ("_explained", "_lines_taken", "_multiples", "_refused", "_working", "_worth_minor", "trace")

    def __init__(
        self, working: Working, *, worth_minor: Mapping[str, int], multiples: Multiples, explained: bool
    ) -> None:
        self._working = working
        self._explained = explained
        self._worth_minor = worth_minor
        self._multiples = multiples
        self._refused = working.facts.refused
        self._lines_taken: dict[str, dict[int, str]] = {}
        self.trace: list[TraceEntry] = []

    def run(self, phase: CompiledPhase, withheld: str = "") -> None:
        """Run the rules of a phase in order, then its contests.

        Args:
            phase: what to run.
            withheld: why rules with lasting effects give nothing, empty when they do.
        """
        working, trace, explained = self._working, self.trace, self._explained
        taken: dict[str, str] = {}
        for rule in phase.rules:
            miss = rule.test(working)
            if miss is not None:
                if explained:
                    trace.append(TraceEntry(rule.code, Outcome.NOT_FIRED, "", miss))
            elif rule.is_free and not (withheld or self._refused or working.forbidden):
                answer = rule.acts[0](working)
                trace.append(TraceEntry(rule.code, Outcome.CAPPED, answer) if answer else rule.fired)
            elif rule.group in taken:
                trace.append(TraceEntry(rule.code, Outcome.LOST, taken[rule.group]))
            elif (held := self._held_back(rule, withheld)) is not None:
                trace.append(held)
            else:
                entry = self._give_on_free_lines(rule) if rule.per_line else self._give(rule)
                trace.append(entry)
                if rule.group and not rule.per_line and entry.by != NOTHING:
                    taken[rule.group] = rule.code
        for contest in phase.contests:
            self._contest(contest, withheld)

    def _held_back(self, rule: CompiledRule, withheld: str) -> TraceEntry | None:
        """Why a rule whose condition holds is not given all the same; None when it is."""
        if self._refused and rule.code in self._refused:
            return TraceEntry(rule.code, Outcome.REFUSED)
        if self._working.forbidden and rule.code in self._working.forbidden:
            return TraceEntry(rule.code, Outcome.LOST, self._working.forbidden[rule.code])
        if withheld and rule.lasting:
            return TraceEntry(rule.code, Outcome.CAPPED, withheld)
        if rule.limits is not None:
            limit, left = uses_left(rule.code, rule.limits, self._working)
            if left <= 0:
                return TraceEntry(rule.code, Outcome.CAPPED, limit)
        return None

    def _give(self, rule: CompiledRule) -> TraceEntry:
        """Give a rule for good; from here on, what it forbids is not given."""
        entry = give(rule, self._working)
        if rule.forbids and entry.by != NOTHING:
            for code in rule.forbids:
                self._working.forbidden.setdefault(code, rule.code)
        return entry

    def _give_on_free_lines(self, rule: CompiledRule) -> TraceEntry:
        """Give a rule on the lines that no earlier rule of its group has; these are its own afterwards."""
        taken = self._lines_taken.setdefault(rule.group, {})
        before = len(self._working.discounts)
        entry = self._give_without(rule, taken)
        for each in self._working.discounts[before:]:
            taken.setdefault(each.line, rule.code)
        return entry

    def _give_without(self, rule: CompiledRule, barred: dict[int, str]) -> TraceEntry:
        """Give a rule, but on none of these lines; where nothing is left of it, it lost to their rule."""
        working = self._working
        working.barred = barred
        entry = self._give(rule)
        working.barred = {}
        if barred and entry.by == NOTHING:
            lines = [line for line in _discounted(rule, working) if line in barred]
            if lines:
                return TraceEntry(rule.code, Outcome.LOST, barred[lines[0]])
        return entry

    def _contest(self, contest: Contest, withheld: str) -> None:
        """Give what is worth most to the member; the earlier rule when equal."""
        entries: dict[str, TraceEntry] = {}
        standing: list[CompiledRule] = []
        for rule in contest.rules:
            miss = rule.test(self._working)
            if miss is not None:
                if self._explained:
                    entries[rule.code] = TraceEntry(rule.code, Outcome.NOT_FIRED, "", miss)
            elif (held := self._held_back(rule, withheld)) is not None:
                entries[rule.code] = held
            else:
                standing.append(rule)
        if contest.per_line:
            entries |= self._best_of_each_line(standing)
        else:
            entries |= self._best_of_visit(standing)
        self.trace.extend(entries[rule.code] for rule in contest.rules if rule.code in entries)

    def _best_of_visit(self, standing: list[CompiledRule]) -> dict[str, TraceEntry]:
        entries: dict[str, TraceEntry] = {}
        worths: dict[str, int] = {}
        for rule in standing:
            trial = self._working.fork()
            entries[rule.code] = give(rule, trial)
            if entries[rule.code].by != NOTHING:
                worths[rule.code] = self._worth(trial)
        best = max(worths, key=worths.__getitem__, default="")
        for rule in standing:
            if rule.code == best:
                entries[best] = self._give(rule)
            elif rule.code in worths:
                entries[rule.code] = TraceEntry(rule.code, Outcome.LOST, best)
        return entries

    def _best_of_each_line(self, standing: list[CompiledRule]) -> dict[str, TraceEntry]:
        """Each line goes to the rule that alone would take most off it; each rule gives on its own lines."""
        winners: dict[int, str] = {}
        most: dict[int, int] = {}
        for rule in standing:
            for line, amount in _discounted(rule, self._working).items():
                if amount > most.get(line, 0):
                    winners[line], most[line] = rule.code, amount
        return {
            rule.code: self._give_without(
                rule, {line: winner for line, winner in winners.items() if winner != rule.code}
            )
            for rule in standing
        }

    def _worth(self, working: Working) -> int:
        """What has been given so far, in minor units, as far as the programme says what things are worth."""
        worth = self._worth_minor
        earned = sum(each.amount * worth[each.counter] for each in working.earned)
        pending = sum(
            pending_bonus(working, counter, self._multiples) * worth[counter]
            for counter in working.multipliers.keys() | working.additions.keys()
        )
        gifts = sum(gift.worth_minor for gift in working.gifts)
        vouchers = sum(voucher.worth_minor for voucher in working.vouchers)
        return working.discount_minor + earned + pending + gifts + vouchers


def _discounted(rule: CompiledRule, working: Working) -> dict[int, int]:
    """What a rule would take off each line if it were alone now; nothing happens."""
    trial = working.fork()
    before = len(trial.discounts)
    give(rule, trial)
    off: dict[int, int] = {}
    for each in trial.discounts[before:]:
        off[each.line] = off.get(each.line, 0) + each.amount_minor
    return off
