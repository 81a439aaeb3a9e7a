"""Conditions about the member's past."""

from dataclasses import replace
from fractions import Fraction

from fidpos.rules.conditions.average_basket import AverageBasket
from fidpos.rules.conditions.bought import Bought
from fidpos.rules.conditions.days_since_visit import DaysSinceVisit
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.conditions.first_visit import FirstVisit
from fidpos.rules.conditions.nth_visit import NthVisit
from fidpos.rules.conditions.points_earned import PointsEarned
from fidpos.rules.conditions.revenue import Revenue
from fidpos.rules.conditions.rule_used import RuleUsed
from fidpos.rules.conditions.visits import Visits
from fidpos.rules.evaluation import Miss, Unit
from fidpos.rules.scope import Scope
from fidpos.rules.windows import Window, WindowKind
from tests.helpers.reference.arithmetic import rounded_down, rounded_up
from tests.helpers.reference.misses import highest, is_within, lowest, unless_within
from tests.helpers.reference.progress import Progress
from tests.helpers.reference.scopes import is_untold, lines_of


def key_of(metric: str, window: Window, owner: str, part: str = "") -> str:
    """Under which the facts hold a value: `visits/month`, `revenue/year/category:wine`."""
    if window.kind is WindowKind.SINCE_LAST_USE and not window.rule:
        window = replace(window, rule=owner)
    return "/".join([metric, window.key, *([part] if part else [])])


def name_of(scope: Scope) -> str:
    """Under which a scope is counted; empty for everything."""
    return "" if scope == Scope() else scope.name


def visits(condition: Visits, progress: Progress, owner: str) -> Miss | None:
    """So many visits."""
    seen = progress.known(key_of("visits", condition.window, owner, name_of(condition.scope)))
    if seen is not None and _adds_this(condition, progress) and _has_something_of(condition.scope, progress):
        seen += 1
    return unless_within("visits", condition.bounds, seen, Unit.VISITS)


def _adds_this(condition: Visits | Revenue | Bought | AverageBasket, progress: Progress) -> bool:
    return condition.including_this and not progress.withheld


def _has_something_of(scope: Scope, progress: Progress) -> bool:
    if scope == Scope():
        return True
    if is_untold(progress, scope):
        return False
    return any(line.what.quantity > 0 for line in lines_of(progress, scope))


def revenue(condition: Revenue, progress: Progress, owner: str) -> Miss | None:
    """So much paid."""
    seen = progress.known(key_of("revenue", condition.window, owner, name_of(condition.scope)))
    if seen is not None and _adds_this(condition, progress) and not is_untold(progress, condition.scope):
        seen += sum(line.left for line in lines_of(progress, condition.scope))
    return unless_within("revenue", condition.bounds, seen, Unit.MINOR)


def bought(condition: Bought, progress: Progress, owner: str) -> Miss | None:
    """So many units."""
    seen = progress.known(key_of("quantity", condition.window, owner, condition.scope.name))
    if seen is not None and _adds_this(condition, progress) and progress.is_itemised:
        seen += sum(line.what.quantity for line in lines_of(progress, condition.scope))
    return unless_within("bought", condition.bounds, seen, Unit.ITEMS)


def points_earned(condition: PointsEarned, progress: Progress, owner: str) -> Miss | None:
    """So many points."""
    main = progress.programme.counters[0].code
    part = "" if condition.counter == main else f"counter:{condition.counter}"
    seen = progress.known(key_of("points_earned", condition.window, owner, part))
    if seen is not None and condition.including_this:
        seen += sum(each.amount for each in progress.earned if each.counter == condition.counter)
    return unless_within("points_earned", condition.bounds, seen, Unit.POINTS)


def average_basket(condition: AverageBasket, progress: Progress, owner: str) -> Miss | None:
    """So much a visit."""
    paid = progress.known(key_of("revenue", condition.window, owner))
    times = progress.known(key_of("visits", condition.window, owner))
    if paid is not None and times is not None and _adds_this(condition, progress):
        paid, times = paid + progress.due, times + 1
    if paid is None or not times:
        return Miss("average_basket", None, lowest(condition.bounds))
    average = Fraction(paid, times)
    if is_within(condition.bounds, average):
        return None
    if average < lowest(condition.bounds):
        return Miss("average_basket", rounded_down(average), lowest(condition.bounds))
    return Miss("average_basket", rounded_up(average), highest(condition.bounds))


def every_n_visits(condition: EveryNVisits, progress: Progress, owner: str) -> Miss | None:
    """The tenth, the twentieth."""
    before = progress.known(key_of("visits", condition.window, owner))
    if before is None or progress.withheld:
        return Miss("every_n_visits", before, condition.n)
    wanted = before + 1
    while wanted % condition.n:
        wanted += 1
    if wanted == before + 1:
        return None
    return Miss("every_n_visits", before + 1, wanted, wanted - before - 1, Unit.VISITS)


def nth_visit(condition: NthVisit, progress: Progress, owner: str) -> Miss | None:
    """Exactly that one."""
    before = progress.known(key_of("visits", condition.window, owner))
    if before is None or progress.withheld:
        return Miss("nth_visit", before, condition.n)
    if before + 1 == condition.n:
        return None
    if before + 1 < condition.n:
        return Miss("nth_visit", before + 1, condition.n, condition.n - before - 1, Unit.VISITS)
    return Miss("nth_visit", before + 1, condition.n)


def first_visit(_condition: FirstVisit, progress: Progress) -> Miss | None:
    """Never here before."""
    before = progress.known("visits/lifetime")
    is_first = before == 0 and not progress.withheld
    return None if is_first else Miss("first_visit", before, 0)


def days_since_visit(condition: DaysSinceVisit, progress: Progress) -> Miss | None:
    """Away for so many days."""
    part = name_of(condition.scope)
    seen = progress.known(f"days_since/lifetime/{part}" if part else "days_since/lifetime")
    return unless_within("days_since_visit", condition.bounds, seen, Unit.DAYS)


def rule_used(condition: RuleUsed, progress: Progress, owner: str) -> Miss | None:
    """A rule gave so often."""
    seen = progress.known(key_of("uses", condition.window, owner, f"rule:{condition.rule}"))
    return unless_within("rule_used", condition.bounds, seen)
