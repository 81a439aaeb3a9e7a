"""What the sync remembers, what may be let go unasked, and indexes by which a visit taken back is found."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table for the one row that the sync has; nothing ever used the one it replaces. Others beside it."""
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
            snapshot BLOB,
            offered_seq INTEGER NOT NULL,
            PRIMARY KEY (slot),
            CONSTRAINT one_memory CHECK (slot = 1)
        ) WITHOUT ROWID, STRICT
        """
    )
    op.execute("DROP TABLE cursors")
    op.execute(
        """
        CREATE TABLE heard_out (
            slot INTEGER NOT NULL,
            since_seq INTEGER NOT NULL,
            wall_ts INTEGER NOT NULL,
            boot_id BLOB NOT NULL,
            monotonic INTEGER NOT NULL,
            PRIMARY KEY (slot),
            CONSTRAINT one_hearing CHECK (slot = 1)
        ) WITHOUT ROWID, STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE allowances (
            kind TEXT NOT NULL,
            body BLOB NOT NULL,
            signature BLOB NOT NULL,
            PRIMARY KEY (kind)
        ) WITHOUT ROWID, STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE allowance_draws (
            cause_id BLOB NOT NULL,
            kind TEXT NOT NULL,
            seq INTEGER NOT NULL,
            amount_minor INTEGER NOT NULL,
            PRIMARY KEY (cause_id)
        ) WITHOUT ROWID, STRICT
        """
    )
    op.execute("CREATE INDEX allowance_draws_by_row ON allowance_draws (kind, seq)")
    op.execute(
        """
        CREATE TABLE paid_tickets (
            business_day INTEGER NOT NULL,
            ticket TEXT NOT NULL,
            register TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (business_day, ticket, register)
        ) WITHOUT ROWID, STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE late_sums (
            member_id BLOB NOT NULL REFERENCES members (id),
            day INTEGER NOT NULL,
            scope TEXT NOT NULL,
            visits INTEGER NOT NULL,
            revenue_minor INTEGER NOT NULL,
            points_earned INTEGER NOT NULL,
            quantity INTEGER NOT NULL,
            PRIMARY KEY (member_id, day, scope)
        ) WITHOUT ROWID, STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE refund_requests (
            event_id BLOB NOT NULL,
            event_seq INTEGER NOT NULL,
            is_refused INTEGER NOT NULL,
            PRIMARY KEY (event_id)
        ) WITHOUT ROWID, STRICT
        """
    )
    op.execute("CREATE INDEX ledger_entries_by_visit ON ledger_entries (visit_id) WHERE visit_id IS NOT NULL")
    _tickets_of_registers()
    op.execute(
        """
        CREATE TABLE refunds_told (
            visit_id BLOB NOT NULL REFERENCES visits (id),
            refund_id BLOB NOT NULL,
            amount_minor INTEGER NOT NULL,
            PRIMARY KEY (visit_id, refund_id)
        ) WITHOUT ROWID, STRICT
        """
    )


def _tickets_of_registers() -> None:
    """Two registers may count alike: a ticket's key names its register, empty for one credited by hand."""
    op.execute(
        """
        CREATE TABLE tickets_of_registers (
            business_day INTEGER NOT NULL,
            ticket TEXT NOT NULL,
            register TEXT NOT NULL,
            visit_id BLOB NOT NULL REFERENCES visits (id),
            event_seq INTEGER NOT NULL,
            PRIMARY KEY (business_day, ticket, register)
        ) WITHOUT ROWID, STRICT
        """
    )
    op.execute(
        "INSERT INTO tickets_of_registers "
        "SELECT business_day, ticket, '', visit_id, event_seq FROM visit_tickets"
    )
    op.execute("DROP TABLE visit_tickets")
    op.execute("ALTER TABLE tickets_of_registers RENAME TO visit_tickets")
    op.execute("CREATE INDEX visit_tickets_by_visit ON visit_tickets (visit_id)")
    op.execute("CREATE INDEX visit_tickets_by_number ON visit_tickets (ticket, business_day)")
