"""What each rule and reward did on one visit, as it is kept beside the visit.

    [["base", "points", 20, 0, 0], ["ten-percent", "", 0, 250, 0], ["birthday", "", 0, 0, 1]]

A row for each source and counter: points that it gave (or, below zero, that it cost), what it took off the
price, vouchers that it gave. Vouchers that were used stand under one name, since the visit does not say which
rule gave them; what a visit without lines took off stands under the name of nobody.
"""

from typing import NamedTuple

from fidpos.domain.ledger import EntryKind
from fidpos.rules.vouchers import is_voucher
from fidpos.wire.events import VisitClosed

VOUCHERS_USED = "*vouchers"
NOT_SPLIT = "*visit"
"""No code of a programme begins so."""

_OF_THE_VISIT = frozenset({EntryKind.EARN, EntryKind.SPEND})


class Fired(NamedTuple):
    """What one source did; without a counter, what it did besides points."""

    source: str
    counter: str
    points: int = 0
    discount_minor: int = 0
    vouchers: int = 0


def fired_on(visit: VisitClosed) -> tuple[Fired, ...]:
    """Every source that had a part in the visit, in a fixed order."""
    points: dict[tuple[str, str], int] = {}
    for entry in visit.entries:
        if entry.kind in _OF_THE_VISIT:
            key = (entry.cause, entry.counter)
            points[key] = points.get(key, 0) + entry.amount
    discounts = _discounts(visit)
    vouchers: dict[str, int] = {}
    for each in visit.vouchers:
        vouchers[each.source] = vouchers.get(each.source, 0) + 1
    besides = {
        *(source for source, _ in points),
        *discounts,
        *vouchers,
        *visit.gifts,
        *(each.reward for each in visit.redemptions),
        *(each.rule for each in visit.rule_uses),
    }
    return (
        *(
            Fired(source, "", 0, discounts.get(source, 0), vouchers.get(source, 0))
            for source in sorted(besides)
        ),
        *(Fired(source, counter, amount) for (source, counter), amount in sorted(points.items())),
    )


def _discounts(visit: VisitClosed) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in visit.line_discounts:
        source = VOUCHERS_USED if is_voucher(each.source) else each.source
        found[source] = found.get(source, 0) + each.amount_minor
    rest = visit.discount_minor - sum(found.values())
    if rest and not visit.line_discounts and visit.vouchers_used:
        found[VOUCHERS_USED] = min(rest, sum(each.granted_minor for each in visit.vouchers_used))
        rest -= found[VOUCHERS_USED]
    if rest:
        found[NOT_SPLIT] = rest
    return found
