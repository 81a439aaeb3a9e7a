"""Which rules are given, in which order, and what becomes of each."""

from collections.abc import Sequence
from fractions import Fraction

from fidpos.rules.condition import Condition
from fidpos.rules.conditions.all_of import AllOf
from fidpos.rules.conditions.any_of import AnyOf
from fidpos.rules.conditions.none_of import NoneOf
from fidpos.rules.conditions.rule_used import RuleUsed as AskedUses
from fidpos.rules.effect import NOTHING, Effect, Phase
from fidpos.rules.effects.count import Count
from fidpos.rules.evaluation import Earned, Outcome, RuleUsed, TraceEntry
from fidpos.rules.policy import Birthdays
from fidpos.rules.programme import Choice, GroupDef, Limits, Per, Programme, Rule
from fidpos.rules.windows import Window, WindowKind
from tests.helpers.reference.anniversaries import conditions_about_people, people_of
from tests.helpers.reference.arithmetic import rounded_down
from tests.helpers.reference.conditions import miss_of
from tests.helpers.reference.effects import act
from tests.helpers.reference.points import bonus_of, settle
from tests.helpers.reference.progress import Caps, Progress

Trace = dict[str, TraceEntry]


def run_phase(progress: Progress, phase: Phase, trace: Trace) -> None:
    """Run the rules of a phase in order, then its groups that give the best of theirs."""
    rules = [rule for rule in progress.programme.rules if rule.phase is phase]
    rules.sort(key=lambda rule: (rule.priority, rule.code))
    taken: dict[str, str] = {}
    owners: dict[str, dict[int, str]] = {}
    for rule in rules:
        group = _group(progress.programme, rule)
        if group is None or group.choice is Choice.FIRST:
            _run_one(progress, rule, group, trace, taken, owners)
    for group in sorted(progress.programme.groups, key=lambda group: group.code):
        rivals = [rule for rule in rules if rule.group == group.code]
        if rivals and group.choice is Choice.BEST:
            _contest(progress, rivals, group, trace)
    if phase is Phase.EARNING and not progress.withheld:
        _settle(progress, trace)
        _bound(progress, trace)


def _group(programme: Programme, rule: Rule) -> GroupDef | None:
    return next((group for group in programme.groups if group.code == rule.group), None)


def _run_one(
    progress: Progress,
    rule: Rule,
    group: GroupDef | None,
    trace: Trace,
    taken: dict[str, str],
    owners: dict[str, dict[int, str]],
) -> None:
    entry = held_back(progress, rule, taken.get(rule.group, ""))
    if entry is not None:
        trace[rule.code] = entry
        return
    if group is not None and group.per is Per.LINE:
        mine = owners.setdefault(group.code, {})
        trace[rule.code] = _give_on_free_lines(progress, rule, mine)
        return
    trace[rule.code] = give(progress, rule)
    if group is not None and gave(trace[rule.code]):
        taken[rule.group] = rule.code


def held_back(progress: Progress, rule: Rule, lost_to: str = "") -> TraceEntry | None:
    """Why a rule is not given whatever it would give; None when it is."""
    miss = miss_of(rule.when, progress, rule.code)
    if miss is not None:
        return TraceEntry(rule.code, Outcome.NOT_FIRED, "", miss)
    if lost_to:
        return TraceEntry(rule.code, Outcome.LOST, lost_to)
    if rule.code in progress.facts.refused:
        return TraceEntry(rule.code, Outcome.REFUSED)
    if rule.code in progress.forbidden:
        return TraceEntry(rule.code, Outcome.LOST, progress.forbidden[rule.code])
    if progress.withheld and is_lasting(rule):
        return TraceEntry(rule.code, Outcome.CAPPED, progress.withheld)
    return None


def is_lasting(rule: Rule) -> bool:
    """Whether it gives, or counts, what is still there once the purchase is paid."""
    kinds = {effect.code for effect in rule.effects} - {"message", "alert"}
    if rule.phase is Phase.EARNING:
        return True
    if rule.phase is Phase.AFTER:
        return bool(kinds)
    return bool(kinds & {"gift", "gift_choice", "service"}) or kinds == {"count"}


def gave(entry: TraceEntry) -> bool:
    """Whether a rule that was given gave something."""
    return entry.outcome is Outcome.FIRED or (entry.outcome is Outcome.CAPPED and not _is_idle(entry.by))


def _is_idle(by: str) -> bool:
    return by == NOTHING or by.startswith("limit_")


def give(progress: Progress, rule: Rule) -> TraceEntry:
    """Run the effects of a rule, once for each person it is about."""
    left, limit = uses_left(progress, rule)
    if left <= 0:
        return TraceEntry(rule.code, Outcome.CAPPED, limit)
    progress.caps[rule.code] = Caps(minor=rule.cap_minor, points=rule.cap_points)
    progress.source = rule.code
    people = people_for(progress, rule.when, rule.code)
    once = progress.programme.policies.birthdays is Birthdays.ONCE_A_VISIT
    answers = []
    for number, person in enumerate(people[: 1 if once else left]):
        progress.person, progress.is_first_person = person, number == 0
        answers += run_effects(progress, rule.effects, is_counted=is_counted(progress.programme, rule))
    progress.source, progress.person, progress.is_first_person = "", "", True
    given = [answer for answer in answers if answer != NOTHING]
    if not given:
        return TraceEntry(rule.code, Outcome.CAPPED, NOTHING)
    for code in rule.forbids:
        progress.forbidden.setdefault(code, rule.code)
    by = next((answer for answer in given if answer), progress.caps[rule.code].used_up)
    return TraceEntry(rule.code, Outcome.CAPPED if by else Outcome.FIRED, by)


def run_effects(progress: Progress, effects: Sequence[Effect], *, is_counted: bool) -> list[str]:
    """What each effect answers; the use is recorded when one of them gave something."""
    answers = [act(effect, progress) for effect in effects]
    if is_counted and any(answer != NOTHING for answer in answers):
        progress.uses.append(RuleUsed(rule=progress.source, subject=progress.person))
    return answers


def people_for(progress: Progress, when: Condition | None, owner: str) -> list[str]:
    """The persons whose anniversaries are near; nobody in particular for a rule that is about none."""
    people: list[str] = []
    for condition in conditions_about_people(when):
        for person in people_of(condition, progress, owner):
            if person not in people:
                people.append(person)
    return people or [""]


def uses_left(progress: Progress, rule: Rule) -> tuple[int, str]:
    """How many uses the tightest limit leaves, and its name."""
    mine = [use for use in progress.facts.uses if use.rule == rule.code]
    everybody = sum(use.total for use in progress.facts.overall if use.rule == rule.code)
    limits = rule.limits
    used = (
        ("limit_per_visit", limits.per_visit, 0),
        ("limit_per_day", limits.per_day, sum(use.today for use in mine)),
        ("limit_per_week", limits.per_week, sum(use.this_week for use in mine)),
        ("limit_per_month", limits.per_month, sum(use.this_month for use in mine)),
        ("limit_per_year", limits.per_year, sum(use.this_year for use in mine)),
        ("limit_in_total", limits.in_total, sum(use.total for use in mine)),
        ("limit_overall", limits.overall, everybody),
    )
    left, name = 10**9, ""
    for limit, most, before in used:
        if most is not None and most - before < left:
            left, name = most - before, limit
    return left, name


def is_counted(programme: Programme, rule: Rule) -> bool:
    """Whether uses are recorded: a limit, an anniversary, a `count` or a condition asks for them."""
    return (
        rule.limits != Limits()
        or bool(conditions_about_people(rule.when))
        or any(isinstance(effect, Count) for effect in rule.effects)
        or rule.code in asked_about(programme)
    )


def asked_about(programme: Programme) -> set[str]:
    """The rules and rewards whose uses a condition reads."""
    asked: set[str] = set()
    conditions = [(rule.code, rule.when) for rule in programme.rules]
    conditions += [(reward.code, reward.when) for reward in programme.rewards]
    for owner, when in conditions:
        for condition in _parts(when):
            if isinstance(condition, AskedUses):
                asked.add(condition.rule)
            window = getattr(condition, "window", None)
            if isinstance(window, Window) and window.kind is WindowKind.SINCE_LAST_USE:
                asked.add(window.rule or owner)
    return asked


def _parts(condition: Condition | None) -> list[Condition]:
    if condition is None:
        return []
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        return [each for part in condition.of for each in _parts(part)]
    return [condition]


def _give_on_free_lines(progress: Progress, rule: Rule, owners: dict[int, str]) -> TraceEntry:
    """Give a rule on the lines that no earlier rule of its group has; what it reduces is its own then."""
    entry = _give_without(progress, rule, owners)
    for discount in progress.discounts:
        if discount.source == rule.code:
            owners[discount.line] = rule.code
    return entry


def _give_without(progress: Progress, rule: Rule, not_on: dict[int, str]) -> TraceEntry:
    alone = progress.trial()
    progress.not_on = dict(not_on)
    entry = give(progress, rule)
    progress.not_on = {}
    if gave(entry) or entry.by != NOTHING:
        return entry
    before = len(alone.discounts)
    if not gave(give(alone, rule)):
        return entry
    for discount in alone.discounts[before:]:
        if discount.line in not_on:
            return TraceEntry(rule.code, Outcome.LOST, not_on[discount.line])
    return entry


def _contest(progress: Progress, rivals: Sequence[Rule], group: GroupDef, trace: Trace) -> None:
    running = []
    for rule in rivals:
        entry = held_back(progress, rule)
        if entry is None:
            running.append(rule)
        else:
            trace[rule.code] = entry
    if group.per is Per.LINE:
        _best_of_each_line(progress, running, trace)
        return
    winner, most = None, Fraction(0)
    for rule in running:
        alone = progress.trial()
        entry = give(alone, rule)
        trace[rule.code] = entry
        gain = worth(alone) - worth(progress)
        if gave(entry) and (winner is None or gain > most):
            winner, most = rule, gain
    if winner is None:
        return
    for rule in running:
        if rule is winner:
            trace[rule.code] = give(progress, rule)
        elif gave(trace[rule.code]):
            trace[rule.code] = TraceEntry(rule.code, Outcome.LOST, winner.code)


def _best_of_each_line(progress: Progress, running: Sequence[Rule], trace: Trace) -> None:
    best: dict[int, tuple[int, str]] = {}
    for rule in running:
        alone = progress.trial()
        give(alone, rule)
        for number, line in enumerate(alone.lines):
            off = progress.lines[number].left - line.left
            if off > best.get(number, (0, ""))[0]:
                best[number] = (off, rule.code)
    for rule in running:
        others = {number: code for number, (_, code) in best.items() if code != rule.code}
        trace[rule.code] = _give_without(progress, rule, others)


def worth(progress: Progress) -> Fraction:
    """What was given so far, as far as the programme says what things are worth."""
    total = Fraction(sum(discount.amount_minor for discount in progress.discounts))
    total += sum(gift.worth_minor for gift in progress.gifts)
    total += sum(voucher.worth_minor for voucher in progress.vouchers)
    for counter in progress.programme.counters:
        points = sum(each.amount for each in progress.earned if each.counter == counter.code)
        points += rounded_down(bonus_of(progress, counter.code))
        total += points * counter.worth_minor
    return total


def _settle(progress: Progress, trace: Trace) -> None:
    """What waited for the end of the phase is given; a rule that gives nothing at all is withdrawn."""
    for code, settled in settle(progress).items():
        if settled.gave or _gave_else(progress, code):
            by = settled.lost_to or settled.cap
            if by and trace[code].outcome is Outcome.FIRED:
                trace[code] = TraceEntry(code, Outcome.CAPPED, by)
            continue
        progress.uses = [use for use in progress.uses if use.rule != code]
        trace[code] = TraceEntry(code, Outcome.CAPPED, NOTHING)
        if settled.lost_to:
            trace[code] = TraceEntry(code, Outcome.LOST, settled.lost_to)


def _bound(progress: Progress, trace: Trace) -> None:
    """A visit earns at most a million million of each counter, in the order of the rules."""
    kept: list[Earned] = []
    for each in progress.earned:
        room = 10**12 - sum(before.amount for before in kept if before.counter == each.counter)
        if each.amount > room:
            trace[each.rule] = TraceEntry(each.rule, Outcome.CAPPED, "visit_cap_points")
        if min(each.amount, room) > 0:
            kept.append(each._replace(amount=min(each.amount, room)))
    progress.earned = kept


def _gave_else(progress: Progress, code: str) -> bool:
    """Whether a rule gave something that did not have to wait, if only that it counts its uses."""
    rule = next(rule for rule in progress.programme.rules if rule.code == code)
    return (
        any(each.rule == code for each in progress.earned)
        or any(gift.source == code for gift in progress.gifts)
        or any(message.source == code for message in progress.messages)
        or any(each.rule == code for each in progress.moves)
        or any(isinstance(effect, Count) for effect in rule.effects)
    )
