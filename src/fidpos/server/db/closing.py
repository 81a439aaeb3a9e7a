"""A merchant leaves: asked for, agreed to, taken back, done. See docs/decisions/0027.

What was written stays, whoever serves; the one function that deletes it does so for a merchant whose closure
is due, and for the merchant of the transaction alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from fidpos.domain.ids import uuid7
from fidpos.server.db.audit import Act, write_down
from fidpos.server.db.tables.installation import HOUSE
from fidpos.server.db.work import Work

_ASK: LiteralString = """
    INSERT INTO closures (merchant_id, id, asked_by, asked_at, due_at) VALUES (%s, %s, %s, %s, %s)
"""
_OPEN: LiteralString = """
    SELECT id, asked_by, asked_at, due_at, agreed_by FROM closures WHERE cancelled_at IS NULL
    ORDER BY asked_at DESC LIMIT 1
"""
_OWNERS: LiteralString = """
    SELECT id FROM office_people
    WHERE role = 'owner' AND disabled_at IS NULL AND password_hash IS NOT NULL ORDER BY id
"""
_AGREE: LiteralString = """
    UPDATE closures SET agreed_by = %s, agreed_at = %s WHERE id = %s AND agreed_at IS NULL
"""
_CANCEL: LiteralString = """
    UPDATE closures SET cancelled_by = %s, cancelled_at = %s WHERE id = %s AND cancelled_at IS NULL
"""
_REVOKE: LiteralString = """
    UPDATE tills SET status = 'revoked', revoked_at = %s WHERE revoked_at IS NULL
"""
_CLOSE: LiteralString = "UPDATE merchants SET closed_at = %s WHERE closed_at IS NULL"
_DELETE: LiteralString = "SELECT delete_what_the_merchant_has(%s, %s)"
AT_ONCE = 5_000
"""Rows that are deleted in one transaction: while it lasts, no till of the installation hears of anything."""
_ALL = (1 << 31) - 1
_FOR_EVER: LiteralString = """
    INSERT INTO erasures (merchant_id, member_id, at) VALUES (%s, %s, %s)
    ON CONFLICT (merchant_id, member_id) DO NOTHING
"""
_FORGET_LOGINS: LiteralString = "DELETE FROM office_logins WHERE of_merchant = %s"
_TENANT: LiteralString = "SELECT set_config('app.merchant', %s, true)"
_THERE: LiteralString = "SELECT FROM merchants"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A merchant who wants to leave.

    Attributes:
        due_at: until then it can be taken back; the tills stop then.
        agreed_by: the second owner, where there is one.
    """

    id: UUID
    asked_by: UUID
    asked_at: datetime
    due_at: datetime
    agreed_by: UUID | None

    def waits_for(self, owners: Sequence[UUID]) -> bool:
        """Whether another owner has to agree, and did not yet."""
        others = set(owners) - {self.asked_by}
        return bool(others) and self.agreed_by is None


def owners_of(work: Work) -> Sequence[UUID]:
    """Whoever may decide it."""
    return [id_ for (id_,) in work.run(_OWNERS)]


def open_closure(work: Work) -> Closure | None:
    """The one that was not taken back."""
    row = work.run(_OPEN).fetchone()
    if row is None:
        return None
    id_, by, at, due_at, agreed_by = row
    return Closure(id=id_, asked_by=by, asked_at=at, due_at=due_at, agreed_by=agreed_by)


def ask_closure(work: Work, by: UUID, due_at: datetime) -> UUID:
    """The merchant wants to leave; returns the id of the closure."""
    now = work.clock.now()
    closure_id = uuid7(now)
    work.run(_ASK, [work.merchant_id, closure_id, by, now, due_at])
    return closure_id


def agree(work: Work, closure_id: UUID, by: UUID) -> bool:
    """A second owner wants it too; False when somebody agreed before."""
    return work.changed(_AGREE, [by, work.clock.now(), closure_id]) == 1


def cancel(work: Work, closure_id: UUID, by: UUID) -> bool:
    """It is taken back; False when it was before."""
    return work.changed(_CANCEL, [by, work.clock.now(), closure_id]) == 1


def stop_tills(work: Work) -> int:
    """No till is served any more, and none can be paired; returns how many there were."""
    now = work.clock.now()
    work.run(_CLOSE, [now])
    return work.changed(_REVOKE, [now])


def delete_some(work: Work) -> bool:
    """Rows of the merchant go, so many at a time, the keys of people first; whether there are more."""
    row = work.run(_DELETE, [work.clock.now(), AT_ONCE]).fetchone()
    return row is not None and bool(row[0])


def write_down_that_it_goes(house: Work, merchant_id: UUID) -> None:
    """With the house: a backup that is brought back deletes it again, and nobody signs in any more."""
    now = house.clock.now()
    house.run(_FOR_EVER, [HOUSE, merchant_id, now])
    house.run(_FORGET_LOGINS, [merchant_id])
    act = Act(name="merchant_deleted", actor=HOUSE, at=now, subject=merchant_id)
    write_down(house.connection, house.merchant_id, act)


def delete_again(connection: Connection[TupleRow], merchant_id: UUID, at: datetime) -> bool:
    """A merchant who left since a copy was made goes from it as well; whether he was there.

    Args:
        connection: of the owner, in whose transaction it is done.
        merchant_id: who left.
        at: when.
    """
    connection.execute(_TENANT, [str(merchant_id)])
    if connection.execute(_THERE).fetchone() is None:
        return False
    connection.execute(_ASK, [merchant_id, uuid7(at), HOUSE, at, at])
    connection.execute(_DELETE, [at, _ALL])
    connection.execute(_TENANT, [str(HOUSE)])
    connection.execute(_FORGET_LOGINS, [merchant_id])
    return True
