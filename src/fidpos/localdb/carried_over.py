"""What a till knows that no journal tells, carried from the store that a restore replaces into the new one.

Keys of cards, the merchant's public keys, approvals of plug-ins: the replaced store has the latest word, so
that a key that was destroyed, retired or withdrawn since the backup stays so. Counters of cards only rise.
"""

from collections.abc import Mapping
from typing import TypeAlias

from sqlalchemy import Table, delete, select

from fidpos.localdb import card_statements
from fidpos.localdb.engine import Connection, Row
from fidpos.localdb.statements import insert_row, sql
from fidpos.localdb.tables import card_counters, card_keys, plug_in_approvals, signing_keys

Knowledge: TypeAlias = Mapping[str, list[Row]]
"""Rows by table."""

_LATEST_WORD: tuple[Table, ...] = (card_keys, signing_keys, plug_in_approvals)


def knowledge_of(connection: Connection) -> Knowledge:
    """All of it."""
    tables = (*_LATEST_WORD, card_counters)
    return {table.name: connection.execute(sql(select(table))).fetchall() for table in tables}


def carry_over(connection: Connection, knowledge: Knowledge) -> None:
    """Within the caller's transaction."""
    for table in _LATEST_WORD:
        connection.execute(sql(delete(table)))
        connection.executemany(insert_row(table), knowledge[table.name])
    connection.executemany(card_statements.RAISE_COUNTER, knowledge[card_counters.name])
