"""A merchant who has lived at a centre, and what of it another merchant's till could name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import Connection, connect
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from tests.helpers.centre_office import MERCHANT, InPostgres, Office, found_merchant
from tests.helpers.lived_centre import live
from tests.helpers.postgres import CentreDatabase
from tests.helpers.served_database import ServedDatabase
from tests.helpers.two_merchants import ROW, TABLES, be, insert

NO_ROW = "d41d8cd98f00b204e9800998ecf8427e"
"""Digest of nothing."""

_HAS_ROWS = SQL("SELECT EXISTS (SELECT FROM {} WHERE merchant_id = %s)")
_ROWS = SQL("SELECT * FROM {} WHERE merchant_id = %s")
_DIGEST = SQL(
    "SELECT md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) FROM {} r WHERE merchant_id = %s"
)
_SECRET_BYTES_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """What is the other merchant's.

    Attributes:
        ids: every one that stands anywhere.
        secrets: every short byte string, such as the digest of a gift card's number.
        bodies: of the events in its tills' journals.
        cursors: of its feed.
    """

    ids: Sequence[UUID]
    secrets: Sequence[bytes]
    bodies: Sequence[bytes]
    cursors: Sequence[tuple[int, int]]


def moved_in(served: ServedDatabase) -> Theirs:
    """The merchant comes to the centre and lives there; it has a row in every table."""
    found_merchant(served.made)
    live(Office(served.store, InPostgres(served.made), served.clock))
    with connect(served.made.superuser) as connection:
        _fill_the_rest(connection)
        return _read(connection)


def digests(made: CentreDatabase) -> Mapping[str, str]:
    """By table, of all its rows."""
    found: dict[str, str] = {}
    with connect(made.superuser) as connection:
        for table in TABLES:
            row = connection.execute(_DIGEST.format(Identifier(table.name)), [MERCHANT]).fetchone()
            assert row is not None
            found[table.name] = row[0]
    return found


def _fill_the_rest(connection: Connection[TupleRow]) -> None:
    be(connection, MERCHANT)
    connection.execute("SET LOCAL session_replication_role = replica")
    for table in TABLES:
        found = connection.execute(_HAS_ROWS.format(Identifier(table.name)), [MERCHANT]).fetchone()
        assert found is not None
        if not found[0]:
            insert(connection, table, MERCHANT)


def _read(connection: Connection[TupleRow]) -> Theirs:
    ids: set[UUID] = {ROW}
    secrets: set[bytes] = set()
    for table in TABLES:
        for row in connection.execute(_ROWS.format(Identifier(table.name)), [MERCHANT]):
            ids |= {value for value in row if isinstance(value, UUID)}
            secrets |= {
                value for value in row if isinstance(value, bytes) and len(value) <= _SECRET_BYTES_MAX
            }
    bodies = connection.execute("SELECT body FROM journal_rows WHERE merchant_id = %s", [MERCHANT])
    cursors = connection.execute("SELECT seq, token FROM feed WHERE merchant_id = %s", [MERCHANT])
    return Theirs(
        ids=sorted(ids),
        secrets=sorted(secrets),
        bodies=[body for (body,) in bodies.fetchall()],
        cursors=[(seq, token) for seq, token in cursors.fetchall()],
    )
