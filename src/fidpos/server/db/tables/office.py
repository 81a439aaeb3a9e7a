"""What people look at: what waits for them, who looked, and what was done."""

from sqlalchemy import Index, text

from fidpos.server.db.tables.schema import ID, INSTANT, JSON, NOW, TEXT, column, table

reviews = table(
    "reviews",
    column("id", ID),
    column("kind", TEXT),
    column("till_id", ID, null=True),
    column("event_id", ID, null=True),
    column("subject_id", ID, null=True),
    column("detail", JSON, text("'{}'")),
    column("found_at", INSTANT, NOW),
    column("settled_at", INSTANT, null=True),
    column("settled_by", ID, null=True),
    column("outcome", TEXT, null=True),
)
Index(
    "reviews_open",
    reviews.c.merchant_id,
    reviews.c.found_at,
    postgresql_where=reviews.c.settled_at.is_(None),
)
Index("reviews_by_event", reviews.c.merchant_id, reviews.c.event_id)
"""What the office has to look at: flagged events, clones, wrong clocks, doubled enrolments, overdrafts."""

support_accesses = table(
    "support_accesses",
    column("id", ID),
    column("operator_id", ID),
    column("reason", TEXT),
    column("granted_by", ID, null=True),
    column("begins_at", INSTANT, NOW),
    column("ends_at", INSTANT),
    column("ended_at", INSTANT, null=True),
)
"""When an operator may look into a merchant's data, and why."""

audit = table(
    "audit",
    column("id", ID),
    column("at", INSTANT, NOW),
    column("actor_id", ID),
    column("act", TEXT),
    column("subject_id", ID, null=True),
    column("detail", JSON, text("'{}'")),
)
"""Acts of operators and of the office, where the merchant can read them; ids are sorted by time."""
