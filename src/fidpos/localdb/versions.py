"""Which database engine this is, for people who look after a till."""

from dataclasses import dataclass

from sqlcipher3 import dbapi2


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineVersions:
    """SQLite as it is linked, and the encryption around it."""

    sqlite: str
    sqlcipher: str


def engine_versions() -> EngineVersions:
    """Of the engine that opens the store; no store is touched."""
    connection = dbapi2.connect(":memory:")
    try:
        (sqlcipher,) = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return EngineVersions(sqlite=dbapi2.sqlite_version, sqlcipher=str(sqlcipher))
