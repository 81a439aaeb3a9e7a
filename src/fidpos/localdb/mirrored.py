"""Tables in which a member has just the rows that the centre says: what differs is written, the rest goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Table, and_, bindparam, delete, select

from fidpos.localdb.engine import Connection
from fidpos.localdb.mapping import Values
from fidpos.localdb.statements import replace_row, sql
from fidpos.localdb.tables import cards, day_aggregates, lifetimes, relatives


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """One of them.

    Attributes:
        of_member: reads the member's rows, whole.
        write: writes a row over the one with its key, if any.
        drop: deletes the row with this key.
        key_columns: how many; the key comes first in a row.
    """

    of_member: str
    write: str
    drop: str
    key_columns: int

    def bring(self, connection: Connection, member: bytes, wanted: Sequence[Values]) -> None:
        """Make the member's rows those that are wanted, inside the caller's transaction."""
        there = set(connection.execute(self.of_member, (member,)).fetchall())
        if not there and not wanted:
            return
        kept = {row[: self.key_columns] for row in wanted}
        gone = [key for row in there if (key := row[: self.key_columns]) not in kept]
        if gone:
            connection.executemany(self.drop, gone)
        other = [row for row in wanted if row not in there]
        if other:
            connection.executemany(self.write, other)


def _mirrored(table: Table, member: "Column[object]") -> Mirrored:
    key = list(table.primary_key.columns)
    return Mirrored(
        of_member=sql(select(table).where(member == bindparam("member")), "member"),
        write=replace_row(table),
        drop=sql(
            delete(table).where(and_(*(column == bindparam(f"of_{column.name}") for column in key))),
            *(f"of_{column.name}" for column in key),
        ),
        key_columns=len(key),
    )


RELATIVES = _mirrored(relatives, relatives.c.member_id)
CARDS = _mirrored(cards, cards.c.member_id)
DAYS = _mirrored(day_aggregates, day_aggregates.c.member_id)
LIFETIMES = _mirrored(lifetimes, lifetimes.c.member_id)
