"""What the sync remembers, and indexes by which a visit that the centre takes back is found nowhere else."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table for the one row that the sync has; nothing ever used the one it replaces."""
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
    op.execute("CREATE INDEX ledger_entries_by_visit ON ledger_entries (visit_id) WHERE visit_id IS NOT NULL")
    op.execute("CREATE INDEX visit_tickets_by_visit ON visit_tickets (visit_id)")
