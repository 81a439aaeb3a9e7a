"""Sharing what a shop risks evenly, when a till joins the others or one of them makes room.

Nothing is taken away: who has more than its part is given less in place of it, and counts with the more until
it is known to hold the less. So what is open never exceeds the cap, and the parts meet after a few pulls.
"""

from collections.abc import Iterable

from fidpos.domain.ids import AllowanceId
from fidpos.server.allowance_books import Given, ShopRisk, TillLineage, age, exposures_minor, lineage_of
from fidpos.wire.sync.allowance import AllowanceKind


def too_large(risk: ShopRisk, given: Iterable[Given], kind: AllowanceKind) -> frozenset[AllowanceId]:
    """Those that are more than a till's part, of tills that can be given another.

    Where nothing is to be given any more, what was given stands until it expires.
    """
    part = risk.part_minor(kind)
    newest = _newest(risk, given, kind).values() if part else ()
    return frozenset(each.allowance.id for each in newest if each.allowance.amount_minor > part)


def too_small(risk: ShopRisk, given: Iterable[Given], kind: AllowanceKind) -> frozenset[AllowanceId]:
    """Those of tills for which there is room now: for their whole part, or for twice what they have.

    For less it is not worth a round trip: many small gifts would follow each other.
    """
    open_ = list(given)
    part, exposures = risk.part_minor(kind), exposures_minor(open_, kind)
    room = risk.caps_minor[kind] - sum(exposures.values())
    return frozenset(
        each.allowance.id
        for key, each in _newest(risk, open_, kind).items()
        if (has := each.allowance.amount_minor) < part and room + exposures[key] >= min(part, 2 * has)
    )


def is_awaited(risk: ShopRisk, given: Iterable[Given], kind: AllowanceKind) -> bool:
    """Whether a till that has nothing could be given something."""
    exposures = exposures_minor(given, kind)
    has_room = risk.caps_minor[kind] > sum(exposures.values())
    return has_room and not risk.tills <= {till_id for till_id, _ in exposures}


def _newest(risk: ShopRisk, given: Iterable[Given], kind: AllowanceKind) -> dict[TillLineage, Given]:
    newest: dict[TillLineage, Given] = {}
    for each in sorted(given, key=age):
        if each.allowance.kind is kind and each.allowance.till_id in risk.tills:
            newest[lineage_of(each)] = each
    return newest
