"""Whom the tills of a shop hold, all of them, for a snapshot (`services.snapshot`).

Read within `CentreStore.still`: every statement then sees the same instant.
"""

from collections.abc import Collection
from typing import LiteralString
from uuid import UUID

from fidpos.domain.ids import MemberId, ShopId, TillId
from fidpos.server.db import states
from fidpos.server.db.work import Work
from fidpos.server.ports import Listing
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import Change, Cursor, Gone, GoneReason
from fidpos.wire.sync.snapshot import SnapshotHead

_CURSOR: LiteralString = """
    SELECT seq, token FROM feed
    WHERE shop_id = %s AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid DESC, seq DESC LIMIT 1
"""
_MEMBERS: LiteralString = """
    SELECT string_agg(uuid_send(member_id), ''::bytea ORDER BY date_trunc('month', seen_on) DESC, member_id)
    FROM member_shops WHERE shop_id = %s
"""
"""By the month in which they were seen, and within one by id: neighbours lie side by side in the tables."""
_LINEAGES: LiteralString = """
    SELECT t.id, l.lineage, l.head_seq, l.head_hash FROM tills t JOIN lineages l ON l.till_id = t.id
    WHERE t.shop_id = %s
"""


def listing(work: Work, shop_id: ShopId) -> Listing:
    """Whom the shop's tills hold now."""
    cursor = work.run(_CURSOR, [shop_id]).fetchone()
    members = work.connection.execute(_MEMBERS, [shop_id], binary=True).fetchone()
    lineages: dict[TillId, set[UUID]] = {}
    for till_id, lineage, _, _ in work.run(_LINEAGES, [shop_id]):
        lineages.setdefault(TillId(till_id), set()).add(lineage)
    return Listing(
        cursor=Cursor(*cursor) if cursor is not None else None,
        members=members[0] or b"" if members is not None else b"",
        lineages={till_id: frozenset(some) for till_id, some in lineages.items()},
    )


def heads(work: Work, shop_id: ShopId) -> tuple[SnapshotHead, ...]:
    """How far the journals of the shop's tills are known, in each of their lineages."""
    found = work.run(_LINEAGES, [shop_id])
    return tuple(SnapshotHead(lineage, Anchor(seq, hash_)) for _, lineage, seq, hash_ in found)


def held(work: Work, members: Collection[MemberId]) -> tuple[Change, ...]:
    """The states of those who are there, each followed by the account unless it came before.

    Of the others the till is told that they were erased: it may have known them, and fills itself anew.
    """
    found = states.member_states(work, members)
    accounts = {
        each.id: each
        for each in states.account_states(work, list(dict.fromkeys(state.account_id for state in found)))
    }
    there = {state.id for state in found}
    erased = (each for each in members if each not in there)
    changes = [Change(gone=Gone(id=each, reason=GoneReason.ERASED)) for each in erased]
    for state in found:
        changes.append(Change(member=state))
        account = accounts.pop(state.account_id, None)
        if account is not None:
            changes.append(Change(account=account))
    return tuple(changes)
