"""Everything that a merchant owns, table by table as lines of JSON, in little memory however much it is.

Every table is in `exported_tables`, or in `LEFT_OUT` with the reason why not; a test walks all of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from psycopg.sql import SQL, Composed, Identifier, Literal
from sqlalchemy import Table

from fidpos.server.db.people import subject_keys
from fidpos.server.db.protection import OF_NOBODY
from fidpos.server.db.tables import metadata
from fidpos.server.db.work import Work

LEFT_OUT: Mapping[str, str] = {
    "feed": "which changes tills have still to hear: it follows from the rest",
    "nonces": "signed requests of the last minutes",
    "office_logins": "of the installation: whose a login is",
    "office_sessions": "who is signed in at the moment",
    "operators": "of the installation: who operates it",
    "one_time_codes": "codes that are used once",
    "pairing_codes": "codes that are used once",
    "subject_keys": "in keys.jsonl, as they open what the journals seal",
}
"""Tables that are not written, and why."""

SECRET_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "imports": ("body",),
    "office_people": ("password_hash", "totp_sealed", "totp_step", "recovery", "invite_hash"),
    "staff_versions": ("pin_hash",),
}
"""By table, what is not written: what somebody signs in with, and files that the merchant sent himself."""

_TEXT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "journal_rows": ("body",),
    "programmes": ("body",),
    "server_journal": ("body",),
    "vouchers": ("body",),
}
"""Bytes that are JSON, written as the text that they are: what was hashed can be hashed again."""

_KINDS: Mapping[str, str] = {
    "UUID": "id",
    "big_integer": "number",
    "integer": "number",
    "float": "number",
    "numeric": "number",
    "boolean": "flag",
    "date": "day",
    "TIMESTAMP": "instant",
    "large_binary": "bytes",
    "JSONB": "json",
}
"""By SQLAlchemy's name of a type, the word for it; anything else is text."""
_AT_ONCE = 1_000
_KEYS: LiteralString = "SELECT subject_id FROM subject_keys ORDER BY subject_id"
_PROGRAMMES: LiteralString = "SELECT version, body FROM programmes ORDER BY version"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumn:
    """A column of a table that is written.

    Attributes:
        kind: one of the words of `_KINDS`.
        refers_to: the table whose rows it names, None for none.
    """

    name: str
    kind: str
    refers_to: str | None = None


def exported_tables() -> tuple[Table, ...]:
    """Those that are written, each after the ones that it refers to."""
    return tuple(table for table in metadata.sorted_tables if table.name not in {*LEFT_OUT, *OF_NOBODY})


def columns_of(table: Table) -> tuple[str, ...]:
    """Those that are written."""
    secret = SECRET_COLUMNS.get(table.name, ())
    return tuple(column.name for column in table.columns if column.name not in secret)


def columns_told(table: Table) -> Iterator[OwnColumn]:
    """The same with what a reader has to know of each."""
    for name in columns_of(table):
        column = table.columns[name]
        named = (key.column for key in column.foreign_keys if key.column.name != "merchant_id")
        other = next(named, None)
        yield OwnColumn(
            name=name,
            kind=_KINDS.get(column.type.__visit_name__, "text"),
            refers_to=other.table.name if other is not None else None,
        )


def lines_of(work: Work, table: Table) -> Iterator[str]:
    """Each row of the merchant as an object of JSON, in the order of the table's key."""
    with work.connection.cursor(f"own_{table.name}") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(_select(table))
        for (line,) in cursor:
            yield line


def keys(work: Work) -> Iterator[tuple[UUID, bytes]]:
    """The own key of each member and gift card, some hundreds at a time."""
    with work.connection.cursor("own_keys") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(_KEYS)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from subject_keys(work, [subject for (subject,) in rows]).items()


def programme_bodies(work: Work) -> Iterator[tuple[int, bytes]]:
    """Each version as it was published."""
    yield from ((version, bytes(body)) for version, body in work.run(_PROGRAMMES).fetchall())


def _select(table: Table) -> Composed:
    """All columns but the secret ones; the names are those of our own tables."""
    told = SQL("{}").format(SQL("to_jsonb(t)"))
    secret = SECRET_COLUMNS.get(table.name, ())
    if secret:
        told = SQL("({} - {}::text[])").format(told, Literal(list(secret)))
    for name in _TEXT_COLUMNS.get(table.name, ()):
        told = SQL("({} || jsonb_build_object({}, convert_from(t.{}, 'UTF8')))").format(
            told, Literal(name), Identifier(name)
        )
    key = SQL(", ").join(SQL("t.{}").format(Identifier(column.name)) for column in table.primary_key)
    return SQL("SELECT {}::text FROM {} t ORDER BY {}").format(told, Identifier(table.name), key)
