"""What the database that a restore replaces still says of the time after the copy was made.

It lists what the office did since, which no till can tell again, and what was shut since: people, tills,
recovery codes, letters that have left. Nothing that was opened since is taken over: whoever broke in may be
the reason for the restore.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from psycopg import connect
from psycopg.rows import TupleRow

from fidpos.server.db.faults import translated
from fidpos.server.db.tables.installation import HOUSE

_BEFORE = timedelta(hours=1)
"""Acts are written down with the time at which they began: some of before the copy are not in it."""

_ACTS: LiteralString = """
    SELECT merchant_id, id, at, actor_id, act, subject_id, detail FROM audit
    WHERE at >= %s AND actor_id <> %s AND act NOT IN ('lost', 'member_erased') ORDER BY id
"""
_LET_GO: LiteralString = "SELECT id, disabled_at FROM office_people WHERE disabled_at IS NOT NULL"
_RECOVERY: LiteralString = "SELECT id, recovery FROM office_people"
_LOCKED: LiteralString = "SELECT id, revoked_at FROM tills WHERE revoked_at IS NOT NULL"
_ENDED: LiteralString = "SELECT id, state, ended_at FROM mails WHERE ended_at >= %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """Of all merchants together; ids are those of nobody else.

    Attributes:
        acts: of people, as `audit` has them: merchant, id, at, actor, act, subject, detail.
        let_go: who does not work in the office any more, and since when.
        recovery: by person, the codes that were unused.
        locked: tills that are not served any more, and since when.
        ended: letters that are over: id, state and when.
    """

    acts: Sequence[TupleRow] = ()
    let_go: Sequence[TupleRow] = ()
    recovery: Sequence[TupleRow] = ()
    locked: Sequence[TupleRow] = ()
    ended: Sequence[TupleRow] = ()

    def acts_of(self, merchant_id: UUID) -> list[TupleRow]:
        """Without the merchant."""
        return [row[1:] for row in self.acts if row[0] == merchant_id]


def read_former(conninfo: str, made_at: datetime) -> Former:
    """By the role that reads everything.

    Args:
        conninfo: of the database that is replaced.
        made_at: when the copy was made.

    Raises:
        DatabaseError: it does not answer, or its tables are of another time.
    """
    since = made_at - _BEFORE
    with translated(), connect(conninfo) as connection:
        return Former(
            acts=connection.execute(_ACTS, [since, HOUSE]).fetchall(),
            let_go=connection.execute(_LET_GO).fetchall(),
            recovery=connection.execute(_RECOVERY).fetchall(),
            locked=connection.execute(_LOCKED).fetchall(),
            ended=connection.execute(_ENDED, [since]).fetchall(),
        )
