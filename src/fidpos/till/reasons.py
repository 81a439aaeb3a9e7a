"""Why points moved, in sentences: the rule or reward by its title, and what it moved on which counter."""

from fidpos.domain.money import Currency, Money
from fidpos.rules.programme import CounterDef, CounterUnit, Programme
from fidpos.till.view import Message


class Reasons:
    """The words of one version of a programme, in one language."""

    def __init__(self, programme: Programme, language: str) -> None:
        self._main = programme.counters[0].code
        self._currency = Currency.of(programme.currency)
        self._counters: dict[str, CounterDef] = {counter.code: counter for counter in programme.counters}
        self._language = language
        self._titles = {rule.code: rule.title.of(language) for rule in programme.rules}
        self._titles |= {reward.code: reward.title.of(language) for reward in programme.rewards}

    def of(self, counter: str, cause: str, amount: int) -> Message | None:
        """What this rule or reward moved; None for a cause of which the programme knows no title."""
        moved = self._counters.get(counter)
        title = self._titles.get(cause)
        if title is None or moved is None or not amount:
            return None
        is_money = moved.unit is CounterUnit.MONEY
        points = Money(amount, self._currency) if is_money else amount
        if counter == self._main:
            return Message(key="reason.earned", params={"title": title, "points": points})
        params: dict[str, object] = {
            "title": title,
            "points": points,
            "counter": moved.title.of(self._language),
        }
        return Message(key="reason.earned_elsewhere", params=params)
