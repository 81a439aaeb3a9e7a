"""What a till recorded under another id: before it was paired, or as the till it was before a new pairing.

Such rows are its own, and count as those of the till that sends them. Another till's rows are not: who sends
rows that name a registered till must know that till's own lineage, whose name nobody but the till and the
centre ever saw.
"""

from uuid import UUID

from fidpos.domain.ids import TillId
from fidpos.server.ports import TillRecord, Unit
from fidpos.wire.events import Event, VisitClosed
from fidpos.wire.renamed import TillEvent, moved, renamed

_FIRST = 1


def under_its_name(unit: Unit, till: TillRecord, lineage: UUID, event: Event) -> Event:
    """The event as the sender's own, or as it is where it is not."""
    if not isinstance(event, TillEvent) or event.till_id == till.id:
        return event
    former = unit.till(event.till_id)
    if former is not None:
        return renamed(event, till.id) if _has_sent(unit, former.id, lineage) else event
    if isinstance(event, VisitClosed):
        return moved(event, till.id, till.shop_id)
    return renamed(event, till.id)


def _has_sent(unit: Unit, till_id: TillId, lineage: UUID) -> bool:
    return unit.hash_at(till_id, lineage, _FIRST) is not None
