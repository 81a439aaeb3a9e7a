"""What a purchase earned by the shop's programme; the engine is asked once for each case."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from fidpos.bootstrap.demo.rhythm import Purchase
from fidpos.domain.basket import BasketLine
from fidpos.domain.ids import ShopId, TillId, VisitId
from fidpos.rules.engine import CompiledProgramme, evaluate, needs
from fidpos.rules.facts import CounterBalance, Facts, MemberFacts, VisitFacts
from fidpos.rules.history import Metric, WindowValue

_MONDAY = date(2026, 9, 14)
_PROBE_MINOR = 1_000
_NOBODY = UUID(int=0)
_PLENTY = 10**6


class Outcome(NamedTuple):
    """What one purchase brought: units of the programme's first counter, and what was taken off."""

    earned: int
    spent: int
    discount_minor: int


@dataclass(frozen=True, slots=True)
class _Moment:
    """A weekday and an hour that stand for all at which the programme gives the same."""

    day: date
    hour: int


class Earning:
    """Answers for purchases of somebody of a tier who is neither new nor celebrating.

    There are few cases: the programme is first probed for the hours of the week at which it gives something
    else, so that an answer depends on the amount, the tier and the kind of hour.
    """

    def __init__(self, compiled: CompiledProgramme) -> None:
        self._compiled = compiled
        self._counter = compiled.programme.counters[0].code
        self._history = tuple(
            WindowValue(key=query.key, value=1 if query.metric is Metric.VISITS else 0)
            for query in needs(compiled)
        )
        self._moments = self._probed()
        self._answer = lru_cache(maxsize=100_000)(self._evaluated)

    def of(self, purchase: Purchase, tier: str, reward: str = "") -> Outcome:
        """What the purchase brings, with one reward of the catalogue used on it or none."""
        moment = self._moments[purchase.day.weekday(), purchase.hour.hour]
        return self._answer(purchase.amount_minor, tier, moment, reward)

    def _probed(self) -> dict[tuple[int, int], _Moment]:
        kinds: dict[Outcome, _Moment] = {}
        moments = {}
        for weekday in range(7):
            for hour in range(24):
                moment = _Moment(_MONDAY + timedelta(days=weekday), hour)
                outcome = self._evaluated(_PROBE_MINOR, "", moment, "")
                moments[weekday, hour] = kinds.setdefault(outcome, moment)
        return moments

    def _evaluated(self, amount_minor: int, tier: str, moment: _Moment, reward: str) -> Outcome:
        facts = Facts(
            visit=VisitFacts(
                id=VisitId(_NOBODY),
                shop=ShopId(_NOBODY),
                till=TillId(_NOBODY),
                at=datetime.combine(moment.day, time(moment.hour, 30), UTC),
                business_day=moment.day,
                lines=(BasketLine(amount_minor=amount_minor),),
            ),
            member=MemberFacts(enrolled_on=date(2020, 1, 1), tier=tier),
            history=self._history,
            balances=(CounterBalance(counter=self._counter, amount=_PLENTY),),
            requested=(reward,) if reward else (),
        )
        evaluation = evaluate(self._compiled, facts)
        return Outcome(
            earned=evaluation.earned_on(self._counter),
            spent=evaluation.spent_on(self._counter),
            discount_minor=evaluation.discount_minor,
        )
