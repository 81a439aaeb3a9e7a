"""Why a rule or a reward is not given, in a sentence: what its condition missed, and by how much."""

from fidpos.domain.money import Currency
from fidpos.rules.evaluation import Miss
from fidpos.rules.missed import distance, missed_key
from fidpos.till.view import Message


def why(miss: Miss, currency: Currency) -> Message:
    """The sentence of a miss, such as "Not on this day of the week: in 3 days"."""
    reason = Message(key=missed_key(miss))
    if not miss.missing:
        return reason
    more = Message(
        key=f"miss.more.{miss.unit.value}", params={"missing": distance(miss.missing, miss.unit, currency)}
    )
    return Message(key="miss.with_distance", params={"why": reason, "more": more})
