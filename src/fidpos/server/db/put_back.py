"""A database that was put back from a copy: its doors are shut, and its merchants are told what is lost.

What somebody could use once (a code, an invitation, a session) may have been used since the copy was made, so
none of it holds any more. A merchant who wanted to leave may have thought better of it: they ask again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from fidpos.domain.ids import MerchantId, uuid7
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.former import Former
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.db.work import Work

PUT_BACK = "put_back"
"""Kind of a review, and an act: what the office did for a while is lost."""
LOST = "lost"
"""An act that was done and is not any more; `act` of its detail says which."""
_STEP_S = 30
"""Of the codes of a telephone (RFC 6238)."""

_SHUT: tuple[LiteralString, ...] = (
    "DELETE FROM office_sessions",
    "DELETE FROM one_time_codes",
    """
    UPDATE office_people
    SET totp_step = greatest(totp_step, %(step)s), invite_hash = NULL, invite_until = NULL
    """,
    "UPDATE support_accesses SET ended_at = %(now)s WHERE ended_at IS NULL AND ends_at > %(now)s",
)
_STAY: LiteralString = """
    UPDATE closures SET cancelled_by = %s, cancelled_at = %s WHERE cancelled_at IS NULL
        AND EXISTS (SELECT FROM merchants WHERE closed_at IS NULL)
    RETURNING id
"""
_LET_GO: LiteralString = """
    UPDATE office_people SET disabled_at = %s WHERE id = %s AND disabled_at IS NULL
"""
_RECOVERY: LiteralString = """
    UPDATE office_people SET recovery = (
        SELECT coalesce(jsonb_agg(code), '[]') FROM jsonb_array_elements(recovery) code WHERE %s @> code
    ) WHERE id = %s AND jsonb_typeof(recovery) = 'array'
"""
_LOCK: LiteralString = """
    UPDATE tills SET status = 'revoked', revoked_at = %s WHERE id = %s AND revoked_at IS NULL
"""
_END: LiteralString = """
    UPDATE mails SET state = %s, sealed = NULL, ended_at = %s WHERE id = %s AND ended_at IS NULL
"""
_LOSE: LiteralString = """
    INSERT INTO audit (merchant_id, id, at, actor_id, act, subject_id, detail)
    VALUES (%s, %s, %s, %s, 'lost', %s, %s) ON CONFLICT (merchant_id, id) DO NOTHING
"""
_REVIEW: LiteralString = """
    INSERT INTO reviews (merchant_id, id, kind, detail, found_at) VALUES (%s, %s, %s, %s, %s)
"""
_TOLD: LiteralString = """
    SELECT detail ->> 'made_at', found_at, (detail ->> 'lost')::bigint FROM reviews
    WHERE kind = %s AND settled_at IS NULL ORDER BY found_at DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What was put back.

    Attributes:
        made_at: when it was made.
        former: what the database that it replaces says; None where there is none to be asked.
    """

    made_at: datetime
    former: Former | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """What a merchant is told, until somebody settles it.

    Attributes:
        since: from then on what the office did is lost.
        until: when the copy was put back.
        lost: acts that stand in the log as lost; None where nobody knows them.
    """

    since: datetime
    until: datetime
    lost: int | None


def shut(connection: Connection[TupleRow], now: datetime) -> None:
    """Whatever could be used once does not hold any more, in the transaction of one merchant or the house."""
    for statement in _SHUT:
        connection.execute(statement, {"now": now, "step": int(now.timestamp()) // _STEP_S})


def shut_as_it_was(connection: Connection[TupleRow], former: Former) -> None:
    """What was shut since the copy was made stays shut."""
    for person, at in former.let_go:
        connection.execute(_LET_GO, [at, person])
    for person, unused in former.recovery:
        connection.execute(_RECOVERY, [Jsonb(unused), person])
    for till, at in former.locked:
        connection.execute(_LOCK, [at, till])
    for mail, state, at in former.ended:
        connection.execute(_END, [state, at, mail])


def tell(connection: Connection[TupleRow], merchant_id: UUID, copy: Copy, now: datetime) -> int:
    """The merchant hears since when acts are lost, and which; returns how many are known."""
    merchant = MerchantId(merchant_id)
    for (closure,) in connection.execute(_STAY, [HOUSE, now]).fetchall():
        write_down(connection, merchant, Act(name="closure_cancelled", actor=HOUSE, at=now, subject=closure))
    lost = None
    if copy.former is not None:
        lost = sum(_lose(connection, merchant, row) for row in copy.former.acts_of(merchant))
    detail = {"made_at": copy.made_at.isoformat()} | ({"lost": str(lost)} if lost is not None else {})
    write_down(connection, merchant, Act(name=PUT_BACK, actor=HOUSE, at=now, detail=detail))
    connection.execute(_REVIEW, [merchant, uuid7(now), PUT_BACK, Jsonb(detail), now])
    return lost or 0


def find_put_back(work: Work) -> PutBack | None:
    """What nobody has settled yet; the latest."""
    row = work.run(_TOLD, [PUT_BACK]).fetchone()
    if row is None:
        return None
    since, until, lost = row
    return PutBack(since=datetime.fromisoformat(since), until=until, lost=lost)


def _lose(connection: Connection[TupleRow], merchant_id: MerchantId, row: TupleRow) -> int:
    id_, at, actor_id, act, subject_id, detail = row
    values = [merchant_id, id_, at, actor_id, subject_id, Jsonb({**detail, "act": act})]
    return connection.execute(_LOSE, values).rowcount
