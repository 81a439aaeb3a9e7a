"""Runs the centre's migrations on the connection it is given, inside that connection's transaction.

`fidpos.server.db.migrate` connects as the owner, takes the lock and commits; nothing here does.
"""

from alembic import context

from fidpos.server.db.tables import metadata


def run() -> None:
    """Bring the connection's database to the revision that was asked for."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


run()
