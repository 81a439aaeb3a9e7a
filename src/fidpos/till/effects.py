"""What the programme gives on the visit in progress, rule by rule: given, set aside, or why not."""

from functools import reduce

from fidpos.domain.money import PPM, Currency, Money
from fidpos.rules.effect import NOTHING
from fidpos.rules.evaluation import Evaluation, Outcome, TraceEntry
from fidpos.rules.programme import Programme
from fidpos.till.close_visit import ReadyVisit
from fidpos.till.view import EffectLine, EffectState, Message
from fidpos.till.why import why

_NOT_GIVEN = {
    Outcome.REFUSED: EffectState.SET_ASIDE,
    Outcome.LOST: EffectState.HELD_BACK,
    Outcome.CAPPED: EffectState.HELD_BACK,
    Outcome.NOT_FIRED: EffectState.NOT_NOW,
}
_LIMIT = "limit_"
_WITHHELD = {"staff_own_purchase", "earning_visits_a_day"}


def effect_lines(ready: ReadyVisit, programme: Programme, language: str) -> tuple[EffectLine, ...]:
    """Every rule: first those whose conditions hold, which digits choose; then the nearest of the others."""
    titles = {rule.code: rule.title.of(language) for rule in programme.rules}
    currency = Currency.of(programme.currency)
    counters = {counter.code: counter.title.of(language) for counter in programme.counters}
    given = _Given(ready.evaluation, counters, currency, language)
    ordered = sorted(ready.evaluation.trace, key=_distance_ppm)
    return tuple(_line(entry, titles, given, currency) for entry in ordered)


class _Given:
    """What each rule gives, put together from the whole evaluation."""

    def __init__(
        self, evaluation: Evaluation, counters: dict[str, str], currency: Currency, language: str
    ) -> None:
        self._evaluation = evaluation
        self._counters = counters
        self._currency = currency
        self._language = language

    def by(self, rule: str) -> Message | None:
        """All that this rule gives, None for nothing that can be counted."""
        evaluation, language = self._evaluation, self._language
        points = [
            Message(
                key="effect.points",
                params={"points": each.amount, "counter": self._counters.get(each.counter, each.counter)},
            )
            for each in evaluation.earned
            if each.rule == rule and each.amount
        ]
        off_minor = sum(each.amount_minor for each in evaluation.discounts if each.source == rule)
        off = [Message(key="effect.discount", params={"off": Money(-off_minor, self._currency)})]
        titles = [gift.title for gift in evaluation.gifts if gift.source == rule]
        titles += [voucher.title for voucher in evaluation.vouchers if voucher.source == rule]
        handed = [Message(key="effect.gift", params={"gift": title.of(language)}) for title in titles]
        parts = [*(off if off_minor else ()), *points, *handed]
        return reduce(_and, parts) if parts else None


def _and(first: Message, second: Message) -> Message:
    return Message(key="effect.and", params={"first": first, "second": second})


def _line(entry: TraceEntry, titles: dict[str, str], given: _Given, currency: Currency) -> EffectLine:
    title = titles[entry.rule]
    gives = given.by(entry.rule)
    if entry.outcome is Outcome.FIRED or (entry.outcome is Outcome.CAPPED and gives is not None):
        return EffectLine(code=entry.rule, title=title, state=EffectState.APPLIED, gives=gives)
    return EffectLine(
        code=entry.rule,
        title=title,
        state=_NOT_GIVEN[entry.outcome],
        why=_why_not(entry, titles, currency),
    )


def _why_not(entry: TraceEntry, titles: dict[str, str], currency: Currency) -> Message:
    if entry.miss is not None:
        return why(entry.miss, currency)
    if entry.outcome is Outcome.REFUSED:
        return Message(key="effect.set_aside")
    if entry.outcome is Outcome.LOST:
        return Message(key="effect.lost", params={"title": titles.get(entry.by, entry.by)})
    return _capped(entry.by)


def _capped(by: str) -> Message:
    if by in _WITHHELD:
        return Message(key=f"reason.earning_withheld.{by}")
    if by == NOTHING:
        return Message(key="effect.nothing")
    return Message(key="effect.limit" if by.startswith(_LIMIT) else "effect.capped")


def _distance_ppm(entry: TraceEntry) -> int:
    """How much of what it wants is missing, where that can be counted; negative for a rule that holds."""
    miss = entry.miss
    if miss is None:
        return -1
    if not miss.missing or not isinstance(miss.wanted, int):
        return PPM
    return min(PPM, miss.missing * PPM // max(1, miss.wanted))
