"""Small questions to a database."""

from psycopg import connect


def note(conninfo: str, text: str) -> None:
    """Leave a committed row behind, as the owner."""
    with connect(conninfo) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        connection.execute("INSERT INTO notes VALUES (%s)", [text])


def notes(conninfo: str) -> list[str]:
    """What was left behind."""
    with connect(conninfo) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM notes ORDER BY text")]


def setting(conninfo: str, name: str) -> str:
    """How the server is set."""
    with connect(conninfo) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])
