"""Giving one rule: its effects, for each person it is about, within its limits and its caps."""

from collections.abc import Sequence

from fidpos.rules.compiled import CompiledRule
from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import Outcome, RuleUsed, TraceEntry
from fidpos.rules.programme import Limits
from fidpos.rules.working import Working

_NOBODY: tuple[str, ...] = ("",)


def give(rule: CompiledRule, working: Working) -> TraceEntry:
    """Run the effects of a rule, once for each person it is about; record its use when it gave something."""
    working.cap_minor, working.cap_points, working.used_up = rule.cap_minor, rule.cap_points, ""
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
    working.cap_minor = working.cap_points = None
    if not gave:
        return TraceEntry(rule.code, Outcome.CAPPED, NOTHING)
    cap = cap or working.used_up
    return TraceEntry(rule.code, Outcome.CAPPED, cap) if cap else rule.fired


def uses_left(rule: str, limits: Limits, working: Working) -> tuple[str, int]:
    """The tightest limit, and how many uses it leaves."""
    uses = working.uses_of(rule)
    counts = (
        ("limit_per_visit", limits.per_visit, 0),
        ("limit_per_day", limits.per_day, sum(use.today for use in uses)),
        ("limit_per_week", limits.per_week, sum(use.this_week for use in uses)),
        ("limit_per_month", limits.per_month, sum(use.this_month for use in uses)),
        ("limit_per_year", limits.per_year, sum(use.this_year for use in uses)),
        ("limit_in_total", limits.in_total, sum(use.total for use in uses)),
        ("limit_overall", limits.overall, _overall(rule, limits, working)),
    )
    left = ((name, limit - used) for name, limit, used in counts if limit is not None)
    return min(left, key=lambda pair: pair[1])


def _overall(rule: str, limits: Limits, working: Working) -> int:
    if limits.overall is None:
        return 0
    return sum(use.total for use in working.facts.overall if use.rule == rule)


def _subjects(rule: CompiledRule, working: Working) -> Sequence[str]:
    """Each person once, as many as the limits leave."""
    people = dict.fromkeys(person for find in rule.people for person in find(working))
    subjects = tuple(people)[: rule.persons_max] or _NOBODY
    return subjects if rule.limits is None else subjects[: uses_left(rule.code, rule.limits, working)[1]]
