"""What the privacy desk keeps: last contacts and warnings, requests of members, who was erased."""

from sqlalchemy import Index

from fidpos.server.db.tables.schema import BYTES, DAY, ID, INSTANT, NOW, TEXT, column, refers, table

contacts = table(
    "contacts",
    column("member_id", ID),
    column("contact_on", DAY),
    column("warned_on", DAY, null=True),
    refers("member_id", "members"),
    key=("member_id",),
    fill=90,
)
"""When a member was last in contact other than by a visit, of which `day_aggregates` knows, and when they
were told that they would be forgotten."""

privacy_requests = table(
    "privacy_requests",
    column("id", ID),
    column("member_id", ID),
    column("kind", TEXT),
    column("came_on", DAY),
    column("due_on", DAY),
    column("taken_by", ID),
    column("job_id", ID, null=True),
    column("answered_at", INSTANT, null=True),
    column("answered_by", ID, null=True),
    column("outcome", TEXT, null=True),
)
Index("privacy_requests_by_due", privacy_requests.c.merchant_id, privacy_requests.c.due_on)
"""What members asked for under articles 15 to 21, each to be answered within a month."""

suppressions = table(
    "suppressions",
    column("digest", BYTES),
    column("at", INSTANT, NOW),
    key=("digest",),
)
"""Addresses and numbers of who was erased, as keyed digests: an import does not bring them back."""
