"""From the driver's errors to our own, at the edge."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from fidpos.server.db.errors import (
    DatabaseContended,
    DatabaseError,
    DatabaseRefused,
    DatabaseUnreachable,
    ValueRefused,
)

_CONTENDED = (errors.DeadlockDetected, errors.LockNotAvailable, errors.SerializationFailure)
_REFUSED = (errors.InvalidPassword, errors.InvalidAuthorizationSpecification, errors.InvalidCatalogName)
_REFUSED_SAYING = (
    "authentication failed",
    "no pg_hba.conf entry",
    "does not exist",
    "permission denied for database",
)
"""While connecting the driver gives the server's words without its code."""


@contextmanager
def translated() -> Iterator[None]:
    """What the driver raises inside leaves as a `DatabaseError`.

    Raises:
        ValueRefused: no table takes a value of the statement.
        DatabaseError: the driver's error is its cause; no value of a statement stands in it.
    """
    try:
        yield
    except _CONTENDED as fault:
        raise DatabaseContended(str(fault)) from fault
    except psycopg.OperationalError as fault:
        said = str(fault)
        refused = isinstance(fault, _REFUSED) or any(part in said for part in _REFUSED_SAYING)
        kind = DatabaseRefused if refused else DatabaseUnreachable
        raise kind(said) from fault
    except psycopg.DataError as fault:
        raise ValueRefused(f"{type(fault).__name__} {fault.sqlstate}") from fault
    except psycopg.Error as fault:
        raise DatabaseError(f"{type(fault).__name__} {fault.sqlstate}") from fault
