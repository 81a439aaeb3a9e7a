"""Lots that a visit prolongs: what can still be spent counts as earned on the day of the visit.

A visit also says so of a lot that another has prolonged as far: when that one is undone, it still holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fidpos.domain.ledger import Lot
from fidpos.rules.policy import LastDay
from fidpos.rules.programme import Programme
from fidpos.wire.events import TermBody


def prolong(programme: Programme, open_lots: Mapping[str, Iterable[Lot]], day: date) -> tuple[TermBody, ...]:
    """The new terms of the member's open lots, where the counter says so and none is longer.

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
            if lot.expires_on is not None and not lot.is_expired(day) and _is_prolonged(lot, day, until)
        ]
    return tuple(terms)


def _is_prolonged(lot: Lot, day: date, until: date) -> bool:
    assert lot.expires_on is not None
    return lot.expires_on < until or (lot.expires_on == until and lot.earned_on < day)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTerm:
    """What another visit made of the term of a lot; `stands` unless nothing is left of that visit."""

    term: TermBody
    stands: bool


def shorten(terms: Iterable[TermBody], others: Iterable[OtherTerm] = ()) -> tuple[TermBody, ...]:
    """Undo the terms of a visit: each lot has the longest one that it has from elsewhere.

    Visits that stand gave it, or it was there before any. It counts only where the visit's
    own term is still the lot's.

    Args:
        terms: of the visit.
        others: of other visits, of these lots or not.
    """
    known = tuple(others)
    shorter: list[TermBody] = []
    for term in terms:
        same = [other for other in known if other.term.lot_id == term.lot_id]
        first = min((term.was, *(other.term.was for other in same)))
        until = max((first, *(other.term.until for other in same if other.stands)))
        if until < term.until:
            shorter.append(TermBody(lot_id=term.lot_id, was=term.until, until=until))
    return tuple(shorter)
