"""What the sync remembers, whole, in the place of a cursor that said only how far it was."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table for the one row there is; nothing ever used the one it replaces."""
    op.execute(
        """
        CREATE TABLE sync_memory (
            slot INTEGER NOT NULL,
            acked_seq INTEGER NOT NULL,
            acked_hash BLOB NOT NULL,
            generation TEXT NOT NULL,
            feed_seq INTEGER,
            feed_token INTEGER,
            echo INTEGER NOT NULL,
            PRIMARY KEY (slot),
            CONSTRAINT one_memory CHECK (slot = 1)
        ) WITHOUT ROWID, STRICT
        """
    )
    op.execute("DROP TABLE cursors")
