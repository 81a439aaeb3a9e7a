"""What happened: the journal, and what of it is looked up.

`event_seq` is the journal row that tells it, NULL for what came from the centre, which may put it right. No
foreign key ties it: one day the journal is pruned up to what the centre has safely stored.
"""

from sqlalchemy import Index, Table

from fidpos.columns import DAY, FLAG, ID, INSTANT
from fidpos.localdb.tables.schema import BYTES, INT, TEXT, column, keyed, metadata

journal = Table(
    "journal",
    metadata,
    column("seq", INT, key=True),
    column("epoch", ID),
    column("event_id", ID),
    column("prev_hash", BYTES),
    column("hash", BYTES),
    column("hash_version", INT),
    column("schema_version", INT),
    column("body", BYTES),
    column("wall_ts", INSTANT),
    column("boot_id", ID),
    column("monotonic", INT),
    column("server_offset", INT, null=True),
    sqlite_strict=True,
)
Index("journal_by_event", journal.c.event_id, unique=True)
"""`monotonic` counts microseconds since the boot named by `boot_id`; `server_offset`, when known, is the
centre's clock less ours, in microseconds. The layout of what is hashed stands in `wire.chain`."""

visits = keyed(
    "visits",
    column("id", ID, key=True),
    column("member_id", ID, "members.id"),
    column("closed_at", INSTANT),
    column("business_day", DAY),
    column("currency", TEXT),
    column("amount_minor", INT),
    column("discount_minor", INT),
    column("points", INT),
    column("event_seq", INT, null=True),
)
Index("visits_by_member", visits.c.member_id, visits.c.closed_at)
Index("visits_by_event", visits.c.event_seq, unique=True, sqlite_where=visits.c.event_seq.is_not(None))

visit_lines = keyed(
    "visit_lines",
    column("visit_id", ID, "visits.id", key=True),
    column("position", INT, key=True),
    column("article", TEXT),
    column("label", TEXT),
    column("categories", TEXT),
    column("brand", TEXT),
    column("labels", TEXT),
    column("quantity", INT),
    column("amount_minor", INT),
    column("tax_rate_ppm", INT),
    column("tax_included", FLAG),
    column("discounted", FLAG),
    column("earns", FLAG),
)

visit_voids = keyed(
    "visit_voids",
    column("visit_id", ID, "visits.id", key=True),
    column("event_seq", INT, null=True),
)

refunds_told = keyed(
    "refunds_told",
    column("visit_id", ID, "visits.id", key=True),
    column("refund_id", ID, key=True),
    column("amount_minor", INT),
)
"""Refunds of a visit as the centre tells them, those of this till among them."""

visit_tickets = keyed(
    "visit_tickets",
    column("business_day", DAY, key=True),
    column("ticket", TEXT, key=True),
    column("register", TEXT, key=True),
    column("visit_id", ID, "visits.id"),
    column("event_seq", INT),
)
Index("visit_tickets_by_visit", visit_tickets.c.visit_id)
Index("visit_tickets_by_number", visit_tickets.c.ticket, visit_tickets.c.business_day)
"""Tickets of the registers, each once: those that came over the link, and under an empty name those that were
credited later. `business_day` is the register's. A visit that the centre takes back is sought here and in the
ledger, as foreign keys ask; neither is to be read as a whole."""

days = keyed(
    "days",
    column("business_day", DAY, key=True),
    column("opened_seq", INT),
    column("closed_seq", INT, null=True),
)
"""Business days on which somebody signed in, and the journal rows that tell when each was opened and closed;
closed again, the latest counts."""

refund_requests = keyed(
    "refund_requests",
    column("event_id", ID, key=True),
    column("event_seq", INT),
    column("is_refused", INT),
)
"""Refunds that the centre was asked for, until it has done them or somebody has seen that it could not."""

visit_refunds = keyed(
    "visit_refunds",
    column("id", ID, key=True),
    column("visit_id", ID, "visits.id"),
    column("event_seq", INT),
)
Index("visit_refunds_by_visit", visit_refunds.c.visit_id, visit_refunds.c.event_seq)
