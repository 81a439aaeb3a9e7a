"""What the books say of a member around an instant; see `services.owner_then`."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import AccountId, MemberId, VisitId, uuid7
from fidpos.domain.member import Channel, TierStanding
from fidpos.posting.standing import TierChange
from fidpos.posting.voucher import held
from fidpos.rules.facts import VoucherHeld
from fidpos.server.db.arrays import Uuids, uuids
from fidpos.server.db.consenting import judging
from fidpos.server.db.mapping import voucher_from_json
from fidpos.server.db.work import Work
from fidpos.server.services.owner_then import OwnerThen
from fidpos.wire.codec import decode
from fidpos.wire.events import VisitClosed, VisitRefunded, VisitVoided

_KNOWN_AS: LiteralString = "SELECT id FROM members WHERE id = %(member)s OR merged_into = %(member)s"
_EVENTS: LiteralString = """
    WITH mine AS MATERIALIZED (
        SELECT id, event_id FROM visits WHERE member_id = ANY(%s)
    ), told AS (
        SELECT event_id FROM mine
        UNION ALL SELECT u.event_id FROM visit_voids u JOIN mine ON u.visit_id = mine.id
        UNION ALL SELECT u.event_id FROM visit_refunds u JOIN mine ON u.visit_id = mine.id
    )
    SELECT coalesce(r.body, s.body) FROM told
    LEFT JOIN journal_rows r ON r.event_id = told.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.event_id = told.event_id
"""
_TIERS: LiteralString = """
    SELECT h.tier, h.since, h.until, h.visit_id FROM tier_history h
    WHERE h.member_id = ANY(%(members)s) AND h.at <= %(at)s
        AND NOT EXISTS (SELECT FROM visit_voids u WHERE u.visit_id = h.visit_id)
        AND NOT EXISTS (SELECT FROM visit_refunds u WHERE u.visit_id = h.visit_id AND u.ends)
    ORDER BY h.at, h.event_id
"""
_BALANCES: LiteralString = """
    SELECT counter, sum(amount)::bigint FROM ledger_entries WHERE account_id = %s AND at <= %s
    GROUP BY counter ORDER BY counter
"""
_CONSENTS: LiteralString = judging("""
    SELECT w.channel FROM (
        SELECT DISTINCT ON (channel) channel, granted, sealed, at FROM consents
        WHERE member_id = ANY(%(members)s) AND at <= %(at)s ORDER BY channel, at DESC, granted
    ) w JOIN members m ON m.id = %(member)s
    WHERE COUNTS ORDER BY w.channel
""")
_VOUCHERS: LiteralString = """
    SELECT v.body FROM vouchers v
    LEFT JOIN visits g ON g.id = v.given_by LEFT JOIN visits u ON u.id = v.used_by
    WHERE v.member_id = ANY(%(members)s) AND v.number_digest IS NULL AND v.state <> 'withdrawn'
        AND coalesce(g.closed_at < %(at)s, v.id < %(made)s) AND coalesce(u.closed_at >= %(at)s, true)
    ORDER BY v.valid_until NULLS LAST, v.id
"""
_IS_OWN: LiteralString = """
    SELECT EXISTS (
        SELECT FROM (
            SELECT DISTINCT ON (staff_id) own_member_id FROM staff_versions
            WHERE staff_id = ANY(%s) ORDER BY staff_id, version DESC
        ) s WHERE s.own_member_id = ANY(%s)
    )
"""


def owner_then(work: Work, member_id: MemberId, account_id: AccountId, visit: VisitClosed) -> OwnerThen:
    """The member at the instant of the visit, with everybody who was merged into them.

    Args:
        work: the transaction.
        member_id: who remains.
        account_id: theirs.
        visit: of somebody else so far.
    """
    members = uuids(id_ for (id_,) in work.run(_KNOWN_AS, {"member": member_id}))
    bodies = [body for (body,) in work.run(_EVENTS, [members])]
    staff = uuids((visit.opened_by, visit.closed_by))
    told = {"member": member_id, "members": members, "at": visit.at}
    own = work.run(_IS_OWN, [staff, members]).fetchone()
    return OwnerThen(
        events=_events(bodies),
        tiers=tuple(_tiers(work, members, visit.at)),
        balances=dict(work.run(_BALANCES, [account_id, visit.at]).fetchall()),
        consents=frozenset(Channel(channel) for (channel,) in work.run(_CONSENTS, told)),
        vouchers=tuple(_vouchers(work, members, visit.at)),
        staff_own=own is not None and bool(own[0]),
    )


def _events(bodies: Sequence[bytes | None]) -> tuple[VisitClosed | VisitVoided | VisitRefunded, ...]:
    found: list[VisitClosed | VisitVoided | VisitRefunded] = []
    for body in bodies:
        event = decode(body) if body is not None else None
        if not isinstance(event, VisitClosed | VisitVoided | VisitRefunded):
            raise StoreCorrupt("no journal tells of a visit")
        found.append(event)
    # A visit stands before what undid it, whatever the clocks of two tills said.
    return tuple(sorted(found, key=lambda each: (not isinstance(each, VisitClosed), each.at, each.id)))


def _tiers(work: Work, members: Uuids, at: datetime) -> list[TierChange]:
    rows = work.run(_TIERS, {"members": members, "at": at}).fetchall()
    return [
        TierChange(
            standing=TierStanding(code=code, since=since, until=until) if code else None,
            visit_id=VisitId(caused_by) if caused_by is not None else None,
        )
        for code, since, until, caused_by in rows
    ]


def _vouchers(work: Work, members: Uuids, at: datetime) -> list[VoucherHeld]:
    """What the office gave has no visit: its id tells when."""
    rows = work.run(_VOUCHERS, {"members": members, "at": at, "made": uuid7(at, bytes)})
    return [held(voucher_from_json(body)) for (body,) in rows]
