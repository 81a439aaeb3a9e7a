"""What is known by now of a visit that is evaluated late, and was not at its instant: uses of rules since.

Limits count them, so that nothing is given twice. A window since a last use that a later use has closed is
left out of the history, for what it summed has been counted there: a condition on it does not hold.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from fidpos.rules.engine import CompiledProgramme, needs
from fidpos.rules.facts import Facts, OverallUse, RuleUse
from fidpos.rules.past import PastUse
from fidpos.rules.windows import WindowKind
from fidpos.till.member_file import MemberFile
from fidpos.till.ports import RecordedVisit


def without_closed_windows(
    facts: Facts, compiled: CompiledProgramme, file: MemberFile, at: datetime
) -> Facts:
    """The facts without what a later use has counted.

    Args:
        facts: of the visit.
        compiled: by which they are evaluated.
        file: of the member, read by the same programme.
        at: instant of the visit.
    """
    later = {use.rule for use in file.past.uses if _is_after(use, at, facts.visit.business_day)}
    closed = {
        query.key
        for query in needs(compiled)
        if query.window.kind is WindowKind.SINCE_LAST_USE and query.window.rule in later
    }
    return replace(facts, history=tuple(value for value in facts.history if value.key not in closed))


def with_uses_now(facts: Facts, file: MemberFile, visit: RecordedVisit) -> Facts:
    """The facts of a visit of the same member with the uses of today, but for those of the visit itself."""
    own = Counter({(use.rule, use.subject): use.count for use in visit.rule_uses})
    then = {(use.rule, use.subject): use for use in facts.uses}
    uses = (
        _less(use, own[use.rule, use.subject], then.get((use.rule, use.subject)), visit.business_day)
        for use in file.uses
    )
    return replace(facts, uses=tuple(use for use in uses if use.total), overall=overall_now(file, visit))


def overall_now(file: MemberFile, visit: RecordedVisit) -> tuple[OverallUse, ...]:
    """Uses by all members together, but for those of the visit."""
    own: Counter[str] = Counter()
    for use in visit.rule_uses:
        own[use.rule] += use.count
    return tuple(replace(use, total=use.total - own[use.rule]) for use in file.overall)


def _is_after(use: PastUse, at: datetime, day: date) -> bool:
    return use.day > day or (use.day == day and use.at is not None and use.at > at)


def _less(use: RuleUse, own: int, then: RuleUse | None, day: date) -> RuleUse:
    """Without `own` uses of that day; the last one before may then be the one that was known at the time."""
    is_last = use.last_on == day and use.today == own
    return replace(
        use,
        total=use.total - own,
        this_year=use.this_year - own,
        this_month=use.this_month - own,
        this_week=use.this_week - own,
        today=use.today - own,
        last_on=(then.last_on if then is not None else None) if own and is_last else use.last_on,
    )
