"""Runs the till's migrations on the connection it is given, inside that connection's transaction.

`fidpos.localdb.upgrade` opens the transaction, checks the result and commits; nothing here does.
"""

from alembic import context

from fidpos.localdb.tables import metadata


def run() -> None:
    """Bring the connection's store to the revision that was asked for."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


run()
