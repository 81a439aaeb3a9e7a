"""What must be true of a programme as a whole, beyond the type of each field."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from fidpos.domain.errors import InvalidValue, ProgrammeError
from fidpos.domain.money import Currency
from fidpos.rules.binding import refusal
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.amount_off_per_block import AmountOffPerBlock
from fidpos.rules.effects.amount_off_units import AmountOffUnits
from fidpos.rules.effects.buy_x_get_y import BuyXGetY
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.percent_off_units import PercentOffUnits
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.expiry import ExpiryKind
from fidpos.rules.history import Metric
from fidpos.rules.policy import LastDay, SpentAtRefund
from fidpos.rules.programme import Choice, GroupDef, Per, Programme, Rule
from fidpos.rules.windows import WindowKind

EFFECTS_MAX = 1000
"""Of all rules together."""
DISCOUNTS_MAX = 250
"""Effects of the rules of the phases in which discounts are given: each may touch every line of a basket.
One by the unit counts as `_WEIGHTS` says; in a group that gives the best, where it is tried first, twice."""
RIVALS_MAX = 50
"""Rules of a group that gives the best."""
_WEIGHTS: Mapping[type[Effect], int] = {AmountOffUnits: 2, PercentOffUnits: 2, BuyXGetY: 3}
"""Measured on a thousand lines, beside a percentage off everything."""
_DISCOUNTING = frozenset({Phase.LINE, Phase.BASKET})

_TIER_METRICS = frozenset({Metric.VISITS, Metric.REVENUE, Metric.POINTS_EARNED})
Faults = Iterator[ProgrammeError]


def check(programme: Programme) -> None:
    """Refuse a programme whose parts contradict each other.

    Raises:
        ProgrammeError: with the path of the first fault.
    """
    for fault in contradictions(programme):
        raise fault


def contradictions(programme: Programme) -> Faults:
    """Every fault of the whole, the gravest kind first."""
    yield from _check_currency(programme)
    yield from _check_codes(programme)
    yield from _check_lives(programme)
    yield from _check_tiers(programme)
    yield from _check_rules(programme)
    yield from _check_rewards(programme)
    yield from _check_worth(programme)
    yield from _check_work(programme)


def _check_currency(programme: Programme) -> Faults:
    try:
        Currency.of(programme.currency)
    except InvalidValue as error:
        yield refusal("currency", str(error))


def _check_codes(programme: Programme) -> Faults:
    yield from _unique("counters", [counter.code for counter in programme.counters])
    yield from _unique("tiers", [tier.code for tier in programme.tiers])
    yield from _unique("groups", [group.code for group in programme.groups])
    yield from _unique("rules", [rule.code for rule in programme.rules])
    yield from _unique("rewards", [reward.code for reward in programme.rewards])
    rules = {rule.code for rule in programme.rules}
    for index, reward in enumerate(programme.rewards):
        if reward.code in rules:
            yield refusal(f"rewards[{index}].code", f"a rule already has the code {reward.code!r}")


def _unique(path: str, codes: Sequence[str]) -> Faults:
    counts = Counter(codes)
    for index, code in enumerate(codes):
        if counts[code] > 1 and code in codes[:index]:
            yield refusal(f"{path}[{index}].code", f"the code {code!r} is used twice")


def _check_lives(programme: Programme) -> Faults:
    """What is earned can be spent on one day at least.

    Who lets points wait, and expire with the month or the year, knows that the last ones wait too long.
    """
    excluded = programme.policies.last_day is LastDay.EXCLUDED
    for index, counter in enumerate(programme.counters):
        life_days = counter.expiry.shortest_days(excluded=excluded)
        if life_days is None:
            continue
        if life_days < 0:
            yield refusal(f"counters[{index}].expiry", "with the last day excluded, some are never spent")
            continue
        is_fixed = counter.expiry.kind in {ExpiryKind.DAYS, ExpiryKind.MONTHS}
        if is_fixed and counter.pending_days > life_days:
            reason = f"what expires after {life_days} days could never be spent"
            yield refusal(f"counters[{index}].pending_days", reason)


def _check_tiers(programme: Programme) -> Faults:
    for index, (lower, higher) in enumerate(pairwise(programme.tiers), start=1):
        if higher.threshold <= lower.threshold:
            yield refusal(f"tiers[{index}].threshold", "each tier needs more than the one before it")
    basis = programme.tier_basis
    if basis.metric not in _TIER_METRICS:
        yield refusal("tier_basis.metric", "must be one of: visits, revenue, points_earned")
    if basis.window.is_finer_than_a_day or basis.window.kind is WindowKind.SINCE_LAST_USE:
        yield refusal("tier_basis.window", "must be a window of days, and belongs to no rule")
    if not basis.scope:
        return
    others = {f"counter:{counter.code}" for counter in programme.counters[1:]}
    if basis.metric is not Metric.POINTS_EARNED or basis.scope not in others:
        yield refusal("tier_basis.scope", "names a counter other than the first, for points earned only")


def _check_rules(programme: Programme) -> Faults:
    groups = {group.code for group in programme.groups}
    for index, rule in enumerate(programme.rules):
        if rule.group and rule.group not in groups:
            yield refusal(f"rules[{index}].group", f"no group has the code {rule.group!r}")
        for position, effect in enumerate(rule.effects):
            if rule.phase not in effect.phases:
                path = f"rules[{index}].effects[{position}]"
                yield refusal(path, f"{effect.code!r} has no place in the phase {rule.phase.value!r}")
    for group in programme.groups:
        yield from _check_one_phase(group, programme.rules)
    yield from _check_forbidden(programme)


def _check_one_phase(group: GroupDef, rules: Iterable[Rule]) -> Faults:
    first: Rule | None = None
    for index, rule in enumerate(rules):
        if rule.group != group.code:
            continue
        first = first or rule
        path = f"rules[{index}].phase"
        if rule.phase is not first.phase:
            yield refusal(path, f"the group {group.code!r} stands in {first.phase.value!r}")
        if group.per is Per.LINE and rule.phase not in {Phase.LINE, Phase.BASKET}:
            yield refusal(path, f"the group {group.code!r} excludes line by line, where discounts are given")


def _check_forbidden(programme: Programme) -> Faults:
    contests = {group.code for group in programme.groups if group.choice is Choice.BEST}
    places = {rule.code: _place(rule, contests) for rule in programme.rules}
    for index, rule in enumerate(programme.rules):
        for position, code in enumerate(rule.forbids):
            path = f"rules[{index}].forbids[{position}]"
            if code not in places:
                yield refusal(path, f"no rule has the code {code!r}")
            elif places[code] <= places[rule.code]:
                yield refusal(path, f"{code!r} is not given after {rule.code!r}, so it cannot be forbidden")


def _place(rule: Rule, contests: Collection[str]) -> tuple[int, str, int, str]:
    """When a rule is given: the rules of a contest all at once, after the others of their phase."""
    phase = list(Phase).index(rule.phase)
    return (phase, rule.group, 0, "") if rule.group in contests else (phase, "", rule.priority, rule.code)


def _check_rewards(programme: Programme) -> Faults:
    counters = {counter.code for counter in programme.counters}
    for index, reward in enumerate(programme.rewards):
        if reward.counter not in counters:
            yield refusal(f"rewards[{index}].counter", f"no counter has the code {reward.counter!r}")
        if not reward.effect.redeemable:
            yield refusal(f"rewards[{index}].effect", f"{reward.effect.code!r} cannot be bought with points")


def _check_worth(programme: Programme) -> Faults:
    """Where spent points are deducted from a refund, they are not cheaper than what they bought."""
    if programme.policies.spent_at_refund is not SpentAtRefund.DEDUCTED:
        return
    for index, counter in enumerate(programme.counters):
        for reward in programme.rewards:
            minor = _told_worth(reward.effect) if reward.counter == counter.code else 0
            if minor > counter.worth_minor * reward.cost:
                reason = f"is too low for a refund: {reward.cost} of them buy {minor} ({reward.code!r})"
                yield refusal(f"counters[{index}].worth_minor", reason)


def _told_worth(effect: Effect) -> int:
    match effect:
        case AmountOff() | AmountOffPerBlock():
            return effect.amount_minor
        case Gift():
            return effect.worth_minor * effect.quantity
        case Voucher():
            return max(effect.worth_minor, _told_worth(effect.effect))
        case _:
            return 0


def _check_work(programme: Programme) -> Faults:
    """Bound what one evaluation can cost, so that no programme hangs a till on a large basket."""
    contests = {group.code for group in programme.groups if group.choice is Choice.BEST}
    effects = weight = 0
    rivals = Counter[str]()
    for index, rule in enumerate(programme.rules):
        is_rival = rule.group in contests
        effects += len(rule.effects)
        rivals[rule.group] += is_rival
        if rule.phase in _DISCOUNTING:
            weight += sum(_WEIGHTS.get(type(effect), 1) for effect in rule.effects) * (1 + is_rival)
        path = f"rules[{index}]"
        if effects > EFFECTS_MAX:
            yield refusal(f"{path}.effects", f"all rules together have more than {EFFECTS_MAX} effects")
            return
        if weight > DISCOUNTS_MAX:
            yield refusal(f"{path}.effects", f"line and basket have over {DISCOUNTS_MAX} effects; {_TWICE}")
            return
        if rivals[rule.group] > RIVALS_MAX:
            yield refusal(f"{path}.group", f"gives the best of more than {RIVALS_MAX} rules")
            return


_TWICE = "those by the unit count two, buy_x_get_y three, and each twice in a group that gives the best"
