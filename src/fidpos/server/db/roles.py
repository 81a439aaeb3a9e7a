"""The three roles of the centre's database, and the check that nobody serves who could step around its rules.

owner   owns database and tables, migrates
app     serves: bound by row-level security, with the rights that `protection` lists
backup  reads everything, of every merchant
"""

from typing import LiteralString

from psycopg import Connection, connect
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier, Literal

from fidpos.server.db.cluster import Passwords
from fidpos.server.db.errors import DatabaseUnprepared, ServingRoleRefused
from fidpos.server.db.faults import translated
from fidpos.server.db.protection import APP, BACKUP

DATABASE = "fidpos"
OWNER = "fidpos_owner"
"""Of an embedded database; elsewhere the administrator chooses who owns it."""

WITHOUT_RIGHTS: LiteralString = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
"""Of each of the three."""

_REASONS: LiteralString = """
    SELECT r.rolname,
           CASE WHEN r.rolsuper THEN 'superuser'
                WHEN r.rolbypassrls THEN 'bypasses_row_level_security'
                WHEN r.rolcreaterole THEN 'creates_roles'
                ELSE 'owner' END
    FROM pg_roles r
    WHERE pg_has_role(current_user, r.oid, 'MEMBER')
      AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole
           OR EXISTS (SELECT FROM pg_database d WHERE d.datdba = r.oid AND d.datname = current_database())
           OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                      WHERE c.relowner = r.oid AND n.nspname !~ '^pg_'))
    ORDER BY r.rolname = current_user DESC, r.rolname
    LIMIT 1
"""
"""Whoever is a member of a role can become it, so its rights count as well."""


def provision(superuser: str, passwords: Passwords) -> None:
    """Make roles and database of an embedded cluster, or set them right; done at each start.

    Args:
        superuser: how to connect as one.
        passwords: what the roles are to be known by.

    Raises:
        DatabaseError: the server does not let us in, or went away.
    """
    with translated(), connect(superuser, autocommit=True) as connection:
        _role(connection, OWNER, passwords.owner, "NOBYPASSRLS")
        _role(connection, APP, passwords.app, "NOBYPASSRLS")
        _role(connection, BACKUP, passwords.backup, "BYPASSRLS")
        connection.execute(
            SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(Identifier(BACKUP))
        )
        create_database(connection, DATABASE)


def create_database(connection: Connection[TupleRow], name: str, *, template: str | None = None) -> None:
    """Make a database for the centre, if it is not there: only its roles may connect.

    Args:
        connection: of a superuser, in autocommit.
        name: of the database.
        template: the database that it begins as a copy of.
    """
    database = Identifier(name)
    known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
    if known is None:
        statement = SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        connection.execute(statement.format(database, Identifier(OWNER), Identifier(template or "template0")))
    connection.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, Identifier(APP)))
    connection.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, Identifier(BACKUP)))


def check_serving_role(connection: Connection[TupleRow]) -> None:
    """Refuse to serve with more rights than serving needs.

    Raises:
        ServingRoleRefused: the role is, or can become, a superuser, one that bypasses row-level security or
            makes roles, or the owner of the database or of a table.
    """
    found = connection.execute(_REASONS).fetchone()
    if found is not None:
        role, reason = found
        raise ServingRoleRefused(f"{role} may not serve: {reason}", role=role, reason=reason)


def check_prepared(connection: Connection[TupleRow]) -> None:
    """Before a migration: the roles are there that it grants rights to.

    Raises:
        DatabaseUnprepared: one is missing.
    """
    for role in (APP, BACKUP):
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
            raise DatabaseUnprepared(f"there is no role {role}: an administrator has to make it", role=role)


def _role(connection: Connection[TupleRow], name: str, password: str, rls: LiteralString) -> None:
    known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    # Encrypted here, so that no password travels in a statement.
    verifier = connection.pgconn.encrypt_password(
        password.encode("ascii"), name.encode("ascii"), b"scram-sha-256"
    ).decode("ascii")
    statement = SQL("{} ROLE {} {} {} PASSWORD {}").format(
        SQL("CREATE" if known is None else "ALTER"),
        Identifier(name),
        SQL(WITHOUT_RIGHTS),
        SQL(rls),
        Literal(verifier),
    )
    connection.execute(statement)
