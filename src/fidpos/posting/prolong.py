"""Lots that a visit prolongs: what can still be spent counts as earned on the day of the visit."""

from collections.abc import Iterable, Mapping
from datetime import date

from fidpos.domain.ledger import Lot
from fidpos.rules.policy import LastDay
from fidpos.rules.programme import Programme
from fidpos.wire.events import TermBody


def prolong(programme: Programme, open_lots: Mapping[str, Iterable[Lot]], day: date) -> tuple[TermBody, ...]:
    """The new terms of the member's open lots, where the counter says so and the new one is longer.

    Args:
        programme: says of which counters a visit prolongs the lots.
        open_lots: by counter, lots with something remaining.
        day: business day of the visit.
    """
    excluded = programme.policies.last_day is LastDay.EXCLUDED
    terms: list[TermBody] = []
    for counter in programme.counters:
        if not counter.expiry.prolonged:
            continue
        until = counter.expiry.last_day(day, excluded=excluded)
        if until is None:
            continue
        terms += [
            TermBody(lot_id=lot.id, was=lot.expires_on, until=until)
            for lot in open_lots.get(counter.code, ())
            if lot.expires_on is not None and not lot.is_expired(day) and lot.expires_on < until
        ]
    return tuple(terms)


def shorten(terms: Iterable[TermBody]) -> tuple[TermBody, ...]:
    """The mirror: each lot has its former term again, unless a later visit has prolonged it further."""
    return tuple(TermBody(lot_id=term.lot_id, was=term.until, until=term.was) for term in terms)
