"""Lots that ended, in the tables: what was left of them leaves the account by an entry each."""

from collections.abc import Mapping
from datetime import date
from typing import LiteralString

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import LotId, MemberId
from fidpos.posting.expire import check_expiry
from fidpos.server.books import contra_of_points
from fidpos.server.db import feed, sinks
from fidpos.server.db.arrays import uuids
from fidpos.server.db.work import Work
from fidpos.server.reason import EventRefused, Reason
from fidpos.wire.office_events import LotsExpired

_LOTS: LiteralString = """
    SELECT id, remaining, expires_on FROM lots WHERE id = ANY(%s) AND account_id = %s
"""
_SHARING: LiteralString = "SELECT id FROM members WHERE account_id = %s"


def expire(work: Work, event: LotsExpired) -> None:
    """Book the entries, and tell whoever holds a member of the account, which is locked.

    Raises:
        EventRefused: it contradicts itself, or a lot is not there; nothing was changed.
    """
    try:
        check_expiry(event)
    except InvalidValue:
        raise EventRefused(event.id, Reason.CONTRADICTORY) from None
    lots = _lots(work, event)
    today = work.clock.now().date()
    left = {lot_id: remaining for lot_id, (remaining, _) in lots.items()}
    deltas: dict[str, int] = {}
    for entry in event.entries:
        deltas[entry.counter] = deltas.get(entry.counter, 0) + entry.amount
        for part in entry.taken:
            left[part.lot_id] -= part.amount
    sinks.LOT_STATES.write(work, [(i, left[i], lots[i][1], today) for i in sorted(lots)])
    sinks.ENTRIES.write(
        work,
        [
            (
                *(event.account_id, entry.id, entry.counter, entry.kind, entry.amount),
                *(contra_of_points(entry.kind, entry.amount), event.at, event.business_day),
                *(None, entry.cause, None),
            )
            for entry in event.entries
        ],
    )
    sinks.ALLOCATIONS.write(
        work, [(entry.id, part.lot_id, part.amount) for entry in event.entries for part in entry.taken]
    )
    sinks.BALANCES.write(work, [(event.account_id, *delta) for delta in deltas.items()])
    sharing = [MemberId(id_) for (id_,) in work.run(_SHARING, [event.account_id])]
    feed.tell(work, None, dict.fromkeys(sharing, feed.Touch(loud=True)), None)


def _lots(work: Work, event: LotsExpired) -> Mapping[LotId, tuple[int, date | None]]:
    named = {part.lot_id for entry in event.entries for part in entry.taken}
    rows = work.run(_LOTS, [uuids(named), event.account_id])
    found = {LotId(lot_id): (remaining, expires_on) for lot_id, remaining, expires_on in rows}
    if named - found.keys():
        raise EventRefused(event.id, Reason.UNKNOWN_LOT)
    return found
