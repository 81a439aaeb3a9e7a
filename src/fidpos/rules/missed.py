"""Why a rule was not given, as the key of a sentence: what its condition missed, and by how much."""

from fidpos.domain.basket import QUANTITY_UNIT
from fidpos.domain.money import Currency, Money
from fidpos.rules.evaluation import Miss, Unit

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


def missed_key(miss: Miss) -> str:
    """Names the sentence, such as "Not on this day of the week"."""
    condition = miss.condition
    if (condition, miss.seen) == ("none", "held_out"):
        return "miss.none.held_out"
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


def distance(missing: int, unit: Unit, currency: Currency) -> Money | int:
    """What is missing, as a screen writes it: a part of an item needs a whole one."""
    match unit:
        case Unit.MINOR:
            return Money(missing, currency)
        case Unit.ITEMS:
            return -(-missing // QUANTITY_UNIT)
        case Unit.VISITS | Unit.POINTS | Unit.DAYS | Unit.NONE:
            return missing
