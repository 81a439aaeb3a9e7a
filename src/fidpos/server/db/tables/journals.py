"""Journals as they came: a till's events are kept as the bytes that were hashed. The centre has one too."""

from sqlalchemy import Index

from fidpos.server.db.tables.schema import (
    BIGINT,
    BYTES,
    EMPTY,
    FLAG,
    ID,
    INSTANT,
    INT,
    NO,
    NOTHING,
    NOW,
    TEXT,
    column,
    refers,
    table,
)

lineages = table(
    "lineages",
    column("till_id", ID),
    column("lineage", ID),
    column("base_lineage", ID, null=True),
    column("base_seq", BIGINT, NOTHING),
    column("head_seq", BIGINT),
    column("head_hash", BYTES),
    column("head_epoch", ID),
    column("begun_at", INSTANT, NOW),
    column("recomputed_seq", BIGINT, NOTHING),
    column("watched_seq", BIGINT, NOTHING),
    refers("till_id", "tills"),
    key=("till_id", "lineage"),
    fill=70,
)
"""Rows up to `base_seq` are those of the lineage it is based on; NULL: it begins with the journal. Up to
`recomputed_seq` its visits were computed again, up to `watched_seq` loss prevention has looked at them."""

journal_rows = table(
    "journal_rows",
    column("till_id", ID),
    column("lineage", ID),
    column("seq", BIGINT),
    column("event_id", ID),
    column("epoch", ID),
    column("hash", BYTES),
    column("schema_version", INT),
    column("wall_ts", BIGINT),
    column("boot_id", ID),
    column("monotonic", BIGINT),
    column("server_offset", BIGINT, null=True),
    column("body", BYTES),
    column("received_at", INSTANT, NOW),
    column("repeats", FLAG, NO),
    column("fate", TEXT, null=True),
    column("reason", TEXT, EMPTY),
    key=("till_id", "lineage", "seq"),
)
Index(
    "journal_rows_by_event",
    journal_rows.c.merchant_id,
    journal_rows.c.event_id,
    unique=True,
    postgresql_where=~journal_rows.c.repeats,
)
Index(
    "journal_rows_in_quarantine",
    journal_rows.c.merchant_id,
    journal_rows.c.received_at,
    postgresql_where=journal_rows.c.fate == "quarantined",
)
Index(
    "journal_rows_doubted",
    journal_rows.c.merchant_id,
    journal_rows.c.received_at,
    postgresql_where=journal_rows.c.fate.in_(("quarantined", "flagged")),
)
"""`fate` is a `wire.sync.push.EventFate`, NULL for an event that was simply applied. `repeats` says that the
event's id was known before: the same event again, or another one under its name. The indexes answer: is this
event known, and what was it? what is in quarantine, oldest first? what has the office to look at?"""

server_journal = table(
    "server_journal",
    column("seq", BIGINT),
    column("event_id", ID),
    column("epoch", ID),
    column("hash", BYTES),
    column("schema_version", INT),
    column("wall_ts", BIGINT),
    column("boot_id", ID),
    column("monotonic", BIGINT),
    column("body", BYTES),
    column("signature", BYTES),
    column("account_id", ID, null=True),
    key=("seq",),
)
Index("server_journal_by_event", server_journal.c.merchant_id, server_journal.c.event_id, unique=True)
Index(
    "server_journal_by_account",
    server_journal.c.merchant_id,
    server_journal.c.account_id,
    postgresql_where=server_journal.c.account_id.is_not(None),
)
"""The centre is an origin too: expiries, erasures and merges of the office, one chain for each merchant. Each
row's hash is signed by the centre's identity. The second index answers: what did the office move on this
account?"""
