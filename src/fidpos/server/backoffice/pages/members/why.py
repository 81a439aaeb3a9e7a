"""Why a visit gave what it gave: every rule of its programme, in words, as the till said it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fidpos.domain.money import Currency, Money
from fidpos.rules.effect import NOTHING
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.evaluation import Miss, Outcome, TraceEntry
from fidpos.rules.facts import Facts
from fidpos.rules.missed import distance, missed_key
from fidpos.rules.programme import Programme
from fidpos.server.backoffice.message import Message
from fidpos.wire.events import VisitClosed

_LIMIT = "limit_"
_WITHHELD = frozenset({"staff_own_purchase", "earning_visits_a_day"})


class WhyState(StrEnum):
    """What became of a rule."""

    GIVEN = "given"
    HELD_BACK = "held_back"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyLine:
    """A rule, or a reward: what it gave, or why not.

    Attributes:
        gives: each thing that it gave or cost.
        why: why it gave nothing, or less than it says; None where that needs no words.
    """

    title: str
    state: WhyState
    gives: tuple[Message, ...] = ()
    why: Message | None = None


def why_lines(
    told: VisitClosed, programme: Programme, facts: Facts | None, language: str
) -> Sequence[WhyLine]:
    """Every rule of the programme, those that gave something first.

    Args:
        told: the visit, whose own word counts for what was given.
        programme: by which it was computed.
        facts: what it was computed from; None once they are forgotten, and only what was given is known.
        language: of the titles.
    """
    gives = _given(told, programme, language)
    titles = titles_of(programme, language)
    trace = evaluate(compile_programme(programme), facts).trace if facts is not None else ()
    reasons = {entry.rule: entry for entry in trace}
    given = [
        WhyLine(
            title=titles.get(code, code),
            state=WhyState.GIVEN,
            gives=tuple(parts),
            why=_less(reasons.get(code), titles, told),
        )
        for code, parts in gives.items()
    ]
    missed = [
        WhyLine(
            title=titles.get(entry.rule, entry.rule),
            state=WhyState.NOT_NOW if entry.outcome is Outcome.NOT_FIRED else WhyState.HELD_BACK,
            why=_why_not(entry, titles, Currency.of(told.currency)),
        )
        for entry in trace
        if entry.rule not in gives and entry.outcome is not Outcome.FIRED
    ]
    return (*given, *missed)


def titles_of(programme: Programme, language: str) -> dict[str, str]:
    """Of rules and rewards, by code."""
    rules = {each.code: each.title.of(language) for each in programme.rules}
    return rules | {each.code: each.title.of(language) for each in programme.rewards}


def _given(told: VisitClosed, programme: Programme, language: str) -> dict[str, list[Message]]:
    """By rule or reward, what the visit says it gave."""
    counters = {each.code: each.title.of(language) for each in programme.counters}
    gives: dict[str, list[Message]] = {}
    for entry in told.entries:
        if entry.cause and entry.amount:
            params = {"points": entry.amount, "counter": counters.get(entry.counter, entry.counter)}
            gives.setdefault(entry.cause, []).append(Message(key="effect.points", params=params))
    for source, minor in _discounts(told).items():
        off = Money(-minor, Currency.of(told.currency))
        gives.setdefault(source, []).append(Message(key="effect.discount", params={"off": off}))
    for voucher in told.vouchers:
        params = {"gift": voucher.title.of(language)}
        gives.setdefault(voucher.source, []).append(Message(key="effect.gift", params=params))
    for source in told.gifts:
        gives.setdefault(source, []).append(Message(key="office.members.why.gift"))
    return gives


def _discounts(told: VisitClosed) -> Mapping[str, int]:
    sums: dict[str, int] = {}
    for each in told.line_discounts:
        sums[each.source] = sums.get(each.source, 0) + each.amount_minor
    return sums


def _less(entry: TraceEntry | None, titles: Mapping[str, str], told: VisitClosed) -> Message | None:
    """Why it gave less than it says."""
    if entry is None or entry.outcome is not Outcome.CAPPED:
        return None
    return _why_not(entry, titles, Currency.of(told.currency))


def _why_not(entry: TraceEntry, titles: Mapping[str, str], currency: Currency) -> Message:
    if entry.miss is not None:
        return _missed(entry.miss, currency)
    if entry.outcome is Outcome.REFUSED:
        return Message(key="effect.set_aside")
    if entry.outcome is Outcome.LOST:
        return Message(key="effect.lost", params={"title": titles.get(entry.by, entry.by)})
    if entry.by in _WITHHELD:
        return Message(key=f"reason.earning_withheld.{entry.by}")
    if entry.by == NOTHING:
        return Message(key="effect.nothing")
    return Message(key="effect.limit" if entry.by.startswith(_LIMIT) else "effect.capped")


def _missed(miss: Miss, currency: Currency) -> Message:
    reason = Message(key=missed_key(miss))
    if not miss.missing:
        return reason
    far = {"missing": distance(miss.missing, miss.unit, currency)}
    more = Message(key=f"miss.more.{miss.unit.value}", params=far)
    return Message(key="miss.with_distance", params={"why": reason, "more": more})
