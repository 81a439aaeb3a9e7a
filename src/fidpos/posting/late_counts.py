"""What refunds take back of counts that were found out after them: those of a scope that was named later."""

from collections.abc import Iterable, Sequence

from fidpos.posting.refund import Shares, counts_back
from fidpos.wire.events import CountBody, VisitClosed, VisitRefunded


def late_counts_back(
    told: VisitClosed, refunds: Sequence[VisitRefunded], late: Sequence[CountBody]
) -> tuple[tuple[CountBody, ...], ...]:
    """For each refund, what it would have taken back had the visit told these counts; nothing that it tells.

    Args:
        told: the visit as it was closed.
        refunds: of it, in order.
        late: counts of scopes that the visit does not tell.
    """
    found: list[tuple[CountBody, ...]] = []
    known: list[CountBody] = []
    for place, refund in enumerate(refunds):
        tells = {count.scope for count in refund.counts}
        untold = [count for count in late if count.scope not in tells]
        shares = Shares(told, refunds[:place], refund)
        back = counts_back(told, untold, known, shares, still_counts=refund.still_counts)
        found.append(back)
        known += [*back, *refund.counts]
    return tuple(found)


def net(late: Iterable[CountBody], taken_back: Iterable[Sequence[CountBody]]) -> tuple[CountBody, ...]:
    """The counts less what refunds took back of them."""
    gone = [count for some in taken_back for count in some]
    return tuple(
        CountBody(
            scope=count.scope,
            visits=count.visits - sum(one.visits for one in gone if one.scope == count.scope),
            revenue_minor=count.revenue_minor
            - sum(one.revenue_minor for one in gone if one.scope == count.scope),
            quantity=count.quantity - sum(one.quantity for one in gone if one.scope == count.scope),
        )
        for count in late
    )
