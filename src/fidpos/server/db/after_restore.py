"""What a restored database needs before anybody is served from it: all of it, or none, in one transaction.

Transactions are counted by the cluster, not by the database: in another cluster the feed's numbers may lie
above all that will be given out for years, and no till would be told of those changes. They are taken again
from the present transaction. New tokens go with them, so that no cursor of the life before means anything: a
till may know more than the restored database does, and hears everything from the beginning.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString
from uuid import UUID

from psycopg import Connection, connect
from psycopg.rows import TupleRow

from fidpos.server.db.erasing import Erasure, erase_again
from fidpos.server.db.faults import translated
from fidpos.server.db.generation import begin_generation
from fidpos.server.db.put_back import Copy, shut, shut_as_it_was, tell
from fidpos.server.db.tables import HOUSE

_TENANT: LiteralString = "SELECT set_config('app.merchant', %s, true)"
_MERCHANTS: LiteralString = "SELECT merchant_id FROM merchants"
_REBASE: LiteralString = """
    UPDATE feed SET xid = pg_current_xact_id(),
        token = (pg_current_xact_id()::text::bigint << 20) | floor(random() * 1048576)::bigint
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A database at the beginning of a new life.

    Attributes:
        erased_again: members who had been erased since the copy was made.
        lost: acts of the office that nobody can bring back, and that are known.
    """

    generation: str
    erased_again: int
    lost: int = 0


def begin_again(
    owner: str,
    erasures: Collection[Erasure],
    copy: Copy | None = None,
    *,
    now: datetime | None = None,
) -> Begun:
    """Make a database that was put back, by whatever means, fit to serve from.

    Args:
        owner: how the owner's role connects.
        erasures: everybody who is known to have been erased.
        copy: what was put back; None where nobody is told of it.
        now: by the clock of whoever restores; None for this machine's.

    Raises:
        DatabaseError: nothing was changed.
    """
    now, lost = now or datetime.now(UTC), 0
    with translated(), connect(owner) as connection:
        for merchant in (*_merchants(connection), HOUSE):
            connection.execute(_TENANT, [str(merchant)])
            connection.execute(_REBASE)
            shut(connection, now)
            if copy is not None and copy.former is not None:
                shut_as_it_was(connection, copy.former)
            if copy is not None and merchant != HOUSE:
                lost += tell(connection, merchant, copy, now)
        again = erase_again(connection, erasures)
        # Seconds since 1970: above whatever was counted in lives that this database does not know of.
        generation = begin_generation(connection, above=int(datetime.now(UTC).timestamp()))
    return Begun(generation=generation, erased_again=again, lost=lost)


def _merchants(connection: Connection[TupleRow]) -> list[UUID]:
    """All of them, which the house alone is told."""
    connection.execute(_TENANT, [str(HOUSE)])
    return [merchant for (merchant,) in connection.execute(_MERCHANTS)]
