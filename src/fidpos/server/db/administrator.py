"""What an administrator runs once on a PostgreSQL of their own, before a centre uses it."""

from fidpos.server.db.protection import APP, BACKUP
from fidpos.server.db.roles import DATABASE, OWNER, WITHOUT_RIGHTS


def preparation() -> str:
    """For `psql`, as a superuser; each role's password is typed afterwards, so that it stands nowhere."""
    return f"""\
CREATE ROLE {OWNER} {WITHOUT_RIGHTS} NOBYPASSRLS;
CREATE ROLE {APP} {WITHOUT_RIGHTS} NOBYPASSRLS;
CREATE ROLE {BACKUP} {WITHOUT_RIGHTS} BYPASSRLS;
ALTER ROLE {BACKUP} SET default_transaction_read_only = on;
CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP};
GRANT CONNECT ON DATABASE {DATABASE} TO {BACKUP};
\\password {OWNER}
\\password {APP}
\\password {BACKUP}
"""
