"""Why a rule or a reward is not given, in a sentence: what its condition missed, and by how much."""

from fidpos.domain.basket import QUANTITY_UNIT
from fidpos.domain.money import Currency, Money
from fidpos.rules.evaluation import Miss, Unit
from fidpos.till.view import Message

_OF_LINES = frozenset({"amount", "contains", "quantity"})
_OF_HISTORY = frozenset(
    {
        "average_basket",
        "balance",
        "bought",
        "every_n_visits",
        "first_visit",
        "nth_visit",
        "points_earned",
        "revenue",
        "rule_used",
        "visits",
    }
)


def why(miss: Miss, currency: Currency) -> Message:
    """The sentence of a miss, such as "Not on this day of the week: in 3 days"."""
    reason = Message(key=_reason(miss))
    if not miss.missing:
        return reason
    more = Message(
        key=f"miss.more.{miss.unit.value}", params={"missing": distance(miss.missing, miss.unit, currency)}
    )
    return Message(key="miss.with_distance", params={"why": reason, "more": more})


def distance(missing: int, unit: Unit, currency: Currency) -> Money | int:
    """What is missing, as a screen writes it: a part of an item needs a whole one."""
    match unit:
        case Unit.MINOR:
            return Money(missing, currency)
        case Unit.ITEMS:
            return -(-missing // QUANTITY_UNIT)
        case Unit.VISITS | Unit.POINTS | Unit.DAYS | Unit.NONE:
            return missing


def _reason(miss: Miss) -> str:
    condition = miss.condition
    if condition == "anniversary" and isinstance(miss.seen, str):
        return f"miss.anniversary.{miss.seen}"
    if miss.seen is None:
        if condition in _OF_LINES:
            return "miss.unknown.lines"
        if condition in _OF_HISTORY:
            return "miss.unknown.history"
        if condition == "age":
            return "miss.unknown.age"
        if condition == "days_since_visit":
            return "miss.unknown.last_visit"
    return f"miss.{condition}"
